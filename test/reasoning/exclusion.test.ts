import { expect, it } from 'vitest';
import type { Formula } from '../../domain/formula.ts';
import { parseOperator } from '../../domain/parse-policy.ts';
import { allOf, anyOf, negate } from '../../reasoning/connectives.ts';
import { excludeEachOther } from '../../reasoning/exclusion.ts';
import { judgeInFactors } from '../../reasoning/judge.ts';
import { Dice } from '../properties/dice.ts';

const test = (operator: string, key: string, ...values: readonly string[]): Formula => ({
  kind: 'test',
  operator: parseOperator(operator),
  key,
  values,
});

const identity = (...values: readonly string[]): Formula => test('StringLike', 'sts:SourceIdentity@1', ...values);
const marks = (tag: string): Formula => test('ForAnyValue:StringEquals', 'sts:TransitiveTagKeys@1', tag);

const TESTS: readonly Formula[] = [
  identity('*'),
  identity('ann*'),
  identity('an*', 'bob'),
  identity('bob'),
  test('StringEquals', 'sts:SourceIdentity@1', 'ann', 'bob'),
  test('StringEquals', 'sts:SourceIdentity@1', 'ann*'),
  identity('?nn'),
  marks('team'),
  marks('env'),
  test('StringLike', 'aws:RequestTag/team@1', '*'),
  test('StringEquals', 'aws:RequestTag/team@1', 'pay'),
  test('StringEquals', 'aws:RequestTag/team@1', 'ship'),
  test('StringNotEquals', 'aws:RequestTag/team@1', 'pay'),
  test('Null', 'aws:RequestTag/team@1', 'true'),
  test('StringEqualsIfExists', 'aws:RequestTag/team@1', 'ship'),
  test('StringEquals', 'aws:TagKeys@1', 'team'),
];

function formulaIn(dice: Dice, depth: number): Formula {
  const kind = depth === 0 ? 'test' : dice.pick(['test', 'any', 'all', 'not']);
  if (kind === 'test') return dice.pick(TESTS.slice(0, dice.chance(0.8) ? 12 : TESTS.length));
  if (kind === 'not') return negate(formulaIn(dice, depth - 1));
  const parts = Array.from({ length: 2 }, () => formulaIn(dice, depth - 1));
  return kind === 'any' ? anyOf(parts) : allOf(parts);
}

it('conditions that exclude each other at a glance are denied by a look at all requests, for certain or not', () => {
  const dice = new Dice(31);
  const seen = { excluded: 0 };
  for (let count = 0; count < 800; count += 1) {
    const conditions = Array.from({ length: dice.pick([2, 3, 4, 5]) }, () => formulaIn(dice, dice.pick([0, 1, 1, 2])));
    const excluded = excludeEachOther(conditions);
    for (const forCertain of [false, true]) {
      const { verdict, certain } = judgeInFactors(allOf(conditions), { forCertain });
      if (!excluded) continue;
      seen.excluded += 1;
      expect({ verdict, certain: certain() }, JSON.stringify(conditions)).toEqual({ verdict: 'denied', certain: true });
    }
  }
  expect(seen.excluded).toBeGreaterThan(100);
});

it('what one condition leaves of an alternative can exclude another', () => {
  const either = anyOf([identity('ann*'), marks('team')]);
  expect(excludeEachOther([either, negate(marks('team')), negate(identity('*'))])).toBe(true);
  expect(excludeEachOther([either, negate(marks('team')), identity('a*')])).toBe(false);
});

it('lists hold several texts, a key of one text does not', () => {
  const pay = test('StringEquals', 'aws:RequestTag/team@1', 'pay');
  const ship = test('StringEquals', 'aws:RequestTag/team@1', 'ship');
  expect(excludeEachOther([marks('team'), marks('env')])).toBe(false);
  expect(excludeEachOther([pay, ship])).toBe(true);
});

it('nothing is said where AWS does not say of a test whether it holds, or there may be too many to tell', () => {
  const contradiction = [identity('*'), negate(identity('*'))];
  expect(excludeEachOther(contradiction)).toBe(true);
  expect(excludeEachOther([...contradiction, test('Null', 'aws:RequestTag/team@1', 'true')])).toBe(false);
  expect(excludeEachOther([...contradiction, identity('?nn')])).toBe(false);
  expect(excludeEachOther([...contradiction, ...[...'abcdefg'].map(marks)])).toBe(false);
});
