import type { Formula } from '../domain/formula.ts';
import { allOf, anyOf, type Leaf, not, substitute } from './connectives.ts';
import { Recent } from './recent.ts';

const asNull = (leaf: Leaf): Leaf =>
  leaf.operator.name === 'StringLike' && leaf.operator.quantifier === undefined && leaf.values.join() === '*'
    ? { ...leaf, operator: { name: 'Null', ifExists: false }, values: ['false'] }
    : leaf;

/** A key and the number of its call, if it has one. Tags may have an `@` of their own. */
export function ofCall(key: string): readonly [key: string, call: string] {
  const [, name = key, call = ''] = /^(.*)@(\d+)$/.exec(key) ?? [];
  return [name, call];
}

/** Numbers of calls are left out where a key belongs to one call only. Thousands of chains come to the same: they share what is said. */
export const readable = (formula: Formula): Formula => said.of(JSON.stringify(formula), () => readableNow(formula));

const said = new Recent<string, Formula>(2_000);

function readableNow(formula: Formula): Formula {
  const calls = new Map<string, Set<string>>();
  const visit = (leaf: Leaf): Formula => {
    const [key, call] = ofCall(leaf.key);
    calls.set(key, (calls.get(key) ?? new Set()).add(call));
    return leaf;
  };
  substitute(formula, visit);
  const named = substitute(formula, (leaf) => {
    const [key] = ofCall(leaf.key);
    return asNull(calls.get(key)?.size === 1 ? { ...leaf, key } : leaf);
  });
  return withoutTurnedNull(named);
}

/** Not being there is said as such, and not as the opposite of being there. */
function withoutTurnedNull(formula: Formula): Formula {
  if (formula.kind === 'all') return allOf(formula.of.map(withoutTurnedNull));
  if (formula.kind === 'any') return anyOf(formula.of.map(withoutTurnedNull));
  if (formula.kind !== 'not') return formula;
  const { of } = formula;
  const turned = of.kind === 'test' && of.operator.name === 'Null' && of.values.join() === 'false';
  return turned ? { ...of, values: ['true'] } : not(withoutTurnedNull(of));
}
