import { globPattern, matches, type Pattern, plain } from './patterns.ts';

/** A policy variable. */
export const VARIABLE = /\$\{[^}]*\}/g;

/** What is written before and behind a variable, read as widely as it can be. */
interface Surround {
  readonly before: Pattern;
  readonly behind: Pattern;
}

const surrounds = new Map<string, readonly Surround[]>();
/** Entries are few beside the resources that they are asked about. */
const MOST_KNOWN = 5000;

function surroundsIn(text: string): readonly Surround[] {
  const known = surrounds.get(text);
  if (known !== undefined) return known;
  const widely = (part: string): Pattern => globPattern(plain(part.replace(VARIABLE, '*')));
  const found = [...text.matchAll(VARIABLE)].map(
    ({ 0: variable, index }): Surround => ({
      before: widely(text.slice(0, index)),
      behind: widely(text.slice(index + variable.length)),
    }),
  );
  if (surrounds.size >= MOST_KNOWN) surrounds.clear();
  surrounds.set(text, found);
  return found;
}

/**
 * The parts of an ARN's sixth field that a variable can stand for where a pattern of ARNs covers it: all that make a difference to
 * whether it does, and perhaps others.
 */
export function fittingTexts(pattern: string, arn: string): readonly string[] {
  const first = arn.split(':').slice(0, 5).join(':').length + 1;
  const places = Array.from({ length: arn.length + 1 - first }, (_, index) => first + index);
  const found = new Set<string>();
  for (const { before, behind } of surroundsIn(pattern)) {
    const from = places.filter((place) => matches(before, arn.slice(0, place)));
    if (from.length === 0) continue;
    const to = places.filter((place) => matches(behind, arn.slice(place)));
    for (const start of from) for (const end of to) if (end > start) found.add(arn.slice(start, end));
  }
  return [...found];
}
