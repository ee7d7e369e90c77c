import type { CoverageCell } from '../domain/gap.ts';
import { type Account, type Resource, SNAPSHOT_FORMAT, type Snapshot } from '../domain/snapshot.ts';
import { withResolvedRoles } from './compute-roles.ts';
import { unitedUsage } from './report-usage.ts';
import { withResolvedKeys } from './resource-keys.ts';
import { type Lists, sortedList } from './snapshot-kinds.ts';
import type { SnapshotPart } from './snapshot-part.ts';
import { unitedShares } from './united-shares.ts';

type United = Lists & Pick<SnapshotPart, 'organization'>;

/** Parts as one; of things read twice the later one stands, and an account keeps what either says of it. */
function unite(parts: readonly SnapshotPart[]): United {
  const organization = parts.findLast((part) => part.organization !== undefined)?.organization;
  return {
    ...(organization === undefined ? {} : { organization }),
    organizationalUnits: parts.flatMap((part) => part.organizationalUnits ?? []),
    organizationPolicies: parts.flatMap((part) => part.organizationPolicies ?? []),
    accounts: unitedAccounts(parts.flatMap((part) => part.accounts ?? [])),
    users: parts.flatMap((part) => part.users ?? []),
    groups: parts.flatMap((part) => part.groups ?? []),
    roles: parts.flatMap((part) => part.roles ?? []),
    managedPolicies: parts.flatMap((part) => part.managedPolicies ?? []),
    identityProviders: parts.flatMap((part) => part.identityProviders ?? []),
    instanceProfiles: parts.flatMap((part) => part.instanceProfiles ?? []),
    identityCenters: parts.flatMap((part) => part.identityCenters ?? []),
    permissionSets: parts.flatMap((part) => part.permissionSets ?? []),
    assignments: parts.flatMap((part) => part.assignments ?? []),
    directoryUsers: parts.flatMap((part) => part.directoryUsers ?? []),
    directoryGroups: parts.flatMap((part) => part.directoryGroups ?? []),
    people: parts.flatMap((part) => part.people ?? []),
    identitySources: parts.flatMap((part) => part.identitySources ?? []),
    entitlements: parts.flatMap((part) => part.entitlements ?? []),
    resources: parts.flatMap((part) => part.resources ?? []),
    computeBindings: parts.flatMap((part) => part.computeBindings ?? []),
    resourceShares: unitedShares(parts.flatMap((part) => part.resourceShares ?? [])),
    usage: unitedUsage(parts.flatMap((part) => part.usage ?? [])),
    coverage: parts.flatMap((part) => part.coverage ?? []),
  };
}

function unitedAccounts(accounts: readonly Account[]): readonly Account[] {
  const byId = new Map<string, Account>();
  for (const account of accounts) byId.set(account.id, { ...byId.get(account.id), ...account });
  return [...byId.values()];
}

export interface Taking {
  readonly takenAt: string;
  readonly source: Snapshot['source'];
  readonly coverage: readonly CoverageCell[];
}

/** A snapshot from what was read: sorted, without doubles, with what only several answers together can tell. */
export function assemble(given: readonly SnapshotPart[], { takenAt, source, coverage }: Taking): Snapshot {
  const part = unite(given);
  const accounts = withTrueCanonicalIds(part.accounts);
  const partitions = new Map(accounts.map((account) => [account.id, account.partition]));
  const resources = withResolvedKeys(inTheirRegion(part.resources), (account) => partitions.get(account) ?? 'aws');
  const bindings = withResolvedRoles(part.computeBindings, part.roles, part.instanceProfiles);
  return {
    format: SNAPSHOT_FORMAT,
    takenAt,
    source,
    ...(part.organization === undefined ? {} : { organization: part.organization }),
    organizationalUnits: sortedList('organizationalUnits', part.organizationalUnits),
    organizationPolicies: sortedList('organizationPolicies', part.organizationPolicies),
    accounts: sortedList('accounts', accounts),
    users: sortedList('users', part.users),
    groups: sortedList('groups', part.groups),
    roles: sortedList('roles', part.roles),
    managedPolicies: sortedList('managedPolicies', referredTo(part)),
    identityProviders: sortedList('identityProviders', part.identityProviders),
    instanceProfiles: sortedList('instanceProfiles', part.instanceProfiles),
    identityCenters: sortedList('identityCenters', part.identityCenters),
    permissionSets: sortedList('permissionSets', part.permissionSets),
    assignments: sortedList('assignments', part.assignments),
    directoryUsers: sortedList('directoryUsers', part.directoryUsers),
    directoryGroups: sortedList('directoryGroups', part.directoryGroups),
    people: sortedList('people', part.people),
    identitySources: sortedList('identitySources', part.identitySources),
    entitlements: sortedList('entitlements', part.entitlements),
    resources: sortedList('resources', resources),
    computeBindings: sortedList('computeBindings', bindings),
    resourceShares: sortedList('resourceShares', part.resourceShares),
    usage: sortedList('usage', part.usage),
    coverage: sortedList('coverage', coverage),
  };
}

/** AWS-managed policies are the same everywhere and many; those nobody is given add nothing. */
function referredTo(part: United): United['managedPolicies'] {
  const entities = [...part.users, ...part.roles, ...part.groups];
  const sets = part.permissionSets;
  const referred = new Set([
    ...entities.flatMap((entity) => entity.attachedPolicies),
    ...[...part.users, ...part.roles].map((entity) => entity.permissionsBoundary),
    ...part.entitlements.flatMap(({ session }) => session?.managed ?? []),
    ...sets.flatMap((set) => [...set.managedPolicies, set.permissionsBoundary?.arn]),
  ]);
  return part.managedPolicies.filter((policy) => !policy.awsManaged || referred.has(policy.arn));
}

/** A canonical id belongs to one account. An endpoint that gives the same to several says nothing about any of them. */
function withTrueCanonicalIds(accounts: readonly Account[]): readonly Account[] {
  const times = new Map<string, number>();
  for (const { canonicalId } of accounts) {
    if (canonicalId !== undefined) times.set(canonicalId, (times.get(canonicalId) ?? 0) + 1);
  }
  return accounts.map((account) => {
    const { canonicalId, ...rest } = account;
    return canonicalId !== undefined && (times.get(canonicalId) ?? 0) > 1 ? rest : account;
  });
}

/** An access point lives in its bucket's Region. An endpoint that lists all of them in every Region is not believed. */
function inTheirRegion(resources: readonly Resource[]): readonly Resource[] {
  const buckets = resources.filter((resource) => resource.type === 'AWS::S3::Bucket');
  const regions = new Map(buckets.map((bucket) => [bucket.name, bucket.region]));
  return resources.filter(
    (resource) =>
      resource.type !== 'AWS::S3::AccessPoint' || (regions.get(resource.bucket) ?? resource.region) === resource.region,
  );
}
