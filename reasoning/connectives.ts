import { FALSE, type Formula, TRUE } from '../domain/formula.ts';

/** All of them, said as simply as the parts allow. */
export function allOf(parts: readonly Formula[]): Formula {
  if (parts.some((part) => part.kind === 'false')) return FALSE;
  const flat = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part])).filter((part) => part.kind !== 'true');
  return flat.length === 0 ? TRUE : flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'all', of: flat };
}

/** Any of them. */
export function anyOf(parts: readonly Formula[]): Formula {
  if (parts.some((part) => part.kind === 'true')) return TRUE;
  const flat = parts
    .flatMap((part) => (part.kind === 'any' ? part.of : [part]))
    .filter((part) => part.kind !== 'false');
  return flat.length === 0 ? FALSE : flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'any', of: flat };
}

/** The opposite, never as a double negation. */
export const negate = (formula: Formula): Formula =>
  formula.kind === 'not' ? formula.of : { kind: 'not', of: formula };

/** The opposite; of what is always or never so it is the other. */
export function not(formula: Formula): Formula {
  if (formula.kind === 'true') return FALSE;
  return formula.kind === 'false' ? TRUE : { kind: 'not', of: formula };
}

/** A test of a condition. */
export type Leaf = Extract<Formula, { readonly kind: 'test' }>;

/** Its tests, from left to right. */
export function testsIn(formula: Formula): readonly Leaf[] {
  if (formula.kind === 'test') return [formula];
  if (formula.kind === 'not') return testsIn(formula.of);
  return formula.kind === 'all' || formula.kind === 'any' ? formula.of.flatMap(testsIn) : [];
}

/** With something else for each of its tests. */
export function substitute(formula: Formula, replace: (leaf: Leaf) => Formula): Formula {
  switch (formula.kind) {
    case 'all':
      return allOf(formula.of.map((one) => substitute(one, replace)));
    case 'any':
      return anyOf(formula.of.map((one) => substitute(one, replace)));
    case 'not':
      return not(substitute(formula.of, replace));
    case 'test':
      return replace(formula);
    default:
      return formula;
  }
}
