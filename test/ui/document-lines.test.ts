import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import { documentLines, likeAction } from '../../ui/hop/document-lines.ts';

const textOf = (lines: ReturnType<typeof documentLines>): string =>
  lines.map((line) => line.tokens.map((token) => token.text).join('')).join('\n');

const strings = fc.string({ maxLength: 60 });
const anyStatement: fc.Arbitrary<Json> = fc.record(
  {
    Sid: strings,
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.oneof(strings, fc.array(strings, { maxLength: 12 })),
    Resource: fc.oneof(strings, fc.array(strings, { maxLength: 4 })),
    Principal: fc.oneof(
      fc.constant('*'),
      fc.dictionary(strings, fc.oneof(strings, fc.array(strings, { maxLength: 4 }))),
    ),
    Condition: fc.dictionary(strings, fc.dictionary(strings, fc.oneof(strings, fc.array(strings, { maxLength: 6 })))),
  },
  { requiredKeys: ['Effect'] },
);
const anyDocument: fc.Arbitrary<Json> = fc.record({
  Version: fc.constant('2012-10-17'),
  Statement: fc.oneof(anyStatement, fc.array(anyStatement, { maxLength: 4 })),
});

describe('a policy document on the page', () => {
  it('is the whole document, whatever it holds', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          anyDocument,
          fc.jsonValue().map((value) => value as Json),
        ),
        (document) => {
          const lines = documentLines(document, { role: 'grants', statements: new Map([[0, ['s3:GetObject']]]) });
          expect(JSON.parse(textOf(lines))).toEqual(JSON.parse(JSON.stringify(document)));
        },
      ),
    ));

  const document: Json = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:DeleteTable'],
        Resource: '*',
      },
    ],
  };
  const lines = documentLines(document, { role: 'cuts', statements: new Map([[1, ['dynamodb:PutItem']]]) });

  it('tints the deciding statement, but not the lines of a list that hold none of the deciding actions', () => {
    const tinted = lines.filter((line) => line.deciding).map((line) => line.tokens.map((token) => token.text).join(''));
    expect(tinted.map((line) => line.trim())).toEqual([
      '"Effect": "Deny",',
      '"Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",',
      '"Resource": "*"',
    ]);
  });

  it('sets the deciding words in bold', () => {
    const strong = lines.flatMap((line) => line.tokens.filter((token) => token.strong).map((token) => token.text));
    expect(strong).toEqual(['"Effect": ', '"Deny"', '"dynamodb:PutItem"', '"*"']);
  });

  it.each([
    ['dynamodb:*', true],
    ['DYNAMODB:getitem', true],
    ['dynamodb:Get????', true],
    ['dynamodb:Put*', false],
    ['s3:(GetItem)', false],
  ])('%s names dynamodb:GetItem: %s', (entry, names) => {
    expect(likeAction(entry, 'dynamodb:GetItem')).toBe(names);
  });
});
