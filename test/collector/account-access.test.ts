import { describe, expect, it } from 'vitest';
import { ACCOUNT_ACCESS, collectAccountAccess } from '../../collector/identity/account-access.ts';
import { ACCOUNT, read } from './scripted-source.ts';

const APPLICATION = 'arn:aws:account-access:us-east-1:999988887777:application/a';
const entitlement = (entitlementId: string, principal: object) => ({
  entitlementId,
  entitlement: { principalRole: { roleArn: `arn:aws:iam::${ACCOUNT}:role/Baker`, principal } },
});
const collected = (...entitlements: readonly ReturnType<typeof entitlement>[]) =>
  read(ACCOUNT_ACCESS, (reader) => collectAccountAccess(reader, [ACCOUNT]), {
    'account-access:ListApplications': { applications: [{ applicationArn: APPLICATION }] },
    'account-access:ListEntitlements': JSON.parse(JSON.stringify({ entitlements })),
  });

describe('entitlements of account access manager', () => {
  it('that name users and groups of Identity Center are read, and leave no gap', async () => {
    const { value, gaps } = await collected(
      entitlement('e1', { identityCenter: { userId: 'u-1' } }),
      entitlement('e2', { identityCenter: { groupId: 'g-1' } }),
    );
    expect(gaps).toEqual([]);
    expect(value.entitlements?.map(({ principalKind, principalId }) => [principalKind, principalId])).toEqual([
      ['user', 'u-1'],
      ['group', 'g-1'],
    ]);
  });

  it('of a form that is not known are a gap of their account, beside those that are read', async () => {
    const { value, gaps } = await collected(
      entitlement('e1', { identityCenter: { userId: 'u-1' } }),
      entitlement('e2', { somewhereElse: { name: 'x' } }),
    );
    expect(value.entitlements).toHaveLength(1);
    expect(gaps).toMatchObject([{ call: 'ListEntitlements', target: `${APPLICATION}@${ACCOUNT}` }]);
    expect(gaps[0]?.detail).toContain('a form that is not known');
  });
});
