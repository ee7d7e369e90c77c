import type { Arn } from '../domain/arn.ts';
import { ALL_DESCRIBED, type Facet, type FacetCall } from '../domain/described-types.ts';
import { facetsOf, OWN_FACETS } from '../domain/resource-facets.ts';
import type { Resource } from '../domain/snapshot.ts';
import type { World } from './world.ts';

type Call = FacetCall;

const callFor = ({ type }: Resource, facet: Facet): Call | undefined => facetsOf(type)[facet];

/** The call that brings policies of a service, by its prefix. */
function policyCall(service: string): Call | undefined {
  const own = Object.values(OWN_FACETS).flatMap(({ policy }) => (policy?.[0] === service ? [policy] : []));
  const others = ALL_DESCRIBED.flatMap(({ catalogue, facets: { policy } }) =>
    catalogue[0] === service && policy !== undefined ? [policy] : [],
  );
  return [...own, ...others][0];
}

/** Can this resource, or outside the inventory a thing of the service, have a policy of its own? */
export const takesPolicies = (service: string, resource: Resource | undefined): boolean =>
  (resource === undefined ? policyCall(service) : callFor(resource, 'policy')) !== undefined;

/** Was it read for this resource? A facet that no call brings came with the resource itself. */
export function isRead(world: World, resource: Resource, facet: Facet): boolean {
  const call = callFor(resource, facet);
  return call === undefined || world.knows(call[0], call[1], resource.account, resource.arn, resource.region);
}

/** The call that brings it, where it was not complete: `s3:GetBucketTagging`. */
export function callsUnread(world: World, resource: Resource, facet: Facet): readonly string[] {
  const call = callFor(resource, facet);
  return call === undefined || isRead(world, resource, facet) ? [] : [call.join(':')];
}

/** The call that lists what a service has in an account. */
const LISTS: Readonly<Record<string, string>> = {
  s3: 'ListBuckets',
  dynamodb: 'ListTables',
  kms: 'ListKeys',
  lambda: 'ListFunctions',
  sqs: 'ListQueues',
  sns: 'ListTopics',
  secretsmanager: 'ListSecrets',
};

/** Of services with several lists, those of things with such a name; without a name none of those. */
function listsOf(service: string, name?: string): readonly Call[] {
  if (Object.hasOwn(LISTS, service)) return [[service, LISTS[service] ?? '']];
  const types = ALL_DESCRIBED.filter(({ catalogue }) => catalogue[0] === service);
  return types
    .filter(({ shape }) => (name === undefined ? types.length === 1 : shape.test(name)))
    .map(({ list }) => list);
}

/** The lists in which not everything of the account came. */
const listsUnread = (world: World, lists: readonly Call[], account: string): readonly string[] =>
  lists.filter(([service, call]) => !world.knows(service, call, account)).map((list) => list.join(':'));

/** The calls that would have brought the policy of a thing outside the inventory. */
export function callsForPolicyOutside(world: World, service: string, account: string): readonly string[] {
  const policy = policyCall(service)?.join(':') ?? service;
  return [...listsUnread(world, listsOf(service), account), policy];
}

/** The calls that would have told whether there is a thing of this ARN: none where everything that could hold it was listed. */
export function callsForExistence(world: World, { service, account, resource }: Arn): readonly string[] {
  const lists = listsOf(service, resource);
  if (lists.length === 0) return [];
  if (account === '') return callsForOwner(world, service, resource);
  return world.account(account) === undefined ? [] : listsUnread(world, lists, account);
}

/** The calls that would tell which of our accounts, if any, owns a thing outside the inventory. */
export function callsForOwner(world: World, service: string, name?: string): readonly string[] {
  const { accounts, organization } = world.snapshot;
  const alone = organization === undefined && world.knows('organizations', 'DescribeOrganization');
  const accountsKnown = alone || world.knows('organizations', 'ListAccounts');
  const lists = listsOf(service, name);
  return [
    ...(accountsKnown ? [] : ['organizations:ListAccounts']),
    ...new Set(accounts.flatMap(({ id }) => listsUnread(world, lists, id))),
  ];
}

/** In the order in which they are made, each with what the ones before it brought. */
const ORGANIZATION_CALLS = [
  'DescribeOrganization',
  'ListRoots',
  'ListAccounts',
  'ListOrganizationalUnitsForParent',
  'ListAccountsForParent',
  'ListPolicies',
  'DescribePolicy',
  'ListTargetsForPolicy',
];

/** The first call of AWS Organizations that was not complete. */
export const organizationCallsUnread = (world: World): readonly string[] =>
  ORGANIZATION_CALLS.filter((call) => !world.knows('organizations', call))
    .slice(0, 1)
    .map((call) => `organizations:${call}`);

/** The call that would tell whether an account has the identity provider, and for whom that takes tokens. */
export function providerCallsUnread(world: World, arn: string, account: string): readonly string[] {
  const provider = world.provider(arn);
  if (provider !== undefined)
    return provider.kind === 'oidc' && provider.clientIds === undefined ? ['iam:GetOpenIDConnectProvider'] : [];
  const call = arn.includes(':saml-provider/') ? 'ListSAMLProviders' : 'ListOpenIDConnectProviders';
  return world.knows('iam', call, account) ? [] : [`iam:${call}`];
}

export const iamCallsUnread = (world: World, account: string): readonly string[] =>
  world.knowsIam(account) ? [] : ['iam:GetAccountAuthorizationDetails'];
