import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Output, Surroundings } from './ports.ts';

/** The real process around a command, and a way to let everything out before it ends. */
export interface RealSurroundings extends Surroundings {
  flushed(): Promise<void>;
}

/** A stream as an output: a reader that goes away (`| head`) is no error, everything after it is silence. */
class StreamOutput implements Output {
  readonly #stream: NodeJS.WriteStream;
  #closed = false;
  #pending: Promise<void> = Promise.resolve();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#closed = true;
      // Anything but a reader that has gone (a full disk behind `>`) must not pass for success.
      if (error.code !== 'EPIPE') process.exitCode = 4;
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number | undefined {
    return this.isTTY ? this.#stream.columns : undefined;
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(text: string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const written = new Promise<void>((resolve) => {
      this.#stream.write(text, () => resolve());
    });
    this.#pending = Promise.all([this.#pending, written]).then(() => undefined);
    return written;
  }

  flushed(): Promise<void> {
    return this.#pending;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export function realSurroundings(): RealSurroundings {
  const stdout = new StreamOutput(process.stdout);
  const stderr = new StreamOutput(process.stderr);
  return {
    env: process.env,
    stdout,
    stderr,
    stdin: process.stdin,
    // Opened when somebody begins to read: a failure before that would have no one to hear it.
    readFile: async function* (path) {
      yield* createReadStream(path);
    },
    onInterrupt: (handler) => {
      for (const signal of SIGNALS) process.on(signal, handler);
      return () => {
        for (const signal of SIGNALS) process.off(signal, handler);
      };
    },
    exitNow: (code) => process.exit(code),
    newToken: () => randomBytes(32).toString('base64url'),
    now: () => performance.now(),
    flushed: async () => {
      await Promise.all([stdout.flushed(), stderr.flushed()]);
    },
  };
}
