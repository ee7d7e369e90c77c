import { type AclGrant, accountOfCanonicalUser } from '../../domain/request.ts';
import type { Claim } from '../claim.ts';
import { isCrossAccountAction } from '../data/cross-account-actions.ts';
import { KMS_IDENTITY_ONLY_ACTIONS } from '../data/kms-operations.ts';
import { BUCKET_ACL_ACTIONS, OBJECT_ACL_ACTIONS } from '../data/s3-acl-actions.ts';
import { ANONYMOUS_SERVICES } from '../data/service-facts.ts';
import type { Naming } from '../reference/principal-matching.ts';
import { isPublic } from '../reference/services/s3-public.ts';
import { settledBeforePolicies } from '../reference/settled.ts';
import { NO as FALSE, type Truth, truth, unknown } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, boundsOf, MAYBE, NO, none, orMore, perhaps, YES } from './expression.ts';
import { type GrantTerms, grantTerms } from './kms.ts';
import { accountOf, isUnread, serviceOf, type Voices, voicesOf } from './layers.ts';
import { RESOURCE, type Samples } from './samples.ts';
import type { Script } from './script.ts';
import { apiMethod, hasNoPolicy, sharedSnapshot, throughLakeFormation } from './services.ts';
import { Statements } from './statements.ts';

/** What the combination of layers needs, as terms. */
interface Terms {
  readonly claim: Claim;
  readonly samples: Samples;
  readonly identity: Bounds;
  readonly boundary: Bounds;
  readonly session: Bounds;
  readonly named: (...how: readonly Naming[]) => Bounds;
}

const EVERY_NAMING: readonly Naming[] = [
  'account',
  'user',
  'role',
  'session',
  'federatedUser',
  'viaUser',
  'federated',
  'anyone',
];

/** The third reading of the combination of layers: from parsed statements to terms, without the compiler's help. */
export function allowedTerms(samples: Samples, script: Script): Bounds {
  const { claim } = samples;
  const statements = new Statements(samples, script);
  const voices = voicesOf(samples, statements);
  const policies = isIam(claim) ? [] : (claim.policies.resource ?? []);
  const unread = !isIam(claim) && isUnread(claim, 'resource');
  const terms: Terms = {
    claim,
    samples,
    identity: voices.identity.allow,
    boundary: voices.permissionsBoundary.allow,
    session: voices.session.allow,
    named: (...how) => orMore(statements.grants(policies, how), unread),
  };
  const denials = orMore(statements.denials('resource', policies, voices.hasBoundary), unread);
  const admitted = script.define('every level of the organisation admits', voices.scp.allow);
  const passed = script.define('the endpoint admits', voices.vpcEndpoint.allow);
  const grant = script.define('granted', granted(terms));
  const deny = script.define('denied', anyOf(...denied(voices), binding(samples, denials)));
  const settled = (kind: 'allowed' | 'stopped'): Bounds => settledTerms(samples, kind);
  return anyOf(
    settled('allowed'),
    allOf(none(settled('stopped')), grant, admitted, passed, throughLakeFormation(claim), none(deny)),
  );
}

const settledTerms = (samples: Samples, kind: 'allowed' | 'stopped'): Bounds =>
  samples.overEachAction(
    [
      'aws:SourceVpc',
      'aws:MultiFactorAuthPresent',
      'aws:TagKeys',
      ...samples.keysLike(/^aws:RequestTag\//i),
      ...(samples.claim.facts.providerClientIds === undefined ? [] : samples.keysLike(/:aud$/i)),
    ],
    (situation) => {
      const found = settledBeforePolicies(situation);
      return truth(found !== undefined && (found.kind === 'allowed') === (kind === 'allowed'));
    },
  );

const denied = ({ identity, permissionsBoundary, session, scp, rcp, vpcEndpoint }: Voices): readonly Bounds[] =>
  [identity, permissionsBoundary, session, scp, rcp, vpcEndpoint].map((one) => one.deny);

/** Trust policies say nothing of iam actions. */
const isIam = (claim: Claim): boolean => serviceOf(claim) === 'iam';

/** A key policy has no say in retiring a grant; the bucket owner's root user keeps the bucket policy. */
function binding(samples: Samples, denials: Bounds): Bounds {
  const { claim } = samples;
  const rescue =
    claim.principal.kind === 'root'
      ? samples.actionIs((action) => /^s3:(Get|Put|Delete)BucketPolicy$/i.test(action))
      : NO;
  const retire = samples.actionIs((action) => RETIRE_GRANT.test(action));
  const kept = borderOf(claim) === 'same' ? NO : borderOf(claim) === 'unclear' ? perhaps(denials) : denials;
  return allOf(none(retire), anyOf(allOf(rescue, kept), allOf(none(rescue), denials)));
}

const RETIRE_GRANT = /^kms:RetireGrant$/i;

type Border = 'none' | 'same' | 'cross' | 'unclear';
function borderOf(claim: Claim): Border {
  const account = accountOf(claim);
  if (account === undefined) return 'none';
  const owner = claim.resource.account;
  if (owner === undefined) return 'unclear';
  return owner === account ? 'same' : 'cross';
}

function granted(terms: Terms): Bounds {
  switch (serviceOf(terms.claim)) {
    case 'kms':
      return onKey(terms);
    case 'sts':
      return bySts(terms);
    case 's3':
      return onBucket(terms);
    case 'lambda':
      return onFunction(terms);
    case 'execute-api':
      return onMethod(terms);
    case 'elasticfilesystem':
      return onFileSystem(terms);
    case 'ec2':
    case 'rds':
      return onSnapshot(terms);
    default:
      return byBorder(terms);
  }
}

function byBorder(terms: Terms): Bounds {
  switch (borderOf(terms.claim)) {
    case 'same':
      return inAccount(terms);
    case 'cross':
      return across(terms);
    case 'none':
      return withoutAccount(terms);
    case 'unclear':
      return agreed(inAccount(terms), across(terms));
  }
}

const agreed = (one: Bounds, other: Bounds): Bounds => ({
  lower: allOf(one, other).lower,
  upper: anyOf(one, other).upper,
});

const own = ({ identity, boundary, session }: Terms): Bounds => allOf(identity, boundary, session);
const caps = ({ boundary, session }: Terms): Bounds => allOf(boundary, session);

/** Named so that nothing else is needed; `*` for a federated user session is not documented. */
function alone({ claim, named }: Terms): Bounds {
  const anyone = claim.principal.kind === 'federatedUser' ? perhaps(named('anyone')) : named('anyone');
  return anyOf(named('user', 'session', 'federatedUser', 'federated'), anyone);
}

function inAccount(terms: Terms): Bounds {
  const { claim, named } = terms;
  if (claim.principal.kind === 'root') return YES;
  if (claim.principal.kind === 'assumedRoot') return byTask(terms);
  return anyOf(alone(terms), own(terms), allOf(named('role', 'viaUser'), caps(terms)));
}

const byTask = (terms: Terms): Bounds => anyOf(own(terms), perhaps(terms.named('account', 'anyone')));

const across = (terms: Terms): Bounds =>
  allOf(terms.samples.actionIs(isCrossAccountAction), terms.named(...EVERY_NAMING), own(terms));

const byIdentity = (terms: Terms): Bounds =>
  borderOf(terms.claim) !== 'same' ? NO : terms.claim.principal.kind === 'root' ? YES : own(terms);

function withoutAccount({ claim, named }: Terms): Bounds {
  if (claim.principal.kind === 'service') return named('service', 'anyone');
  return ANONYMOUS_SERVICES.has(serviceOf(claim)) ? named('anyone') : NO;
}

/** Role trust policies; sign-ins of identity providers; sts:AssumeRoot; all else as elsewhere. */
function bySts(terms: Terms): Bounds {
  const { claim, named, samples } = terms;
  const trust = /^arn:[^:]*:iam:[^:]*:[^:]*:role\//.test(claim.resource.arn);
  const root = samples.actionIs((action) => /^sts:AssumeRoot$/i.test(action));
  const federated = trust && claim.principal.kind === 'federated';
  const signIn = federated ? YES : samples.actionIs((action) => /^sts:AssumeRoleWith(SAML|WebIdentity)$/i.test(action));
  const provider = claim.facts.identityProvider === 'unread' ? perhaps(named('federated')) : named('federated');
  const ordinary = trust && borderOf(claim) !== 'none' ? byTrust(terms) : byBorder(terms);
  return anyOf(
    allOf(root, own(terms)),
    allOf(none(root), signIn, anyOf(provider, perhaps(named('anyone')))),
    allOf(none(root), none(signIn), ordinary),
  );
}

function byTrust(terms: Terms): Bounds {
  const { claim, named, samples } = terms;
  const both = allOf(named(...EVERY_NAMING), own(terms));
  if (borderOf(claim) === 'cross') return both;
  const { principal, facts, resource } = claim;
  const anyone = named('anyone');
  const within = anyOf(
    allOf(named('user', 'role'), caps(terms)),
    named('session'),
    allOf(anyone, anyOf(caps(terms), MAYBE)),
    allOf(named('account'), own(terms)),
  );
  const chained = samples.actionIs(
    (action) => /^sts:SetSourceIdentity$/i.test(action) && principal.kind === 'roleSession',
  );
  const self =
    borderOf(claim) === 'same' &&
    principal.kind === 'roleSession' &&
    resource.arn.endsWith(`/${principal.roleName}`) &&
    facts.roleCreatedBefore2022 !== false;
  const trusted = anyOf(allOf(none(chained), within), allOf(chained, both));
  return self ? anyOf(trusted, perhaps(own(terms))) : trusted;
}

/** Objects of another owner, Block Public Access, ACLs. */
function onBucket(terms: Terms): Bounds {
  const { claim, samples } = terms;
  const { facts, resource, principal } = claim;
  const object = samples.over([RESOURCE], ({ arn }) => truth(arn?.account === '' && arn.resource.includes('/')));
  const foreign = facts.s3ObjectOwner !== undefined && facts.s3ObjectOwner !== resource.account ? object : NO;
  const blocked = facts.s3BlockPublicAccess === true || facts.s3RestrictPublicBuckets === true;
  const cut =
    blocked && principal.kind !== 'service' && facts.accessPointVpc === undefined
      ? samples.over([RESOURCE], ({ request }) =>
          truth((claim.policies.resource ?? []).some((policy) => isPublic(policy.document, request.resource.arn))),
        )
      : NO;
  const open: Terms = { ...terms, named: (...how) => anyOf(allOf(none(cut), terms.named(...how)), acl(terms, how)) };
  return anyOf(allOf(foreign, foreignObject(terms)), allOf(none(foreign), bucket(terms, open)));
}

function bucket(terms: Terms, open: Terms): Bounds {
  switch (borderOf(terms.claim)) {
    case 'same':
      return inAccount(terms);
    case 'cross':
      return across(open);
    case 'none':
      return withoutAccount(open);
    case 'unclear':
      return agreed(inAccount(terms), across(open));
  }
}

/** The bucket policy only denies; the ACL of the object opens it. */
function foreignObject(terms: Terms): Bounds {
  const { claim } = terms;
  if (accountOf(claim) === claim.facts.s3ObjectOwner) return own(terms);
  if (accountOf(claim) === undefined) return acl(terms, ['anyone']);
  return allOf(acl(terms, ['account', 'anyone']), own(terms));
}

function acl({ claim, samples }: Terms, how: readonly Naming[]): Bounds {
  return anyOf(
    ...(claim.facts.s3Acl ?? []).map((grant) => {
      const names = anyOf(...how.map((one) => boundsOf(aclNames(claim, grant, one))));
      return names.upper === 'false'
        ? NO
        : allOf(
            samples.actionIs((action) => aclActions(grant).includes(action.toLowerCase())),
            names,
          );
    }),
  );
}

function aclNames({ principal, facts }: Claim, { grantee }: AclGrant, how: Naming): Truth {
  const shut = facts.s3BlockPublicAccess === true;
  if (grantee.kind === 'allUsers') return truth(how === 'anyone' && !shut);
  if (how !== 'account' || !('account' in principal) || grantee.kind === 'logDelivery') return FALSE;
  if (grantee.kind === 'authenticatedUsers') return truth(!shut);
  const account = grantee.account ?? accountOfCanonicalUser(facts, grantee.canonicalId);
  return account === undefined ? unknown(44, 'a canonical user id') : truth(account === principal.account);
}

const aclActions = ({ on, permission }: AclGrant): readonly string[] =>
  (on === 'object' ? OBJECT_ACL_ACTIONS : BUCKET_ACL_ACTIONS)[permission];

/** Layers by identity policy, but for reading a version; function URLs for unsigned callers. */
function onFunction(terms: Terms): Bounds {
  const { claim, samples, named } = terms;
  const layer = /^arn:[^:]*:lambda:[^:]*:[^:]*:layer:/.test(claim.resource.arn)
    ? samples.actionIs((action) => !/^lambda:GetLayerVersion$/i.test(action))
    : NO;
  const function_ = claim.principal.kind === 'anonymous' ? allOf(openUrl(terms), named('anyone')) : byBorder(terms);
  return anyOf(allOf(layer, byIdentity(terms)), allOf(none(layer), function_));
}

function openUrl({ claim, samples }: Terms): Bounds {
  const keys = ['lambda:FunctionUrlAuthType', 'lambda:InvokedViaFunctionUrl'];
  return samples.overEachAction(keys, ({ action, context }) => {
    const value = (key: string): string | undefined => context.get(key)?.values[0];
    const open = (claim.facts.lambdaUrlAuthType ?? value('lambda:functionurlauthtype')) === 'NONE';
    const through = action === 'invokefunction' && value('lambda:invokedviafunctionurl') === 'true';
    return truth(open && (action === 'invokefunctionurl' || through));
  });
}

function onMethod(terms: Terms): Bounds {
  const { claim, identity, named, samples } = terms;
  const method = apiMethod({ claim, identity, anyone: named('anyone') });
  if (method === undefined) return byBorder(terms);
  const invoke = samples.actionIs((action) => /^execute-api:Invoke$/i.test(action));
  return anyOf(allOf(invoke, method), allOf(none(invoke), byBorder(terms)));
}

function onFileSystem(terms: Terms): Bounds {
  if (!hasNoPolicy(terms.claim)) return byBorder(terms);
  const mounts = terms.samples.actionIs((action) => /^elasticfilesystem:Client(Mount|Write|RootAccess)$/i.test(action));
  return anyOf(mounts, byBorder(terms));
}

function onSnapshot(terms: Terms): Bounds {
  const shared = sharedSnapshot(terms.claim);
  if (shared === undefined) return byBorder(terms);
  return shared ? own(terms) : NO;
}

/** The key policy is the root of power; the account statement switches identity policies on; grants are a third way. */
function onKey(terms: Terms): Bounds {
  const { claim, samples } = terms;
  if (/^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(claim.resource.arn)) return byIdentity(terms);
  const apart = new Set([...KMS_IDENTITY_ONLY_ACTIONS].map((name) => `kms:${name}`.toLowerCase()));
  const identityOnly = samples.actionIs((action) => apart.has(action.toLowerCase()));
  const retire = samples.actionIs((action) => RETIRE_GRANT.test(action));
  const grants = grantTerms(samples);
  return anyOf(
    allOf(identityOnly, byIdentity(terms)),
    allOf(retire, anyOf(grants.retiring, grants.fits, allOf(grants.retiredByAccount, own(terms)))),
    allOf(none(anyOf(identityOnly, retire)), useOfKey(terms, grants)),
  );
}

function useOfKey(terms: Terms, grants: GrantTerms): Bounds {
  const { claim, named, samples } = terms;
  switch (borderOf(claim)) {
    case 'none':
      return anyOf(withoutAccount(terms), grants.fits);
    case 'same':
      return anyOf(byKeyPolicy(terms), allOf(grants.fits, anyOf(caps(terms), MAYBE)));
    default: {
      const anyWay = anyOf(allOf(anyOf(named(...EVERY_NAMING), grants.fits), own(terms)), grants.issuedByCaller);
      return allOf(samples.actionIs(isCrossAccountAction), anyOf(anyWay, perhaps(grants.fits)));
    }
  }
}

function byKeyPolicy(terms: Terms): Bounds {
  const { claim, named } = terms;
  if (claim.principal.kind === 'root') return named('account', 'anyone');
  if (claim.principal.kind === 'assumedRoot') return allOf(named(...EVERY_NAMING), byTask(terms));
  return anyOf(alone(terms), allOf(named('role', 'viaUser'), caps(terms)), allOf(named('account'), own(terms)));
}
