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
