import { entitlementId } from '../domain/entitlement.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** The lists of a snapshot: one kind of record each. */
export type Lists = Pick<
  Snapshot,
  {
    [Name in keyof Snapshot]-?: Snapshot[Name] extends readonly unknown[] ? Name : never;
  }[keyof Snapshot]
>;
export type ListName = keyof Lists;

interface Kind<Record> {
  /** Account the record belongs to; `-`: to none. */
  readonly part: (record: Record) => string;
  /** What the list is sorted by; unique in it. */
  readonly key: (record: Record) => string;
}

const NOWHERE = '-';
const everywhere = (): string => NOWHERE;
const byArn = {
  part: (record: { readonly account: string }): string => record.account,
  key: (record: { readonly arn: string }): string => record.arn,
};
const byId = { part: everywhere, key: (record: { readonly id: string }): string => record.id };

const KINDS: { readonly [Name in ListName]: Kind<Lists[Name][number]> } = {
  organizationalUnits: byId,
  organizationPolicies: byId,
  accounts: byId,
  users: byArn,
  groups: byArn,
  roles: byArn,
  managedPolicies: byArn,
  identityProviders: byArn,
  instanceProfiles: byArn,
  identityCenters: { part: everywhere, key: (one) => one.instanceArn },
  permissionSets: { part: everywhere, key: (one) => one.arn },
  assignments: {
    part: (one) => one.account,
    key: (one) => [one.instanceArn, one.permissionSet, one.account, one.principalKind, one.principalId].join(' '),
  },
  directoryUsers: { part: everywhere, key: (one) => `${one.provider} ${one.id}` },
  directoryGroups: { part: everywhere, key: (one) => `${one.provider} ${one.id}` },
  people: { part: everywhere, key: (one) => one.email.toLowerCase() },
  identitySources: byId,
  entitlements: {
    part: everywhere,
    key: (one) =>
      [entitlementId(one), one.principalKind, one.principalId, one.rule, one.eligible ?? false, one.doubt ?? ''].join(
        ' ',
      ),
  },
  resources: byArn,
  resourceShares: byArn,
  computeBindings: {
    part: (one) => one.account,
    key: (one) => [one.resource, one.use, one.role ?? one.instanceProfile ?? ''].join(' '),
  },
  usage: { part: (one) => one.account, key: (one) => `${one.principal} ${one.source}` },
  coverage: {
    part: (one) => one.account,
    key: (one) => [one.account, one.region, one.service, one.call, one.target ?? ''].join(' '),
  },
};

export const LIST_NAMES: readonly ListName[] = [
  'organizationalUnits',
  'organizationPolicies',
  'accounts',
  'users',
  'groups',
  'roles',
  'managedPolicies',
  'identityProviders',
  'instanceProfiles',
  'identityCenters',
  'permissionSets',
  'assignments',
  'directoryUsers',
  'directoryGroups',
  'people',
  'identitySources',
  'entitlements',
  'resources',
  'computeBindings',
  'resourceShares',
  'usage',
  'coverage',
];

/** Kinds of shards: the lists, the organisation, and the policy documents that records refer to. */
export const SHARD_KINDS = [
  'documents',
  'organization',
  'organizationalUnits',
  'organizationPolicies',
  'accounts',
  'users',
  'groups',
  'roles',
  'managedPolicies',
  'identityProviders',
  'instanceProfiles',
  'identityCenters',
  'permissionSets',
  'assignments',
  'directoryUsers',
  'directoryGroups',
  'people',
  'identitySources',
  'entitlements',
  'resources',
  'computeBindings',
  'resourceShares',
  'usage',
  'coverage',
] as const;
export type ShardKind = (typeof SHARD_KINDS)[number];

type ListsByName = { readonly [Name in ListName]: readonly Lists[Name][number][] };

export interface KeyedRecord {
  readonly part: string;
  readonly key: string;
  readonly record: object;
}

/** The records of one list with their part and key. */
export function keyedRecords<Name extends ListName>(snapshot: Snapshot, name: Name): readonly KeyedRecord[] {
  const lists: ListsByName = snapshot;
  const kind: Kind<Lists[Name][number]> = KINDS[name];
  return lists[name].map((record) => ({ part: kind.part(record), key: kind.key(record), record }));
}

/** What a record of a list is found by. */
export function keyOfRecord<Name extends ListName>(name: Name, record: Lists[Name][number]): string {
  const kind: Kind<Lists[Name][number]> = KINDS[name];
  return kind.key(record);
}

/** A list sorted by its key (UTF-16 code units); of records with the same key the last one stands. */
export function sortedList<Name extends ListName>(
  name: Name,
  list: readonly Lists[Name][number][],
): readonly Lists[Name][number][] {
  const kind: Kind<Lists[Name][number]> = KINDS[name];
  const byKey = new Map(list.map((record) => [kind.key(record), record]));
  return [...byKey.entries()].sort(([a], [b]) => compareText(a, b)).map(([, record]) => record);
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
