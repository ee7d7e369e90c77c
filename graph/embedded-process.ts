import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ok } from '../domain/result.ts';
import {
  type EngineOptions,
  type EngineReply,
  type EngineRequest,
  type EngineRows,
  isReply,
} from './embedded-messages.ts';
import { failure, INTERRUPTED, type Stored, type StoreError } from './store.ts';

/** How much longer than its own limit a query may take before its process is ended. */
const GRACE_MS = 2_000;

type Settle = (answer: Awaited<Stored<EngineRows>>) => void;

/**
 * The engine in a process of its own: a crash, a query without end or too much memory cost that process only, and the next
 * query starts a new one. Its environment is empty: no credentials in reach.
 */
export class EngineProcess {
  readonly #options: EngineOptions;
  readonly #waiting = new Map<number, Settle>();
  #child: ChildProcess | undefined;
  #why: StoreError | undefined;
  #lastId = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  query(text: string, params: Readonly<Record<string, unknown>>, timeoutMs: number): Stored<EngineRows> {
    return this.ask({ kind: 'query', text, params, timeoutMs }, timeoutMs + GRACE_MS);
  }

  ask(request: EngineRequest, deadlineMs: number, signal?: AbortSignal): Stored<EngineRows> {
    this.#child ??= this.#start();
    const child = this.#child;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const tooLate = setTimeout(() => {
        this.#end({ kind: 'timeout', message: 'the query took longer than it may' });
      }, deadlineMs);
      const interrupt = (): void => this.#end(INTERRUPTED.error);
      signal?.addEventListener('abort', interrupt, { once: true });
      this.#waiting.set(id, (answer) => {
        clearTimeout(tooLate);
        signal?.removeEventListener('abort', interrupt);
        resolve(answer);
      });
      if (signal?.aborted === true) interrupt();
      else child.send({ id, request });
    });
  }

  /** Ends the process; whoever waits for it hears that the reader is closed. */
  close(): void {
    this.#end({ kind: 'closed', message: 'this reader is closed' });
  }

  #start(): ChildProcess {
    const { file, execArgv } = workerFile();
    const child = fork(file, [JSON.stringify(this.#options)], {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {},
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LAST_WORDS);
    });
    child.on('message', (message) => {
      if (isReply(message)) this.#receive(message);
      else this.#lost(child, 'it gave an answer of another form');
    });
    child.on('error', (error) => this.#lost(child, error.message));
    child.on('close', (code, name) =>
      this.#lost(child, [`it ended with ${name ?? code}`, ...linesOf(said)].join(', ')),
    );
    child.unref();
    child.channel?.unref();
    if (child.stderr instanceof Socket) child.stderr.unref();
    return child;
  }

  #receive(reply: EngineReply): void {
    if (reply.id === 'all') {
      this.#why = reply.ok ? undefined : reply.error;
      return;
    }
    const settle = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    settle?.(reply.ok ? ok(reply.value) : { ok: false, error: reply.error });
  }

  #lost(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    const why = this.#why ?? { kind: 'unavailable', message: `the embedded engine's process was lost: ${how}` };
    this.#why = undefined;
    this.#end(why);
  }

  #end(why: StoreError): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const settle of waiting) settle(failure(why.kind, why.message));
  }
}

/** How much of what a lost process wrote before its end is told. */
const LAST_WORDS = 400;
const linesOf = (text: string): readonly string[] => text.split('\n').flatMap((line) => line.trim() || []);

const OWN_FILE = import.meta.url;
/** The build has JavaScript beside it, the sources TypeScript. */
/** Node 20 does not run TypeScript by itself: from sources, the development loader does, but where they were compiled (`TADORI_COMPILED`). */
function workerFile(): { readonly file: string; readonly execArgv: string[] } {
  const compiled = process.env['TADORI_COMPILED'];
  if (!OWN_FILE.endsWith('.ts')) return plainFile(new URL('./embedded-worker.js', OWN_FILE));
  if (compiled !== undefined) return plainFile(pathToFileURL(join(compiled, 'graph/embedded-worker.js')));
  const loader = pathToFileURL(createRequire(OWN_FILE).resolve('tsx')).href;
  return { file: fileURLToPath(new URL('./embedded-worker.ts', OWN_FILE)), execArgv: ['--import', loader] };
}

const plainFile = (url: URL) => ({ file: fileURLToPath(url), execArgv: [] });
