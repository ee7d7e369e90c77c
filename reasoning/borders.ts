import { type Arn, parseArn } from '../domain/arn.ts';
import type { RequestFacts } from '../domain/request.ts';
import { serviceOfAction } from './actions.ts';
import { type Gathering, keyHolds, keyStands } from './gathering.ts';
import { asks } from './inquiry.ts';
import { audienceKey, borderOf, type Question } from './question.ts';
import type { Situation } from './situation.ts';
import { both, constant, either, neither, type Symbolic } from './symbolic.ts';

const NOWHERE = constant(false);
const EVERYWHERE = constant(true);

/** What is decided before any policy is read: calls that always work, and the requests that no policy can open. */
export interface Borders {
  readonly allowed: boolean;
  readonly stopped: Symbolic;
}

export function bordersOf(gathering: Gathering, { facts }: Situation): Borders {
  const { question } = gathering;
  const call = callOf(question);
  const { kind } = question.caller.principal;
  if (call.service === 'sts' && call.name === 'getcalleridentity')
    return always(kind !== 'anonymous' && kind !== 'federated');
  if (call.service === 'sts' && call.name === 'getsessiontoken') return always(kind === 'user' || kind === 'root');
  const stopped =
    isCredentialLimit(question, call) ||
    crossesPartition(question, call) ||
    isReservedIam(call) ||
    isStsLimit(question, facts, call) ||
    isConsoleLimit(facts, call) ||
    isRegionLimit(question, facts, call);
  if (stopped) return { allowed: false, stopped: EVERYWHERE };
  return {
    allowed: false,
    stopped: either(
      sessionTokenLimit(gathering, facts, call),
      inheritedTags(gathering, facts, call),
      unlistedAudience(gathering, facts, call),
      otherNetwork(gathering, facts),
      passedInConsole(gathering, facts, call),
      noEndpoint(gathering, facts, call),
    ),
  };
}

const always = (allowed: boolean): Borders => ({ allowed, stopped: allowed ? NOWHERE : EVERYWHERE });

/** Action and target, split. */
interface Call {
  readonly service: string;
  /** In lower case, of AWS STS and IAM alone. */
  readonly name: string;
  readonly arn: Arn | undefined;
}

function callOf(question: Question): Call {
  const service = asks(question, serviceOfAction);
  const arn = parseArn(question.target.arn);
  const ruled = service === 'sts' || service === 'iam';
  return { service, name: ruled ? asks(question, nameOf) : '', arn: arn.ok ? arn.value : undefined };
}

const nameOf = (action: string): string => action.toLowerCase().split(':')[1] ?? '';

/** The call and the permissions that stand beside it. */
const ASSUMING = /^(assumerole|tagsession|setsourceidentity|setcontext)$/;
/** What a sign-in may need besides the assume action itself (rule 27). */
const BESIDE = /^(tagsession|setsourceidentity|setcontext)$/;
const SIGN_IN = /^assumerolewith(saml|webidentity)$/;

/** What each kind of credential may not call (rules 21, 110). */
function isCredentialLimit({ caller }: Question, { service, name }: Call): boolean {
  const { kind } = caller.principal;
  if (kind === 'federatedUser') return service === 'iam' || service === 'sts';
  if (service !== 'sts') return false;
  if (kind === 'roleSession') return name === 'getfederationtoken';
  return (kind === 'root' || kind === 'assumedRoot') && (ASSUMING.test(name) || name === 'assumeroot');
}

/** Credentials of sts:GetSessionToken call of AWS STS sts:AssumeRole only, and IAM with MFA only (rule 110). */
function sessionTokenLimit(gathering: Gathering, { sessionToken }: RequestFacts, { service, name }: Call): Symbolic {
  if (sessionToken !== true) return NOWHERE;
  if (service === 'sts') return ASSUMING.test(name) ? NOWHERE : EVERYWHERE;
  return service === 'iam' ? neither(keyHolds(gathering, 'aws:MultiFactorAuthPresent', ['true'])) : NOWHERE;
}

/** Rule 111. */
const crossesPartition = ({ caller: { principal } }: Question, { arn }: Call): boolean =>
  arn !== undefined && 'partition' in principal && principal.partition !== arn.partition;

const CHANGE = /^(add|attach|create|delete|detach|put|remove|set|tag|untag|update)/;

/** Roles and policies that AWS keeps for itself (rules 34, 35). */
function isReservedIam({ service, name, arn }: Call): boolean {
  if (service !== 'iam' || arn === undefined || !CHANGE.test(name)) return false;
  if (arn.account === 'aws' || arn.resource.startsWith('role/aws-reserved/')) return true;
  const linked = arn.resource.startsWith('role/aws-service-role/');
  return linked && !/servicelinkedrole$|^updaterole(description)?$/.test(name);
}

/** Rules 22, 23, 25. */
function isStsLimit(question: Question, facts: RequestFacts, call: Call): boolean {
  const federated = question.caller.principal.kind === 'federated';
  if (call.service !== 'sts') return federated;
  if (SIGN_IN.test(call.name)) return isSignInLimit(question, call) || facts.identityProvider === 'missing';
  if (federated) return !BESIDE.test(call.name);
  const rootAccess = facts.managementAccount === true || facts.rootAccessAdministrator === true;
  if (call.name === 'assumeroot') return !rootAccess;
  return call.name === 'assumerole' && call.arn?.resource.startsWith('role/') !== true;
}

/** Of an account, for its principals at services outside AWS. Source: Getting started with outbound identity federation. */
const OUTBOUND_ISSUER = /:oidc-provider\/[^/]+\.tokens\.sts\.global\.api\.aws$/i;

/**
 * The provider stands in the role's own account or is one of AWS's own, and is no issuer of sts:GetWebIdentityToken; permission set
 * roles are entered by Identity Center alone.
 */
function isSignInLimit({ caller: { principal }, target }: Question, { arn }: Call): boolean {
  if (principal.kind !== 'federated') return true;
  const reserved = arn?.resource.startsWith('role/aws-reserved/sso.amazonaws.com/') === true;
  if (reserved && !principal.provider.includes(':saml-provider/AWSSSO_')) return true;
  if (OUTBOUND_ISSUER.test(principal.provider)) return true;
  const home = /^arn:[^:]*:iam::(\d*):/.exec(principal.provider)?.[1];
  return home !== undefined && home !== target.account;
}

/** Of an OpenID provider AWS takes tokens for the audiences that it lists (rule 25). */
function unlistedAudience(gathering: Gathering, { providerClientIds }: RequestFacts, call: Call): Symbolic {
  const key = audienceKey(gathering.question.caller.principal);
  if (!SIGN_IN.test(call.name) || key === undefined || providerClientIds === undefined) return NOWHERE;
  return both(keyStands(gathering, key), neither(keyHolds(gathering, key, providerClientIds)));
}

/** An inherited session tag cannot be passed again, in whatever case (rule 28). */
function inheritedTags(gathering: Gathering, { transitiveTagKeys = [] }: RequestFacts, call: Call): Symbolic {
  if (call.service !== 'sts' || SIGN_IN.test(call.name) || transitiveTagKeys.length === 0) return NOWHERE;
  return either(
    keyHolds(gathering, 'aws:TagKeys', transitiveTagKeys, ANY_CASE),
    ...transitiveTagKeys.map((tag) => keyStands(gathering, `aws:RequestTag/${tag}`)),
  );
}
const ANY_CASE = { name: 'StringEqualsIgnoreCase', quantifier: 'ForAnyValue', ifExists: false } as const;

/** The console switches roles as who signed in, and does nothing beside the switch (rule 23). */
const isConsoleLimit = ({ consoleSwitch }: RequestFacts, { service, name }: Call): boolean =>
  consoleSwitch !== undefined &&
  service === 'sts' &&
  ASSUMING.test(name) &&
  (consoleSwitch === 'switchedRole' || name !== 'assumerole');

/** External ids and session tags, which the console does not pass. */
function passedInConsole(gathering: Gathering, { consoleSwitch }: RequestFacts, { service, name }: Call): Symbolic {
  if (consoleSwitch === undefined || service !== 'sts' || name !== 'assumerole') return NOWHERE;
  return either(keyStands(gathering, 'sts:ExternalId'), keyStands(gathering, 'aws:TagKeys'));
}

/** Keys of opt-in Regions (rule 77). */
const isRegionLimit = (question: Question, { regionNotEnabled }: RequestFacts, { service }: Call): boolean =>
  regionNotEnabled === true && service === 'kms' && borderOf(question) === 'cross';

/** An access point bound to a VPC refuses other networks before policies are read (rule 83). */
const otherNetwork = (gathering: Gathering, { accessPointVpc }: RequestFacts): Symbolic =>
  accessPointVpc === undefined ? NOWHERE : neither(keyHolds(gathering, 'aws:SourceVpc', [accessPointVpc]));

/** A private API refuses what comes through no VPC endpoint (rule 86). */
const noEndpoint = (gathering: Gathering, { privateApi }: RequestFacts, { service }: Call): Symbolic =>
  privateApi !== true || service !== 'execute-api' ? NOWHERE : neither(keyStands(gathering, 'aws:SourceVpce'));
