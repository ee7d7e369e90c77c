import { lastSegment, parseArn } from '../domain/arn.ts';
import type { Only, PrincipalEntry, Statement } from '../domain/policy.ts';
import type { Principal, RoleSessionPrincipal } from '../domain/principal.ts';
import { accountOfCanonicalUser, type RequestFacts } from '../domain/request.ts';
import { serviceOfAction } from './actions.ts';
import { BUILT_IN_PROVIDERS } from './data/service-facts.ts';
import { type Gathering, keyHolds, stateOf } from './gathering.ts';
import { asks } from './inquiry.ts';
import type { Reason, Truth } from './predicates.ts';
import { assumesRole } from './question.ts';
import type { Space } from './space.ts';
import { both, constant, either, neither, type Symbolic } from './symbolic.ts';

/** How a policy's statement names the caller: decides what else is needed (spec table B). */
export type NamingForm =
  | 'account'
  | 'user'
  | 'role'
  | 'session'
  | 'federatedUser'
  | 'viaUser'
  | 'anyone'
  | 'service'
  | 'federated';

export interface Naming {
  readonly form: NamingForm;
  readonly when: Symbolic;
}

const ALWAYS = constant(true);
/** Certainly somebody else. */
export const NOBODY = constant(false);
const naming = (form: NamingForm, when: Symbolic = ALWAYS): readonly Naming[] => [{ form, when }];
const ifSo = (form: NamingForm, is: boolean): readonly Naming[] => (is ? naming(form) : []);

/** All ways in which the statement reaches the caller; none: it does not speak of it. A denial has one way only. */
export function namingsOf(
  gathering: Gathering,
  facts: RequestFacts,
  statement: Statement,
  hasBoundary: Truth,
): readonly Naming[] {
  const { effect, principals } = statement;
  if (principals === undefined) return [];
  if ('notIn' in principals) return naming('anyone', allBut(gathering, facts, effect, principals.notIn, hasBoundary));
  const namings = entriesName(gathering, facts, principals);
  if (effect === 'Allow') return namings.map((one) => asServiceTakesIt(gathering, facts, statement, one));
  if (namings.length < 2) return namings;
  return naming('anyone', either(...namings.map((one) => one.when)));
}

/** Where a service takes a grant otherwise than the language says (rules 26, 87). */
function asServiceTakesIt(
  { question, doubts }: Gathering,
  { identityPoolAccount }: RequestFacts,
  { conditions }: Statement,
  naming: Naming,
): Naming {
  const { principal } = question.caller;
  const bus = principal.kind === 'service' && principal.name === 'events.amazonaws.com';
  if (bus && naming.form === 'service' && asks(question, serviceOfAction) === 'sns' && conditions.length > 0) {
    doubts.push({ rule: 87, text: 'a condition in a grant of a topic to Amazon EventBridge' });
    return { ...naming, when: both(naming.when, constant('unknown')) };
  }
  const signsIn = principal.kind === 'federated' && asks(question, isWebSignIn);
  const pool = signsIn && principal.provider === COGNITO ? identityPoolAccount : undefined;
  return pool === undefined || pool === question.target.account || conditions.some(holdsAudience)
    ? naming
    : { ...naming, when: NOBODY };
}

const isWebSignIn = (action: string): boolean => /:AssumeRoleWithWebIdentity$/i.test(action);

/** For pools of other accounts the trust policy must hold the audience of the token. */
const holdsAudience = ({ key, operator }: Statement['conditions'][number]): boolean =>
  key.toLowerCase() === `${COGNITO}:aud` && !operator.ifExists && !/Not|Null/.test(operator.name);
const COGNITO = 'cognito-identity.amazonaws.com';

const entriesName = (
  gathering: Gathering,
  facts: RequestFacts,
  principals: Extract<Only<PrincipalEntry>, { readonly in: unknown }>,
): readonly Naming[] => principals.in.flatMap((entry) => nameEntry(gathering, facts, entry));

function nameEntry(gathering: Gathering, facts: RequestFacts, { kind, value }: PrincipalEntry): readonly Naming[] {
  const { principal } = gathering.question.caller;
  switch (kind) {
    case 'AWS':
      return value === '*' ? nameEverybody(gathering) : nameAws(gathering, value, principal);
    case 'Service':
      return ifSo('service', principal.kind === 'service' && principal.name === value);
    case 'Federated':
      return nameProvider(gathering, value, principal);
    case 'CanonicalUser':
      return nameCanonicalUser(gathering, facts, value, principal);
  }
}

/** `*` reaches everybody; what such a grant is worth is the combination's business. */
function nameEverybody({ question, leanings }: Gathering): readonly Naming[] {
  if (question.caller.principal.kind === 'service') leanings.push({ rule: 37, text: '`*` names AWS services as well' });
  return naming('anyone');
}

/** Federated principals belong in trust policies (rule 45). */
function nameProvider({ question, doubts }: Gathering, provider: string, principal: Principal): readonly Naming[] {
  if (principal.kind === 'federated') return ifSo('federated', principal.provider === provider);
  if (principal.kind !== 'roleSession' || assumesRole(question)) return [];
  if (BUILT_IN_PROVIDERS.has(provider) || provider.includes(':oidc-provider/')) return [];
  doubts.push({ rule: 45, text: 'a SAML provider as principal outside a trust policy' });
  return naming('federated', constant('unknown'));
}

/** S3's name of an account (rule 44). */
function nameCanonicalUser(
  { question, doubts }: Gathering,
  facts: RequestFacts,
  id: string,
  principal: Principal,
): readonly Naming[] {
  if (asks(question, serviceOfAction) !== 's3' || !('account' in principal)) return [];
  const account = accountOfCanonicalUser(facts, id);
  if (account !== undefined) return ifSo('account', account === principal.account);
  doubts.push({ rule: 44, text: 'whose canonical user id the policy names is not known' });
  return naming('account', constant('unknown'));
}

/** Only text that is equal names a principal: there are no wildcards (rule 38). */
function nameAws(gathering: Gathering, value: string, principal: Principal): readonly Naming[] {
  if (!('partition' in principal)) return [];
  if (/^\d{12}$/.test(value)) return ifSo('account', value === principal.account);
  const arn = parseArn(value);
  if (!arn.ok) return nameById(gathering, value, principal);
  const { partition, account, resource } = arn.value;
  if (partition !== principal.partition || account !== principal.account) return [];
  if (resource === 'root') return naming('account');
  switch (principal.kind) {
    case 'user':
      return ifSo('user', value === principal.arn);
    case 'roleSession':
      return nameRoleSession(gathering, value, resource, principal);
    case 'federatedUser':
      return nameFederatedUser(gathering, value, resource, principal);
    case 'root':
    case 'assumedRoot':
      return [];
  }
}

/** The bare id of a principal that was deleted names the same id only (rule 39); it tells nothing of principals abroad. */
function nameById(gathering: Gathering, id: string, principal: Principal): readonly Naming[] {
  const { entity, foreign } = gathering.question.caller;
  if (!/^A(ROA|IDA)[A-Z0-9]+$/.test(id) || foreign !== undefined) return [];
  const form = principal.kind === 'user' ? 'user' : 'role';
  if (entity?.uniqueId !== undefined) return ifSo(form, entity.uniqueId === id);
  return naming(form, keyHolds(gathering, 'aws:userid', [id, `${id}:*`], { name: 'StringLike', ifExists: false }));
}

function nameRoleSession(
  gathering: Gathering,
  value: string,
  resource: string,
  principal: RoleSessionPrincipal,
): readonly Naming[] {
  if (resource.startsWith('role/')) return ifSo('role', isRole(gathering, value, principal));
  const session = sessionOf(gathering, resource, principal);
  return session === NOBODY ? [] : naming('session', session);
}

/** `assumed-role/<role>/<session>`: the requests of that session of the role. */
export function sessionOf(
  gathering: Gathering,
  resource: string,
  { roleName, sessionName }: RoleSessionPrincipal,
): Symbolic {
  const [type, role, session = ''] = resource.split('/');
  if (type !== 'assumed-role' || role !== roleName) return NOBODY;
  if (sessionName === undefined) return sessionNamed(gathering, session);
  return session === sessionName ? ALWAYS : NOBODY;
}

/** Role names are unique in an account, so a session ARN, which drops the path, still tells the role (rule 40). */
export function isRole({ leanings }: Gathering, arn: string, { roleArn, roleName }: RoleSessionPrincipal): boolean {
  if (roleArn !== undefined) return roleArn === arn;
  if (lastSegment(arn) !== roleName) return false;
  leanings.push({ rule: 40, text: "the role named has the path of the caller's role" });
  return true;
}

/** Sessions are told apart by the second half of aws:userid (rule 41). */
function sessionNamed(gathering: Gathering, session: string): Symbolic {
  const id = gathering.question.caller.entity?.uniqueId;
  const state = stateOf(gathering, 'aws:userid');
  if (state.kind === 'free' && id !== undefined) return keyHolds(gathering, 'aws:userid', [`${id}:${session}`]);
  gathering.doubts.push({ rule: 41, text: 'the name of the role session is not known' });
  return constant('unknown');
}

function nameFederatedUser(
  { doubts }: Gathering,
  value: string,
  resource: string,
  { name, user }: Extract<Principal, { readonly kind: 'federatedUser' }>,
): readonly Naming[] {
  if (resource.startsWith('federated-user/')) return ifSo('federatedUser', resource === `federated-user/${name}`);
  if (!resource.startsWith('user/')) return [];
  if (user !== undefined) return ifSo('viaUser', user === value);
  doubts.push({ rule: 8, text: 'which IAM user asked for the federated session is not known' });
  return naming('viaUser', constant('unknown'));
}

/** NotPrincipal reaches all but those it spares, and with Deny always those with a boundary (rules 11, 47, 95). */
function allBut(
  gathering: Gathering,
  facts: RequestFacts,
  effect: Statement['effect'],
  listed: readonly PrincipalEntry[],
  hasBoundary: Truth,
): Symbolic {
  const { doubts, question } = gathering;
  const spared = sparedBy(gathering, entriesName(gathering, facts, { in: listed }), listed);
  if (effect === 'Allow') {
    doubts.push({ rule: 95, text: 'NotPrincipal with Allow, which AWS no longer accepts' });
    return both(neither(spared), constant('unknown'));
  }
  if (assumesRole(question)) {
    doubts.push({ rule: 47, text: 'NotPrincipal in a trust policy, where AWS allows none' });
    return constant('unknown');
  }
  return either(constant(hasBoundary), neither(spared));
}

const PARTIAL: Reason = { rule: 47, text: 'NotPrincipal lists only a part of account, principal and session' };

/**
 * Certainly spared is who is listed with its account; who is listed in part may be. Of an account, or a role, that is listed with
 * something in it, nothing else is.
 */
function sparedBy(
  { question, doubts }: Gathering,
  listed: readonly Naming[],
  entries: readonly PrincipalEntry[],
): Symbolic {
  const { principal } = question.caller;
  const lists = (...forms: readonly NamingForm[]): Symbolic =>
    either(...listed.filter((one) => forms.includes(one.form)).map((one) => one.when));
  if (listed.some((one) => one.form === 'anyone')) return ALWAYS;
  if (!('partition' in principal)) return lists('service', 'federated');
  if (principal.kind === 'root' || principal.kind === 'assumedRoot') return lists('account');
  const within = entries.flatMap((entry) => resourceWithin(entry, principal));
  const sessions = principal.kind === 'roleSession' ? `assumed-role/${principal.roleName}/` : undefined;
  const divided = sessions !== undefined && within.some((one) => one.startsWith(sessions));
  const role = divided ? both(lists('role'), lists('session')) : lists('role');
  const whole = both(lists('account'), either(lists('user', 'federatedUser'), role));
  const alone = within.length === 0 ? lists('account') : NOBODY;
  const part = either(alone, role, lists('user', 'session', 'federatedUser', 'viaUser'));
  return (space: Space) => {
    const pair = { lower: whole(space).lower, upper: part(space).upper };
    if (pair.lower !== pair.upper) doubts.push(PARTIAL);
    return pair;
  };
}

/** What the entry names inside the account of the caller, as `role/app`; nothing for the account itself. */
function resourceWithin({ kind, value }: PrincipalEntry, caller: { partition: string; account: string }): string[] {
  const arn = parseArn(value);
  const inside = kind === 'AWS' && arn.ok && arn.value.account === caller.account;
  return inside && arn.value.partition === caller.partition && arn.value.resource !== 'root'
    ? [arn.value.resource]
    : [];
}
