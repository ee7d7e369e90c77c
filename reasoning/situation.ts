import type { PolicyLayer } from '../domain/policy.ts';
import { isServiceLinkedRoleArn } from '../domain/principal.ts';
import type { PolicySet, RequestFacts } from '../domain/request.ts';
import type { IamRole, LambdaFunction, Resource, S3Bucket } from '../domain/snapshot.ts';
import type { Caller, Question, Target } from './question.ts';
import { isRead } from './reads.ts';
import { isPublicPolicy } from './s3-public.ts';
import { functionUrl } from './targets.ts';
import { type LayerPolicies, resourceName, type World } from './world.ts';

/** Everything attached around one caller and one target, as found. Which layers bind is judged by who reads it. */
export interface Situation {
  readonly policies: PolicySet;
  readonly facts: RequestFacts;
}

/** Name under which the identity side of a principal outside the snapshot is assumed to allow. */
const ASSUMED_IDENTITY = 'assumed: the other account lets its principal';

export function situationOf(world: World, question: Question): Situation {
  const { caller, target } = question;
  const unread: PolicyLayer[] = [];
  const take = (layer: PolicyLayer, found: LayerPolicies | undefined): LayerPolicies['policies'] | undefined => {
    if (found !== undefined && !found.complete) unread.push(layer);
    return found?.policies;
  };
  const identity = take('identity', identityOf(world, caller));
  const boundary = take(
    'permissionsBoundary',
    caller.entity === undefined ? undefined : world.permissionsBoundary(caller.entity),
  );
  const resource = take('resource', resourcePolicyOf(world, target));
  if (mayBeOpenUnseen(world, caller, target, resource ?? [])) unread.push('resource');
  const scp = levelsOf(world, 'scp', 'account' in caller.principal ? caller.principal.account : undefined, unread);
  const rcp = levelsOf(world, 'rcp', target.account, unread);
  const policies: PolicySet = {
    ...(identity === undefined ? {} : { identity }),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(resource === undefined ? {} : { resource }),
    ...(scp === undefined ? {} : { scp }),
    ...(rcp === undefined ? {} : { rcp }),
    ...(unread.length === 0 ? {} : { unread: [...new Set(unread)] }),
  };
  return { policies, facts: factsOf(world, caller, target) };
}

function identityOf(world: World, caller: Caller): LayerPolicies | undefined {
  if (caller.foreign !== undefined) return { policies: [ASSUMED_POLICY], complete: true };
  if (caller.entity !== undefined) return world.identityPolicies(caller.entity);
  return caller.principal.kind === 'user' || caller.principal.kind === 'roleSession'
    ? { policies: [], complete: world.knowsIam(caller.principal.account) }
    : undefined;
}

const ASSUMED_POLICY = {
  name: ASSUMED_IDENTITY,
  document: {
    version: '2012-10-17',
    statements: [{ effect: 'Allow', actions: { in: ['*'] }, resources: { in: ['*'] }, conditions: [] }],
  },
} as const;

function levelsOf(
  world: World,
  type: 'scp' | 'rcp',
  account: string | undefined,
  unread: PolicyLayer[],
): readonly LayerPolicies['policies'][] | undefined {
  if (account === undefined) return undefined;
  const levels = world.levels(type, account);
  const ours = world.account(account) !== undefined;
  if (levels === undefined && ours && world.inOrganization(account) !== false && !layerIsOff(world, type))
    unread.push(type);
  if (levels?.some((level) => !level.complete)) unread.push(type);
  return levels?.map((level) => level.policies);
}

const layerIsOff = (world: World, type: 'scp' | 'rcp'): boolean =>
  world.snapshot.organization !== undefined && !world.snapshot.organization.enabled.includes(type);

function resourcePolicyOf(world: World, target: Target): LayerPolicies | undefined {
  if (target.role !== undefined) return world.trustPolicy(target.role);
  const { resource } = target;
  if (resource === undefined)
    return target.account === undefined || UNPOLICIED.has(target.service)
      ? undefined
      : { policies: [], complete: false };
  const own = world.stored(resourceName(resource.arn), resource.policy, isRead(world, resource, 'policy'));
  const qualifier = resource.type === 'AWS::Lambda::Function' ? qualifierOf(resource.arn, target.arn) : undefined;
  if (qualifier === undefined || resource.type !== 'AWS::Lambda::Function') return own;
  const policy = resource.qualifiers.find((one) => one.name === qualifier)?.policy;
  const more = world.stored(resourceName(target.arn), policy, isRead(world, resource, 'policy'));
  return { policies: [...own.policies, ...more.policies], complete: own.complete && more.complete };
}

/** Services whose resources take no policy of their own (beside roles, which have trust policies). */
const UNPOLICIED = new Set(['iam', 'sts', 'organizations', 'ec2', 'cloudformation']);

const qualifierOf = (functionArn: string, arn: string): string | undefined =>
  arn.startsWith(`${functionArn}:`) ? arn.slice(functionArn.length + 1) : undefined;

function factsOf(world: World, caller: Caller, target: Target): RequestFacts {
  const { principal } = caller;
  const management = 'account' in principal && world.isManagementAccount(principal.account);
  const linked =
    principal.kind === 'roleSession' && principal.roleArn !== undefined && isServiceLinkedRoleArn(principal.roleArn);
  return {
    ...(management ? { managementAccount: true } : {}),
    resourceInManagementAccount: target.account !== undefined && world.isManagementAccount(target.account),
    ...(linked ? { serviceLinkedRole: true } : {}),
    ...(target.role === undefined ? {} : roleFacts(target.role)),
    ...(target.service === 's3' ? canonicalUsers(world) : {}),
    ...(target.resource === undefined ? {} : resourceFacts(world, target.resource, target)),
  };
}

/** S3 policies and ACLs speak of accounts by their canonical user ids (rule 44). */
function canonicalUsers({ snapshot }: World): RequestFacts {
  const known = snapshot.accounts.flatMap(({ id, canonicalId }) =>
    canonicalId === undefined ? [] : [[canonicalId, id]],
  );
  return known.length === 0 ? {} : { canonicalUsers: Object.fromEntries(known) };
}

const roleFacts = ({ createdAt }: IamRole): RequestFacts =>
  createdAt === undefined ? {} : { roleCreatedBefore2022: createdAt < '2022-09-21' };

function resourceFacts(world: World, resource: Resource, target: Target): RequestFacts {
  if (resource.type === 'AWS::KMS::Key') {
    const known = world.knows('kms', 'ListGrants', resource.account, resource.arn, resource.region);
    return {
      kmsGrants: resource.grants,
      ...(resource.manager === 'AWS' ? { awsManagedKey: true } : {}),
      ...(known ? {} : { kmsGrantsUnread: true }),
    };
  }
  if (resource.type === 'AWS::S3::Bucket') return bucketFacts(world, resource);
  if (resource.type === 'AWS::Lambda::Function') return urlFacts(resource, target.arn);
  if (resource.type === 'AWS::S3::AccessPoint' && resource.networkOrigin === 'VPC')
    return { accessPointVpc: resource.vpcId ?? '' };
  return {};
}

/** Ownership enforced: ACLs vanish (rule 81). Block Public Access counts from bucket and account (rule 82). */
function bucketFacts(world: World, bucket: S3Bucket): RequestFacts {
  const account = world.account(bucket.account)?.s3PublicAccessBlock;
  const own = bucket.publicAccessBlock;
  const enforced = bucket.ownership === undefined || bucket.ownership === 'BucketOwnerEnforced';
  const ignoresPublicAcls = own?.ignorePublicAcls === true || account?.ignorePublicAcls === true;
  const acl = bucket.acl.filter(
    ({ grantee }) => !ignoresPublicAcls || (grantee.kind !== 'allUsers' && grantee.kind !== 'authenticatedUsers'),
  );
  return {
    ...(own?.restrictPublicBuckets === true || account?.restrictPublicBuckets === true
      ? { s3BlockPublicAccess: true }
      : {}),
    ...(bucket.abac === true ? { s3BucketAbac: true } : {}),
    ...(enforced ? {} : { s3Acl: acl }),
  };
}

function urlFacts(lambda: LambdaFunction, arn: string): RequestFacts {
  const url = functionUrl(lambda, arn);
  return url === undefined ? {} : { lambdaUrlAuthType: url.authType };
}

/** Nobody read what could open the resource to callers of other accounts, or shut a public policy for them. */
function mayBeOpenUnseen(
  world: World,
  { principal }: Caller,
  { account, resource }: Target,
  policies: LayerPolicies['policies'],
): boolean {
  if (resource === undefined || ('account' in principal && principal.account === account)) return false;
  if (resource.type === 'AWS::Lambda::Function')
    return principal.kind === 'anonymous' && !isRead(world, resource, 'url');
  if (resource.type !== 'AWS::S3::Bucket') return false;
  const shut = bucketFacts(world, resource).s3BlockPublicAccess === true;
  const blockRead =
    isRead(world, resource, 'publicAccessBlock') && world.knows('s3control', 'GetPublicAccessBlock', resource.account);
  const policyOpen = !shut && !blockRead && policies.some((policy) => isPublicPolicy(policy.document, resource.arn));
  return policyOpen || mayHaveAcl(world, resource);
}

function mayHaveAcl(world: World, bucket: S3Bucket): boolean {
  if (bucket.ownership === 'BucketOwnerEnforced') return false;
  const read = isRead(world, bucket, 'acl');
  if (bucket.ownership !== undefined) return !read;
  return !isRead(world, bucket, 'ownership') && (!read || bucket.acl.length > 0);
}
