import { accepted, consume, globPattern, type Pattern, plain, step } from './patterns.ts';

/** A policy variable. */
export const VARIABLE = /\$\{[^}]*\}/g;

/** What is written before and behind a variable, read as widely as it can be. */
interface Surround {
  readonly before: Pattern;
  /** Backwards, for texts that are read from their end. */
  readonly behind: Pattern;
}

const surrounds = new Map<string, readonly Surround[]>();
/** Entries are few beside the resources that they are asked about. */
const MOST_KNOWN = 5000;

/** By code units, as patterns read them. */
const backwards = (text: string): string => text.split('').reverse().join('');

function surroundsIn(text: string): readonly Surround[] {
  const known = surrounds.get(text);
  if (known !== undefined) return known;
  const widely = (part: string): string => part.replace(VARIABLE, '*');
  const found = [...text.matchAll(VARIABLE)].map(
    ({ 0: variable, index }): Surround => ({
      before: globPattern(plain(widely(text.slice(0, index)))),
      behind: globPattern(plain(backwards(widely(text.slice(index + variable.length))))),
    }),
  );
  if (surrounds.size >= MOST_KNOWN) surrounds.clear();
  surrounds.set(text, found);
  return found;
}

/**
 * The parts of an ARN's sixth field that a variable can stand for where a pattern of ARNs covers it: all that make a difference to
 * whether it does, and perhaps others. One after the other: of a long name there may be more than anybody wants to try.
 */
export function* fittingTexts(pattern: string, arn: string): Generator<string> {
  const first = arn.split(':').slice(0, 5).join(':').length + 1;
  const found = new Set<string>();
  for (const { before, behind } of surroundsIn(pattern)) {
    const from = lengthsCovered(before, arn).filter((length) => length >= first);
    if (from.length === 0) continue;
    const to = lengthsCovered(behind, backwards(arn)).map((length) => arn.length - length);
    for (const start of from) {
      for (const end of to) {
        const text = arn.slice(start, end);
        if (end <= start || found.has(text)) continue;
        found.add(text);
        yield text;
      }
    }
  }
}

/** How long the beginnings of a text are that a pattern covers. */
function lengthsCovered(pattern: Pattern, text: string): readonly number[] {
  const { beginning } = pattern;
  if (!text.startsWith(beginning)) return [];
  const lengths: number[] = [];
  let positions = consume(pattern, beginning);
  for (let length = beginning.length; ; length += 1) {
    if (accepted(pattern, positions)) lengths.push(length);
    if (length === text.length || positions.length === 0) return lengths;
    positions = step(pattern, positions, text.charAt(length));
  }
}
