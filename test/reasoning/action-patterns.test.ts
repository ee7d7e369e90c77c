import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchActions } from '../../reasoning/action-patterns.ts';
import { unlistedAction } from '../../reasoning/actions.ts';
import { actionMatches } from '../../reasoning/reference/action-matching.ts';

const UNLISTED = unlistedAction('sqs');
const pieces = fc.constantFrom('*', '*', '?', 'List', 'u', 'ed', '<', '>', 'unlisted');
const pattern = fc
  .tuple(fc.constantFrom('sqs:', 'sqs:', 'SQS:', '*:', 's?s:'), fc.array(pieces, { maxLength: 4 }))
  .map(([service, list]) => service + list.join(''));

describe('actions that AWS does not list', () => {
  it('are named by what names every action, and not by what fits the letters that stand for them', () => {
    for (const text of ['*', 'sqs:*', 'sqs:?*', 'sqs:*?']) expect(matchActions([text], UNLISTED)).toBe(true);
    for (const text of ['sqs:*List*', 'sqs:?u*', 'sqs:*ed?', 'sqs:??????????', 'sqs:<unlisted>', 'sqs:?', 's3:*'])
      expect(matchActions([text], UNLISTED)).toBe(false);
    expect(matchActions(['*:*'], UNLISTED)).toBe('unknown');
  });

  it('are named alike by both readings of a pattern', () =>
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), (patterns) => {
        const reference = actionMatches({ in: patterns }, { service: 'sqs', action: '<unlisted>' });
        expect(matchActions(patterns, UNLISTED)).toBe(reference.is);
      }),
      { numRuns: 2000 },
    ));
});
