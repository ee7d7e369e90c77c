import { askApart, type EndedWords, type ThreadLimits } from './apart.ts';
import type { Answered, Verification } from './questions.ts';

export interface VerifyAsked {
  readonly data: string;
  /** Id, or an unambiguous beginning of it. */
  readonly snapshot: string;
}

const LIMITS: ThreadLimits = { milliseconds: 600_000, megabytes: 4096 };

const WORDS: EndedWords = {
  tooLong: {
    kind: 'timeout',
    message: 'verifying this snapshot takes longer than it may here; run `tadori verify`',
  },
  tooMuch: {
    kind: 'refused',
    message: 'verifying this snapshot takes more memory than it may here; run `tadori verify`',
  },
  stopped: { kind: 'unavailable', message: 'the verification was stopped' },
};

/** `Operations.verify` in a thread of its own; writes nothing. */
export const verifyApart = (ask: VerifyAsked, signal: AbortSignal, limits = LIMITS): Answered<Verification> =>
  askApart('verify-worker', ask, { signal, limits, words: WORDS });
