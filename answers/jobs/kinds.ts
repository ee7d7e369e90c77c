import type { AccountAhead } from '../../collector/read-ahead.ts';
import type { Proved } from '../../reasoning/prove.ts';
import type { BookedClaim } from '../claims.ts';
import type { SharedStore } from './driver.ts';

/** A part of the turns of a proof, in their order. */
export interface TurnsToProve {
  /** Key of the snapshot in the shared store. */
  readonly snapshot: string;
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly claims: boolean;
  /** `turnsDigest` of whoever asks: who goes through them in another order would prove something else. */
  readonly turns: string;
}

export interface TurnsProved {
  readonly proved: Proved;
  readonly claims: readonly BookedClaim[];
}

/** One account of a collection; `run` names the collection. */
export interface AccountToRead {
  readonly run: string;
  readonly work: AccountAhead;
}

interface Kinds {
  readonly prove: { readonly input: TurnsToProve; readonly output: TurnsProved };
  /** Output: why the account was not read; null where it was. */
  readonly collect: { readonly input: AccountToRead; readonly output: string | null };
}

export type JobKind = keyof Kinds;
export type JobInput<Kind extends JobKind> = Kinds[Kind]['input'];
export type JobOutput<Kind extends JobKind> = Kinds[Kind]['output'];

export interface HandlerOptions {
  readonly store: SharedStore;
  readonly signal: AbortSignal;
}

/** How a job is done. A rejection is a mistake of ours, or the store's failure. */
export type Handlers = {
  readonly [Kind in JobKind]: (input: JobInput<Kind>, options: HandlerOptions) => Promise<JobOutput<Kind>>;
};
