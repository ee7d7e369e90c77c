import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionWords } from '../../answers/words/condition-words.ts';
import { normalFormula } from '../../answers/words/normal-formula.ts';
import type { Formula } from '../../domain/formula.ts';
import { parseOperator, printOperator } from '../../domain/parse-policy.ts';
import { howMany } from '../numbers.ts';
import { all, any, CONDITIONS, not, test } from './conditions.ts';
import { holds, type Request } from './holds.ts';

const LANGUAGES = ['en', 'ja'] as const;

/** A formula as one line of text, so that a reader of the golden file sees both sides. */
function print(formula: Formula): string {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula.kind;
    case 'all':
    case 'any':
      return `${formula.kind}(${formula.of.map(print).join(', ')})`;
    case 'not':
      return `not(${print(formula.of)})`;
    case 'test':
      return `${printOperator(formula.operator)} ${formula.key} ${JSON.stringify(formula.values)}`;
  }
}

describe('the words of a condition', () => {
  it('are checked in, for every phrase and operator', async () => {
    const lines = CONDITIONS.map((formula) =>
      [print(formula), ...LANGUAGES.map((language) => `  ${language}  ${conditionWords(formula, language)}`)].join(
        '\n',
      ),
    );
    expect(CONDITIONS.length).toBeGreaterThanOrEqual(60);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/conditions.txt');
  });

  it('never hold a character that a terminal obeys', () => {
    const said = CONDITIONS.flatMap((formula) => LANGUAGES.map((language) => conditionWords(formula, language)));
    expect(said.filter((words) => /\p{Cc}/u.test(words))).toEqual([]);
  });
});

const VALUES = [
  'cakes',
  'or',
  'a or b',
  'a` or `b',
  'a`, or over TLS',
  'true',
  'True',
  'x*',
  '',
  '\\',
  '日本',
  '7',
  'DynamoDB',
];
const VALUES_OF: Readonly<Record<string, readonly string[]>> = {
  'aws:SourceIp': ['203.0.113.0/24', '10.0.0.1', 'x', 'a or b'],
  'kms:ViaService': ['dynamodb.amazonaws.com', 'dynamodb.eu-west-1.amazonaws.com', 'DynamoDB', 'x.amazonaws.com'],
  'aws:CurrentTime': ['2026-11-22T06:00:00Z', '2026-11-22', '22 Nov 2026 06:00 UTC'],
  'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/*', 'a'],
};
const KEYS = [
  'aws:SourceIp',
  'aws:SecureTransport',
  'aws:MultiFactorAuthPresent',
  'aws:MultiFactorAuthAge',
  'aws:PrincipalTag/team',
  'aws:PrincipalTag/te`am = x',
  'aws:PrincipalTag/',
  'aws:RequestTag/team',
  'aws:SourceVpce',
  'aws:SourceVpc',
  'aws:PrincipalArn',
  'aws:CurrentTime',
  'aws:TokenIssueTime',
  'kms:ViaService',
  'aws:CalledVia',
  'sts:ExternalId',
  'a.b:sub',
  's3:prefix',
  'odd` is `key',
];
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnLike',
  'ArnEquals',
  'ArnNotLike',
  'NumericLessThan',
  'NumericGreaterThanEquals',
  'NumericEquals',
  'DateLessThan',
  'DateGreaterThanEquals',
  'DateEquals',
  'Bool',
  'Null',
  'IpAddress',
  'NotIpAddress',
  'BinaryEquals',
  'NoSuchOperator',
].flatMap((name) => [name, `${name}IfExists`, `ForAnyValue:${name}`, `ForAllValues:${name}`]);

const anyTest: fc.Arbitrary<Formula> = fc.constantFrom(...KEYS).chain((key) =>
  fc
    .record({
      operator: fc.constantFrom(...OPERATORS),
      values: fc.uniqueArray(fc.constantFrom(...(VALUES_OF[key] ?? VALUES)), { minLength: 1, maxLength: 3 }),
    })
    .map(({ operator, values }): Formula => ({ kind: 'test', operator: parseOperator(operator), key, values })),
);
const anyFormula: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula; part: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyTest,
    fc.array(tie('formula'), { maxLength: 3 }).map((of): Formula => ({ kind: 'all', of })),
    fc.array(tie('formula'), { maxLength: 3 }).map((of): Formula => ({ kind: 'any', of })),
    tie('formula').map((of): Formula => ({ kind: 'not', of })),
  ),
  part: anyTest,
})).formula;

const everyTest = (): readonly Formula[] =>
  KEYS.flatMap((key) =>
    OPERATORS.flatMap((operator) => (VALUES_OF[key] ?? VALUES).map((value) => test(operator, key, value))),
  );

/** What tells two formulas apart: their normal form, keys without letter case (rule 70). */
const identity = (formula: Formula): string =>
  JSON.stringify(normalFormula(formula), (name, value: unknown) =>
    name === 'key' && typeof value === 'string' ? value.toLowerCase() : value,
  );

describe('no information is lost', () => {
  it.each(LANGUAGES)('two formulas with equal words are one formula (%s)', (language) => {
    const spoken = new Map<string, string>();
    let distinct = 0;
    for (const formula of fc.sample(anyFormula, { numRuns: howMany(8000, 30_000), seed: 42 })) {
      const words = conditionWords(formula, language);
      const known = spoken.get(words);
      if (known === undefined) distinct += 1;
      else expect(known, words).toBe(identity(formula));
      spoken.set(words, identity(formula));
    }
    expect(distinct).toBeGreaterThan(howMany(4000, 10_000));
  });

  it.each(LANGUAGES)('every single test of the family has words of its own (%s)', (language) => {
    const spoken = new Map<string, string>();
    for (const formula of everyTest().flatMap((one) => [one, not(one)])) {
      const words = conditionWords(formula, language);
      expect(spoken.get(words) ?? identity(formula), `${words} (${print(formula)})`).toBe(identity(formula));
      spoken.set(words, identity(formula));
    }
    expect(spoken.size).toBeGreaterThan(5000);
  });
});

const anyRequest: fc.Arbitrary<Request> = fc
  .dictionary(fc.constantFrom('one', 'two', 'flag', 'list'), fc.constant(''), {})
  .chain((keys) =>
    fc
      .record({
        one: fc.constantFrom('a', 'b', 'A', 'ab', '5', '7'),
        two: fc.constantFrom('a', 'b', '3'),
        flag: fc.constantFrom('true', 'false'),
        list: fc.subarray(['a', 'b', 'ab']),
        'aws:SecureTransport': fc.constantFrom('true', 'false'),
      })
      .map((full) => Object.fromEntries(Object.entries(full).filter(([key]) => key in keys || key.startsWith('aws:')))),
  );
const decidable: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(
        fc.constantFrom(
          'StringEquals',
          'StringNotEquals',
          'StringEqualsIfExists',
          'StringNotEqualsIfExists',
          'StringLike',
        ),
        fc.constantFrom('one', 'two'),
        fc.subarray(['a', 'b', 'a*'], { minLength: 1 }),
      )
      .map(([operator, key, values]) => test(operator, key, ...values)),
    fc
      .tuple(
        fc.constantFrom('NumericLessThan', 'NumericGreaterThanEquals', 'NumericLessThanIfExists', 'NumericGreaterThan'),
        fc.constantFrom('5', '7'),
      )
      .map(([operator, value]) => test(operator, 'number', value)),
    fc
      .tuple(
        fc.constantFrom('Bool', 'BoolIfExists', 'Null'),
        fc.constantFrom('flag', 'aws:SecureTransport'),
        fc.constantFrom('true', 'false'),
      )
      .map(([operator, key, value]) => test(operator, key, value)),
    fc
      .tuple(
        fc.constantFrom('ForAnyValue:', 'ForAllValues:'),
        fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike'),
        fc.subarray(['a', 'b', 'a*'], { minLength: 1 }),
      )
      .map(([set, name, values]) => test(set + name, 'list', ...values)),
    fc.array(tie('formula'), { maxLength: 3 }).map((of) => all(...of)),
    fc.array(tie('formula'), { maxLength: 3 }).map((of) => any(...of)),
    tie('formula').map(not),
  ),
})).formula;

describe('the form that is put into words', () => {
  it('holds for exactly the requests of the formula itself', () => {
    fc.assert(
      fc.property(
        decidable,
        anyRequest,
        fc.option(fc.constantFrom('4', '5', '6', '7', '8')),
        (formula, some, number) => {
          const request = number === null ? some : { ...some, number };
          expect(holds(normalFormula(formula), request)).toBe(holds(formula, request));
        },
      ),
      { numRuns: howMany(1500, 5000), seed: 7 },
    );
  });

  it('is its own normal form', () => {
    fc.assert(
      fc.property(anyFormula, (formula) => {
        expect(normalFormula(normalFormula(formula))).toEqual(normalFormula(formula));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});
