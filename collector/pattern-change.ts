/** A pattern of a policy before and after names in it were replaced. */
export interface Pattern {
  /** The record it stands in. */
  readonly place: string;
  /** `name`: compared with what a session says of itself; `arn`: with ARNs alone. */
  readonly kind: 'name' | 'arn';
  readonly before: string;
  readonly after: string;
}

/** A text with its pseudonym. */
export type Replaced = readonly [before: string, after: string];

/** Patterns that match a name and not its pseudonym, or the other way round: they would mean something else. */
export function changedPatterns(
  patterns: readonly Pattern[],
  names: readonly Replaced[],
  arns: readonly Replaced[],
): readonly Pattern[] {
  const told = new Map<string, boolean>();
  return patterns.filter((pattern) => {
    const { kind, before, after } = pattern;
    const id = JSON.stringify([kind, before, after]);
    const known = told.get(id) ?? (differs(before, after, arns) || (kind === 'name' && namesDiffer(pattern, names)));
    told.set(id, known);
    return known;
  });
}

/** Each part of the pattern by itself, too: `AROA...:ann*`, `assumed-role/reader/ann*`. */
function namesDiffer({ before, after }: Pattern, names: readonly Replaced[]): boolean {
  if (differs(before, after, names)) return true;
  const [parts, newParts] = [partsOf(before), partsOf(after)];
  return parts.some((part, at) => /[*?]/.test(part) && differs(part, newParts[at] ?? part, names));
}

const partsOf = (pattern: string): readonly string[] => withoutVariables(pattern).split(/[/:]/);

function differs(before: string, after: string, replaced: readonly Replaced[]): boolean {
  if (/^\*+$/.test(withoutVariables(before))) return false;
  const [old, now] = [matcher(before), matcher(after)];
  return replaced.some(([name, pseudonym]) => old.test(name) !== now.test(pseudonym));
}

/** A policy variable may hold anything. */
const withoutVariables = (pattern: string): string => pattern.replaceAll(/\$\{[^}]*\}/g, '*');

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${withoutVariables(pattern)
      .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
