import type { Result } from '../../domain/result.ts';
import type { AskError } from '../questions.ts';
import type { JobInput, JobKind, JobOutput } from './kinds.ts';

/** One piece of work that any process can do: what it depends on is in its input, or in the shared store under a key that the input names. */
export interface Job<Kind extends JobKind> {
  /** Unique among the jobs of a run; letters, digits and dashes. */
  readonly name: string;
  readonly input: JobInput<Kind>;
}

export interface JobOptions {
  readonly signal: AbortSignal;
  /** Told of each job, by its name, once it is done. */
  readonly onDone: (job: string) => void;
}

/** Bytes that several processes have; gone half a day after they were put. */
export interface SharedStore {
  get(key: string): Promise<Uint8Array | undefined>;
  /** What was put first stays. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Removes everything whose key begins so. */
  remove(prefix: string): Promise<void>;
}

/** Has jobs done, here or elsewhere: each once into the result, however often it had to be begun. */
export interface JobDriver {
  readonly store: SharedStore;
  run<Kind extends JobKind>(
    kind: Kind,
    run: string,
    jobs: readonly Job<Kind>[],
    options: JobOptions,
  ): Promise<Result<readonly JobOutput<Kind>[], AskError>>;
  close(): Promise<void>;
}
