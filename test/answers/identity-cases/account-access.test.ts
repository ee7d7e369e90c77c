import { expect, it } from 'vitest';
import { ACCOUNT_ACCESS, collectAccountAccess } from '../../../collector/identity/account-access.ts';
import { ssoGroupId } from '../../../domain/node-ids.ts';
import { read } from '../../collector/scripted-source.ts';
import { hopsOf, ROLE, trusting, ways } from '../../reasoning/entrance-ways.ts';
import { HOME } from '../../reasoning/two-accounts.ts';

// The application is of the management account, the role of a member.

const MANAGEMENT = '444455556666';
const APPLICATION = `arn:aws:account-access:eu-west-1:${MANAGEMENT}:application/aa`;

async function intoMember(key: string, value: string): Promise<readonly string[]> {
  const { value: part, gaps } = await read(ACCOUNT_ACCESS, (reader) => collectAccountAccess(reader, [HOME]), {
    'account-access:ListApplications': { applications: [{ applicationArn: APPLICATION }] },
    'account-access:ListEntitlements': {
      entitlements: [
        {
          entitlementId: 'e-2',
          entitlement: {
            principalRole: { principal: { identityCenter: { groupId: 'bakers' } }, roleArn: ROLE, account: HOME },
          },
        },
      ],
    },
  });
  expect(gaps).toEqual([]);
  const trust = trusting({ Service: 'account-access.amazonaws.com' }, ['sts:AssumeRole', 'sts:SetContext'], {
    StringEquals: { [key]: value },
  });
  return ways(hopsOf(part, [trust]), ssoGroupId('bakers'));
}

it('the role of a member account is shown the management account and its application (identity case 5)', async () => {
  const way = ['accountAccess: entitlement e-2: allowed, allowed'];
  expect(await intoMember('aws:SourceAccount', MANAGEMENT)).toEqual(way);
  expect(await intoMember('aws:SourceAccount', HOME)).toEqual([]);
  expect(await intoMember('aws:SourceArn', APPLICATION)).toEqual(way);
  expect(await intoMember('aws:SourceArn', APPLICATION.replace(MANAGEMENT, HOME))).toEqual([]);
});
