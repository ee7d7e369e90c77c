import type { IdentitySource, RoleEntitlement } from '../../domain/entitlement.ts';
import { neededText, objectOf, objectsOf, textOf } from '../aws/answers.ts';
import { LOWER_NEXT_TOKEN } from '../aws/described.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import type { SnapshotPart } from '../snapshot-part.ts';

export type AccountAccessCall = 'ListApplications' | 'ListEntitlements';

export const ACCOUNT_ACCESS: ServiceCalls<AccountAccessCall> = {
  service: 'account-access',
  reach: 'organization',
  permissions: {
    ListApplications: ['account-access:ListApplications'],
    ListEntitlements: ['account-access:ListEntitlements'],
  },
};

export type AccountAccessReader = Reader<AccountAccessCall>;

/**
 * Which users and groups of Identity Center the account access manager lets into which roles. What an empty filter of the list
 * means is not documented, so it is asked account by account. Source: IAM User Guide, Account access manager.
 */
export async function collectAccountAccess(
  reader: AccountAccessReader,
  accounts: readonly string[],
): Promise<SnapshotPart> {
  const pages = await reader.pages('ListApplications', {}, LOWER_NEXT_TOKEN);
  const applications = pages.flatMap((page) => objectsOf(page, 'applications'));
  const arns = applications.map((one) => neededText(one, 'applicationArn'));
  const lists = await Promise.all(
    arns.flatMap((arn) => accounts.map((account) => readEntitlements(reader, arn, account))),
  );
  return { identitySources: arns.map(sourceOf), entitlements: lists.flat() };
}

const sourceOf = (id: string): IdentitySource => ({
  id,
  kind: 'accountAccess',
  name: 'account access manager',
  closed: false,
  providers: [],
});

async function readEntitlements(
  reader: AccountAccessReader,
  applicationArn: string,
  account: string,
): Promise<readonly RoleEntitlement[]> {
  const input = { applicationArn, filter: { principalRole: { account } } };
  const target = `${applicationArn}@${account}`;
  const pages = await reader.pages('ListEntitlements', input, LOWER_NEXT_TOKEN, { target });
  const listed = pages.flatMap((page) => objectsOf(page, 'entitlements'));
  const read = listed.flatMap((one) => entitlementOf(applicationArn, one));
  if (read.length < listed.length)
    reader.doubt('ListEntitlements', target, 'an entitlement names somebody in a form that is not known');
  return read;
}

/**
 * The service passes no tags that a snapshot tells of, and a trust policy without sts:TagSession only loses them.
 * Source: IAM User Guide, Prepare your IAM roles.
 */
function entitlementOf(source: string, listed: JsonObject): readonly RoleEntitlement[] {
  const given = objectOf(objectOf(listed, 'entitlement'), 'principalRole');
  const principal = objectOf(objectOf(given, 'principal'), 'identityCenter') ?? {};
  const [user, group] = [textOf(principal, 'userId'), textOf(principal, 'groupId')];
  const principalId = user ?? group;
  if (given === undefined || principalId === undefined) return [];
  return [
    {
      source,
      principalKind: user === undefined ? 'group' : 'user',
      principalId,
      role: neededText(given, 'roleArn'),
      through: 'account-access.amazonaws.com',
      rule: `entitlement ${neededText(listed, 'entitlementId')}`,
      fixes: { 'aws:SourceAccount': source.split(':')[4] ?? '', 'aws:SourceArn': source },
      needs: ['sts:SetContext'],
    },
  ];
}
