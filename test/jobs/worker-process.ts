import { type ChildProcess, spawn } from 'node:child_process';
import { compiled } from '../compiled.ts';

/** `tadori worker` in a process of its own. */
export class WorkerProcess {
  static readonly #running = new Set<WorkerProcess>();
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #said = '';

  constructor(url: string, environment: Readonly<Record<string, string>> = {}, more: readonly string[] = []) {
    const args = [compiled('cli/main.js'), 'worker', '--lang', 'en', '--jobs', url, ...more];
    this.#child = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (text) => {
      this.#said += String(text);
    });
    WorkerProcess.#running.add(this);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        WorkerProcess.#running.delete(this);
        resolve(code);
      });
    });
  }

  static async killAll(): Promise<void> {
    const running = [...WorkerProcess.#running];
    for (const one of running) one.kill('SIGKILL');
    await Promise.all(running.map((one) => one.ended));
  }

  /** Its lines that begin so. */
  said(start: string): readonly string[] {
    return this.#said.split('\n').filter((line) => line.startsWith(start));
  }

  kill(signal: 'SIGKILL' | 'SIGINT'): void {
    this.#child.kill(signal);
  }

  async ready(): Promise<void> {
    await this.until(() => this.said('waiting for jobs').length > 0);
  }

  /** Waits until it holds; fails where the process ends before. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      if (this.#child.exitCode !== null) throw new Error(`the worker ended: ${this.#said}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
