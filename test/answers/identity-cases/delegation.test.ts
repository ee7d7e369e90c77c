import { describe, expect, it } from 'vitest';
import { IAM } from '../../../collector/aws/iam.ts';
import { collectDelegations } from '../../../collector/aws/iam-delegations.ts';
import type { Json } from '../../../domain/policy.ts';
import type { IamUser, Resource } from '../../../domain/snapshot.ts';
import { failure, read, type Script } from '../../collector/scripted-source.ts';
import { allow, document, HOME, named, role, snapshotOf } from '../../reasoning/two-accounts.ts';
import { ORDERS, opened, resultsOf, toldOf } from './small-questions.ts';

// The snapshots are of 2026-11-24T00:00:00Z.

const PARTNER = '999988887777';
const BOB = `arn:aws:iam::${HOME}:user/bob`;
const queue: Resource = {
  ...ORDERS,
  policy: {
    name: 'q',
    document: document({ Effect: 'Allow', Principal: { AWS: BOB }, Action: 'sqs:*', Resource: '*' }),
  },
};
const RIGHTS = [named(allow(['sqs:SendMessage', 'sqs:ReceiveMessage']))];
const ADMIN = { ...role('admin'), inlinePolicies: RIGHTS };
const USER: IamUser = {
  arn: BOB,
  account: HOME,
  name: 'bob',
  path: '/',
  tags: {},
  groups: [],
  inlinePolicies: RIGHTS,
  attachedPolicies: [],
};

const REQUEST: Readonly<Record<string, Json>> = {
  DelegationRequestId: 'dr-0123456789abcdef',
  RequestorId: PARTNER,
  RequestorName: 'Acme',
  State: 'FINALIZED',
  ApproverId: ADMIN.arn,
  UpdatedTime: '2026-11-23T23:00:00Z',
  ExpirationTime: '2026-11-30T23:00:00Z',
  SessionDuration: 7200,
  PermissionPolicy: JSON.stringify(allow(['sqs:SendMessage', 'sqs:DeleteQueue'])),
};

async function collected(more: Readonly<Record<string, Json>>, script: Script = {}) {
  const { value, gaps, calls } = await read(IAM, collectDelegations, {
    'iam:ListDelegationRequests': { DelegationRequests: [{ ...REQUEST, ...more }], isTruncated: false },
    ...script,
  });
  return { value, gaps, calls: calls.map(({ operation }) => operation) };
}

async function open(more: Readonly<Record<string, Json>> = {}, script: Script = {}) {
  const { value } = await collected(more, script);
  return opened(snapshotOf({ roles: [ADMIN], users: [USER], resources: [queue], ...value }, 'sqs:GetQueueAttributes'));
}

/** Verdict and actions of the partner. */
async function partner(more: Readonly<Record<string, Json>> = {}, script: Script = {}): Promise<readonly string[]> {
  return (await toldOf(await open(more, script), PARTNER)).map((line) => line.replace(/ as session:.*/, ''));
}

async function doubts(more: Readonly<Record<string, Json>>): Promise<readonly string[]> {
  const results = await resultsOf(await open(more), PARTNER);
  return results.flatMap(({ unknownActions }) =>
    unknownActions.flatMap(({ reasons }) => reasons.map(({ text }) => text)),
  );
}

const SENDS = 'allowed: sqs:SendMessage';
const MAY_SEND = 'unknown: sqs:SendMessage';

describe('a partner to whom somebody has delegated (identity case 17)', () => {
  it('has what the approver has, less what the policy of the request leaves out, and the way says until when', async () => {
    expect(await partner()).toEqual([SENDS]);
    const [result] = await resultsOf(await open(), PARTNER);
    expect(result?.paths[0]?.hops[0]).toMatchObject({
      from: `external:${PARTNER}`,
      technique: 'delegation: request dr-0123456789abcdef of Acme, until 2026-11-24T01:00:00.000Z',
    });
  });

  it('has it through a session of a role, too', async () => {
    expect(await partner({ ApproverId: `arn:aws:sts::${HOME}:assumed-role/admin/ann` })).toEqual([SENDS]);
  });

  it('has nothing before the request is approved, after it was refused, and when it is over', async () => {
    for (const State of ['UNASSIGNED', 'ASSIGNED', 'PENDING_APPROVAL', 'REJECTED'])
      expect((await collected({ State })).value).toEqual({});
    expect(await partner({ State: 'EXPIRED', ExpirationTime: '2026-11-23T21:00:00Z' })).toEqual([]);
  });

  it('may have it while the token is kept, and after the period, as long as a session may outlast it', async () => {
    expect(await partner({ State: 'ACCEPTED' })).toEqual([MAY_SEND]);
    expect(await doubts({ State: 'ACCEPTED' })).toEqual(['its token is kept']);
    const later = { UpdatedTime: '2026-11-23T20:00:00Z' };
    expect(await partner(later)).toEqual([MAY_SEND]);
    expect(await doubts(later)).toEqual(['its end is not documented']);
    expect(await partner({ State: 'EXPIRED', ExpirationTime: '2026-11-23T23:00:00Z' })).toEqual([MAY_SEND]);
  });

  it('may have all that the approver has where the policy could not be read', async () => {
    const { PermissionPolicy, ...bare } = REQUEST;
    const script: Script = {
      'iam:ListDelegationRequests': { DelegationRequests: [bare] },
      'iam:GetDelegationRequest': () => failure('AccessDenied', 'denied'),
    };
    expect(await partner({}, script)).toEqual(['unknown: sqs:ReceiveMessage sqs:SendMessage']);
    const { gaps } = await collected({}, script);
    expect(gaps).toMatchObject([{ call: 'GetDelegationRequest', status: 'denied' }]);
    const told: Script = {
      ...script,
      'iam:GetDelegationRequest': { DelegationRequest: { PermissionPolicy: PermissionPolicy ?? '' } },
    };
    expect(await partner({}, told)).toEqual([SENDS]);
  });

  it('may have what a user or root has, cut by the policy, grants to the user itself included', async () => {
    expect(await partner({ ApproverId: BOB })).toEqual(['unknown: sqs:DeleteQueue sqs:SendMessage']);
    expect(await partner({ ApproverId: `arn:aws:iam::${HOME}:root` })).toEqual([
      'unknown: sqs:DeleteQueue sqs:SendMessage',
    ]);
    expect(await doubts({ ApproverId: BOB })).toContainEqual(expect.stringContaining('cuts every grant'));
  });

  it.each([
    [`arn:aws:iam::${HOME}:role/gone`, `arn:aws:iam::${HOME}:role/gone`],
    [`arn:aws:sts::${HOME}:assumed-role/gone/ann`, 'role gone'],
    [`arn:aws:iam::${HOME}:user/gone`, `arn:aws:iam::${HOME}:user/gone`],
  ])('may have what its policy allows where the approver is not in the snapshot: %s', async (ApproverId, name) => {
    expect(await partner({ ApproverId })).toEqual(['unknown: sqs:DeleteQueue sqs:SendMessage']);
    expect(await doubts({ ApproverId })).toContain(`policies of the layer identity could not be read: ${name}`);
  });

  it('is a gap where the request does not say who it is', async () => {
    const { RequestorId: _, ...bare } = REQUEST;
    const { value, gaps } = await collected({}, { 'iam:ListDelegationRequests': { DelegationRequests: [bare] } });
    expect(value).toEqual({});
    expect(gaps).toMatchObject([{ call: 'ListDelegationRequests', target: 'dr-0123456789abcdef' }]);
  });
});
