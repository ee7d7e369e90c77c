import type { NamedPolicy } from '../../domain/policy.ts';
import type { Claim } from '../claim.ts';
import { isCrossAccountAction } from '../data/cross-account-actions.ts';
import { KMS_IDENTITY_ONLY_ACTIONS } from '../data/kms-operations.ts';
import { heedOfContainer, heedOfPolicies } from '../data/resource-policy-scope.ts';
import { settledBeforePolicies } from '../reference/settled.ts';
import { truth, unknown } from '../reference/truth.ts';
import { onBucket } from './buckets.ts';
import { allOf, anyOf, type Bounds, MAYBE, NO, none, perhaps, YES } from './expression.ts';
import {
  alone,
  borderOf,
  byBorder,
  byIdentity,
  byTask,
  caps,
  EVERY_NAMING,
  own,
  type Terms,
  withoutAccount,
} from './grants.ts';
import { type GrantTerms, grantTerms } from './kms.ts';
import { isDelegated, isUnread, serviceOf, type Voices, voicesOf } from './layers.ts';
import type { Samples } from './samples.ts';
import type { Script } from './script.ts';
import {
  byOtherRule,
  onFileSystem,
  onFunction,
  onMethod,
  onShared,
  throughLakeFormation,
  throughOthers,
} from './services.ts';
import { Statements } from './statements.ts';

/** The third reading of the combination of layers: from parsed statements to terms, without the compiler's help. */
export function allowedTerms(samples: Samples, script: Script): Bounds {
  const { claim } = samples;
  const statements = new Statements(samples, script);
  const voices = voicesOf(samples, statements);
  const policies = isIam(claim) ? [] : (claim.policies.resource ?? []);
  const around = isIam(claim) ? [] : (claim.policies.container ?? []);
  const unread = !isIam(claim) && isUnread(claim, 'resource');
  const heeds = heedsOf(samples);
  const heeded = (of: (list: readonly NamedPolicy[]) => Bounds): Bounds =>
    anyOf(
      allOf(heeds.own, of(policies)),
      allOf(heeds.around, of(around)),
      unread ? allOf(anyOf(heeds.own, heeds.around), MAYBE) : NO,
    );
  const terms: Terms = {
    claim,
    samples,
    identity: voices.identity.allow,
    boundary: voices.permissionsBoundary.allow,
    session: voices.session.allow,
    named: (...how) => heeded((list) => statements.grants(list, how)),
  };
  const denials = heeded((list) => statements.denials('resource', list, voices.hasBoundary));
  const admitted = script.define('every level of the organisation admits', voices.scp.allow);
  const passed = script.define('the endpoint admits', voices.vpcEndpoint.allow);
  const grant = script.define('granted', granted(terms));
  const deny = script.define('denied', anyOf(...denied(voices), binding(samples, denials)));
  const settled = (kind: 'allowed' | 'stopped'): Bounds => settledTerms(samples, kind);
  return anyOf(
    settled('allowed'),
    allOf(
      none(settled('stopped')),
      grant,
      admitted,
      passed,
      isDelegated(claim) ? voices.session.allow : YES,
      throughLakeFormation(claim),
      throughOthers(terms),
      none(deny),
    ),
  );
}

/** For which actions the policies of the resource, and of what it stands in, count at all, or may. */
function heedsOf(samples: Samples): { readonly own: Bounds; readonly around: Bounds } {
  const by = (heedOf: (action: string) => 'all' | 'some' | 'none'): Bounds =>
    samples.overEachAction([], ({ request: { action } }) => {
      const heed = heedOf(action);
      return heed === 'some' ? unknown(88, 'which policies are heeded') : truth(heed === 'all');
    });
  return { own: by(heedOfPolicies), around: by((action) => heedOfContainer(action, samples.claim.facts)) };
}

const settledTerms = (samples: Samples, kind: 'allowed' | 'stopped'): Bounds =>
  samples.overEachAction(
    [
      'aws:SourceVpc',
      'aws:MultiFactorAuthPresent',
      'aws:TagKeys',
      ...samples.keysLike(/^aws:RequestTag\//i),
      ...(samples.claim.facts.privateApi === true ? ['aws:SourceVpce'] : []),
      ...(samples.claim.facts.consoleSwitch === undefined ? [] : ['sts:ExternalId']),
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
  const { kind } = claim.principal;
  const rescued = kind === 'root' ? BUCKET_POLICY : kind === 'assumedRoot' ? UNLOCKED : undefined;
  const rescue = rescued === undefined ? NO : samples.actionIs((action) => rescued.test(action));
  const retire = samples.actionIs((action) => RETIRE_GRANT.test(action));
  const kept = borderOf(claim) === 'same' ? NO : borderOf(claim) === 'unclear' ? perhaps(denials) : denials;
  return allOf(none(retire), anyOf(allOf(rescue, kept), allOf(none(rescue), denials)));
}

const BUCKET_POLICY = /^s3:(Get|Put|Delete)BucketPolicy$/i;
/** Tasks of sts:AssumeRoot: the bucket policy, and the attributes of the queue, one of which its policy is. */
const UNLOCKED = /^(s3:(Get|Put|Delete)BucketPolicy|sqs:[GS]etQueueAttributes)$/i;
const RETIRE_GRANT = /^kms:RetireGrant$/i;

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
    case 'ebs':
    case 'rds':
    case 'ssm':
      return onShared(terms);
    default:
      return byOtherRule(terms);
  }
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
