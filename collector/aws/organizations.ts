import type { Account, Organization, OrganizationalUnit, OrganizationPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { documentOf, neededText, objectOf, objectsOf, textOf } from './answers.ts';

export type OrganizationsCall =
  | 'DescribeOrganization'
  | 'ListRoots'
  | 'ListOrganizationalUnitsForParent'
  | 'ListAccountsForParent'
  | 'ListAccounts'
  | 'ListPolicies'
  | 'DescribePolicy'
  | 'ListTargetsForPolicy';

export const ORGANIZATIONS: ServiceCalls<OrganizationsCall> = {
  service: 'organizations',
  reach: 'organization',
  permissions: {
    DescribeOrganization: ['organizations:DescribeOrganization'],
    ListRoots: ['organizations:ListRoots'],
    ListOrganizationalUnitsForParent: ['organizations:ListOrganizationalUnitsForParent'],
    ListAccountsForParent: ['organizations:ListAccountsForParent'],
    ListAccounts: ['organizations:ListAccounts'],
    ListPolicies: ['organizations:ListPolicies'],
    DescribePolicy: ['organizations:DescribePolicy'],
    ListTargetsForPolicy: ['organizations:ListTargetsForPolicy'],
  },
};

type OrganizationsReader = Reader<OrganizationsCall>;
const NEXT_TOKEN = { answer: 'NextToken', input: 'NextToken' };
const POLICY_TYPES = [
  ['scp', 'SERVICE_CONTROL_POLICY'],
  ['rcp', 'RESOURCE_CONTROL_POLICY'],
] as const;

/** The organisation of the account that asks; nothing but coverage where it is in none or may not know. */
export async function collectOrganization(reader: OrganizationsReader): Promise<SnapshotPart> {
  const found = await reader.lookUp('DescribeOrganization', {}, { notSet: ['AWSOrganizationsNotInUseException'] });
  if (found.kind !== 'answer') return {};
  const described = objectOf(found.answer, 'Organization') ?? {};
  const [root] = (await reader.items('ListRoots', {}, 'Roots', NEXT_TOKEN)).filter(isObject);
  const accounts = (await reader.items('ListAccounts', {}, 'Accounts', NEXT_TOKEN)).filter(isObject);
  if (root === undefined) return { accounts: accounts.map((one) => accountOf(reader, one, undefined)) };
  const organization = organizationOf(described, root);
  const tree = await readTree(reader, organization.rootId);
  return {
    organization,
    organizationalUnits: tree.units,
    accounts: accounts.map((one) => accountOf(reader, one, tree.parents.get(neededText(one, 'Id')))),
    organizationPolicies: await readPolicies(reader, organization.enabled),
  };
}

function organizationOf(described: JsonObject, root: JsonObject): Organization {
  const enabled = objectsOf(root, 'PolicyTypes').filter((type) => type['Status'] === 'ENABLED');
  return {
    id: neededText(described, 'Id'),
    rootId: neededText(root, 'Id'),
    managementAccount: neededText(described, 'MasterAccountId'),
    enabled: POLICY_TYPES.filter(([, name]) => enabled.some((type) => type['Type'] === name)).map(([type]) => type),
  };
}

function accountOf(reader: OrganizationsReader, item: JsonObject, parent: string | undefined): Account {
  const name = textOf(item, 'Name');
  const status = textOf(item, 'State') ?? textOf(item, 'Status');
  return {
    id: neededText(item, 'Id'),
    partition: reader.place.partition,
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent }),
    ...(status === undefined ? {} : { status }),
  };
}

interface Tree {
  readonly units: readonly OrganizationalUnit[];
  /** Account id to root or OU id. */
  readonly parents: ReadonlyMap<string, string>;
}

/** Units below one parent and the accounts in all of them. */
async function readTree(reader: OrganizationsReader, parent: string): Promise<Tree> {
  const input = { ParentId: parent };
  const [inside, children] = await Promise.all([
    reader.items('ListAccountsForParent', input, 'Accounts', NEXT_TOKEN, { target: parent }),
    reader.items('ListOrganizationalUnitsForParent', input, 'OrganizationalUnits', NEXT_TOKEN, { target: parent }),
  ]);
  const units = children.filter(isObject).map((unit): OrganizationalUnit => {
    return { id: neededText(unit, 'Id'), name: neededText(unit, 'Name'), parent };
  });
  const below = await Promise.all(units.map((unit) => readTree(reader, unit.id)));
  const own = inside.filter(isObject).map((account): [string, string] => [neededText(account, 'Id'), parent]);
  return {
    units: [...units, ...below.flatMap((tree) => tree.units)],
    parents: new Map([...own, ...below.flatMap((tree) => [...tree.parents])]),
  };
}

/** Policies of the types that are enabled: a type that is not has no layer, whatever exists of it. */
async function readPolicies(
  reader: OrganizationsReader,
  enabled: Organization['enabled'],
): Promise<readonly OrganizationPolicy[]> {
  const types = POLICY_TYPES.filter(([type]) => enabled.includes(type));
  const lists = await Promise.all(
    types.map(async ([type, filter]) => {
      const listed = await reader.items('ListPolicies', { Filter: filter }, 'Policies', NEXT_TOKEN);
      return Promise.all(listed.filter(isObject).map((summary) => readPolicy(reader, type, summary)));
    }),
  );
  return lists.flat();
}

/** A policy whose text could not be read is kept, without a document nobody can take for one. */
async function readPolicy(
  reader: OrganizationsReader,
  type: OrganizationPolicy['type'],
  summary: JsonObject,
): Promise<OrganizationPolicy> {
  const id = neededText(summary, 'Id');
  const [described, targets] = await Promise.all([
    reader.get('DescribePolicy', { PolicyId: id }, { target: id }),
    reader.items('ListTargetsForPolicy', { PolicyId: id }, 'Targets', NEXT_TOKEN, { target: id }),
  ]);
  return {
    id,
    type,
    name: textOf(summary, 'Name') ?? id,
    awsManaged: summary['AwsManaged'] === true,
    document: documentOf(objectOf(described, 'Policy')?.['Content'] ?? 'not readable'),
    targets: targets
      .filter(isObject)
      .map((target) => neededText(target, 'TargetId'))
      .sort(),
  };
}
