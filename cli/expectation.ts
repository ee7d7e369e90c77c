import type { ExplainAnswer, WhoCanAnswer } from '../domain/answer.ts';
import type { Verdict } from '../domain/decision.ts';
import { gainNow } from '../domain/words/can-now.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';

export type Expected = 'allowed' | 'denied';
type Outcome = 'holds' | 'fails' | 'open';

/** Allowed under conditions is neither "allowed" nor "denied"; unknown decides nothing. */
export function ofVerdict(verdict: Verdict, expected: Expected): Outcome {
  if (verdict === 'unknown') return 'open';
  return verdict === expected ? 'holds' : 'fails';
}

/** Every action has to meet the expectation. */
export function ofColumns(columns: ExplainAnswer['columns'], expected: Expected): Outcome {
  const outcomes = columns.map((column) => ofVerdict(column.verdict, expected));
  if (outcomes.includes('fails')) return 'fails';
  return outcomes.includes('open') ? 'open' : 'holds';
}

/** `allowed`: somebody can now, here or on a copy; `denied`: nobody can now, which only a complete collection can tell. */
export function ofWhoCan({ results, complete, copies = [] }: WhoCanAnswer, expected: Expected): Outcome {
  const everywhere = [...results, ...copies.flatMap(({ answer }) => answer?.results ?? [])];
  const gains = everywhere.flatMap((result) => gainNow(result) ?? []);
  const verdicts = gains.map((gain) => gain.verdict);
  const open = verdicts.includes('unknown') || gains.some((gain) => gain.unknownActions.length > 0) || !complete;
  if (expected === 'allowed') return verdicts.includes('allowed') ? 'holds' : open ? 'open' : 'fails';
  if (verdicts.some((verdict) => verdict === 'allowed' || verdict === 'conditional')) return 'fails';
  return open ? 'open' : 'holds';
}

/** 1 where the expectation is certain to fail, 3 where something could not be decided, else 0. */
export async function exitCode(
  { around, words }: Context,
  unknown: boolean,
  expectation?: { readonly expected: Expected; readonly outcome: Outcome },
): Promise<ExitCode> {
  if (expectation?.outcome === 'fails') {
    await around.stderr.write(`${words.expectationFails(expectation.expected)}\n`);
    return EXIT.expectationFails;
  }
  if (expectation?.outcome === 'open') {
    await around.stderr.write(`${words.expectationOpen(expectation.expected)}\n`);
    return EXIT.unknown;
  }
  return unknown ? EXIT.unknown : EXIT.answered;
}
