import { catalogueAction, serviceOfAction } from './actions.ts';
import { andPairs, constant, type Gathering, notPair, orPairs, prepareCondition } from './compile.ts';
import { CROSS_ACCOUNT_ACTIONS, isCrossAccountAction } from './data/cross-account-actions.ts';
import { ANONYMOUS_BELIEVED, ANONYMOUS_SERVICES } from './data/service-facts.ts';
import { type GrantedByGrant, kmsGrantsAllow } from './kms-grants.ts';
import { admits, allows, denies, grants, type Layers, resourceDenies } from './layers.ts';
import { aclGrants } from './s3-acl.ts';
import type { Situation } from './situation.ts';
import { CERTAIN, NEVER, type Pair, type Space, UNKNOWN } from './space.ts';

/** How the layers of one question combine, with the intermediate results that explanations need. */
export interface Combination {
  readonly allowed: Pair;
  /** An identity or resource policy grants it, whatever the caps and denies say. */
  readonly granted: Pair;
}

interface Parts {
  readonly space: Space;
  readonly layers: Layers;
  readonly gathering: Gathering;
  readonly situation: Situation;
  readonly byGrant: GrantedByGrant;
  readonly identity: Pair;
  readonly boundary: Pair;
  readonly session: Pair;
  readonly direct: Pair;
  readonly anyone: Pair;
  readonly role: Pair;
  readonly account: Pair;
  readonly federating: Pair;
}

/** Source: AWS, Policy evaluation logic; the formula of docs/semantics.md, rules 1 to 23. */
export function combine(gathering: Gathering, situation: Situation, layers: Layers): (space: Space) => Combination {
  const byGrant = kmsGrantsAllow(gathering, situation);
  const origin = accessPointOrigin(gathering);
  const impossible = impossibleFor(gathering);
  return (space) => {
    const parts = partsOf(gathering, situation, layers, space, byGrant(space));
    if (isAlwaysAllowed(gathering)) return { allowed: CERTAIN, granted: CERTAIN };
    const uncapped = { ...parts, boundary: CERTAIN, session: CERTAIN };
    const granted = impossible ? NEVER : grantOf(uncapped);
    const capped = impossible ? NEVER : grantOf(parts);
    const limit = layers.scp.map((level) => admits(space, level));
    const free = notPair(space, denyOf(parts));
    return { granted, allowed: andPairs(space, capped, free, origin(space), ...limit) };
  };
}

/** An access point of a VPC refuses requests from elsewhere before any policy is read (rule 83). */
function accessPointOrigin(gathering: Gathering): (space: Space) => Pair {
  const { resource } = gathering.question.target;
  if (resource?.type !== 'AWS::S3::AccessPoint' || resource.networkOrigin !== 'VPC') return () => CERTAIN;
  const operator = { name: 'StringEquals', ifExists: false };
  const part = prepareCondition(
    gathering,
    { operator, key: 'aws:SourceVpc', values: [resource.vpcId ?? ''] },
    '2008-10-17',
  );
  return part === false ? () => NEVER : part;
}

function partsOf(
  gathering: Gathering,
  situation: Situation,
  layers: Layers,
  space: Space,
  byGrant: GrantedByGrant,
): Parts {
  const acl = aclGrants(gathering, situation);
  const or = (...pairs: readonly Pair[]): Pair => orPairs(space, ...pairs);
  return {
    space,
    layers,
    gathering,
    situation,
    byGrant,
    identity: identityOf(gathering, layers, space),
    boundary: admits(space, layers.permissionsBoundary),
    session: sessionOf(gathering, layers, space),
    direct: grants(space, layers.resource, ['direct']),
    anyone: or(grants(space, layers.resource, ['anyone']), acl.anyone),
    role: grants(space, layers.resource, ['role']),
    account: or(grants(space, layers.resource, ['account']), acl.account),
    federating: grants(space, layers.resource, ['federatingUser']),
  };
}

/** A federated user session into which no policy was passed has no rights but direct grants (rule 12). */
function sessionOf({ question }: Gathering, layers: Layers, space: Space): Pair {
  const nothingPassed = question.caller.principal.kind === 'federatedUser' && layers.session.noLimit === 'absent';
  return nothingPassed ? NEVER : admits(space, layers.session);
}

/** The root user has every right by default; others need an allow (rule 21). */
function identityOf({ question }: Gathering, layers: Layers, space: Space): Pair {
  const { principal } = question.caller;
  if (principal.kind === 'root') return CERTAIN;
  return 'account' in principal ? allows(space, layers.identity) : NEVER;
}

/** Rule 30: not even a Deny stops it. */
const isAlwaysAllowed = ({ question }: Gathering): boolean => /^sts:GetCallerIdentity$/i.test(question.action);

/** Rules 23, 110, 111: no policy can let the caller do it. */
function impossibleFor({ question }: Gathering): boolean {
  const { caller, target, action } = question;
  const { principal } = caller;
  if ('partition' in principal && target.arn.split(':')[1] !== principal.partition) return true;
  if (principal.kind === 'root' && /^sts:Assume(Role|Root)$/i.test(action)) return true;
  if (principal.kind === 'roleSession' && /^sts:Get(FederationToken|SessionToken)$/i.test(action)) return true;
  if (principal.kind === 'federatedUser' && /^(sts|iam):/i.test(action)) return true;
  if (principal.kind === 'federated' && !/^sts:/i.test(action)) return true;
  return isSignIn(action)
    ? principal.kind !== 'federated'
    : principal.kind === 'federated' && !SIGN_IN_EXTRAS.test(action);
}

const isSignIn = (action: string): boolean => /^sts:AssumeRoleWith(SAML|WebIdentity)$/i.test(action);
/** What a sign-in may need besides the assume action itself (rule 27). */
const SIGN_IN_EXTRAS = /^sts:(TagSession|SetSourceIdentity|SetContext)$/i;

function denyOf({ space, layers, gathering }: Parts): Pair {
  const caps = [layers.identity, layers.permissionsBoundary, layers.session, ...layers.scp, ...layers.rcp];
  const own = caps.map((layer) => denies(space, layer));
  const retires = /^kms:RetireGrant$/i.test(gathering.question.action);
  const ignored = retires || isRootRescue(gathering) || isTrustFree(gathering);
  return orPairs(space, ...own, ignored ? NEVER : resourceDenies(space, layers.resource));
}

/** The bucket owner's root user keeps the bucket policy whatever it says (rule 21). */
function isRootRescue({ question }: Gathering): boolean {
  const { principal } = question.caller;
  return (
    principal.kind === 'root' &&
    principal.account === question.target.account &&
    /^s3:(Get|Put|Delete)BucketPolicy$/i.test(question.action)
  );
}

function grantOf(parts: Parts): Pair {
  const { principal } = parts.gathering.question.caller;
  const { target } = parts.gathering.question;
  if (!('account' in principal)) return grantWithoutAccount(parts);
  if (target.service === 'kms' && target.type === 'key') return grantOnKey(parts);
  if (target.account === undefined) return orPairs(parts.space, sameAccount(parts), UNKNOWN);
  if (principal.account !== target.account) return crossAccount(parts);
  return target.role === undefined || !isAssume(parts) ? sameAccount(parts) : sameAccountTrust(parts);
}

const isAssume = ({ gathering }: Parts): boolean =>
  /^sts:(AssumeRole|TagSession|SetSourceIdentity|SetContext)$/i.test(gathering.question.action);

const idSide = ({ space, identity, boundary, session }: Parts): Pair => andPairs(space, identity, boundary, session);

function sameAccount(parts: Parts): Pair {
  const { space, direct, role, boundary, session, federating } = parts;
  if (isTrustFree(parts.gathering)) return idSide(parts);
  return orPairs(
    space,
    idSide(parts),
    direct,
    anyoneAlone(parts),
    andPairs(space, role, boundary, session),
    andPairs(space, federating, boundary, session),
  );
}

/** Whether `*` alone admits a federated user session is not documented (rule 8). */
function anyoneAlone({ space, anyone, gathering }: Parts): Pair {
  if (gathering.question.caller.principal.kind !== 'federatedUser') return anyone;
  gathering.doubts.push({ rule: 8, text: 'whether `*` alone admits a federated user session is not documented' });
  return andPairs(space, anyone, UNKNOWN);
}

/** Actions on IAM resources ignore the role's trust policy (rule 33). */
const isTrustFree = ({ question }: Gathering): boolean =>
  question.target.role !== undefined && !/^sts:/i.test(question.action);

/** Rule 23: as table B, but a boundary of the caller must allow sts:AssumeRole even where the trust names the user. */
function sameAccountTrust(parts: Parts): Pair {
  const { space, account, direct, anyone, role, boundary, session, gathering, situation } = parts;
  const { caller, action } = gathering.question;
  const bothSides = /^sts:SetSourceIdentity$/i.test(action) && caller.principal.kind === 'roleSession';
  const byAccount = andPairs(space, account, idSide(parts));
  const user = caller.principal.kind === 'user';
  const byArn = user ? andPairs(space, direct, boundary) : direct;
  const byStar = andPairs(space, anyone, orPairs(space, andPairs(space, boundary, session), UNKNOWN));
  if (byStar.lower !== byStar.upper) {
    gathering.doubts.push({ rule: 23, text: 'a boundary without sts:AssumeRole where the trust policy names `*`' });
  }
  const byRole = andPairs(space, role, boundary, session);
  const named = orPairs(space, byArn, byStar, byRole);
  const grant = orPairs(space, byAccount, bothSides ? andPairs(space, named, idSide(parts)) : named);
  return selfAssumption(gathering, situation) ? orPairs(space, grant, andPairs(space, idSide(parts), UNKNOWN)) : grant;
}

/** Rule 24: roles from before autumn 2022 may still trust themselves silently. */
function selfAssumption({ question, doubts }: Gathering, { facts }: Situation): boolean {
  const self =
    question.caller.principal.kind === 'roleSession' && question.caller.principal.roleArn === question.target.arn;
  if (!self || facts.roleCreatedBefore2022 !== true) return false;
  doubts.push({ rule: 24, text: 'a role from before autumn 2022 may still trust itself' });
  return true;
}

function crossAccount(parts: Parts): Pair {
  const { space, gathering, account, direct, anyone, role, federating } = parts;
  const { question } = gathering;
  if (!crosses(gathering)) return NEVER;
  if (parts.layers.resource.restricted) return NEVER;
  const resourceSide = orPairs(space, account, direct, anyone, role, federating);
  const root = question.caller.principal.kind === 'root';
  return root ? resourceSide : andPairs(space, resourceSide, idSide(parts));
}

/** Many services let only a closed list of actions cross accounts (rule 88). */
function crosses({ question }: Gathering): boolean {
  const service = serviceOfAction(question.action);
  if (question.target.role !== undefined) return service === 'sts';
  return !CROSS_ACCOUNT_ACTIONS.has(service) || isCrossAccountAction(question.action);
}

/** AWS services, unsigned callers and federated sign-ins: the resource's policy alone decides (spec table A, P7 to P9). */
function grantWithoutAccount(parts: Parts): Pair {
  const { space, direct, anyone, gathering, layers } = parts;
  const { principal } = gathering.question.caller;
  if (isTrustFree(gathering)) return NEVER;
  if (principal.kind === 'federated') return federatedGrant(parts);
  if (principal.kind === 'service') return orPairs(space, direct, anyone);
  if (layers.resource.restricted || !admitsAnonymous(gathering, parts.situation)) return NEVER;
  return anyone;
}

/** The provider must belong to the role's own account, or be one of AWS's built-in names (rule 25). */
function federatedGrant({ space, direct, anyone, gathering }: Parts): Pair {
  const { caller, target } = gathering.question;
  if (caller.principal.kind !== 'federated') return NEVER;
  const account = caller.principal.provider.split(':')[4];
  const own = account === undefined || account === target.account;
  const reserved = target.arn.includes(':role/aws-reserved/sso.amazonaws.com/');
  const saml = caller.principal.provider.includes(':saml-provider/');
  const fits = !isSignIn(gathering.question.action) || saml === /SAML$/i.test(gathering.question.action);
  if (!own || !fits || reserved) return NEVER;
  gathering.doubts.push({ rule: 37, text: 'whether `*` admits a federated sign-in is not documented' });
  return orPairs(space, direct, andPairs(space, anyone, UNKNOWN));
}

/** Lambda takes unsigned requests through function URLs without authentication only (rule 85). */
function admitsAnonymous({ question, leanings }: Gathering, { facts }: Situation): boolean {
  const service = serviceOfAction(question.action);
  if (service === 'lambda') {
    return facts.lambdaUrlAuthType === 'NONE' && /^lambda:InvokeFunction(Url)?$/i.test(question.action);
  }
  if (ANONYMOUS_BELIEVED.has(service))
    leanings.push({ rule: 88, text: `unsigned calls to ${service} are believed possible` });
  return ANONYMOUS_SERVICES.has(service);
}

/** The grant decides who retires it, not the key policy (rule 79). */
function retireGrant({ space, byGrant, identity, boundary, session }: Parts): Pair {
  const own = byGrant.retiredByAccount ? andPairs(space, identity, boundary, session) : NEVER;
  return orPairs(space, byGrant.retires, byGrant.sameAccount, byGrant.issuedByCaller, own);
}

/** KMS: the key policy is the root of all power; the account statement switches identity policies on (rules 77, 79). */
function grantOnKey(parts: Parts): Pair {
  const { space, direct, anyone, role, account, boundary, session, federating, gathering, byGrant: grant } = parts;
  const { caller, target, action } = gathering.question;
  if (catalogueAction(action)?.types.length === 0) return idSide(parts);
  if (/^kms:RetireGrant$/i.test(action)) return retireGrant(parts);
  const root = caller.principal.kind === 'root';
  const delegated = andPairs(space, account, idSide(parts));
  if ('account' in caller.principal && caller.principal.account === target.account) {
    const byPolicy = root
      ? orPairs(space, direct, anyone)
      : orPairs(
          space,
          direct,
          anyoneAlone(parts),
          andPairs(space, orPairs(space, role, federating), boundary, session),
          delegated,
        );
    const caps = andPairs(space, boundary, session);
    const doubtful = andPairs(space, grant.sameAccount, orPairs(space, caps, UNKNOWN));
    return orPairs(space, byPolicy, doubtful);
  }
  if (!isCrossAccountAction(action)) return NEVER;
  if (grant.sameAccount.upper !== NEVER.upper) {
    gathering.doubts.push({
      rule: 79,
      text: 'a grant that the key account issued, without an identity policy of the grantee',
    });
  }
  const byPolicy = andPairs(
    space,
    orPairs(space, direct, anyone, role, account, federating),
    root ? constant(true)(space) : idSide(parts),
  );
  return orPairs(
    space,
    byPolicy,
    grant.issuedByCaller,
    andPairs(space, grant.sameAccount, orPairs(space, idSide(parts), UNKNOWN)),
  );
}
