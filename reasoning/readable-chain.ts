import type { Formula } from '../domain/formula.ts';
import { allOf, anyOf, type Leaf, not, substitute, testsIn } from './connectives.ts';

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
export function readable(formula: Formula): Formula {
  const known = said.get(formula) ?? readableNow(formula);
  said.set(formula, known);
  return known;
}

const said = new WeakMap<Formula, Formula>();

function readableNow(formula: Formula): Formula {
  const calls = new Map<string, string | undefined>();
  for (const leaf of testsIn(formula)) {
    const { key, call } = saidOf(leaf);
    calls.set(key, calls.has(key) && calls.get(key) !== call ? undefined : call);
  }
  const named = substitute(formula, (leaf) => {
    const { key, numbered, plain } = saidOf(leaf);
    return calls.get(key) === undefined ? numbered : plain;
  });
  return withoutTurnedNull(named);
}

/** A test as it is said where several calls have its key, and where one has: the same objects for all conditions it stands in. */
interface SaidTest {
  readonly key: string;
  readonly call: string;
  readonly numbered: Leaf;
  readonly plain: Leaf;
}

const tests = new WeakMap<Leaf, SaidTest>();

function saidOf(leaf: Leaf): SaidTest {
  const known = tests.get(leaf);
  if (known !== undefined) return known;
  const [key, call] = ofCall(leaf.key);
  const made = { key, call, numbered: asNull(leaf), plain: asNull({ ...leaf, key }) };
  tests.set(leaf, made);
  return made;
}

/** Not being there is said as such, and not as the opposite of being there. */
function withoutTurnedNull(formula: Formula): Formula {
  if (formula.kind === 'all') return allOf(formula.of.map(withoutTurnedNull));
  if (formula.kind === 'any') return anyOf(formula.of.map(withoutTurnedNull));
  if (formula.kind !== 'not') return formula;
  const { of } = formula;
  const turned = of.kind === 'test' && of.operator.name === 'Null' && of.values.join() === 'false';
  return turned ? turnedOf(of) : not(withoutTurnedNull(of));
}

const turnedTests = new WeakMap<Leaf, Leaf>();

function turnedOf(leaf: Leaf): Leaf {
  const known = turnedTests.get(leaf) ?? { ...leaf, values: ['true'] };
  turnedTests.set(leaf, known);
  return known;
}
