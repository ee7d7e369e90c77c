import { accountOfArn, lastSegment } from '../domain/arn.ts';
import type { Json } from '../domain/policy.ts';
import type { Resource, Snapshot } from '../domain/snapshot.ts';
import { canonicalText } from './canonical-json.ts';
import { isList, isObject } from './schema-check.ts';
import { compareText } from './snapshot-kinds.ts';

/**
 * Two snapshots of the same organisation, made twice, differ in what AWS makes up. This leaves out what tells of time
 * and puts names in place of made-up ids, so that what is left is what people made.
 *
 * Left out: takenAt, source; createdAt and what tells of the last use of principals and keys.
 * By name: ids of the organisation, its root, units, accounts and policies; of Identity Center, its store, permission
 * sets, users and groups; unique ids of principals; access keys (by user, in order of their text); KMS keys (by alias)
 * and grants; VPC endpoints and VPCs (by service); the six characters after a secret's name; labels of streams.
 */
function comparable(snapshot: Snapshot): readonly string[] {
  const { takenAt: _, source: __, ...content } = snapshot;
  const text = withNames(snapshot, JSON.stringify(timeless(JSON.parse(JSON.stringify(content)) as Json)));
  const lists = JSON.parse(text) as Readonly<Record<string, Json>>;
  return Object.entries(lists)
    .flatMap(([list, records]) =>
      (isList(records) ? records : [records]).map((record) => `${list} ${canonicalText(sortLists(record))}`),
    )
    .sort(compareText);
}

/** A text about the snapshot with names in place of the ids that AWS makes up. */
export function withNames(snapshot: Snapshot, text: string): string {
  const names = [...madeUpIds(snapshot)].sort(([a], [b]) => b.length - a.length || compareText(a, b));
  return names.reduce((all, [id, name]) => all.replaceAll(id, name), text);
}

/** Records that only one of two snapshots has, as text lines that begin with `-` (first) or `+` (second). */
export function snapshotDifferences(first: Snapshot, second: Snapshot): readonly string[] {
  const [a, b] = [comparable(first), comparable(second)];
  const [inA, inB] = [new Set(a), new Set(b)];
  return [
    ...a.filter((line) => !inB.has(line)).map((line) => `- ${line}`),
    ...b.filter((line) => !inA.has(line)).map((line) => `+ ${line}`),
  ];
}

const TIMES = new Set(['createdAt', 'lastUsed', 'lastUsedService', 'lastUsedRegion', 'passwordLastUsed']);

/** A record without what tells of time alone: when it was made, and when it was used last. */
export function timeless(value: Json): Json {
  if (isList(value)) return value.map(timeless);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !TIMES.has(name));
  return Object.fromEntries(kept.map(([name, one]) => [name, timeless(one)]));
}

/** Lists in records are sets, and were sorted by ids that are names now; those of documents keep their order. */
function sortLists(record: Json): Json {
  if (!isObject(record)) return record;
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      const isSet = isList(value) && /^(targets|members|grants|accessKeys|roles|managedPolicies)$/.test(name);
      return [name, isSet ? value.toSorted((a, b) => compareText(canonicalText(a), canonicalText(b))) : value];
    }),
  );
}

function* madeUpIds(snapshot: Snapshot): Generator<readonly [string, string]> {
  yield* organizationIds(snapshot);
  yield* identityIds(snapshot);
  for (const entity of [...snapshot.users, ...snapshot.groups, ...snapshot.roles]) {
    if (entity.uniqueId !== undefined) yield [entity.uniqueId, `unique(${nameOfArn(snapshot, entity.arn)})`];
  }
  for (const user of snapshot.users) {
    const ids = (user.accessKeys ?? []).map((key) => key.id).sort(compareText);
    for (const [index, id] of ids.entries()) yield [id, `access-key(${user.name}, ${index})`];
  }
  for (const resource of snapshot.resources) yield* resourceIds(resource);
  for (const { arn, name, resources } of snapshot.resourceShares) {
    yield [arn, `share(${name})`];
    for (const one of resources.filter((id) => id.includes(':subnet/'))) yield [lastSegment(one), `shared(${name})`];
  }
  for (const { resource, type, name } of snapshot.computeBindings) {
    yield [resource, `${type}(${name})`];
    if (name.startsWith('i-')) yield [name, 'instance'];
  }
}

function* organizationIds({ organization, ...snapshot }: Snapshot): Generator<readonly [string, string]> {
  if (organization !== undefined) {
    yield [organization.id, 'organization'];
    yield [organization.rootId, 'root'];
  }
  for (const unit of snapshot.organizationalUnits) yield [unit.id, `unit(${unit.name})`];
  for (const account of snapshot.accounts) yield [account.id, `account(${account.name ?? account.id})`];
  for (const policy of snapshot.organizationPolicies) {
    if (!policy.awsManaged) yield [policy.id, `policy(${policy.type}, ${policy.name})`];
  }
}

function* identityIds(snapshot: Snapshot): Generator<readonly [string, string]> {
  for (const center of snapshot.identityCenters) {
    yield [center.instanceArn, 'identity-center'];
    yield [center.identityStoreId, 'identity-store'];
  }
  for (const set of snapshot.permissionSets) yield [set.arn, `permission-set(${set.name})`];
  for (const user of snapshot.directoryUsers) yield [user.id, `directory-user(${user.userName})`];
  for (const group of snapshot.directoryGroups) yield [group.id, `directory-group(${group.name})`];
}

function* resourceIds(resource: Resource): Generator<readonly [string, string]> {
  switch (resource.type) {
    case 'AWS::KMS::Key':
      yield [resource.name, `key(${resource.aliases.join(' ')})`];
      for (const grant of resource.grants) yield [grant.id, `grant(${grant.grantee} ${grant.operations.join(' ')})`];
      return;
    case 'AWS::EC2::VPCEndpoint':
      yield [resource.name, `vpc-endpoint(${resource.serviceName})`];
      yield [resource.vpcId, `vpc(${resource.serviceName})`];
      return;
    case 'AWS::SecretsManager::Secret':
      yield [resource.arn.slice(resource.arn.indexOf(':secret:')), `:secret:${resource.name}`];
      return;
    case 'AWS::RDS::DBSnapshot':
    case 'AWS::RDS::DBClusterSnapshot':
      if (resource.name.startsWith('rds:')) yield [resource.name, `automated(${resource.copyOf ?? ''})`];
      return;
    case 'AWS::DynamoDB::Stream':
      yield [resource.name, `stream(${resource.table})`];
      return;
    default:
      return;
  }
}

function nameOfArn({ accounts }: Snapshot, arn: string): string {
  const id = accountOfArn(arn) ?? '';
  return arn.replace(id, accounts.find((account) => account.id === id)?.name ?? id);
}
