import { describe, expect, it } from 'vitest';
import type { RoleEntitlement } from '../../../domain/entitlement.ts';
import { workloadId } from '../../../domain/node-ids.ts';
import { trusting } from '../../reasoning/entrance-ways.ts';
import { allow, document, HOME, named, role, snapshotOf } from '../../reasoning/two-accounts.ts';
import { ORDERS, opened, toldOf } from './small-questions.ts';

// Who comes in gets what role and session policies both allow, and behind a target role nothing of the first.

const CLUSTER = `arn:aws:eks:eu-west-1:${HOME}:cluster/kitchen`;
const WEB = `${CLUSTER}/shop/web`;
const PODS = { Service: 'pods.eks.amazonaws.com' };
const APP = {
  ...trusting(PODS, 'sts:AssumeRole'),
  createdAt: '2026-01-01T00:00:00Z',
  inlinePolicies: [named(allow(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sts:AssumeRole']))],
};
const TARGET = role('target', allow('sqs:PurgeQueue'), {
  trustPolicy: document({
    Effect: 'Allow',
    Principal: { AWS: APP.arn },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': 'x-1' } },
  }),
});
const entitlement: RoleEntitlement = {
  source: CLUSTER,
  principalKind: 'workload',
  principalId: WEB,
  role: APP.arn,
  through: 'pods.eks.amazonaws.com',
  rule: 'pod identity association a-1',
  closedTags: true,
};

const told = (more: Partial<RoleEntitlement>): Promise<readonly string[]> =>
  toldOf(
    opened(
      snapshotOf(
        {
          roles: [APP, TARGET],
          resources: [ORDERS],
          identitySources: [{ id: CLUSTER, kind: 'eks', name: 'kitchen', closed: false, providers: [] }],
          entitlements: [{ ...entitlement, ...more }],
        },
        'sqs:GetQueueAttributes',
      ),
    ),
    workloadId(WEB),
  );

const SESSION = `session:entitlement:${CLUSTER}@pods.eks.amazonaws.com@${APP.arn}!~pod identity association a-1`;
const passing = (policy: unknown): Partial<RoleEntitlement> => ({
  session: { policies: [{ name: 'a-1', document: policy as ReturnType<typeof allow> }], managed: [] },
});

describe('what a service account can (identity case 14)', () => {
  it('is what the role can, without a session policy', async () => {
    expect(await told({})).toEqual([
      `allowed: sqs:ReceiveMessage sqs:SendMessage as ${APP.arn}`,
      `conditional: sqs:PurgeQueue as ${TARGET.arn}`,
    ]);
  });

  it('is what the policy of its association leaves of the role', async () => {
    expect(await told(passing(allow(['sqs:SendMessage', 'sqs:DeleteQueue'])))).toEqual([
      `allowed: sqs:SendMessage as ${SESSION}`,
    ]);
    expect(await told(passing(allow('s3:*')))).toEqual([]);
  });

  it('is unknown where that policy cannot be read, and at most what the role can', async () => {
    const unknown = [
      `unknown: sqs:PurgeQueue as ${TARGET.arn}`,
      `unknown: sqs:ReceiveMessage sqs:SendMessage as ${SESSION}`,
    ];
    expect(await told(passing('{'))).toEqual(unknown);
    const managed = ['arn:aws:iam::aws:policy/NobodyReadIt'];
    expect(await told({ session: { policies: [], managed } })).toEqual(unknown);
  });

  it('is what the target role can, with the right external id alone', async () => {
    const onward = (externalId: string): Partial<RoleEntitlement> => ({ onward: { role: TARGET.arn, externalId } });
    expect(await told(onward('x-1'))).toEqual([`allowed: sqs:PurgeQueue as ${TARGET.arn}`]);
    expect(await told(onward('x-2'))).toEqual([]);
  });
});
