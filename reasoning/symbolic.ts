import type { Truth } from './predicates.ts';
import { CERTAIN, NEVER, type Pair, type Space, UNKNOWN } from './space.ts';

/** A three-valued condition that can be read off once all statements of the question have announced their tests. */
export type Symbolic = (space: Space) => Pair;

const ALWAYS: Symbolic = () => CERTAIN;
const NOWHERE: Symbolic = () => NEVER;
const PERHAPS: Symbolic = () => UNKNOWN;

export const constant = (truth: Truth): Symbolic => (truth === 'unknown' ? PERHAPS : truth ? ALWAYS : NOWHERE);

export const pairOf = (truth: Truth): Pair => (truth === 'unknown' ? UNKNOWN : truth ? CERTAIN : NEVER);

/** Of what hangs on no key of the request. */
export const truthOf = ({ lower, upper }: Pair): Truth =>
  lower === CERTAIN.lower ? true : upper === NEVER.upper ? false : 'unknown';

export const both = (...parts: readonly Symbolic[]): Symbolic => joined(andPairs, parts, ALWAYS);

export const either = (...parts: readonly Symbolic[]): Symbolic => joined(orPairs, parts, NOWHERE);

/** Read off once a space: explanations ask for the same statements again. Parts that make no difference are left out. */
function joined(join: typeof andPairs, parts: readonly Symbolic[], neutral: Symbolic): Symbolic {
  const kept = parts.filter((part) => part !== neutral);
  const [only = neutral, second] = kept;
  return second === undefined ? only : once((space) => join(space, ...kept.map((part) => part(space))));
}

function once(symbolic: Symbolic): Symbolic {
  let known: { readonly space: Space; readonly pair: Pair } | undefined;
  return (space) => {
    if (known?.space !== space) known = { space, pair: symbolic(space) };
    return known.pair;
  };
}

export const neither =
  (part: Symbolic): Symbolic =>
  (space) =>
    notPair(space, part(space));

export const andPairs = ({ bdd }: Space, ...pairs: readonly Pair[]): Pair => ({
  lower: bdd.and3(...pairs.map((pair) => pair.lower)),
  upper: bdd.and3(...pairs.map((pair) => pair.upper)),
});

export const orPairs = ({ bdd }: Space, ...pairs: readonly Pair[]): Pair => ({
  lower: bdd.or3(...pairs.map((pair) => pair.lower)),
  upper: bdd.or3(...pairs.map((pair) => pair.upper)),
});

export const notPair = ({ bdd }: Space, pair: Pair): Pair => ({
  lower: bdd.not(pair.upper),
  upper: bdd.not(pair.lower),
});

/** At most possible: a truth that AWS does not warrant. */
export const perhaps = ({ upper }: Pair): Pair => ({ lower: NEVER.lower, upper });

/** Two readings: sure where they agree. */
export const agreed = ({ bdd }: Space, one: Pair, other: Pair): Pair => ({
  lower: bdd.and(one.lower, other.lower),
  upper: bdd.or(one.upper, other.upper),
});
