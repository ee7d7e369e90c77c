import { expect, it } from 'vitest';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { allow, bucket, OWN, role, smallWorld } from './small-world.ts';

it('a witness holds a key that statements about other actions spell in another way', () => {
  const from = (key: string, value: string) => ({ Condition: { StringLike: { [key]: value } } });
  const reader = role(
    'reader',
    OWN,
    allow('s3:ListBucket', '*', from('aws:UserAgent', 'one*')),
    allow('s3:GetBucketTagging', '*', from('aws:userAgent', 'other*')),
  );
  const shelf = bucket('shelf', undefined);
  const world = smallWorld({ roles: [reader], resources: [shelf] });
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const options = { profile, replay: decide, onDisagreement: (one: unknown) => expect.fail(JSON.stringify(one)) };
  const grants = effectiveAccess(world, roleCaller(reader), shelf, options).flatMap((one) => one.grants);
  expect(grants.map(({ actions, verdict }) => [actions, verdict])).toEqual([
    [['s3:GetBucketTagging'], 'conditional'],
    [['s3:ListBucket'], 'conditional'],
  ]);
});
