import type { PolicyLayer } from '../../domain/policy.ts';
import type { EndpointRoute } from '../../domain/request.ts';
import { RCP_SERVICES } from '../data/rcp-services.ts';
import { spokenIn } from '../prepared/statements.ts';
import { endpointPolicySays, type NamedGrants, resourcePolicySays } from './resource-policy.ts';
import { routesSay } from './routes.ts';
import { isDelegated, type Situation } from './situation.ts';
import { documentsSay, type Voice } from './statements.ts';
import { anyOf, assuming, missing, NO, onlyMaybe, type Truth, truth, unknown, YES } from './truth.ts';

/** What all layers say about one request. A layer that does not exist for the caller allows and never denies. */
export interface Said {
  readonly situation: Situation;
  readonly identity: Truth;
  readonly permissionsBoundary: Truth;
  readonly session: Truth;
  readonly scp: Truth;
  readonly vpcEndpoint: Truth;
  readonly named: NamedGrants;
  /** Some Deny of some layer that exists for the caller. */
  readonly denied: Truth;
}

const ABSENT: Voice = { allow: YES, deny: NO };

export function whatLayersSay(situation: Situation): Said {
  const identity = identitySays(situation);
  const boundary = boundarySays(situation);
  const given = truth((situation.request.policies.permissionsBoundary ?? []).length > 0);
  const hasBoundary = boundary === ABSENT ? NO : anyOf([given, unread('permissionsBoundary', situation)]);
  const session = sessionSays(situation);
  const scp = scpSays(situation);
  const vpcEndpoint = endpointSays(situation, hasBoundary);
  const resource = resourcePolicySays(situation, hasBoundary, unread('resource', situation));
  const callerDenies = anyOf([identity.deny, boundary.deny, session.deny, scp.deny]);
  return {
    situation,
    identity: identity.allow,
    permissionsBoundary: boundary.allow,
    session: session.allow,
    scp: scp.allow,
    vpcEndpoint: vpcEndpoint.allow,
    named: resource.named,
    denied: anyOf([callerDenies, rcpDenies(situation), vpcEndpoint.deny, resource.deny]),
  };
}

const WITH_IDENTITY: ReadonlySet<string> = new Set(['user', 'roleSession', 'federatedUser']);

/**
 * Users with their groups, roles, and federated users by their user (rule 3); root and callers without account have none, but for
 * what the authorizer of an API returned (rule 86).
 */
function identitySays(situation: Situation): Voice {
  const { caller } = situation;
  const byRoot = caller.kind === 'federatedUser' && caller.user?.endsWith(':root') === true;
  if (byRoot) return believed(ABSENT, 12, 'a federated user of the root user is limited by its session policy alone');
  const task = caller.kind === 'assumedRoot' && exists('identity', situation);
  const authorized = caller.kind === 'anonymous' && situation.facts.apiAuthorizer === 'LAMBDA';
  return WITH_IDENTITY.has(caller.kind) || task || authorized ? voice('identity', situation) : ABSENT;
}

function boundarySays(situation: Situation): Voice {
  const { caller, serviceLinkedRole } = situation;
  const has = WITH_IDENTITY.has(caller.kind) && !serviceLinkedRole && exists('permissionsBoundary', situation);
  return has ? voice('permissionsBoundary', situation) : ABSENT;
}

/** None passed: no limit for roles, nothing at all for federated users and sessions of root (rules 12, 22). */
function sessionSays(situation: Situation): Voice {
  const { caller, request, serviceLinkedRole } = situation;
  const takesOne = caller.kind === 'roleSession' || caller.kind === 'federatedUser' || caller.kind === 'assumedRoot';
  if (!takesOne && !isDelegated(situation))
    return (request.policies.session ?? []).length === 0 ? ABSENT : believed(ABSENT, 12, NO_SESSION_POLICY);
  const needsOne = caller.kind === 'federatedUser' || (caller.kind === 'assumedRoot' && !exists('identity', situation));
  if (!exists('session', situation)) return needsOne ? { allow: missing('session'), deny: NO } : ABSENT;
  const says = voice('session', situation);
  return serviceLinkedRole ? doubtful(says, 104, 'a session policy on a service-linked role') : says;
}
const NO_SESSION_POLICY = 'credentials of this kind carry no session policy, so the given one is left out';

/** Root, every OU and the account: each level must allow, any may deny (rules 13, 14). */
function scpSays(situation: Situation): Voice {
  const { facts, caller, serviceLinkedRole } = situation;
  const exempt = facts.managementAccount === true || serviceLinkedRole || caller.kind === 'anonymous';
  if (!exists('scp', situation) || exempt) return ABSENT;
  if (caller.kind === 'service' || caller.kind === 'federated')
    return believed(ABSENT, 14, 'service control policies bind neither service principals nor federated callers');
  const levels = documentsSay('scp', situation);
  const open = unread('scp', situation);
  const says = { allow: open.is === false ? levels.allow : open, deny: anyOf([levels.deny, open]) };
  const retires = situation.service === 'kms' && situation.action === 'retiregrant';
  return retires ? believed(says, 79, 'service control policies bind kms:RetireGrant') : says;
}

/** RCPFullAWSAccess always allows, so that resource control policies can only deny (rules 15 to 18). */
function rcpDenies(situation: Situation): Truth {
  const { facts, service, border, caller, request } = situation;
  if (!exists('rcp', situation) || outsideRcps(situation)) return NO;
  if (service === 'es')
    return assuming(NO, 91, 'resource control policies reach `opensearch:` actions, not `es:` ones');
  if (!RCP_SERVICES.has(service)) return NO;
  const denies = anyOf([documentsSay('rcp', situation).deny, unread('rcp', situation)]);
  if (denies.is === false) return denies;
  if (request.resource.arn === '*') return onlyMaybe(denies, 17, 'whose RCPs bind an action without resource type');
  if (service === 'sts' && situation.action === 'assumeroot')
    return onlyMaybe(denies, 22, 'whether RCPs bind sts:AssumeRoot');
  if (caller.kind === 'anonymous') return assuming(denies, 15, 'resource control policies bind unsigned requests');
  if (facts.managementAccount !== true) return denies;
  if (border === 'unclear') return onlyMaybe(denies, 15, 'whether the management account owns the bucket');
  return border === 'cross'
    ? assuming(denies, 15, 'RCPs of member accounts bind principals of the management account')
    : denies;
}

/** Resources of the management account, service-linked roles, AWS managed keys, kms:RetireGrant (rules 15, 104). */
function outsideRcps({ facts, service, action, border, serviceLinkedRole, arn }: Situation): boolean {
  const managed = facts.resourceInManagementAccount ?? (facts.managementAccount === true && border === 'same');
  const linkedRole = serviceLinkedRole || arn?.resource.startsWith('role/aws-service-role/') === true;
  return managed || linkedRole || facts.awsManagedKey === true || (service === 'kms' && action === 'retiregrant');
}

/** Judges the first request only, not the ones a service forwards (rule 19). */
function endpointSays(situation: Situation, hasBoundary: Truth): Voice {
  const { endpoints } = situation.request.policies;
  if (!exists('vpcEndpoint', situation))
    return endpoints === undefined
      ? ABSENT
      : routesSay(endpoints, situation, (route) => routePolicySays(route, situation, hasBoundary));
  if (situation.context.get('aws:viaawsservice')?.values[0] === 'true')
    return believed(ABSENT, 19, 'an endpoint policy does not judge requests that a service forwards');
  return onItsCallers(withUnread('vpcEndpoint', endpointPolicySays(situation, hasBoundary), situation), situation);
}

/** The policy of an endpoint that the request comes through. */
function routePolicySays({ policy, unread, kind }: EndpointRoute, situation: Situation, hasBoundary: Truth): Voice {
  if (unread === true) {
    const open = unknown(19, 'the policy of the VPC endpoint could not be read');
    return { allow: open, deny: open };
  }
  if (policy === undefined) return ABSENT;
  const { vpcEndpointKind: _, ...facts } = situation.facts;
  const policies = { ...situation.request.policies, vpcEndpoint: [policy] };
  const through: Situation = {
    ...situation,
    request: { ...situation.request, policies },
    spoken: spokenIn(policies, situation.service),
    facts: { ...facts, ...(kind === undefined ? {} : { vpcEndpointKind: kind }) },
  };
  return onItsCallers(endpointPolicySays(through, hasBoundary), situation);
}

function onItsCallers(says: Voice, situation: Situation): Voice {
  if (situation.caller.kind === 'federated')
    return believed(says, 25, 'endpoint policies judge federated calls of AWS STS');
  return situation.serviceLinkedRole ? doubtful(says, 19, 'an endpoint policy on a service-linked role') : says;
}

const isUnread = (layer: PolicyLayer, { request }: Situation): boolean =>
  request.policies.unread?.includes(layer) === true;

const exists = (layer: PolicyLayer, situation: Situation): boolean =>
  (situation.request.policies[layer] ?? []).length > 0 || isUnread(layer, situation);

const RULES = { identity: 3, resource: 4, permissionsBoundary: 7, session: 12, scp: 13, rcp: 15, vpcEndpoint: 19 };

/** What the unread policies of a layer may say; nothing where all were read. */
const unread = (layer: PolicyLayer, situation: Situation): Truth =>
  isUnread(layer, situation) ? unknown(RULES[layer], `policies of the layer ${layer} were not readable`) : NO;

function withUnread(layer: PolicyLayer, one: Voice, situation: Situation): Voice {
  const open = unread(layer, situation);
  return open === NO ? one : { allow: anyOf([one.allow, open]), deny: anyOf([one.deny, open]) };
}

const voice = (layer: 'identity' | 'permissionsBoundary' | 'session', situation: Situation): Voice =>
  withUnread(layer, documentsSay(layer, situation), situation);

const believed = (one: Voice, rule: number, text: string): Voice => ({
  allow: assuming(one.allow, rule, text),
  deny: assuming(one.deny, rule, text),
});

/** Whether the layer binds at all is open: its silence and its denials are only possible. */
const doubtful = (one: Voice, rule: number, text: string): Voice => ({
  allow: one.allow.is === false ? unknown(rule, text) : one.allow,
  deny: onlyMaybe(one.deny, rule, text),
});
