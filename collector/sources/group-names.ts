import { runInNewContext } from 'node:vm';
import { parseJson } from '../json-text.ts';

/** A name that fits: the part of it that does, and what its named groups hold. */
export interface FittingName {
  readonly part: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * What Java and JavaScript mean the same by; everything else is refused. `\A`, `\Q`, `\p{Alpha}` or `[a&&b]` are valid in both and
 * something else in JavaScript. Sources: Java SE, java.util.regex.Pattern; ECMAScript, RegExp (Pattern) Objects, Annex B.
 */
const SAME_IN_JAVA = new RegExp(
  `^(?:${[
    String.raw`\\[dDwWsStnrf]`,
    String.raw`\\[^A-Za-z0-9]`,
    String.raw`\[\^?(?!\])(?:\\[dDwWsStnrf]|\\[^A-Za-z0-9]|[^\\[\]&]|&(?!&))*\]`,
    String.raw`\((?:\?(?::|=|!|<=|<!|<[A-Za-z][A-Za-z0-9]*>))?(?!\?)`,
    String.raw`\{\d+(?:,\d*)?\}`,
    String.raw`[^\\[({]`,
  ].join('|')})*$`,
  's',
);

/** Milliseconds; and names for which there is one more. Some patterns take longer than the world has lasted. */
const LEAST_TIME_MS = 1_000;
const NAMES_PER_MS = 50;

/** Characters; beyond it, no filter was written by hand. */
const LONGEST_FILTER = 4096;

const MATCHING = `
  const pattern = new RegExp(source);
  JSON.stringify(JSON.parse(names).map((name) => {
    const match = pattern.exec(name);
    return match === null ? null : { part: match[0], values: match.groups };
  }));
`;

/**
 * The names that fit a group filter of Okta, which writes named groups as `(?{{role}}...)`. `unreadable`: no pattern with both groups
 * that means the same here; `slow`: it was stopped.
 */
export function fittingNames(
  filter: string,
  names: readonly string[],
): ReadonlyMap<string, FittingName> | 'unreadable' | 'slow' {
  const source = filter.replace(/\(\?\{\{(\w+)\}\}/g, '(?<$1>');
  const isNamed = source.includes('(?<accountid>') && source.includes('(?<role>');
  if (!isNamed || !isReadAlike(source)) return 'unreadable';
  const found = matchInTime<FittingName>(MATCHING, { source }, names);
  return typeof found === 'string'
    ? found
    : new Map(names.flatMap((name, at) => (found[at] ? [[name, found[at]]] : [])));
}

/** A pattern that other engines and JavaScript mean the same by. */
export const isReadAlike = (source: string): boolean =>
  source.length <= LONGEST_FILTER && SAME_IN_JAVA.test(source) && isPattern(source);

/** What the code makes of each name; patterns are run apart, and stopped where they take too long. */
export function matchInTime<Match>(
  code: string,
  context: Readonly<Record<string, string>>,
  names: readonly string[],
): readonly (Match | null)[] | 'unreadable' | 'slow' {
  const timeout = LEAST_TIME_MS + Math.ceil(names.length / NAMES_PER_MS);
  try {
    const told: unknown = runInNewContext(code, { ...context, names: JSON.stringify(names) }, { timeout });
    return parseJson(String(told)) as readonly (Match | null)[];
  } catch (error) {
    return isTimeout(error) ? 'slow' : 'unreadable';
  }
}

const isTimeout = (error: unknown): boolean =>
  (error as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
