import type { Answered, CompareAsk, Language, OpenQuestions, Operations, Questions } from '../answers/questions.ts';
import type { CompareAnswer } from '../domain/comparison.ts';

/** One answer of `simulate`; the command looks at nothing but how the request was decided. */
export interface SimulatedLine {
  readonly decision: 'allowed' | 'explicitlyDenied' | 'implicitlyDenied' | 'invalid' | 'unknown';
  /** Of an invalid line: file, line, place and fault. */
  readonly error?: string;
}

export interface ServeAsk {
  /** The questions of the snapshot that is active when a request comes. */
  readonly questions: () => Answered<Questions>;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly cypher: boolean;
}

export interface RunningServer {
  /** `http://127.0.0.1:7070` */
  readonly address: string;
  close(): Promise<void>;
}

/** What the commands call. The composition root fills it; tests fill it with fakes. Nothing here is loaded before it is used. */
export interface Ports {
  readonly openQuestions: OpenQuestions;
  operations(at: { readonly data: string; readonly store: string }): Answered<Operations>;
  simulate(
    lines: AsyncIterable<string>,
    source: { readonly file?: string; readonly language: Language },
  ): AsyncIterable<SimulatedLine>;
  compare(ask: CompareAsk): Answered<CompareAnswer>;
  startServer(ask: ServeAsk): Answered<RunningServer>;
  readonly version: string;
}

/** Where text goes. `write` resolves when more may be written; after the reader has gone, `closed` is true and writing does nothing. */
export interface Output {
  write(text: string): Promise<void>;
  readonly isTTY: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  readonly closed: boolean;
}

/** The process around a command. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Bytes of a file; reading rejects with what the system says. */
  readFile(path: string): AsyncIterable<Uint8Array>;
  /** Calls back at every Ctrl-C (or SIGTERM) until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
  /** Ends the process at once. */
  exitNow(code: number): void;
  /** Unguessable text for a link. */
  newToken(): string;
  /** Milliseconds of a clock that never runs backwards. */
  now(): number;
}
