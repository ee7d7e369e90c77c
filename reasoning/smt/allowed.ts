import type { PolicyLayer } from '../../domain/policy.ts';
import { isServiceLinkedRoleArn } from '../../domain/principal.ts';
import type { AclGrant } from '../../domain/request.ts';
import type { Claim } from '../claim.ts';
import { isCrossAccountAction } from '../data/cross-account-actions.ts';
import { RCP_SERVICES } from '../data/rcp-services.ts';
import { BUCKET_ACL_ACTIONS, OBJECT_ACL_ACTIONS } from '../data/s3-acl-actions.ts';
import { ANONYMOUS_SERVICES } from '../data/service-facts.ts';
import type { Naming } from '../reference/principal-matching.ts';
import { isPublic } from '../reference/services/s3-public.ts';
import { settledBeforePolicies } from '../reference/settled.ts';
import { truth } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, MAYBE, NO, none, orMore, perhaps, YES } from './expression.ts';
import { type GrantTerms, grantTerms } from './kms.ts';
import { RESOURCE, type Samples } from './samples.ts';
import type { Script } from './script.ts';
import { Statements } from './statements.ts';

/** What the combination of layers needs, as terms. */
export interface Terms {
  readonly claim: Claim;
  readonly samples: Samples;
  readonly statements: Statements;
  readonly identity: Bounds;
  readonly boundary: Bounds;
  readonly session: Bounds;
  readonly named: (how: readonly Naming[]) => Bounds;
}

const CALLERS_WITH_POLICIES = new Set(['user', 'roleSession', 'federatedUser', 'assumedRoot']);
const EVERY_NAMING: readonly Naming[] = ['account', 'user', 'role', 'session', 'federatedUser', 'viaUser', 'anyone'];

/** The third reading of the combination of layers: from parsed statements to terms, without the compiler's help. */
export function allowedTerms(samples: Samples, script: Script): Bounds {
  const { claim } = samples;
  const settled = (kind: 'allowed' | 'stopped'): Bounds =>
    samples.overEachAction(['aws:SourceVpc', 'aws:MultiFactorAuthPresent'], (situation) => {
      const found = settledBeforePolicies(situation);
      return truth(found !== undefined && (found.kind === 'allowed') === (kind === 'allowed'));
    });
  const terms = termsOf(claim, samples, new Statements(samples, script));
  const admitted = script.define('every level of the organisation admits', scpAdmits(terms));
  const grant = script.define('granted', granted(terms));
  const deny = script.define('denied', denied(terms));
  return anyOf(settled('allowed'), allOf(none(settled('stopped')), grant, admitted, none(deny)));
}

const isUnread = (claim: Claim, layer: PolicyLayer): boolean => claim.policies.unread?.includes(layer) === true;

function termsOf(claim: Claim, samples: Samples, statements: Statements): Terms {
  const { policies } = claim;
  const allow = (layer: 'identity' | 'permissionsBoundary' | 'session'): Bounds =>
    statements.layer(layer, policies[layer] ?? []).allow;
  const cap = (layer: 'permissionsBoundary' | 'session', ifAbsent: Bounds): Bounds =>
    policies[layer] === undefined && !isUnread(claim, layer) ? ifAbsent : orMore(allow(layer), isUnread(claim, layer));
  const open = usablePolicies(claim, samples);
  return {
    claim,
    samples,
    statements,
    identity: claim.principal.kind === 'root' ? YES : orMore(allow('identity'), isUnread(claim, 'identity')),
    boundary: hasBoundary(claim) ? cap('permissionsBoundary', YES) : YES,
    session: cap('session', claim.principal.kind === 'federatedUser' ? NO : YES),
    named: (how) => allOf(open, orMore(statements.grants(policies.resource ?? [], how), isUnread(claim, 'resource'))),
  };
}

const hasBoundary = ({ principal, facts }: Claim): boolean =>
  CALLERS_WITH_POLICIES.has(principal.kind) && principal.kind !== 'assumedRoot' && facts.serviceLinkedRole !== true;

const accountOf = ({ principal }: Claim): string | undefined =>
  'account' in principal ? principal.account : undefined;
const isTrust = ({ actions, resource }: Claim): boolean =>
  /^sts:/i.test(actions[0]?.action ?? '') && /:role\//.test(resource.arn);
/** All actions of a claim belong to one service. */
const serviceOf = ({ actions }: Claim): string => (actions[0]?.action ?? '').split(':')[0]?.toLowerCase() ?? '';
const isIam = (claim: Claim): boolean => serviceOf(claim) === 'iam';

/** Trust policies say nothing of iam actions; a public bucket policy under Block Public Access grants nothing abroad. */
function usablePolicies(claim: Claim, samples: Samples): Bounds {
  if (isIam(claim)) return NO;
  const abroad = claim.principal.kind !== 'service' && accountOf(claim) !== claim.resource.account;
  if (!abroad || serviceOf(claim) !== 's3' || claim.facts.s3BlockPublicAccess !== true) return YES;
  if (claim.facts.accessPointVpc !== undefined) return YES;
  return none(
    samples.over([RESOURCE], ({ request }) =>
      truth((claim.policies.resource ?? []).some((policy) => isPublic(policy.document, request.resource.arn))),
    ),
  );
}

function denied({ claim, samples, statements }: Terms): Bounds {
  const { policies, principal, boundarySet } = claim;
  const own: readonly PolicyLayer[] = CALLERS_WITH_POLICIES.has(principal.kind)
    ? ['identity', ...(hasBoundary(claim) ? (['permissionsBoundary'] as const) : []), 'session']
    : [];
  const plain = own.map((layer) => {
    const list =
      layer === 'identity' ? policies.identity : layer === 'session' ? policies.session : policies.permissionsBoundary;
    return orMore(statements.layer(layer, list ?? []).deny, isUnread(claim, layer));
  });
  const levels = (type: 'scp' | 'rcp'): readonly Bounds[] => [
    ...(policies[type] ?? []).map((level) => statements.layer(type, level).deny),
    ...(isUnread(claim, type) ? [MAYBE] : []),
  ];
  const resource = isIam(claim)
    ? NO
    : allOf(
        none(samples.actionIs((action) => isRescue(claim, action) || RETIRE_GRANT.test(action))),
        orMore(statements.denials(policies.resource ?? [], boundarySet), isUnread(claim, 'resource')),
      );
  const rcp = allOf(none(samples.actionIs((action) => RETIRE_GRANT.test(action))), anyOf(...levels('rcp')));
  return anyOf(...plain, ...(scpBinds(claim) ? levels('scp') : []), rcpBinds(claim) ? rcp : NO, resource);
}

const RETIRE_GRANT = /^kms:RetireGrant$/i;

/** The bucket owner's root user keeps the bucket policy. */
const isRescue = (claim: Claim, action: string): boolean =>
  claim.principal.kind === 'root' &&
  accountOf(claim) === claim.resource.account &&
  /^s3:(Get|Put|Delete)BucketPolicy$/i.test(action);

const scpBinds = ({ principal, facts }: Claim): boolean =>
  'account' in principal && facts.managementAccount !== true && facts.serviceLinkedRole !== true;

function rcpBinds(claim: Claim): boolean {
  const { facts, resource } = claim;
  const managed =
    facts.resourceInManagementAccount ?? (facts.managementAccount === true && accountOf(claim) === resource.account);
  const linked = facts.serviceLinkedRole === true || isServiceLinkedRoleArn(resource.arn);
  return !managed && !linked && facts.awsManagedKey !== true && RCP_SERVICES.has(serviceOf(claim));
}

function scpAdmits({ claim, statements }: Terms): Bounds {
  if (!scpBinds(claim)) return YES;
  const levels = (claim.policies.scp ?? []).map((level) => statements.layer('scp', level).allow);
  return isUnread(claim, 'scp') ? MAYBE : allOf(...levels);
}

function granted(terms: Terms): Bounds {
  const { claim } = terms;
  const account = accountOf(claim);
  if (account === undefined)
    return serviceOf(claim) === 'kms' ? anyOf(withoutAccount(terms), grantTerms(terms).fits) : withoutAccount(terms);
  const owner = claim.resource.account;
  if (serviceOf(claim) === 'kms') return onKey(terms);
  if (owner === undefined) return anyOf(inAccount(terms), MAYBE);
  if (account !== owner) return across(terms);
  return isTrust(claim) ? byTrust(terms) : inAccount(terms);
}

const own = ({ identity, boundary, session }: Terms): Bounds => allOf(identity, boundary, session);
const caps = ({ boundary, session }: Terms): Bounds => allOf(boundary, session);

/** `*` for a federated user session: not documented. */
function anyoneAlone({ claim, named }: Terms): Bounds {
  return claim.principal.kind === 'federatedUser' ? perhaps(named(['anyone'])) : named(['anyone']);
}

function inAccount(terms: Terms): Bounds {
  if (terms.claim.principal.kind === 'root') return YES;
  const { named } = terms;
  return anyOf(
    own(terms),
    named(['user', 'session', 'federatedUser']),
    anyoneAlone(terms),
    allOf(named(['role', 'viaUser']), caps(terms)),
  );
}

function byTrust(terms: Terms): Bounds {
  const { claim, named, samples } = terms;
  const session = named(['session']);
  const anyone = allOf(named(['anyone']), anyOf(caps(terms), MAYBE));
  const grant = anyOf(
    allOf(named(['user', 'role']), caps(terms)),
    session,
    anyone,
    allOf(named(['account']), own(terms)),
  );
  const { principal, facts, resource } = claim;
  const self = principal.kind === 'roleSession' && resource.arn.endsWith(`/${principal.roleName}`);
  const trusted = self && facts.roleCreatedBefore2022 !== false ? anyOf(grant, perhaps(own(terms))) : grant;
  const bothSides = samples.actionIs(
    (action) => /^sts:SetSourceIdentity$/i.test(action) && principal.kind === 'roleSession',
  );
  return anyOf(allOf(none(bothSides), trusted), allOf(bothSides, named(EVERY_NAMING), own(terms)));
}

function across(terms: Terms): Bounds {
  const { claim, named, samples } = terms;
  if (isIam(claim)) return NO;
  const crossing = samples.actionIs(isCrossAccountAction);
  return allOf(crossing, anyOf(named(EVERY_NAMING), aclGrants(terms)), own(terms));
}

function withoutAccount(terms: Terms): Bounds {
  const { claim, named, samples } = terms;
  switch (claim.principal.kind) {
    case 'service':
      return anyOf(named(['service', 'anyone']), aclGrants(terms));
    case 'federated':
      return anyOf(named(['federated']), perhaps(named(['anyone'])));
    default: {
      if (!ANONYMOUS_SERVICES.has(serviceOf(claim))) return NO;
      const open = serviceOf(claim) === 'lambda' ? samples.actionIs((action) => isOpenUrl(claim, action)) : YES;
      return allOf(open, anyOf(named(['anyone']), aclGrants(terms)));
    }
  }
}

const isOpenUrl = ({ facts }: Claim, action: string): boolean =>
  facts.lambdaUrlAuthType === 'NONE' && /^lambda:InvokeFunctionUrl$/i.test(action);

function aclGrants({ claim, samples }: Terms): Bounds {
  const signed = accountOf(claim) !== undefined;
  const counting = (claim.facts.s3Acl ?? []).filter(({ grantee }) =>
    grantee.kind === 'allUsers'
      ? claim.facts.s3BlockPublicAccess !== true
      : grantee.kind === 'authenticatedUsers' && signed && claim.facts.s3BlockPublicAccess !== true,
  );
  return anyOf(
    ...counting.map((grant) => samples.actionIs((action) => aclActions(grant).includes(action.toLowerCase()))),
  );
}

const aclActions = ({ on, permission }: AclGrant): readonly string[] =>
  (on === 'object' ? OBJECT_ACL_ACTIONS : BUCKET_ACL_ACTIONS)[permission];

/** The key policy is the root of power; the account statement switches identity policies on; grants are a third way. */
function onKey(terms: Terms): Bounds {
  const { samples } = terms;
  const grants = grantTerms(terms);
  const retire = samples.actionIs((action) => RETIRE_GRANT.test(action));
  return anyOf(
    allOf(retire, anyOf(grants.retires, allOf(grants.retiredByAccount, own(terms)))),
    allOf(none(retire), useOfKey(terms, grants)),
  );
}

function useOfKey(terms: Terms, grants: GrantTerms): Bounds {
  const { claim, named, samples } = terms;
  const root = claim.principal.kind === 'root';
  if (accountOf(claim) === claim.resource.account) {
    if (root) return anyOf(named(['account', 'anyone']), grants.fits);
    const capped = allOf(grants.fits, anyOf(caps(terms), MAYBE));
    return anyOf(
      named(['user', 'session', 'federatedUser']),
      anyoneAlone(terms),
      allOf(named(['role', 'viaUser']), caps(terms)),
      allOf(named(['account']), own(terms)),
      capped,
    );
  }
  const anyWay = anyOf(allOf(anyOf(named(EVERY_NAMING), grants.fits), own(terms)), grants.issuedByCaller);
  return allOf(samples.actionIs(isCrossAccountAction), anyOf(anyWay, perhaps(grants.fits)));
}
