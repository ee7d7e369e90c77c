import type { CompareAnswer } from '../domain/comparison.ts';
import { askApart, type EndedWords, type ThreadLimits } from './apart.ts';
import type { Answered, CompareAsk } from './questions.ts';

const LIMITS: ThreadLimits = { milliseconds: 60_000, megabytes: 1024 };

const WORDS: EndedWords = {
  tooLong: { kind: 'timeout', message: 'comparing these policies takes longer than it may here' },
  tooMuch: { kind: 'refused', message: 'comparing these policies takes more memory than it may here' },
  stopped: { kind: 'unavailable', message: 'the comparison was stopped' },
};

/** `comparePolicies` in a thread of its own. */
export const compareApart = (ask: CompareAsk, signal: AbortSignal, limits = LIMITS): Answered<CompareAnswer> =>
  askApart('compare-worker', ask, { signal, limits, words: WORDS });
