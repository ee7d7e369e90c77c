import type { Pattern } from '../patterns.ts';

type Token = Pattern['tokens'][number];
type Relation = (one: Pattern, other: Pattern) => boolean;

/** Is there a text that fits both? Exact. */
export const meets: Relation = remembered((one, other) => {
  if (!mayBeginAlike(one, other)) return false;
  return walk(one, other, (a, b, i, j) => {
    const next: [number, number][] = [];
    if (a?.kind === 'star') next.push([i + 1, j]);
    if (b?.kind === 'star') next.push([i, j + 1]);
    if (a !== undefined && b !== undefined && shareText(a, b))
      next.push([a.kind === 'star' ? i : i + 1, b.kind === 'star' ? j : j + 1]);
    return next;
  });
});

/**
 * Does every text of the one fit the other? True is certain; false is not where several wildcards of the other would have to share
 * what one wildcard takes.
 */
export const liesIn: Relation = remembered((one, other) => {
  if (one.text === other.text) return true;
  return walk(one, other, (a, b, i, j) => {
    if (b?.kind === 'star')
      return a !== undefined && takesAll(b, a)
        ? [
            [i, j + 1],
            [i + 1, j],
          ]
        : [[i, j + 1]];
    return a !== undefined && b !== undefined && a.kind !== 'star' && takesAll(b, a) ? [[i + 1, j + 1]] : [];
  });
});

/** The same two are asked about again and again; an answer lives as long as both patterns. */
function remembered(relation: Relation): Relation {
  const known = new WeakMap<Pattern, WeakMap<Pattern, boolean>>();
  return (one, other) => {
    const row = known.get(one) ?? new WeakMap<Pattern, boolean>();
    known.set(one, row);
    const before = row.get(other);
    if (before !== undefined) return before;
    const found = relation(one, other);
    row.set(other, found);
    return found;
  };
}

type Step = (
  one: Token | undefined,
  other: Token | undefined,
  i: number,
  j: number,
) => readonly (readonly [number, number])[];

/** Can the steps lead from the beginnings of both to their ends? */
function walk({ tokens: first }: Pattern, { tokens: second }: Pattern, step: Step): boolean {
  const width = second.length + 1;
  const seen = new Uint8Array((first.length + 1) * width);
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [i, j] = [Math.floor(at / width), at % width];
    if (i === first.length && j === second.length) return true;
    for (const [nextI, nextJ] of step(first[i], second[j], i, j)) {
      const next = nextI * width + nextJ;
      if (seen[next] === 1) continue;
      seen[next] = 1;
      open.push(next);
    }
  }
  return false;
}

function mayBeginAlike({ tokens: one }: Pattern, { tokens: other }: Pattern): boolean {
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    const [a, b] = [one[at], other[at]];
    if (a === undefined || b === undefined || a.kind === 'star' || b.kind === 'star') return true;
    if (!shareText(a, b)) return false;
  }
  return true;
}

/** Some character is taken by both. */
function shareText(a: Token, b: Token): boolean {
  if ('stops' in a) return 'stops' in b || spellings(b).some((char) => !a.stops.includes(char));
  return 'stops' in b ? shareText(b, a) : spellings(a).some((char) => spellings(b).includes(char));
}

/** Each character of the one is taken by the wide. */
function takesAll(wide: Token, one: Token): boolean {
  if ('stops' in wide) {
    return 'stops' in one
      ? [...wide.stops].every((char) => one.stops.includes(char))
      : spellings(one).every((char) => !wide.stops.includes(char));
  }
  return !('stops' in one) && spellings(one).every((char) => spellings(wide).includes(char));
}

function spellings(token: Exclude<Token, { readonly stops: string }>): readonly string[] {
  return token.kind === 'char' ? [token.char] : [token.char, token.char.toUpperCase()];
}
