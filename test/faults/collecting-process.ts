import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSnapshot } from '../../collector/snapshot-files.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { compiled } from '../compiled.ts';
import { REGIONS } from './disturbed.ts';
import { environmentFor } from './organisation.ts';

/** How `tadori collect` ended, and how much of the machine's memory it held at most. */
export interface Ended {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly peakMegabytes: number;
}

/** `tadori collect` into a data folder, in a process of its own. */
export class CollectingProcess {
  static readonly #running = new Set<CollectingProcess>();
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  #peak = 0;

  /** `more`: further arguments of the command. */
  constructor(data: string, url: string, more: readonly string[] = []) {
    const args = ['collect', '--json', '--data', data, '--regions', REGIONS.join(','), ...more];
    this.#child = spawn(process.execPath, [compiled('cli/main.js'), ...args], {
      env: { ...process.env, ...environmentFor(url) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (text) => {
      this.#stdout += String(text);
    });
    this.#child.stderr?.on('data', (text) => {
      this.#stderr += String(text);
    });
    CollectingProcess.#running.add(this);
    const watch = setInterval(() => this.#measure(), 100);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        CollectingProcess.#running.delete(this);
        clearInterval(watch);
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr, peakMegabytes: Math.round(this.#peak / 1024) });
      });
    });
  }

  /** Leaves none behind, whatever a test came to. */
  static async killAll(): Promise<void> {
    const running = [...CollectingProcess.#running];
    for (const one of running) one.kill();
    await Promise.all(running.map((one) => one.ended));
  }

  /** As a machine that loses its power: nothing of it runs any more. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Source: proc(5), VmHWM: the peak of resident memory, in kB. */
  #measure(): void {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      this.#peak = Math.max(this.#peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // The process has just ended.
    }
  }
}

/** Names of the units that lie finished in a data folder. */
export function finishedUnits(data: string): readonly string[] {
  try {
    return readdirSync(join(data, 'collecting')).filter((name) => name.endsWith('.jsonl'));
  } catch {
    return [];
  }
}

/** `account service region operation target` of the calls that a finished unit holds. */
export function callsOfUnits(data: string): readonly string[] {
  return finishedUnits(data).flatMap((name) =>
    readFileSync(join(data, 'collecting', name), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const call = JSON.parse(line) as Readonly<Record<'account' | 'region' | 'service' | 'operation', string>>;
        return `${call.account} ${call.service} ${call.region} ${call.operation}`;
      }),
  );
}

export async function snapshotIn(data: string): Promise<Snapshot> {
  const id = readFileSync(join(data, 'LATEST'), 'utf8').trim();
  const snapshot = await readSnapshot(data, id);
  if (!snapshot.ok) throw new Error(snapshot.error.message);
  return snapshot.value;
}

/** Waits until it holds; fails where the process ends before. */
export async function until(holds: () => boolean, { ended }: CollectingProcess): Promise<void> {
  let end: Ended | undefined;
  ended.then(
    (one) => {
      end = one;
    },
    () => undefined,
  );
  while (!holds()) {
    if (end !== undefined) throw new Error(`it ended too early, with code ${end.code}: ${end.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
