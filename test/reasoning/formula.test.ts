import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalFormula } from '../../answers/words/normal-formula.ts';
import type { Formula } from '../../domain/formula.ts';
import { parseOperator } from '../../domain/parse-policy.ts';
import { toFormula } from '../../reasoning/formula.ts';
import { judge, testOfLeaf } from '../../reasoning/judge.ts';
import { looseKey } from '../../reasoning/key-state.ts';
import { holds, type Test } from '../../reasoning/operators.ts';
import { type Space, SpaceBuilder } from '../../reasoning/space.ts';

const leaf = (operator: string, key: string, ...values: readonly string[]): Extract<Formula, { kind: 'test' }> => ({
  kind: 'test',
  operator: parseOperator(operator),
  key,
  values,
});

const LEAVES = [
  leaf('StringEquals', 'aws:PrincipalTag/team', 'a', 'b'),
  leaf('StringLike', 'aws:PrincipalTag/team', 'a*'),
  leaf('StringNotEqualsIfExists', 'aws:PrincipalTag/team', 'c'),
  leaf('IpAddress', 'aws:SourceIp', '203.0.113.0/24', '2001:db8::/32'),
  leaf('IpAddress', 'aws:SourceIp', '203.0.113.128/25'),
  leaf('NotIpAddress', 'aws:SourceIp', '198.51.100.1'),
  leaf('NumericLessThan', 'aws:MultiFactorAuthAge', '3600'),
  leaf('NumericGreaterThanEquals', 'aws:MultiFactorAuthAge', '60'),
  leaf('Bool', 'aws:SecureTransport', 'true'),
  leaf('ForAnyValue:StringEquals', 'aws:TagKeys', 'x', 'y'),
  leaf('ForAllValues:StringLike', 'aws:TagKeys', 'x*'),
  leaf('Null', 'aws:TagKeys', 'true'),
  leaf('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:*'),
];

const formulas = fc.letrec<{ node: Formula }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Formula>(...LEAVES),
    fc.tuple(tie('node'), tie('node')).map(([a, b]): Formula => ({ kind: 'all', of: [a, b] })),
    fc.tuple(tie('node'), tie('node')).map(([a, b]): Formula => ({ kind: 'any', of: [a, b] })),
    tie('node').map((of): Formula => ({ kind: 'not', of })),
  ),
})).node;

function truth(formula: Formula, context: Readonly<Record<string, unknown>>): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'not':
      return !truth(formula.of, context);
    case 'all':
      return formula.of.every((one) => truth(one, context));
    case 'any':
      return formula.of.some((one) => truth(one, context));
    case 'test':
      return holds(testOfLeaf(formula)!, context[formula.key] as string | undefined) === true;
  }
}

function spaceOf(leaves: readonly Extract<Formula, { kind: 'test' }>[]): Space {
  const builder = new SpaceBuilder();
  for (const one of leaves)
    builder.add(
      { ...looseKey(one.key), multi: one.key === 'aws:TagKeys', mayBeAbsent: one.key !== 'aws:SecureTransport' },
      testOfLeaf(one) as Test,
    );
  return builder.build();
}

function setOf(space: Space, one: Formula): number {
  switch (one.kind) {
    case 'not':
      return space.bdd.not(setOf(space, one.of));
    case 'all':
      return space.bdd.and3(...one.of.map((part) => setOf(space, part)));
    case 'any':
      return space.bdd.or3(...one.of.map((part) => setOf(space, part)));
    case 'test':
      return space.test(testOfLeaf(one)!).lower;
    default:
      return one.kind === 'true' ? 1 : 0;
  }
}

describe('conditions read off a diagram', () => {
  it('mean the same as the condition they were made from, on every combination of classes', () =>
    fc.assert(
      fc.property(formulas, (formula) => {
        const space = spaceOf(LEAVES);
        const bdd = setOf(space, formula);
        const back = toFormula(space, bdd, 1);
        const inside = space.witness(bdd);
        const outside = space.witness(space.bdd.not(bdd));
        if (inside !== undefined) expect(truth(back, inside)).toBe(true);
        if (outside !== undefined) expect(truth(back, outside)).toBe(false);
        expect(setOf(space, back)).toBe(bdd);
      }),
      { numRuns: 500 },
    ));

  it('have no product and no literal too many, and their words mean the same', () => {
    const seen = { products: 0, literals: 0 };
    fc.assert(
      fc.property(formulas, formulas, (formula, possible) => {
        const space = spaceOf(LEAVES);
        const care = setOf(space, possible);
        const set = space.bdd.and(setOf(space, formula), care);
        const said = toFormula(space, set, care);
        const within = (one: Formula): number => space.bdd.and(setOf(space, one), care);
        expect(within(said)).toBe(set);
        // what the words say; test/words shows that no two of these share their words
        expect(within(normalFormula(said))).toBe(set);
        const products = said.kind === 'any' ? said.of : [said];
        for (const product of products) {
          const others = products.filter((one) => one !== product);
          if (others.length > 0) expect(within({ kind: 'any', of: others })).not.toBe(set);
          const literals = product.kind === 'all' ? product.of : [product];
          for (const literal of literals) {
            const wider: Formula = { kind: 'all', of: literals.filter((one) => one !== literal) };
            if (literals.length > 1) expect(within({ kind: 'any', of: [...others, wider] })).not.toBe(set);
          }
          seen.literals += literals.length > 1 ? 1 : 0;
        }
        seen.products += products.length > 1 ? 1 : 0;
      }),
      { numRuns: 500, seed: 11 },
    );
    expect(seen.products).toBeGreaterThan(50);
    expect(seen.literals).toBeGreaterThan(50);
  });

  it('a condition and its contradiction cannot hold together', () => {
    const tag = leaf('StringEquals', 'aws:PrincipalTag/team', 'a');
    expect(judge([tag, { kind: 'not', of: tag }]).verdict).toBe('denied');
    expect(judge([tag]).verdict).toBe('conditional');
    expect(judge([{ kind: 'any', of: [tag, { kind: 'not', of: tag }] }]).verdict).toBe('allowed');
  });

  it('an address and a VPC endpoint exclude each other', () => {
    const ip = leaf('IpAddress', 'aws:SourceIp', '203.0.113.0/24');
    const endpoint = leaf('StringEquals', 'aws:SourceVpce', 'vpce-1');
    expect(judge([ip, endpoint]).verdict).toBe('denied');
  });
});
