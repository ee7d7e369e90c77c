import type { Formula } from '../domain/formula.ts';
import { printOperator } from '../domain/parse-policy.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from './bdd.ts';
import { allOf, toFormula } from './formula.ts';
import { looseKey } from './key-state.ts';
import { makeTest, type Test } from './operators.ts';
import { feasible } from './relations.ts';
import { type Space, SpaceBuilder } from './space.ts';
import { expand } from './variables.ts';

export interface Judgement {
  readonly verdict: 'allowed' | 'conditional' | 'denied';
  readonly when: Formula;
}

/** All of these conditions at once, in one and the same request context: can they hold, must they, and when. */
export function judge(conditions: readonly Formula[]): Judgement {
  const formula = allOf(conditions);
  if (formula.kind === 'true') return { verdict: 'allowed', when: formula };
  const tests = testsOf(formula);
  const builder = new SpaceBuilder();
  for (const test of tests.values()) builder.add(keyOf(test, tests), test);
  const space = builder.build();
  const care = feasible(space);
  const set = space.bdd.and(setOf(space, formula, tests), care);
  if (set === BDD_FALSE) return { verdict: 'denied', when: { kind: 'false' } };
  if (set === care) return { verdict: 'allowed', when: { kind: 'true' } };
  return { verdict: 'conditional', when: toFormula(space, set, care) };
}

type Leaf = Extract<Formula, { readonly kind: 'test' }>;
const leafId = (leaf: Leaf): string =>
  `${printOperator(leaf.operator)} ${leaf.key.toLowerCase()} ${leaf.values.join('\u0000')}`;

function testsOf(formula: Formula): ReadonlyMap<string, Test> {
  const found = new Map<string, Test>();
  const visit = (one: Formula): void => {
    if (one.kind === 'not') visit(one.of);
    else if (one.kind === 'all' || one.kind === 'any') one.of.forEach(visit);
    else if (one.kind === 'test') {
      const test = testOfLeaf(one);
      if (test !== undefined) found.set(leafId(one), test);
    }
  };
  visit(formula);
  return found;
}

/** Values of answers hold no variables any more, only the escapes of plain stars. */
export function testOfLeaf(leaf: Leaf): Test | undefined {
  const wild = /Like$|^Arn/.test(leaf.operator.name);
  const values = leaf.values.map((text) => {
    const expansion = expand(text, wild ? '2012-10-17' : '2008-10-17', () => ({ kind: 'absent' }));
    return expansion.kind === 'text' ? expansion.pieces : [{ text, literal: true }];
  });
  return makeTest(leaf, values);
}

/** Keys under a set operator are lists, whatever is known of them. */
function keyOf(test: Test, tests: ReadonlyMap<string, Test>): ReturnType<typeof looseKey> {
  const key = looseKey(test.key.replace(/@\d+$/, ''));
  const sameKey = [...tests.values()].filter((one) => one.key.toLowerCase() === test.key.toLowerCase());
  const multi = key.multi || sameKey.some((one) => one.operator.quantifier !== undefined);
  return { ...key, name: test.key, multi };
}

function setOf(space: Space, formula: Formula, tests: ReadonlyMap<string, Test>): BddRef {
  switch (formula.kind) {
    case 'true':
      return BDD_TRUE;
    case 'false':
      return BDD_FALSE;
    case 'not':
      return space.bdd.not(setOf(space, formula.of, tests));
    case 'all':
      return space.bdd.and3(...formula.of.map((one) => setOf(space, one, tests)));
    case 'any':
      return space.bdd.or3(...formula.of.map((one) => setOf(space, one, tests)));
    case 'test': {
      const test = tests.get(leafId(formula));
      return test === undefined ? BDD_FALSE : space.test(test).upper;
    }
  }
}
