import { lastSegment } from '../domain/arn.ts';
import { type DescribedTypeName, describedType } from '../domain/described-types.ts';
import { entitledId, entitlementId } from '../domain/entitlement.ts';
import {
  ANYONE_ID,
  connectorOfDirectory,
  externalAccountId,
  federatedId,
  permissionSetId,
  personId,
  rootId,
  serviceId,
  ssoGroupId,
  ssoUserId,
} from '../domain/node-ids.ts';
import { parsePolicy } from '../domain/parse-policy.ts';
import type { PrincipalEntry, Statement } from '../domain/policy.ts';
import { isIdentityCenterRoleArn, isServiceLinkedRoleArn } from '../domain/principal.ts';
import type { IamRole, Resource, ResourceType, Snapshot } from '../domain/snapshot.ts';
import { entitlementsOf } from '../domain/told-entitlements.ts';
import { conditionText } from './build-policies.ts';
import { mentionPrincipal } from './build-principals.ts';
import { type GraphBuilder, type Labels, tagText } from './graph-builder.ts';
import { accountId, assignmentId, statementId, trustPolicyId } from './schema.ts';

/** IAM users, groups, roles, roots, providers, instance profiles; who is in which group; who is trusted by which role. */
export function addIdentities(builder: GraphBuilder, snapshot: Snapshot): void {
  addUsers(builder, snapshot);
  for (const group of snapshot.groups) {
    const { arn, name, path, account, uniqueId, createdAt } = group;
    builder.node(arn, ['AWSPrincipal', 'AWSGroup'], {
      name,
      arn,
      account_id: account,
      path,
      groupid: uniqueId,
      createdate: createdAt,
      in_snapshot: true,
    });
  }
  addMemberships(builder, snapshot);
  for (const role of snapshot.roles) addRole(builder, role);
  for (const { id, partition } of snapshot.accounts) mentionPrincipal(builder, rootId(partition, id), true);
  for (const provider of snapshot.identityProviders) {
    const { arn, account, url, clientIds } = provider;
    const label = provider.kind === 'saml' ? 'AWSSAMLProvider' : 'AWSOIDCProvider';
    const name = arn.slice(arn.indexOf('/') + 1);
    builder.node(arn, ['AWSIdentityProvider', label], { name, arn, account_id: account, url, client_ids: clientIds });
    mentionPrincipal(builder, federatedId(arn), true);
    builder.edge('IDENTITY_PROVIDER', federatedId(arn), arn);
  }
  const roles = new Map(snapshot.roles.map((role) => [`${role.account} ${role.name}`, role.arn]));
  for (const profile of snapshot.instanceProfiles) {
    const { arn, name, account } = profile;
    builder.node(arn, ['AWSInstanceProfile'], { name, arn, account_id: account });
    for (const role of profile.roles) {
      const held = roles.get(`${account} ${role}`);
      if (held !== undefined) builder.edge('ASSOCIATED_WITH', arn, held);
    }
  }
}

function addUsers(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const user of snapshot.users) {
    const { arn, name, path, account, uniqueId, createdAt, permissionsBoundary, hasPassword, accessKeys } = user;
    builder.node(arn, ['AWSPrincipal', 'AWSUser'], {
      name,
      arn,
      account_id: account,
      path,
      userid: uniqueId,
      createdate: createdAt,
      boundary_arn: permissionsBoundary,
      has_password: hasPassword,
      key_count: accessKeys?.length,
      has_mfa: user.mfaDevices === undefined ? user.hasMfa : user.mfaDevices > 0,
      last_used: user.passwordLastUsed,
      tags: tagText(user.tags),
      in_snapshot: true,
    });
  }
}

/** Users name their groups; group names are unique in an account. */
function addMemberships(builder: GraphBuilder, snapshot: Snapshot): void {
  const groups = new Map(snapshot.groups.map((group) => [`${group.account} ${group.name}`, group.arn]));
  for (const user of snapshot.users) {
    for (const name of user.groups) {
      const group = groups.get(`${user.account} ${name}`);
      if (group !== undefined) builder.edge('MEMBER_OF', user.arn, group);
    }
  }
}

function addRole(builder: GraphBuilder, role: IamRole): void {
  const { arn, name, path, account, uniqueId, createdAt, permissionsBoundary, maxSessionSeconds } = role;
  builder.node(arn, ['AWSPrincipal', 'AWSRole'], {
    name,
    arn,
    account_id: account,
    path,
    roleid: uniqueId,
    createdate: createdAt,
    boundary_arn: permissionsBoundary,
    max_session: maxSessionSeconds,
    last_used: role.lastUsed?.at,
    is_service_linked: isServiceLinkedRoleArn(arn),
    is_identity_center: isIdentityCenterRoleArn(arn),
    tags: tagText(role.tags),
    in_snapshot: true,
  });
}

/** Whom each role's trust policy names with Allow; whether that lets them in is for CAN_BECOME to say. */
export function addTrust(builder: GraphBuilder, snapshot: Snapshot): void {
  const idOf = principalIds(snapshot);
  for (const role of snapshot.roles) {
    const trust = parsePolicy(role.trustPolicy);
    if (!trust.ok) continue;
    for (const [index, statement] of trust.value.statements.entries()) {
      if (statement.effect === 'Allow') addTrustStatement(builder, role, statement, index, idOf);
    }
  }
}

type PrincipalIds = (entry: PrincipalEntry) => string | undefined;

function addTrustStatement(
  builder: GraphBuilder,
  role: IamRole,
  statement: Statement,
  index: number,
  idOf: PrincipalIds,
): void {
  const entries = statement.principals !== undefined && 'in' in statement.principals ? statement.principals.in : [];
  const statement_id = statementId(trustPolicyId(role.arn), index);
  for (const id of new Set(entries.flatMap((entry) => idOf(entry) ?? []))) {
    mentionPrincipal(builder, id, false);
    const properties = {
      statement_id,
      effect: statement.effect,
      actions: 'in' in statement.actions ? statement.actions.in : undefined,
      conditions: conditionText(statement.conditions),
    };
    builder.edge('TRUSTS_AWS_PRINCIPAL', role.arn, id, properties, statement_id);
  }
}

/** Node ids of what a Principal element names; undefined for a unique id that nobody has any more, and for canonical users. */
function principalIds(snapshot: Snapshot): PrincipalIds {
  const partitions = new Map(snapshot.accounts.map((account) => [account.id, account.partition]));
  const unique = new Map([...snapshot.users, ...snapshot.roles].map((one) => [one.uniqueId, one.arn]));
  const accountPrincipal = (account: string): string => {
    const partition = partitions.get(account);
    return partition === undefined ? externalAccountId(account) : rootId(partition, account);
  };
  return ({ kind, value }) => {
    if (kind === 'Service') return serviceId(value);
    if (kind === 'Federated') return federatedId(value);
    if (kind === 'CanonicalUser') return undefined;
    if (value === '*') return ANYONE_ID;
    const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
    if (account !== undefined) return accountPrincipal(account);
    return value.startsWith('arn:') ? value : unique.get(value);
  };
}

/** Role of a permission set in one account, by the node id of that. */
export type ProvisionedRoles = ReadonlyMap<string, string>;

/** Identity Center and its directory, and the people behind it. */
export function addDirectory(builder: GraphBuilder, snapshot: Snapshot, roles: ProvisionedRoles): void {
  for (const person of snapshot.people) {
    const { email, displayName, department, title, manager, employment, active } = person;
    const properties = { name: displayName ?? email, email: email.toLowerCase(), department, title, manager };
    builder.node(personId(email), ['User'], { ...properties, employment, active });
  }
  for (const user of snapshot.directoryUsers) {
    const { id, provider, userName, displayName, emails, active, externalId, department, title, manager } = user;
    const properties = { name: displayName ?? userName, provider, user_name: userName, emails, active };
    const more = { external_id: externalId, department, title, manager };
    const labels: Labels = isPushed(provider) ? ['UserAccount'] : ['UserAccount', 'AWSSSOUser'];
    builder.node(ssoUserId(id), labels, { ...properties, ...more });
  }
  for (const group of snapshot.directoryGroups) {
    const { id, provider, name, externalId, members } = group;
    const labels: Labels = isPushed(provider) ? ['UserGroup'] : ['UserGroup', 'AWSSSOGroup'];
    builder.node(ssoGroupId(id), labels, { name, provider, external_id: externalId });
    for (const member of members) {
      mentionPrincipal(builder, ssoUserId(member), false);
      builder.edge('MEMBER_OF', ssoUserId(member), ssoGroupId(id));
    }
  }
  addIdentityCenter(builder, snapshot);
  addAssignments(builder, snapshot, roles);
  addEntitlements(builder, snapshot);
}

/** Known to an identity provider, and not to AWS. */
const isPushed = (provider: string): boolean => connectorOfDirectory(provider) !== undefined;

function addIdentityCenter(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const center of snapshot.identityCenters) {
    const { instanceArn, identityStoreId, region, ownerAccount } = center;
    const properties = { name: identityStoreId, arn: instanceArn, account_id: ownerAccount, region };
    builder.node(instanceArn, ['AWSIdentityCenter'], { ...properties, identity_store_id: identityStoreId });
  }
  for (const set of snapshot.permissionSets) {
    const { arn, name, sessionSeconds, instanceArn } = set;
    builder.node(arn, ['AWSPermissionSet'], { name, arn, session_seconds: sessionSeconds });
    if (builder.has(instanceArn)) builder.edge('CONTAINS', instanceArn, arn);
  }
}

/** The triple is a node: split into pairs it would say that everybody has the set in every account. */
function addAssignments(builder: GraphBuilder, snapshot: Snapshot, roles: ProvisionedRoles): void {
  const names = new Map(snapshot.permissionSets.map((set) => [set.arn, set.name]));
  for (const { permissionSet, account, principalKind, principalId } of snapshot.assignments) {
    const principal = principalKind === 'user' ? ssoUserId(principalId) : ssoGroupId(principalId);
    const provisioned = permissionSetId(permissionSet, account);
    const [id, role] = [assignmentId(permissionSet, account, principal), roles.get(provisioned)];
    const properties = { name: names.get(permissionSet), permission_set_arn: permissionSet, account_id: account };
    const triple = { principal_type: principalKind, principal_id: principalId, role_arn: role };
    builder.node(permissionSet, ['AWSPermissionSet'], { arn: permissionSet });
    builder.node(provisioned, ['AWSProvisionedPermissionSet'], properties);
    builder.node(id, ['AWSAccountAssignment'], { ...properties, ...triple });
    mentionPrincipal(builder, principal, false);
    builder.edge('ASSIGNED', principal, id);
    builder.edge('PERMISSION_SET', id, permissionSet);
    if (role === undefined) continue;
    mentionPrincipal(builder, role, false);
    builder.edge('GRANTS', id, role);
  }
}

/** Who is entitled to which role by a source; whether the role's trust policy agrees is for CAN_BECOME to say. */
function addEntitlements(builder: GraphBuilder, snapshot: Snapshot): void {
  const sources = new Map(snapshot.identitySources.map((source) => [source.id, source]));
  for (const one of entitlementsOf(snapshot)) {
    const [id, principal] = [entitlementId(one), entitledId(one)];
    const { source, role, through, rule, eligible } = one;
    const kind = sources.get(source)?.kind;
    builder.node(id, ['Entitlement'], { name: lastSegment(role), source, source_kind: kind, role_arn: role, through });
    mentionPrincipal(builder, principal, false);
    builder.edge('ENTITLED', principal, id, { rule, eligible: eligible === true }, rule);
  }
}

const RESOURCE_LABELS: Readonly<Record<Exclude<ResourceType, DescribedTypeName>, string>> = {
  'AWS::S3::Bucket': 'AWSS3Bucket',
  'AWS::S3::AccessPoint': 'AWSS3AccessPoint',
  'AWS::S3::MultiRegionAccessPoint': 'AWSS3MultiRegionAccessPoint',
  'AWS::DynamoDB::Table': 'AWSDynamoDBTable',
  'AWS::DynamoDB::Stream': 'AWSDynamoDBStream',
  'AWS::KMS::Key': 'AWSKMSKey',
  'AWS::Lambda::Function': 'AWSLambda',
  'AWS::Lambda::LayerVersion': 'AWSLambdaLayerVersion',
  'AWS::SQS::Queue': 'AWSSQSQueue',
  'AWS::SNS::Topic': 'AWSSNSTopic',
  'AWS::SecretsManager::Secret': 'AWSSecretsManagerSecret',
  'AWS::EC2::VPCEndpoint': 'AWSVpcEndpoint',
};

const labelOf = (type: ResourceType): string =>
  describedType(type)?.label ?? RESOURCE_LABELS[type as keyof typeof RESOURCE_LABELS];

export function addResources(builder: GraphBuilder, snapshot: Snapshot, accessAsked: ReadonlySet<string>): void {
  for (const resource of snapshot.resources) {
    const { arn, name, account, region, type, encryption } = resource;
    builder.node(arn, ['AWSResource', labelOf(type)], {
      name,
      arn,
      account_id: account,
      region,
      service: arn.split(':')[2],
      resource_type: type,
      encryption: encryption?.kind,
      encryption_key_arn: encryption?.key,
      public_block: publicBlock(resource),
      access_asked: accessAsked.has(arn) ? true : undefined,
      run_as_role_arn: resource.type === 'AWS::Lambda::Function' ? resource.role : undefined,
      tags: tagText(resource.tags),
      in_snapshot: true,
    });
  }
  for (const resource of snapshot.resources) addResourceEdges(builder, resource);
}

/** All four settings of the bucket or access point itself; the account's own come on top. */
function publicBlock(resource: Resource): boolean | undefined {
  const block = 'publicAccessBlock' in resource ? resource.publicAccessBlock : undefined;
  return block === undefined ? undefined : Object.values(block).every((on) => on === true);
}

function addResourceEdges(builder: GraphBuilder, resource: Resource): void {
  const { arn, encryption } = resource;
  if (encryption?.key !== undefined) addIfThere(builder, 'ENCRYPTED_BY', arn, encryption.key);
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      if (resource.role !== undefined && builder.has(resource.role))
        builder.edge('ASSUMES', arn, resource.role, { use: 'execution' });
      return;
    case 'AWS::S3::AccessPoint':
      addIfThere(builder, 'PART_OF', arn, `arn:${arn.split(':')[1]}:s3:::${resource.bucket}`);
      return;
    case 'AWS::S3::MultiRegionAccessPoint':
      for (const { bucket } of resource.buckets)
        addIfThere(builder, 'PART_OF', arn, `arn:${arn.split(':')[1]}:s3:::${bucket}`);
      return;
    case 'AWS::DynamoDB::Stream':
      addIfThere(builder, 'PART_OF', arn, resource.table);
      return;
    default:
  }
}

function addIfThere(builder: GraphBuilder, kind: 'ENCRYPTED_BY' | 'PART_OF', from: string, to: string): void {
  if (builder.has(to)) builder.edge(kind, from, to);
}

/** Which account each thing belongs to. */
export function addOwnership(builder: GraphBuilder, snapshot: Snapshot): void {
  const known = new Set(snapshot.accounts.map((account) => account.id));
  for (const node of builder.nodes()) {
    const account = node.properties['account_id'];
    if (node.labels[0] === 'AWSAccount' || typeof account !== 'string' || !known.has(account)) continue;
    builder.edge('RESOURCE', accountId(account), node.id);
  }
}
