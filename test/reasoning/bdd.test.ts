import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BDD_FALSE, BDD_TRUE, Bdd, type BddRef } from '../../reasoning/bdd.ts';

type Expression =
  | number
  | { readonly op: 'and' | 'or'; readonly of: readonly [Expression, Expression] }
  | { readonly not: Expression };
const VARIABLES = [0, 1, 2, 3];

const expressions = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...VARIABLES),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), of: fc.tuple(tie('node'), tie('node')) }),
    fc.record({ not: tie('node') }),
  ),
})).node;

function build(bdd: Bdd, expression: Expression): BddRef {
  if (typeof expression === 'number') return bdd.variable(expression);
  if ('not' in expression) return bdd.not(build(bdd, expression.not));
  const [left, right] = expression.of.map((one) => build(bdd, one));
  return expression.op === 'and' ? bdd.and(left!, right!) : bdd.or(left!, right!);
}

function truth(expression: Expression, bits: number): boolean {
  if (typeof expression === 'number') return ((bits >> expression) & 1) === 1;
  if ('not' in expression) return !truth(expression.not, bits);
  const [left, right] = expression.of.map((one) => truth(one, bits));
  return expression.op === 'and' ? left! && right! : left! || right!;
}

const assignments = Array.from({ length: 16 }, (_, bits) => bits);

const choice = (bdd: Bdd, when: BddRef, yes: BddRef, no: BddRef): BddRef =>
  bdd.or(bdd.and(when, yes), bdd.and(bdd.not(when), no));

describe('decision diagrams', () => {
  it('mean what the expression means, on every assignment', () =>
    fc.assert(
      fc.property(expressions, (expression) => {
        const bdd = new Bdd();
        const f = build(bdd, expression);
        for (const bits of assignments)
          expect(bdd.evaluate(f, (v) => ((bits >> v) & 1) === 1)).toBe(truth(expression, bits));
      }),
    ));

  it('give equal functions equal numbers', () =>
    fc.assert(
      fc.property(expressions, expressions, (a, b) => {
        const bdd = new Bdd();
        const equal = assignments.every((bits) => truth(a, bits) === truth(b, bits));
        expect(build(bdd, a) === build(bdd, b)).toBe(equal);
      }),
    ));

  it('quantify and restrict as defined', () =>
    fc.assert(
      fc.property(expressions, fc.constantFrom(...VARIABLES), (expression, v) => {
        const bdd = new Bdd();
        const f = build(bdd, expression);
        const high = bdd.restrict(f, v, true);
        const low = bdd.restrict(f, v, false);
        expect(bdd.exists(f, [v])).toBe(bdd.or(high, low));
        expect(bdd.forAll(f, [v])).toBe(bdd.and(high, low));
        expect(choice(bdd, bdd.variable(v), high, low)).toBe(f);
      }),
    ));

  it('are quantified in the time of their nodes, not of their ways', () => {
    const bdd = new Bdd();
    const variables = Array.from({ length: 40 }, (_, at) => at);
    const exclusive = (a: BddRef, b: BddRef): BddRef => choice(bdd, a, bdd.not(b), b);
    const parity = variables.map((one) => bdd.variable(one)).reduce(exclusive);
    expect(bdd.exists(parity, variables.slice(1))).toBe(BDD_TRUE);
    expect(bdd.forAll(parity, variables.slice(39))).toBe(BDD_FALSE);
  });

  it('find a satisfying assignment exactly where there is one', () =>
    fc.assert(
      fc.property(expressions, (expression) => {
        const bdd = new Bdd();
        const f = build(bdd, expression);
        const cube = bdd.satisfy(f);
        expect(cube === undefined).toBe(f === BDD_FALSE);
        if (cube !== undefined) expect(bdd.evaluate(f, (v) => cube.get(v) === true)).toBe(true);
        if (f === BDD_TRUE) expect(cube?.size).toBe(0);
      }),
    ));
});
