import type { PolicyLayer } from '../../domain/policy.ts';
import { isServiceLinkedRoleArn } from '../../domain/principal.ts';
import type { EndpointRoute } from '../../domain/request.ts';
import type { Claim } from '../claim.ts';
import { RCP_SERVICES } from '../data/rcp-services.ts';
import { NO as FALSE, YES as TRUE, type Truth, truth, unknown } from '../reference/truth.ts';
import { allOf, anyOf, MAYBE, NO, none, orMore, perhaps, YES } from './expression.ts';
import { routeTerms } from './routes.ts';
import type { Samples } from './samples.ts';
import type { LayerTerms, Statements } from './statements.ts';

/** What each layer allows and denies; a layer that does not exist for the caller allows and never denies. */
export interface Voices {
  readonly identity: LayerTerms;
  readonly permissionsBoundary: LayerTerms;
  readonly session: LayerTerms;
  readonly scp: LayerTerms;
  readonly rcp: LayerTerms;
  readonly vpcEndpoint: LayerTerms;
  readonly hasBoundary: Truth;
}

const ABSENT: LayerTerms = { allow: YES, deny: NO };

export function voicesOf(samples: Samples, statements: Statements): Voices {
  const { claim } = samples;
  const plain = (layer: 'identity' | 'permissionsBoundary' | 'session'): LayerTerms =>
    unreadToo(claim, layer, statements.layer(layer, claim.policies[layer] ?? []));
  const boundary = hasBoundary(claim);
  const session = hasSession(claim) ? plain('session') : ABSENT;
  return {
    identity: hasIdentity(claim) ? plain('identity') : ABSENT,
    permissionsBoundary: boundary === FALSE ? ABSENT : plain('permissionsBoundary'),
    session: isLinked(claim) && session !== ABSENT && exists(claim, 'session') ? doubtful(session) : session,
    scp: scpTerms(claim, statements),
    rcp: rcpTerms(samples, statements),
    vpcEndpoint: endpointTerms(samples, statements, boundary),
    hasBoundary: boundary,
  };
}

export const isUnread = ({ policies }: Claim, layer: PolicyLayer): boolean => policies.unread?.includes(layer) === true;
const exists = (claim: Claim, layer: PolicyLayer): boolean =>
  (claim.policies[layer] ?? []).length > 0 || isUnread(claim, layer);

const unreadToo = (claim: Claim, layer: PolicyLayer, { allow, deny }: LayerTerms): LayerTerms => ({
  allow: orMore(allow, isUnread(claim, layer)),
  deny: orMore(deny, isUnread(claim, layer)),
});

/** Whether the layer binds is open. */
const doubtful = ({ allow, deny }: LayerTerms): LayerTerms => ({ allow: anyOf(allow, MAYBE), deny: perhaps(deny) });

export const accountOf = ({ principal }: Claim): string | undefined =>
  'account' in principal ? principal.account : undefined;
/** All actions of a claim belong to one service. */
export const serviceOf = ({ actions }: Claim): string => (actions[0]?.action ?? '').split(':')[0]?.toLowerCase() ?? '';

const isLinked = ({ principal, facts }: Claim): boolean =>
  (facts.serviceLinkedRole === true && 'account' in principal) ||
  (principal.kind === 'roleSession' && isServiceLinkedRoleArn(principal.roleArn ?? ''));

const isEntity = ({ principal }: Claim): boolean =>
  principal.kind === 'user' || principal.kind === 'roleSession' || principal.kind === 'federatedUser';

/** Sessions of root have their task policy; federated users of root nothing but their session policy. */
function hasIdentity(claim: Claim): boolean {
  const { principal } = claim;
  if (principal.kind === 'assumedRoot') return exists(claim, 'identity');
  const byRoot = principal.kind === 'federatedUser' && principal.user?.endsWith(':root') === true;
  const authorized = principal.kind === 'anonymous' && claim.facts.apiAuthorizer === 'LAMBDA';
  return (isEntity(claim) && !byRoot) || authorized;
}

function hasBoundary(claim: Claim): Truth {
  if (!isEntity(claim) || isLinked(claim) || !exists(claim, 'permissionsBoundary')) return FALSE;
  return (claim.policies.permissionsBoundary ?? []).length > 0 ? TRUE : unknown(7, 'a boundary that was not read');
}

/** None passed is no limit for a role, and leaves nothing to a federated user or to a session of root without a task. */
function hasSession(claim: Claim): boolean {
  const { kind } = claim.principal;
  if (kind === 'roleSession' || isDelegated(claim)) return exists(claim, 'session');
  if (kind === 'assumedRoot') return exists(claim, 'session') || !exists(claim, 'identity');
  return kind === 'federatedUser';
}

/** The template of a delegation by a user or root limits whatever is granted. */
export const isDelegated = ({ principal: { kind }, facts }: Claim): boolean =>
  facts.delegatedSession === true && (kind === 'user' || kind === 'root');

function scpTerms(claim: Claim, statements: Statements): LayerTerms {
  const exempt = !('account' in claim.principal) || claim.facts.managementAccount === true || isLinked(claim);
  if (exempt || !exists(claim, 'scp')) return ABSENT;
  const levels = (claim.policies.scp ?? []).map((level) => statements.layer('scp', level));
  const deny = anyOf(...levels.map((level) => level.deny));
  if (isUnread(claim, 'scp')) return { allow: MAYBE, deny: anyOf(deny, MAYBE) };
  return { allow: allOf(...levels.map((level) => level.allow)), deny };
}

/** RCPs only deny. */
function rcpTerms(samples: Samples, statements: Statements): LayerTerms {
  const { claim } = samples;
  if (!exists(claim, 'rcp') || !rcpBinds(claim)) return ABSENT;
  const levels = (claim.policies.rcp ?? []).map((level) => statements.layer('rcp', level).deny);
  const deny = anyOf(...levels, isUnread(claim, 'rcp') ? MAYBE : NO);
  const retiring = samples.actionIs((action) => /^kms:RetireGrant$/i.test(action));
  const open = isOpenWhose(claim) ? YES : samples.actionIs((action) => /^sts:AssumeRoot$/i.test(action));
  return { allow: YES, deny: allOf(none(retiring), anyOf(allOf(open, perhaps(deny)), allOf(none(open), deny))) };
}

function rcpBinds(claim: Claim): boolean {
  const { facts, resource } = claim;
  const own =
    facts.managementAccount === true && accountOf(claim) === resource.account && resource.account !== undefined;
  const managed = facts.resourceInManagementAccount ?? own;
  const linked = isLinked(claim) || isServiceLinkedRoleArn(resource.arn);
  return !managed && !linked && facts.awsManagedKey !== true && RCP_SERVICES.has(serviceOf(claim));
}

/** Actions without resource type; and where the management account may own the bucket. */
const isOpenWhose = (claim: Claim): boolean =>
  claim.resource.arn === '*' ||
  (claim.facts.managementAccount === true && accountOf(claim) !== undefined && claim.resource.account === undefined);

/** The endpoint policy judges what comes through the endpoint, and not what a service forwards. */
function endpointTerms(samples: Samples, statements: Statements, boundary: Truth): LayerTerms {
  const { claim } = samples;
  const { vpcEndpoint: policies = [], endpoints } = claim.policies;
  if (!exists(claim, 'vpcEndpoint'))
    return endpoints === undefined
      ? ABSENT
      : routeTerms(samples, endpoints, (route) => policyOfRoute(claim, statements, route, boundary));
  const read = unreadToo(claim, 'vpcEndpoint', {
    allow: statements.throughEndpoint(policies, claim.facts.vpcEndpointKind),
    deny: statements.denials('vpcEndpoint', policies, boundary),
  });
  const says = isLinked(claim) ? doubtful(read) : read;
  const forwarded = samples.over(['aws:ViaAWSService'], ({ context }) =>
    truth(context.get('aws:viaawsservice')?.values[0] === 'true'),
  );
  return { allow: anyOf(forwarded, says.allow), deny: allOf(none(forwarded), says.deny) };
}

function policyOfRoute(
  claim: Claim,
  statements: Statements,
  { policy, unread, kind }: EndpointRoute,
  boundary: Truth,
): LayerTerms {
  if (unread === true) return { allow: MAYBE, deny: MAYBE };
  if (policy === undefined) return ABSENT;
  const says = {
    allow: statements.throughEndpoint([policy], kind),
    deny: statements.denials('vpcEndpoint', [policy], boundary),
  };
  return isLinked(claim) ? doubtful(says) : says;
}
