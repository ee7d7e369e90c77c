import { describedType } from '../domain/described-types.ts';
import type { PolicyLayer } from '../domain/policy.ts';
import { isServiceLinkedRoleArn, type Principal } from '../domain/principal.ts';
import type { AclGrant, PolicySet, RequestFacts } from '../domain/request.ts';
import type { IamRole, LambdaFunction, Resource, S3Bucket } from '../domain/snapshot.ts';
import { dataAccessFacts } from './data-access.ts';
import { endpointsAround } from './endpoints.ts';
import { type Blocks, blocksAround } from './public-access-block.ts';
import { assumesRole, type Caller, isDelegated, type Question } from './question.ts';
import {
  callsForOwner,
  callsForPolicyOutside,
  callsUnread,
  iamCallsUnread,
  isRead,
  organizationCallsUnread,
  providerCallsUnread,
} from './reads.ts';
import { isApi, methodFacts } from './rest-apis.ts';
import { isGrantee, isPublicPolicy } from './s3-public.ts';
import { sharingFacts } from './sharing-facts.ts';
import { containerName, resourceName } from './stored-policies.ts';
import { functionUrl } from './targets.ts';
import type { LayerPolicies, World } from './world.ts';

/** Everything attached around one caller and one target, as found. Which layers bind is judged by who reads it. */
export interface Situation {
  readonly policies: PolicySet;
  readonly facts: RequestFacts;
  /** Left out of a request that is written down. */
  readonly unread?: Unread;
}

/**
 * What was not read around a question: a layer, what opens or closes the resource beside its policy, which account owns it, or
 * whether its account has the provider that signs in. Each with the calls that bring it; where all were made, with the documents
 * that are missing or are no policies.
 */
export type Unread = ReadonlyMap<PolicyLayer | 'openings' | 'owner' | 'provider', readonly string[]>;

/** Name under which the identity side of a principal outside the snapshot is assumed to allow. */
const ASSUMED_IDENTITY = 'assumed: the other account lets its principal';

export function situationOf(world: World, question: Question): Situation {
  const { caller, target } = question;
  const unread: PolicyLayer[] = [];
  const names = new Map<PolicyLayer | 'openings' | 'owner' | 'provider', readonly string[]>();
  const take = (layer: PolicyLayer, found: Found | undefined): LayerPolicies['policies'] | undefined => {
    if (found === undefined || found.complete) return found?.policies;
    unread.push(layer);
    const calls = found.calls();
    names.set(layer, [...new Set([...(names.get(layer) ?? []), ...(calls.length > 0 ? calls : (found.lost ?? []))])]);
    return found.policies;
  };
  const account = 'account' in caller.principal ? caller.principal.account : undefined;
  const identity = take('identity', identityOf(world, caller));
  const boundary = take('permissionsBoundary', boundaryOf(world, caller));
  const session = take('session', sessionOf(caller));
  const resource = take('resource', resourcePolicyOf(world, question));
  const container = take('resource', containerPolicyOf(world, target.resource));
  const openings = [...callsForOpenings(world, question, resource ?? []), ...callsForShares(world, question)];
  if (openings.length > 0) unread.push('resource');
  if (openings.length > 0) names.set('openings', openings);
  if (target.account === undefined)
    names.set('owner', callsForOwner(world, target.service, target.arn.split(':').slice(5).join(':')));
  const provider = providerCalls(world, question);
  if (provider.length > 0) names.set('provider', provider);
  const scp = takeLevels(take, 'scp', levelsOf(world, 'scp', account));
  const rcp = takeLevels(take, 'rcp', levelsOf(world, 'rcp', target.account));
  const policies: PolicySet = {
    ...(identity === undefined ? {} : { identity }),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(session === undefined ? {} : { session }),
    ...(resource === undefined ? {} : { resource }),
    ...(container === undefined ? {} : { container }),
    ...(scp === undefined ? {} : { scp }),
    ...(rcp === undefined ? {} : { rcp }),
    ...(unread.length === 0 ? {} : { unread: [...new Set(unread)] }),
  };
  const endpoints = endpointsAround(world, question, policies);
  return {
    policies: endpoints === undefined ? policies : { ...policies, endpoints },
    facts: factsOf(world, question),
    unread: names,
  };
}

/** A layer as it was read, with the calls that would have brought more. */
interface Found extends LayerPolicies {
  readonly calls: () => readonly string[];
}

function identityOf(world: World, { foreign, entity, principal, narrowed }: Caller): Found | undefined {
  if (foreign !== undefined) return { policies: [ASSUMED_POLICY], complete: true, calls: () => [] };
  if (entity !== undefined)
    return { ...world.identityPolicies(entity), calls: () => iamCallsUnread(world, entity.account) };
  if (principal.kind === 'federatedUser') return OF_SOME_SESSION;
  if (principal.kind !== 'user' && principal.kind !== 'roleSession') return undefined;
  // a delegation whose approver the snapshot does not have (rule 116)
  if (narrowed !== undefined) return { policies: [], complete: false, calls: () => [], lost: [nameOf(principal)] };
  const { account } = principal;
  return { policies: [], complete: world.knowsIam(account), calls: () => iamCallsUnread(world, account) };
}

const nameOf = (one: Extract<Principal, { readonly kind: 'user' | 'roleSession' }>): string =>
  one.kind === 'user' ? one.arn : (one.roleArn ?? `role ${one.roleName}`);

/** No call tells which IAM user asked for the session of a federated user, and which session policy was passed (rules 8, 12). */
const OF_SOME_SESSION: Found = { policies: [], complete: false, calls: () => [] };

function sessionOf({ foreign, narrowed, principal }: Caller): Found | undefined {
  if (narrowed !== undefined) return { ...narrowed, calls: () => [] };
  if (principal.kind !== 'federatedUser') return undefined;
  return foreign === undefined ? OF_SOME_SESSION : { policies: [ASSUMED_POLICY], complete: true, calls: () => [] };
}

function boundaryOf(world: World, { entity, foreign, principal }: Caller): Found | undefined {
  if (principal.kind === 'federatedUser' && foreign === undefined) return OF_SOME_SESSION;
  const boundary = entity === undefined ? undefined : world.permissionsBoundary(entity);
  return entity === undefined || boundary === undefined
    ? undefined
    : { ...boundary, calls: () => iamCallsUnread(world, entity.account) };
}

const ASSUMED_POLICY = {
  name: ASSUMED_IDENTITY,
  document: {
    version: '2012-10-17',
    statements: [{ effect: 'Allow', actions: { in: ['*'] }, resources: { in: ['*'] }, conditions: [] }],
  },
} as const;

/** Undefined: the layer does not exist for the account. */
function levelsOf(world: World, type: 'scp' | 'rcp', account: string | undefined): Levels | undefined {
  if (account === undefined) return undefined;
  const levels = world.levels(type, account);
  const calls = (): readonly string[] => organizationCallsUnread(world);
  if (levels !== undefined) return { levels, calls };
  const ours = world.account(account) !== undefined;
  return ours && world.inOrganization(account) !== false && !layerIsOff(world, type) ? { calls } : undefined;
}

interface Levels {
  readonly levels?: readonly LayerPolicies[];
  readonly calls: () => readonly string[];
}

/** All levels are one layer: where some of it was not read, that is told of the whole. */
function takeLevels(
  take: (layer: PolicyLayer, found: Found) => unknown,
  type: 'scp' | 'rcp',
  found: Levels | undefined,
): readonly LayerPolicies['policies'][] | undefined {
  if (found === undefined) return undefined;
  const { levels = [], calls } = found;
  const complete = found.levels?.every((level) => level.complete) === true;
  take(type, { policies: [], complete, calls, lost: levels.flatMap((level) => level.lost ?? []) });
  return found.levels?.map((level) => level.policies);
}

const layerIsOff = (world: World, type: 'scp' | 'rcp'): boolean =>
  world.snapshot.organization !== undefined &&
  !world.failed('organizations', 'ListRoots') &&
  !world.snapshot.organization.enabled.includes(type);

function resourcePolicyOf(world: World, question: Question): Found | undefined {
  const { target } = question;
  const { role, resource } = target;
  // an action without resource type: there is no resource that could have a policy (rule 54)
  if (target.arn === '*') return undefined;
  if (role !== undefined) return { ...world.trustPolicy(role), calls: () => iamCallsUnread(world, role.account) };
  if (resource === undefined) return policyOutside(world, question);
  const calls = (): readonly string[] => callsUnread(world, resource, 'policy');
  const own = world.stored(resourceName(resource.arn), resource.policy, isRead(world, resource, 'policy'));
  const qualifier = resource.type === 'AWS::Lambda::Function' ? qualifierOf(resource.arn, target.arn) : undefined;
  if (qualifier === undefined || resource.type !== 'AWS::Lambda::Function') return { ...own, calls };
  const policy = resource.qualifiers.find((one) => one.name === qualifier)?.policy;
  const more = world.stored(resourceName(target.arn), policy, isRead(world, resource, 'policy'));
  return {
    policies: [...own.policies, ...more.policies],
    complete: own.complete && more.complete,
    lost: [...(own.lost ?? []), ...(more.lost ?? [])],
    calls,
  };
}

/** Of a registry, domain or table bucket; the resource in it tells it. */
function containerPolicyOf(world: World, resource: Resource | undefined): Found | undefined {
  if (resource === undefined || describedType(resource.type)?.facets.containerPolicy === undefined) return undefined;
  const policy = 'containerPolicy' in resource ? resource.containerPolicy : undefined;
  const found = world.stored(containerName(resource.arn), policy, isRead(world, resource, 'containerPolicy'));
  return { ...found, calls: () => callsUnread(world, resource, 'containerPolicy') };
}

/** A thing outside the inventory may have a policy that nobody read; a role that an account which was read does not have, none. */
function policyOutside(world: World, question: Question): Found | undefined {
  const { account, service } = question.target;
  if (account === undefined) return isOpenBucket(world, question) ? unreadBucketPolicy(world) : undefined;
  if (assumesRole(question))
    return { policies: [], complete: world.knowsIam(account), calls: () => iamCallsUnread(world, account) };
  return UNPOLICIED.has(service)
    ? undefined
    : { policies: [], complete: false, calls: () => callsForPolicyOutside(world, service, account) };
}

const unreadBucketPolicy = (world: World): Found => ({
  policies: [],
  complete: false,
  calls: () => [...callsForOwner(world, 's3'), 's3:GetBucketPolicy'],
});

/** Can the policy of this bucket open it? Not by itself for callers of our accounts, where none of these owns the bucket (rule 5). */
function isOpenBucket(world: World, { caller: { principal }, target }: Question): boolean {
  if (target.service !== 's3' || (target.type !== 'bucket' && target.type !== 'object')) return false;
  const ours = 'account' in principal && world.account(principal.account) !== undefined;
  return !ours || callsForOwner(world, 's3').length > 0;
}

/** Services whose resources take no policy of their own (beside roles, which have trust policies). */
const UNPOLICIED = new Set(['iam', 'sts', 'organizations', 'ec2', 'cloudformation']);

const qualifierOf = (functionArn: string, arn: string): string | undefined =>
  arn.startsWith(`${functionArn}:`) ? arn.slice(functionArn.length + 1) : undefined;

function factsOf(world: World, question: Question): RequestFacts {
  const { caller, target } = question;
  const { principal } = caller;
  const management = 'account' in principal && world.isManagementAccount(principal.account);
  const linked =
    principal.kind === 'roleSession' && principal.roleArn !== undefined && isServiceLinkedRoleArn(principal.roleArn);
  return {
    ...(management ? { managementAccount: true } : {}),
    resourceInManagementAccount: target.account !== undefined && world.isManagementAccount(target.account),
    ...(linked ? { serviceLinkedRole: true } : {}),
    ...(isDelegated(caller) ? { delegatedSession: true } : {}),
    ...(target.role === undefined ? {} : { ...roleFacts(target.role), ...providerFacts(world, question) }),
    ...(target.service === 's3' ? canonicalUsers(world) : {}),
    ...(target.resource === undefined ? {} : resourceFacts(world, target.resource, question)),
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

/** Providers that AWS knows by name need not stand in the account, those of other accounts are no way in (rules 25, 26). */
function ownProvider({ caller: { principal }, target: { account } }: Question): string | undefined {
  if (principal.kind !== 'federated') return undefined;
  const [, owner] = /^arn:[^:]*:iam::(\d*):(?:saml|oidc)-provider\//.exec(principal.provider) ?? [];
  return owner !== undefined && owner === account ? principal.provider : undefined;
}

function providerCalls(world: World, question: Question): readonly string[] {
  const arn = ownProvider(question);
  const { account } = question.target;
  return arn === undefined || account === undefined ? [] : providerCallsUnread(world, arn, account);
}

function providerFacts(world: World, question: Question): RequestFacts {
  const arn = ownProvider(question);
  if (arn === undefined) return {};
  if (providerCalls(world, question).length > 0) return { identityProvider: 'unread' };
  const provider = world.provider(arn);
  if (provider === undefined) return { identityProvider: 'missing' };
  return provider.clientIds === undefined ? {} : { providerClientIds: provider.clientIds };
}

function resourceFacts(world: World, resource: Resource, question: Question): RequestFacts {
  if (resource.type === 'AWS::KMS::Key') {
    const known = world.knows('kms', 'ListGrants', resource.account, resource.arn, resource.region);
    return {
      kmsGrants: resource.grants,
      ...(resource.manager === 'AWS' ? { awsManagedKey: true } : {}),
      ...(known ? {} : { kmsGrantsUnread: true }),
    };
  }
  if (resource.type === 'AWS::Lambda::Function') return urlFacts(resource, question.target.arn);
  if (isApi(resource)) return methodFacts(resource, question.target.arn);
  if (resource.type !== 'AWS::S3::Bucket' && resource.type !== 'AWS::S3::AccessPoint')
    return describedFacts(world, resource, question.caller);
  const blocks = blocksAround(world, question);
  return {
    ...(blocks.restricts ? { s3RestrictPublicBuckets: true } : {}),
    ...(resource.type === 'AWS::S3::Bucket' ? bucketFacts(world, question.caller, resource, blocks) : {}),
    ...(resource.type === 'AWS::S3::AccessPoint' && resource.networkOrigin === 'VPC'
      ? { accessPointVpc: resource.vpcId ?? '' }
      : {}),
  };
}

/**
 * Ownership enforced: ACLs vanish (rule 81). Buckets that never had ownership controls, made before April 2023, keep theirs. Grants to
 * everybody vanish where public ACLs are ignored (rule 82).
 */
function bucketFacts(world: World, caller: Caller, bucket: S3Bucket, { ignoresAcls }: Blocks): RequestFacts {
  const { ownership, objectGrants } = bucket;
  const enforced = ownership === undefined ? !isRead(world, bucket, 'ownership') : ownership === 'BucketOwnerEnforced';
  const inForce = (grants: readonly AclGrant[]): readonly AclGrant[] =>
    ignoresAcls ? grants.filter((grant) => !isPublicGrant(grant)) : grants;
  // the ACL of some object may mean the caller: which object it is, a question about all of them does not say
  const open =
    objectGrants === undefined ||
    inForce(objectGrants).some(({ grantee }) => isGrantee(caller.principal, grantee, canonicalUsers(world)) !== false);
  return {
    ...(bucket.abac === true ? { s3BucketAbac: true } : {}),
    ...(enforced ? {} : { s3Acl: inForce(bucket.acl) }),
    ...(enforced || !open ? {} : { s3ObjectAclsUnread: ignoresAcls ? 'accounts' : 'everybody' }),
  };
}

const isPublicGrant = ({ grantee }: AclGrant): boolean =>
  grantee.kind === 'allUsers' || grantee.kind === 'authenticatedUsers';

function urlFacts(lambda: LambdaFunction, arn: string): RequestFacts {
  const url = functionUrl(lambda, arn);
  return url === undefined ? {} : { lambdaUrlAuthType: url.authType };
}

/**
 * Snapshots and images: whom they are shared with (rule 88); repositories: how far the policy of their registry reaches. Which roles of
 * OpenSearch are mapped to whom (rule 88k) and what Lake Formation permits (rule 90) no call brings.
 */
function describedFacts(world: World, resource: Resource, caller: Caller): RequestFacts {
  if (resource.type === 'AWS::OpenSearchService::Domain')
    return resource.fineGrained === false ? {} : { openSearchRoles: 'unread' };
  if (/^AWS::Glue::/.test(resource.type)) return { lakeFormation: 'unread' };
  if (resource.type === 'AWS::OpenSearchServerless::Collection') return dataAccessFacts(resource, caller);
  if ('sharedWith' in resource) return sharingFacts(world, resource, caller);
  const scope = 'registryPolicyScope' in resource ? resource.registryPolicyScope : undefined;
  return scope === undefined ? {} : { registryPolicyScope: scope };
}

/** The calls nobody made that would tell what opens the resource to callers of other accounts, or closes a public policy or ACL to them. */
function callsForOpenings(world: World, question: Question, policies: LayerPolicies['policies']): readonly string[] {
  const { principal } = question.caller;
  const { account, resource } = question.target;
  if (resource === undefined || ('account' in principal && principal.account === account)) return [];
  const sharing = callsUnread(world, resource, 'sharing');
  if (sharing.length > 0) return sharing;
  if (resource.type === 'AWS::Lambda::Function')
    return principal.kind === 'anonymous' ? callsUnread(world, resource, 'url') : [];
  const isS3 = resource.type === 'AWS::S3::Bucket' || resource.type === 'AWS::S3::AccessPoint';
  const isPublic = isS3 && policies.some((policy) => isPublicPolicy(policy.document, resource.arn));
  if (resource.type === 'AWS::S3::Bucket') return callsAroundBucket(world, question, resource, isPublic);
  if (resource.type !== 'AWS::S3::AccessPoint' || resource.networkOrigin === 'VPC' || !isPublic) return [];
  const { restricts, calls } = blocksAround(world, question);
  return restricts ? [] : calls;
}

/**
 * What a share of AWS RAM gives on a thing its permission says (rule 89), which is not judged: for other accounts such a thing is
 * open. AWS Glue and Systems Manager tell what RAM wrote, among their policies. Source: Managing permissions in AWS RAM.
 */
function callsForShares(world: World, { caller: { principal }, target }: Question): readonly string[] {
  const { account, arn, service, resource } = target;
  if (!('account' in principal) || account === undefined || principal.account === account) return [];
  if (TELLS_SHARES.has(service) || (HAS_ONE_POLICY.has(service) && hasPolicy(resource))) return [];
  const shared = arn.replace(/(:model-package)(\/[^/]+)\/.*/, '$1-group$2');
  if (world.snapshot.resourceShares.some((share) => share.resources.includes(shared))) return ['ram:GetPermission'];
  // subnets, gateways, prefix lists: EC2 has no policies, and shares all the same
  const mayBeShared = service === 'ec2' && resource === undefined && world.account(account) !== undefined;
  return mayBeShared && !world.knows('ram', 'GetResourceShareAssociations', account) && !hasNoShares(world, account)
    ? ['ram:GetResourceShareAssociations']
    : [];
}

const TELLS_SHARES = new Set(['glue', 'ssm']);
/** A thing of theirs has one policy at most, which a share is made from or writes. Source: Share build projects; Cross-account discoverability. */
export const HAS_ONE_POLICY = new Set(['codebuild', 'sagemaker']);
const hasPolicy = (one: Resource | undefined): boolean =>
  one?.policy !== undefined || (one !== undefined && 'containerPolicy' in one);

/** All shares were listed, and there are none of the account: associations were not asked for. */
const hasNoShares = (world: World, account: string): boolean =>
  world.knows('ram', 'GetResourceShares', account) &&
  !world.snapshot.resourceShares.some((share) => share.account === account);

function callsAroundBucket(world: World, question: Question, bucket: S3Bucket, isPublic: boolean): readonly string[] {
  const { restricts, ignoresAcls, calls } = blocksAround(world, question);
  const publicAcl = bucket.ownership !== 'BucketOwnerEnforced' && bucket.acl.some(isPublicGrant);
  const open = (isPublic && !restricts) || (publicAcl && !ignoresAcls);
  return [...(open ? calls : []), ...callsForAcl(world, bucket)];
}

/** None where no ACL can count. */
function callsForAcl(world: World, bucket: S3Bucket): readonly string[] {
  if (bucket.ownership === 'BucketOwnerEnforced') return [];
  const acl = callsUnread(world, bucket, 'acl');
  if (bucket.ownership !== undefined) return acl;
  const ownership = callsUnread(world, bucket, 'ownership');
  return ownership.length > 0 && (acl.length > 0 || bucket.acl.length > 0) ? [...ownership, ...acl] : [];
}
