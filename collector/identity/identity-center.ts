import type { IdentityCenter } from '../../domain/identity-center.ts';
import type { AccountAssignment, PermissionSet } from '../../domain/snapshot.ts';
import { neededText, objectOf, objectsOf, textOf, textsOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { type Directory, type IdentityStoreCall, readDirectory } from './directory.ts';
import { NEXT_TOKEN, readPermissionSets, type SsoAdminReader } from './permission-sets.ts';

export interface IdentityCenterReaders {
  readonly sso: SsoAdminReader;
  readonly store: Reader<IdentityStoreCall>;
}

/**
 * The organisation's instance, if this Region is its home: permission sets, assignments and the directory.
 * Instances of member accounts hold no account access and are left out, and so is one with nothing in it.
 * Source: IAM Identity Center User Guide, Organization and account instances.
 */
export async function collectIdentityCenter(
  readers: IdentityCenterReaders,
  managementAccount: string,
  accounts: readonly string[],
): Promise<SnapshotPart> {
  const { region } = readers.sso.place;
  const listed = (await readers.sso.items('ListInstances', {}, 'Instances', NEXT_TOKEN)).filter(isObject);
  const ours = listed
    .filter((instance) => textOf(instance, 'OwnerAccountId') === managementAccount)
    .filter((instance) => (textOf(instance, 'PrimaryRegion') ?? region) === region)
    .map((instance) => instanceOf(instance, region));
  const read = await Promise.all(ours.map((instance) => readInstance(readers, instance, accounts)));
  const parts = read.filter(holdsAnything);
  return {
    identityCenters: parts.map((part) => part.instance),
    permissionSets: parts.flatMap((part) => part.permissionSets),
    assignments: parts.flatMap((part) => part.assignments),
    directoryUsers: parts.flatMap((part) => part.directory.directoryUsers),
    directoryGroups: parts.flatMap((part) => part.directory.directoryGroups),
  };
}

const instanceOf = (item: JsonObject, region: string): IdentityCenter => ({
  instanceArn: neededText(item, 'InstanceArn'),
  identityStoreId: neededText(item, 'IdentityStoreId'),
  region,
  ownerAccount: neededText(item, 'OwnerAccountId'),
});

interface Instance {
  readonly instance: IdentityCenter;
  readonly permissionSets: readonly PermissionSet[];
  readonly assignments: readonly AccountAssignment[];
  readonly directory: Directory;
}

const holdsAnything = ({ permissionSets, directory }: Instance): boolean =>
  permissionSets.length + directory.directoryUsers.length + directory.directoryGroups.length > 0;

async function readInstance(
  { sso, store }: IdentityCenterReaders,
  instance: IdentityCenter,
  accounts: readonly string[],
): Promise<Instance> {
  const [permissionSets, directory, accessControl] = await Promise.all([
    readPermissionSets(sso, instance.instanceArn),
    readDirectory(store, instance.identityStoreId),
    readAccessControl(sso, instance.instanceArn),
  ]);
  const assignments = await readAssignments(sso, permissionSets, accounts);
  const described = accessControl === undefined ? instance : { ...instance, accessControl };
  return { instance: described, permissionSets, assignments, directory };
}

/** Not found: attributes for access control are not enabled. */
async function readAccessControl(
  reader: SsoAdminReader,
  instanceArn: string,
): Promise<IdentityCenter['accessControl']> {
  const answer = await reader.get(
    'DescribeInstanceAccessControlAttributeConfiguration',
    { InstanceArn: instanceArn },
    { notSet: ['ResourceNotFoundException'] },
  );
  if (answer === undefined) return undefined;
  const configured = objectOf(answer, 'InstanceAccessControlAttributeConfiguration') ?? {};
  return {
    enabled: textOf(answer, 'Status') === 'ENABLED',
    attributes: objectsOf(configured, 'AccessControlAttributes').map((attribute) => ({
      key: neededText(attribute, 'Key'),
      sources: textsOf(objectOf(attribute, 'Value') ?? {}, 'Source'),
    })),
  };
}

interface Provisioned {
  readonly set: PermissionSet;
  readonly accounts: readonly string[];
}

/** Assignments exist only where a set is provisioned; asking account by account is the slow way. */
async function readAssignments(
  reader: SsoAdminReader,
  sets: readonly PermissionSet[],
  accounts: readonly string[],
): Promise<readonly AccountAssignment[]> {
  const provisioned = await Promise.all(sets.map((set) => readProvisioned(reader, set)));
  // Not one set anywhere: the list lags behind, or the endpoint keeps none. Then every pair is asked for.
  const none = provisioned.every((one) => one.accounts.length === 0);
  const asked = none ? sets.map((set): Provisioned => ({ set, accounts })) : provisioned;
  const pairs = asked.flatMap((one) => one.accounts.map((account) => readPair(reader, one.set, account)));
  return (await Promise.all(pairs)).flat();
}

async function readProvisioned(reader: SsoAdminReader, set: PermissionSet): Promise<Provisioned> {
  const input = { InstanceArn: set.instanceArn, PermissionSetArn: set.arn };
  const listed = await reader.items('ListAccountsForProvisionedPermissionSet', input, 'AccountIds', NEXT_TOKEN, {
    target: set.arn,
  });
  return { set, accounts: listed.filter((account) => typeof account === 'string') };
}

async function readPair(
  reader: SsoAdminReader,
  { instanceArn, arn }: PermissionSet,
  account: string,
): Promise<readonly AccountAssignment[]> {
  const input = { InstanceArn: instanceArn, AccountId: account, PermissionSetArn: arn };
  const target = `${arn}@${account}`;
  const listed = await reader.items('ListAccountAssignments', input, 'AccountAssignments', NEXT_TOKEN, { target });
  return listed.filter(isObject).map(
    (assignment): AccountAssignment => ({
      instanceArn,
      permissionSet: arn,
      account,
      principalKind: textOf(assignment, 'PrincipalType') === 'GROUP' ? 'group' : 'user',
      principalId: neededText(assignment, 'PrincipalId'),
    }),
  );
}
