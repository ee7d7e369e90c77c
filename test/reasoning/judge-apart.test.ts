import { expect, it } from 'vitest';
import type { Formula } from '../../domain/formula.ts';
import { parseOperator } from '../../domain/parse-policy.ts';
import { partsIn } from '../../reasoning/condition-parts.ts';
import { allOf, anyOf, negate } from '../../reasoning/connectives.ts';
import { judge } from '../../reasoning/judge.ts';
import { judgeParts, NOTHING_TIED, tiedWith } from '../../reasoning/judge-apart.ts';
import { Dice } from '../properties/dice.ts';

const CONDITIONS = 500;

/** Keys that hang on each other, and keys that do not. */
const TESTS: readonly (readonly [operator: string, key: string, values: readonly (readonly string[])[]])[] = [
  ['StringEquals', 'sts:ExternalId', [['one'], ['two'], ['one', 'two']]],
  ['StringLike', 'sts:SourceIdentity', [['ann*'], ['*'], ['ann*', 'bob']]],
  ['StringNotEquals', 'aws:RequestTag/team', [['pay'], ['pay', 'ship']]],
  ['StringLike', 'aws:RequestTag/team', [['*'], ['p*']]],
  ['StringLike', 'aws:RequestTag/env', [['*']]],
  ['ForAnyValue:StringEquals', 'sts:TransitiveTagKeys', [['team'], ['env']]],
  ['ForAllValues:StringEquals', 'aws:TagKeys', [['team', 'env'], ['team']]],
  ['IpAddress', 'aws:SourceIp', [['203.0.113.0/24'], ['203.0.113.0/25', '198.51.100.7']]],
  ['StringEquals', 'aws:SourceVpc', [['vpc-1'], ['vpc-2']]],
  ['Null', 'aws:SourceVpce', [['true'], ['false']]],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', [['true'], ['false']]],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', [['3600'], ['60']]],
  ['StringEquals', 'aws:PrincipalTag/team', [['${aws:RequestTag/team}'], ['pay']]],
];

function testIn(dice: Dice): Formula {
  const [operator, key, values] = dice.pick(TESTS);
  const call = dice.pick(['@0', '@1', '@12', '']);
  return { kind: 'test', operator: parseOperator(operator), key: `${key}${call}`, values: dice.pick(values) };
}

function formulaIn(dice: Dice, depth: number): Formula {
  const kind = depth === 0 ? 'test' : dice.pick(['test', 'test', 'any', 'all', 'not']);
  if (kind === 'test') return testIn(dice);
  if (kind === 'not') return negate(formulaIn(dice, depth - 1));
  const parts = Array.from({ length: 2 }, () => formulaIn(dice, depth - 1));
  return kind === 'any' ? anyOf(parts) : allOf(parts);
}

const tied = (conditions: readonly Formula[]) => tiedWith(NOTHING_TIED, conditions.flatMap(partsIn));

it('conditions that are judged in parts come out as those that are judged at once', () => {
  const dice = new Dice(30);
  const verdicts = new Map<string, number>();
  for (let count = 0; count < CONDITIONS; count += 1) {
    const conditions = Array.from({ length: dice.pick([1, 2, 3, 4, 5, 6]) }, () =>
      formulaIn(dice, dice.pick([0, 0, 1, 2])),
    );
    const forCertain = dice.chance(0.5);
    const whole = judge(conditions, { forCertain });
    const { certain: _, ...apart } = judgeParts(tied(conditions), { forCertain });
    expect(apart, JSON.stringify(conditions)).toEqual(whole);
    verdicts.set(whole.verdict, (verdicts.get(whole.verdict) ?? 0) + 1);
  }
  expect([...verdicts.keys()]).toEqual(expect.arrayContaining(['conditional', 'denied']));
});

it('a part that cannot hold denies the rest, whether or not that can be told', () => {
  const agents = (letters: string): Formula => ({
    kind: 'test',
    operator: { name: 'StringLike', ifExists: false },
    key: 'aws:UserAgent@0',
    values: [...letters].map((one) => `*${one}*`),
  });
  const id = (value: string): Formula => ({
    kind: 'test',
    operator: { name: 'StringEquals', ifExists: false },
    key: 'sts:ExternalId@1',
    values: [value],
  });
  const conditions = [id('one'), id('two'), agents('abcdefghij'), agents('klmnopqrst')];
  expect(judge(conditions).verdict).toBe('unknown');
  expect(judgeParts(tied(conditions)).verdict).toBe('denied');
});

it('what excludes each other at a glance does so whatever is tied to it later', () => {
  const test = (operator: string, ...values: readonly string[]): Formula => ({
    kind: 'test',
    operator: parseOperator(operator),
    key: 'sts:ExternalId@1',
    values,
  });
  const two = [test('StringEquals', 'one'), test('StringEquals', 'two')];
  const many = [...'abcdefghijklmnopqrst'].map((letter) => test('StringNotLike', `*${letter}*`));
  expect(judge([...two, ...many]).verdict).toBe('unknown');
  const later = tiedWith(tied(two), many.flatMap(partsIn));
  expect(judgeParts(later)).toEqual(judgeParts(tied(two)));
  expect(judgeParts(later)).toMatchObject({ verdict: 'denied', certain: true });
});
