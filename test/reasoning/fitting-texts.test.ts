import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fittingTexts } from '../../reasoning/fitting-texts.ts';
import { matches, type Piece, resourcePattern } from '../../reasoning/patterns.ts';
import { earlierOf } from '../properties/again.ts';
import { at, OWN, role, smallWorld } from './small-world.ts';

const HEAD = 'arn:aws:dynamodb:*:*:';
const LETTERS = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '-'), maxLength: 6 });
const PART = fc.oneof(LETTERS, fc.constantFrom('*', '?', 'a*', '*/b', ':*'));

const substrings = (text: string): readonly string[] =>
  Array.from({ length: text.length }, (_, from) => from).flatMap((from) =>
    Array.from({ length: text.length - from }, (_, length) => text.slice(from, from + length + 1)),
  );

it('leaves out no text under which the pattern covers the name', () => {
  let covered = 0;
  fc.assert(
    fc.property(PART, PART, PART, LETTERS, fc.boolean(), (before, between, behind, name, isTwice) => {
      const arn = `arn:aws:dynamodb:eu-west-1:111122223333:${name}`;
      const variable = '${aws:PrincipalTag/x}';
      const parts = isTwice ? [before, variable, between, variable, behind] : [before, variable, behind];
      const fitting = [...fittingTexts(HEAD + parts.join(''), arn)];
      for (const value of substrings(name)) {
        const pieces: Piece[] = [HEAD, ...parts].map((text) =>
          text === variable ? { text: value, literal: true } : { text, literal: false },
        );
        const { pattern, strict } = resourcePattern(pieces);
        if (!matches(pattern, arn) && !matches(strict, arn)) continue;
        covered++;
        expect(fitting).toContain(value);
      }
    }),
    { numRuns: 3000 },
  );
  expect(covered).toBeGreaterThan(200);
});

it('tells none where nothing written beside the variable fits', () => {
  const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
  expect([...fittingTexts('arn:aws:s3:::${aws:username}-*', arn)]).toEqual([]);
  expect([...fittingTexts('arn:aws:dynamodb:*:*:table/${aws:username}', arn)]).toContain('orders');
  expect([...fittingTexts('arn:aws:dynamodb:*:*:table/o${aws:username}s', arn)]).toEqual(['rder']);
});

it('are not all tried where a variable may be any part of a long name: that is unknown, and said', () => {
  const name = Array.from({ length: 2000 }, (_, index) => 'abcdefghijk/'[(index * index + 5 * (index >> 3)) % 12]).join(
    '',
  );
  const arn = `arn:aws:secretsmanager:eu-west-1:${OWN}:secret:${name}`;
  const Resource = 'arn:aws:secretsmanager:*:*:secret:*${aws:userid}*';
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource }],
  };
  const { snapshot } = smallWorld({
    roles: [{ ...role('reader', OWN), inlinePolicies: [{ name: 'own', document }] }],
    resources: [{ type: 'AWS::SecretsManager::Secret', arn, name, ...at(OWN), tags: {} }],
  });
  const { proved } = earlierOf(snapshot);
  const [grant] = proved.access
    .filter(({ principal }) => principal.endsWith('/reader'))
    .flatMap(({ grants }) => grants);
  expect(grant?.verdict).toBe('unknown');
  expect(grant?.assumptions.map(({ text }) => text)).toContain('too many different patterns are tested on aws:userid');
});
