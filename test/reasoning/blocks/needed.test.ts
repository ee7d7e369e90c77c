import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../domain/policy.ts';
import { accountsIn, Needed, neededBy } from '../../../reasoning/blocks/needed.ts';
import type { KeyState } from '../../../reasoning/key-state.ts';
import { globPattern, matches, type Piece, resourcePattern } from '../../../reasoning/patterns.ts';
import type { Target } from '../../../reasoning/question.ts';
import { entriesIn } from '../../../reasoning/resource-entries.ts';
import { expand } from '../../../reasoning/variables.ts';

const VERSION = '2012-10-17';
const pieces = fc.constantFrom('a', 'b', '*', '?', ':', '/', '${k}', "${k, 'd'}", '${*}', ':111122223333:');
const pattern = fc.array(pieces, { maxLength: 7 }).map((list) => `arn:aws:s3:::${list.join('')}`);
const name = fc.array(fc.constantFrom('a', 'b', '*', ':', '/', 'd', ':111122223333:'), { maxLength: 6 });
const arn = name.map((list) => `arn:aws:s3:::${list.join('')}`);
/** What the variable holds; undefined: nothing. */
const value = fc.option(fc.constantFrom('', 'a', '*', 'b:'), { nil: undefined });

const stating = (resources: readonly string[]): Parameters<typeof neededBy>[0] => {
  const statement: Statement = {
    effect: 'Allow',
    actions: { in: ['*'] },
    resources: { in: resources },
    conditions: [],
  };
  return [{ policy: '', document: { version: VERSION, statements: [statement] }, statement, index: 0 }];
};
const target = (text: string): Target => ({ arn: text, service: 's3', type: 'bucket' });
const held = (text: string | undefined): KeyState =>
  text === undefined ? { kind: 'absent' } : { kind: 'fixed', value: text };

function covers(text: string, state: KeyState, name: string): boolean {
  const [entry] = entriesIn([text]);
  const expansion = expand(entry?.tail ?? '', VERSION, () => state);
  if (expansion.kind === 'open' || 'kind' in expansion.filled) return false;
  const whole: readonly Piece[] = [{ text: entry?.head ?? '', literal: false }, ...expansion.filled];
  return matches(resourcePattern(whole).pattern, name) || matches(globPattern(whole), name);
}

describe('what names need to be covered', () => {
  it('stands in every name that a pattern covers, whatever its variable holds', () =>
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 3 }), value, arn, (resources, text, one) => {
        const written = neededBy(stating(resources), () => held(text));
        if (written === undefined || !new Needed(1, written).isMissingIn(target(one), 0)) return true;
        return resources.every((resource) => !covers(resource, held(text), one));
      }),
      { numRuns: 5000 },
    ));

  it('stands in them where the caller chooses what the variable holds', () =>
    fc.assert(
      fc.property(pattern, value, arn, (resource, text, one) => {
        const key = { name: 'k', multi: false, mayBeAbsent: true };
        const written = neededBy(stating([resource]), () => ({ kind: 'free', key }));
        if (written === undefined || !new Needed(1, written).isMissingIn(target(one), 0)) return true;
        return !covers(resource, held(text), one);
      }),
      { numRuns: 3000 },
    ));

  it('is missing in a part only where no name in it is covered', () =>
    fc.assert(
      fc.property(pattern, fc.boolean(), arn, name, (any, isInside, beginning, rest) => {
        const prefix = `${beginning}/`;
        const resource = isInside ? any.replace('arn:aws:s3:::', prefix) : any;
        const part = { prefix, tests: [] };
        const written = neededBy(stating([resource]), () => ({ kind: 'absent' }));
        if (written === undefined || !new Needed(1, written).isMissingIn({ ...target(`${prefix}x`), part }, 0))
          return true;
        return !covers(resource, { kind: 'absent' }, `${prefix}${rest.join('')}`);
      }),
      { numRuns: 3000 },
    ));

  it('is found missing, and accounts are told', () => {
    const written = neededBy(stating(['arn:aws:sqs:*:111122223333:a-*', 'arn:aws:s3:::b']), () => ({ kind: 'absent' }));
    const needed = new Needed(1, written ?? []);
    expect(needed.isMissingIn(target('arn:aws:sqs:eu-west-1:444455556666:a-1'), 0)).toBe(true);
    expect(needed.isMissingIn(target('arn:aws:sqs:eu-west-1:111122223333:a-1'), 1)).toBe(false);
    expect(needed.accounts).toBeUndefined();
    expect(accountsIn('arn:aws:sqs:*:111122223333:a')).toEqual(['111122223333']);
    expect(neededBy(stating(['*']), () => ({ kind: 'absent' }))).toBeUndefined();
  });
});
