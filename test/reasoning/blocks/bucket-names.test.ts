import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../domain/policy.ts';
import { type Telling, ToldBuckets, tellingsOf } from '../../../reasoning/blocks/bucket-names.ts';
import { moved, standingAfter } from '../../../reasoning/blocks/part-names.ts';
import type { KeyState } from '../../../reasoning/key-state.ts';
import type { Target } from '../../../reasoning/question.ts';

const VERSION = '2012-10-17';
const TO = 'arn:aws:s3:::x/';
const pieces = fc.constantFrom('a', 'b', 'ab', '*', '?', '/', '-', '${k}', '${*}');
const heads = fc.constantFrom('arn:aws:s3:::', 'arn:aws:s3:::', 'arn:aws:s3:::*', 'arn:aws:sqs:us-east-1:1:', '');
const pattern = fc.tuple(heads, fc.array(pieces, { maxLength: 6 })).map(([head, list]) => `${head}${list.join('')}`);
const bucket = fc
  .array(fc.constantFrom('a', 'b', '-', 'c'), { minLength: 1, maxLength: 4 })
  .map((list) => list.join(''));
/** What the variable holds; undefined: nothing. */
const value = fc.option(fc.constantFrom('', 'a', '*', 'b/'), { nil: undefined });

const held = (text: string | undefined): KeyState =>
  text === undefined ? { kind: 'absent' } : { kind: 'fixed', value: text };
const stating = (resources: NonNullable<Statement['resources']>): Statement => ({
  effect: 'Allow',
  actions: { in: ['*'] },
  resources,
  conditions: [],
});
const placeOf = (statement: Statement): Parameters<typeof tellingsOf>[0] => [
  { policy: '', document: { version: VERSION, statements: [statement] }, statement, index: 0 },
];
const objectsOf = (name: string): Target => {
  const prefix = `arn:aws:s3:::${name}/`;
  return { arn: `${prefix}x`, service: 's3', type: 'object', part: { prefix } };
};
const isTold = (tellings: readonly Telling[], name: string): boolean =>
  !new ToldBuckets(1, tellings, 'aws').isMissingIn(objectsOf(name), 0);

describe('which buckets statements tell from each other', () => {
  it('says the same of objects of all buckets that are not told from others', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        value,
        bucket,
        bucket,
        (list, excludes, text, one, other) => {
          const statement = stating(excludes ? { notIn: list } : { in: list });
          const stateOf = () => held(text);
          const tellings = tellingsOf(placeOf(statement), 'aws', stateOf);
          if (tellings === undefined || isTold(tellings, one) || isTold(tellings, other)) return true;
          compared += 1;
          const under = (name: string) =>
            moved(statement, { version: VERSION, from: `arn:aws:s3:::${name}/`, to: TO, stateOf, lists: new Map() })
              ?.resources;
          expect(under(one)).toEqual(under(other));
          return true;
        },
      ),
      { numRuns: 8000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('knows nothing where a pattern asks for any character first, or leaves the name open', () => {
    for (const text of ['arn:aws:s3:::?a*', 'arn:aws:s3:::*?', 'arn:aws:s3:*:*:b*', 's3:*'])
      expect(tellingsOf(placeOf(stating({ in: [text] })), 'aws', () => held('a'))).toBeUndefined();
  });

  it('leaves what names buckets by their beginning to what has to stand in their names', () => {
    expect(tellingsOf(placeOf(stating({ in: ['arn:aws:s3:::a*/*'] })), 'aws', () => held('a'))).toBeUndefined();
    expect(tellingsOf(placeOf(stating({ notIn: ['arn:aws:s3:::a*/*'] })), 'aws', () => held('a'))).toEqual([
      { text: 'a', begins: true },
    ]);
  });

  it('reads the first thing that a pattern asks for', () => {
    const first = (text: string) =>
      tellingsOf(placeOf(stating({ in: ['*', `arn:aws:s3:::${text}`] })), 'aws', () => held('a'));
    expect(first('*logs-*/x')).toEqual([{ text: 'logs-', begins: false }]);
    expect(first('**/logs')).toEqual([]);
    expect(first('${k}b/*')).toEqual([{ text: 'ab', begins: true }]);
  });

  it('reads a statement alike after names of buckets where its patterns stand alike', () => {
    let alike = 0;
    const list = fc.array(pattern, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(list, fc.boolean(), bucket, bucket, (resources, excludes, one, other) => {
        const statement = stating(excludes ? { notIn: resources } : { in: resources });
        const [from, next] = [`arn:aws:s3:::${one}/`, `arn:aws:s3:::${other}/`];
        const standing = standingAfter(statement, from);
        if (standing === undefined || standing !== standingAfter(statement, next)) return;
        alike += 1;
        const under = (beginning: string) => {
          const stateOf = () => held(undefined);
          return moved(statement, { version: VERSION, from: beginning, to: TO, stateOf, lists: new Map() })?.resources;
        };
        expect(under(from)).toEqual(under(next));
      }),
      { numRuns: 5000 },
    );
    expect(alike).toBeGreaterThan(500);
  });
});
