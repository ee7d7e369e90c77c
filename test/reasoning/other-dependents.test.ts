import { expect, it, vi } from 'vitest';
import { callerOfId } from '../../reasoning/callers.ts';
import { dependentActions } from '../../reasoning/dependent-actions.ts';
import { mayNeed } from '../../reasoning/may-need.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { allow, bucket, KEY, kmsKey, OWN, role, smallWorld } from './small-world.ts';

/** Other lists than AWS's of today, in which no dependent action is a further authorisation that is known by itself. */
vi.mock('../../reasoning/data/dependent-actions.ts', () => ({
  DEPENDENT_ACTIONS: { s3: '{"GetObject":["iam:PassRole","kms:Decrypt"]}', sqs: '{"SendMessage":"kms:Decrypt"}' },
}));

function told(encryption: Parameters<typeof bucket>[1]): readonly string[] {
  const app = role('App', OWN, allow('*', '*'));
  const open = kmsKey('CUSTOMER', allow('kms:*', '*', { Principal: { AWS: app.arn } }));
  const world = smallWorld({ roles: [app], resources: [bucket('cakes', encryption), open] });
  const [caller, target] = [callerOfId(world, app.arn), targetOfArn('arn:aws:s3:::cakes/a', world.snapshot.resources)];
  if (caller === undefined || target === undefined) throw new Error('both are in the snapshot');
  const profile = ordinaryCaller(world.snapshot.takenAt);
  return mayNeed(world, { caller, target, action: 's3:GetObject', profile }).map(({ action }) => action);
}

it('what is a further authorisation already is not told as one that a call may need', () => {
  expect(told({ kind: 'customerManaged', key: KEY })).toEqual(['iam:PassRole']);
  expect(told({ kind: 'awsOwned' })).toEqual(['iam:PassRole', 'kms:Decrypt']);
});

it('lists that are none are refused', () => {
  expect(() => dependentActions('sqs:SendMessage')).toThrow('the dependent actions of `sqs` are damaged');
});
