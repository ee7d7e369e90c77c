import { describe, expect, it } from 'vitest';
import type { RoleEntitlement } from '../../../domain/entitlement.ts';
import { ssoUserId } from '../../../domain/node-ids.ts';
import type { Json } from '../../../domain/policy.ts';
import type { IamRole } from '../../../domain/snapshot.ts';
import { trusting } from '../../reasoning/entrance-ways.ts';
import { document, HOME, named, snapshotOf } from '../../reasoning/two-accounts.ts';
import { ORDERS, opened, toldOf } from './small-questions.ts';

// A user of Identity Center whom account access manager lets into a role of a member account, to the end of the way.

const APPLICATION = 'arn:aws:account-access:eu-west-1:444455556666:application/aa';
const ANN = ssoUserId('u-ann');
const CALLS = ['sts:AssumeRole', 'sts:SetContext'];

const entitlement: RoleEntitlement = {
  source: APPLICATION,
  principalKind: 'user',
  principalId: 'u-ann',
  role: `arn:aws:iam::${HOME}:role/app`,
  through: 'account-access.amazonaws.com',
  rule: 'entitlement e-1',
  fixes: { 'aws:SourceAccount': '444455556666', 'aws:SourceArn': APPLICATION },
  needs: ['sts:SetContext'],
};

const app = (calls: Json, more: Partial<IamRole>): IamRole => ({
  ...trusting({ Service: 'account-access.amazonaws.com' }, calls, {
    StringEquals: { 'aws:SourceAccount': '444455556666', 'aws:SourceArn': APPLICATION },
  }),
  createdAt: '2026-01-01T00:00:00Z',
  uniqueId: 'AROA12345678901234567',
  ...more,
});

const open = (role: IamRole) =>
  opened(
    snapshotOf(
      {
        roles: [role],
        resources: [ORDERS],
        directoryUsers: [{ id: 'u-ann', provider: 'd-1', userName: 'ann', emails: [], active: true }],
        identitySources: [{ id: APPLICATION, kind: 'accountAccess', name: 'aam', closed: false, providers: [] }],
        entitlements: [entitlement],
      },
      'sqs:GetQueueAttributes',
    ),
  );

const sending = (condition: Json, more: readonly Json[] = []): Partial<IamRole> => ({
  inlinePolicies: [
    named(document({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Condition: condition }, ...more)),
  ],
});
const denied = (condition: Json): Partial<IamRole> =>
  sending({}, [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: condition }]);
const isUser = (id: string): Json => ({ StringEquals: { 'identitystore:UserId': id } });

const told = async (calls: Json, more: Partial<IamRole>): Promise<readonly string[]> =>
  (await toldOf(open(app(calls, more)), ANN)).map((line) => line.replace(/ as .*/, ''));

const CAN = ['allowed: sqs:SendMessage'];
const CAN_WHEN = ['conditional: sqs:SendMessage'];

describe('a user of account access manager (identity case 5)', () => {
  it('can what the role can, tags of the role included, without sts:TagSession', async () => {
    expect(await told(CALLS, sending({}))).toEqual(CAN);
    const tagged: Json = { StringEquals: { 'aws:PrincipalTag/Team': 'cakes' } };
    expect(await told(CALLS, { tags: { Team: 'cakes' }, ...sending(tagged) })).toEqual(CAN);
  });

  it('meets a condition on a tag of the session with sts:TagSession alone', async () => {
    const tagged: Json = { StringEquals: { 'aws:PrincipalTag/Team': 'cakes' } };
    expect(await told(CALLS, sending(tagged))).toEqual([]);
    expect(await told([...CALLS, 'sts:TagSession'], sending(tagged))).toEqual(CAN_WHEN);
  });

  it('has the id of nobody else: what is said of others is settled, what is said of them a condition', async () => {
    expect(await told(CALLS, denied(isUser('u-bob')))).toEqual(CAN);
    expect(await told(CALLS, sending(isUser('u-bob')))).toEqual([]);
    expect(await told(CALLS, denied(isUser('u-ann')))).toEqual(CAN_WHEN);
    expect(await told(CALLS, sending(isUser('u-ann')))).toEqual(CAN_WHEN);
    expect(await told(CALLS, denied({ Null: { 'identitystore:UserId': 'true' } }))).toEqual(CAN_WHEN);
  });

  it('is not held off for certain by a session name, which they choose (identity case 6)', async () => {
    const byName: Json = { StringLike: { 'aws:userid': '*:ann' } };
    expect(await told(CALLS, denied(byName))).toEqual(CAN_WHEN);
    expect(await told(CALLS, sending(byName))).toEqual(CAN_WHEN);
  });

  it('without a trust policy that lets the manager in has an entitlement that leads nowhere', async () => {
    expect(await told('sts:AssumeRole', sending({}))).toEqual([]);
    expect(await told(CALLS, { trustPolicy: document({ Effect: 'Deny', Principal: '*', Action: '*' }) })).toEqual([]);
  });
});
