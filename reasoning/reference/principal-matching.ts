import { lastSegment, parseArn } from '../../domain/arn.ts';
import type { Condition, Only, PrincipalEntry, Statement } from '../../domain/policy.ts';
import type { RoleSessionPrincipal } from '../../domain/principal.ts';
import { accountOfCanonicalUser } from '../../domain/request.ts';
import { BUILT_IN_PROVIDERS } from '../data/service-facts.ts';
import { assumesRole, type Situation } from './situation.ts';
import { allOf, anyOf, assuming, NO, not, type Truth, truth, unknown, YES } from './truth.ts';

/** How a statement names the caller; what a grant is worth depends on it (layers table B). */
export type Naming =
  | 'account'
  | 'user'
  | 'role'
  | 'session'
  | 'federatedUser'
  | 'viaUser'
  | 'anyone'
  | 'service'
  | 'federated';
export interface Named {
  readonly how: Naming;
  readonly truth: Truth;
}
const named = (how: Naming, value: Truth): Named => ({ how, truth: value });
const NOBODY: Named = named('account', NO);

/** How Principal entries name the caller: one answer an entry. Only text that is equal matches: no wildcards (rule 38). */
function namings(entries: readonly PrincipalEntry[], situation: Situation): readonly Named[] {
  return entries
    .map((entry) => namedBy(entry, situation))
    .filter((one) => one.truth.is !== false || one.truth.given.length > 0);
}

function namedBy(entry: PrincipalEntry, situation: Situation): Named {
  const { caller } = situation;
  switch (entry.kind) {
    case 'Service':
      return named('service', truth(caller.kind === 'service' && caller.name === entry.value));
    case 'Federated':
      return named('federated', federatedIs(entry.value, situation));
    case 'CanonicalUser':
      return named('account', canonicalUserIs(entry.value, situation));
    default:
      return entry.value === '*' ? named('anyone', YES) : awsEntry(entry.value, situation);
  }
}

function awsEntry(value: string, situation: Situation): Named {
  const { caller, callerAccount } = situation;
  if (!('partition' in caller)) return NOBODY;
  if (/^\d{12}$/.test(value)) return named('account', truth(value === callerAccount));
  const arn = parseArn(value);
  if (!arn.ok) return uniqueId(value, situation);
  const { partition, account, resource } = arn.value;
  if (partition !== caller.partition || account !== callerAccount) return NOBODY;
  if (resource === 'root') return named('account', YES);
  if (resource.startsWith('user/')) return userEntry(value, situation);
  if (resource.startsWith('role/'))
    return caller.kind === 'roleSession' ? named('role', roleIs(value, caller)) : NOBODY;
  if (resource.startsWith('assumed-role/'))
    return caller.kind === 'roleSession' ? named('session', sessionIs(resource, caller)) : NOBODY;
  if (resource.startsWith('federated-user/') && caller.kind === 'federatedUser')
    return named('federatedUser', truth(resource === `federated-user/${caller.name}`));
  return NOBODY;
}

function userEntry(value: string, { caller }: Situation): Named {
  if (caller.kind === 'user') return named('user', truth(caller.arn === value));
  if (caller.kind !== 'federatedUser') return NOBODY;
  const whose = unknown(8, 'which IAM user asked for the federated session is not known');
  return named('viaUser', caller.user === undefined ? whose : truth(caller.user === value));
}

/** Role names are unique in an account, so a session ARN, which drops the path, still tells the role (rule 40). */
export function roleIs(value: string, caller: RoleSessionPrincipal): Truth {
  if (caller.roleArn !== undefined) return truth(caller.roleArn === value);
  return lastSegment(value) === caller.roleName
    ? assuming(YES, 40, "the role named has the path of the caller's role")
    : NO;
}

/** `assumed-role/<role>/<session>` (rule 41). */
export function sessionIs(resource: string, caller: RoleSessionPrincipal): Truth {
  const [, role = '', session] = resource.split('/');
  if (role !== caller.roleName) return NO;
  return caller.sessionName === undefined
    ? unknown(41, 'the name of the role session is not known')
    : truth(session === caller.sessionName);
}

/** A bare AIDA or AROA id stands where the user or role was deleted (rule 39); only the same id matches. */
function uniqueId(value: string, { caller, context }: Situation): Named {
  const id = context.get('aws:userid')?.values[0]?.split(':')[0];
  if (!/^A(ROA|IDA)[A-Z0-9]+$/.test(value) || id !== value) return NOBODY;
  return named(caller.kind === 'user' ? 'user' : 'role', YES);
}

/** Federated principals belong in trust policies (rule 45). */
function federatedIs(provider: string, situation: Situation): Truth {
  const { caller } = situation;
  if (caller.kind === 'federated') return truth(caller.provider === provider);
  if (caller.kind !== 'roleSession' || assumesRole(situation)) return NO;
  const openId = BUILT_IN_PROVIDERS.has(provider) || provider.includes(':oidc-provider/');
  return openId ? NO : unknown(45, 'a SAML provider as principal outside a trust policy');
}

function canonicalUserIs(id: string, { facts, service, callerAccount }: Situation): Truth {
  if (service !== 's3' || callerAccount === undefined) return NO;
  const account = accountOfCanonicalUser(facts, id);
  return account === undefined
    ? unknown(44, 'whose canonical user id the policy names is not known')
    : truth(account === callerAccount);
}

/** Principal or NotPrincipal of a Deny: is the caller meant? */
export function denyNames(statement: Statement, situation: Situation, hasBoundary: Truth): Truth {
  const { principals } = statement;
  if (principals === undefined) return NAMES_NOBODY;
  if ('in' in principals) return anyOf(namings(principals.in, situation).map((one) => one.truth));
  if (assumesRole(situation)) return unknown(47, 'NotPrincipal in a trust policy, where AWS allows none');
  // AWS, Permissions boundaries: NotPrincipal with Deny hits every principal that has a boundary (rule 11).
  return anyOf([hasBoundary, not(exempted(principals, situation))]);
}

const NAMES_NOBODY: Truth = assuming(NO, 48, 'a resource policy statement without Principal names nobody');

/**
 * NotPrincipal spares a caller whose account, and itself, are listed (rule 47). An account beside one of its principals is there for
 * that principal, and so is a role beside one of its sessions: nobody else of theirs is spared.
 */
function exempted(principals: Only<PrincipalEntry>, situation: Situation): Truth {
  const entries = 'notIn' in principals ? principals.notIn : [];
  const listed = namings(entries, situation);
  const lists = (...how: readonly Naming[]): Truth =>
    anyOf(listed.filter((one) => how.includes(one.how)).map((one) => one.truth));
  const { caller } = situation;
  if (lists('anyone').is === true || !('partition' in caller)) return lists('anyone', 'service', 'federated');
  if (caller.kind === 'root' || caller.kind === 'assumedRoot') return lists('account');
  const within = entries.filter((entry) => isOneOf(entry, caller));
  const sessions = `:assumed-role/${caller.kind === 'roleSession' ? caller.roleName : ''}/`;
  const divided = within.some(({ value }) => value.includes(sessions));
  const role = roleExempted(lists('role'), lists('session'), divided);
  const whole = allOf([lists('account'), anyOf([lists('user', 'federatedUser'), role])]);
  const alone = within.length > 0 ? NO : lists('account');
  const part = anyOf([alone, role, lists('user', 'session', 'federatedUser', 'viaUser')]);
  return whole.is === true || part.is === false
    ? whole
    : unknown(47, 'NotPrincipal lists only a part of account, principal and session');
}

/** `divided`: some session of the role is listed. */
function roleExempted(role: Truth, session: Truth, divided: boolean): Truth {
  if (session.is === true) return role;
  if (divided) return allOf([role, session]);
  return role.is === true
    ? assuming(role, 47, 'account and role in NotPrincipal spare every session of the role')
    : role;
}

/** Some user, role or session of the caller's account. */
function isOneOf({ kind, value }: PrincipalEntry, caller: Situation['caller']): boolean {
  const arn = parseArn(value);
  if (kind !== 'AWS' || !arn.ok || !('partition' in caller)) return false;
  const { partition, account, resource } = arn.value;
  return partition === caller.partition && account === caller.account && resource !== 'root';
}

/** The Allow half: NotPrincipal with Allow is no longer accepted (rule 95). */
export function allowNamings(statement: Statement, situation: Situation): readonly Named[] {
  const { principals } = statement;
  if (principals === undefined) return [named('anyone', NAMES_NOBODY)];
  if ('in' in principals)
    return namings(principals.in, situation).map((one) =>
      named(one.how, allOf([one.truth, asServiceTakesIt(statement, one.how, situation)])),
    );
  const spared = exempted(principals, situation);
  return spared.is === true
    ? []
    : [named('anyone', unknown(95, 'NotPrincipal with Allow, which AWS no longer accepts'))];
}

/** Where a service takes a grant otherwise than the language says. */
function asServiceTakesIt({ conditions }: Statement, how: Naming, situation: Situation): Truth {
  const { caller, service, action, facts, resourceAccount } = situation;
  // Using resource-based policies for Amazon EventBridge: a policy of Amazon SNS takes no conditions there (rule 87).
  if (how === 'service' && service === 'sns' && caller.kind === 'service' && caller.name === 'events.amazonaws.com')
    return conditions.length === 0 ? YES : unknown(87, 'a condition in a grant of a topic to Amazon EventBridge');
  const pool = caller.kind === 'federated' && caller.provider === COGNITO && action === 'assumerolewithwebidentity';
  if (!pool || conditions.some(holdsAudience)) return YES;
  if (facts.identityPoolAccount !== undefined) return truth(facts.identityPoolAccount === resourceAccount);
  return assuming(YES, 26, 'the identity pool stands in the account of the role');
}

/** Amazon Cognito, Role trust and permissions: for pools of other accounts the trust policy must hold the audience (rule 26). */
const holdsAudience = ({ key, operator }: Condition): boolean =>
  key.toLowerCase() === `${COGNITO}:aud` && !operator.ifExists && !/Not|Null/.test(operator.name);
const COGNITO = 'cognito-identity.amazonaws.com';
