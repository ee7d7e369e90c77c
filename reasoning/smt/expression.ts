import type { Truth } from '../reference/truth.ts';

/** An SMT-LIB Boolean term; `true` and `false` are folded away as far as they go. */
export type Term = string;

/** Three-valued terms: certainly true inside `lower`, certainly false outside `upper`. */
export interface Bounds {
  readonly lower: Term;
  readonly upper: Term;
}

export const YES: Bounds = { lower: 'true', upper: 'true' };
export const NO: Bounds = { lower: 'false', upper: 'false' };
export const MAYBE: Bounds = { lower: 'false', upper: 'true' };

export const boundsOf = (truth: Truth): Bounds => (truth.is === 'unknown' ? MAYBE : truth.is ? YES : NO);

export function and(...terms: readonly Term[]): Term {
  if (terms.includes('false')) return 'false';
  return joined('and', 'true', terms);
}

export function or(...terms: readonly Term[]): Term {
  if (terms.includes('true')) return 'true';
  return joined('or', 'false', terms);
}

function joined(name: string, neutral: Term, terms: readonly Term[]): Term {
  const rest = [...new Set(terms.filter((term) => term !== neutral))];
  if (rest.length === 0) return neutral;
  return rest.length === 1 ? (rest[0] ?? neutral) : `(${name} ${rest.join(' ')})`;
}

export function not(term: Term): Term {
  if (term === 'true') return 'false';
  return term === 'false' ? 'true' : `(not ${term})`;
}

export const allOf = (...list: readonly Bounds[]): Bounds => ({
  lower: and(...list.map((one) => one.lower)),
  upper: and(...list.map((one) => one.upper)),
});
export const anyOf = (...list: readonly Bounds[]): Bounds => ({
  lower: or(...list.map((one) => one.lower)),
  upper: or(...list.map((one) => one.upper)),
});
export const none = (one: Bounds): Bounds => ({ lower: not(one.upper), upper: not(one.lower) });
/** At most possible. */
export const perhaps = (one: Bounds): Bounds => ({ lower: 'false', upper: one.upper });
/** Something could not be read: it may say more. */
export const orMore = (one: Bounds, unread: boolean): Bounds => (unread ? { lower: one.lower, upper: 'true' } : one);
