import { parseArn } from '../domain/arn.ts';
import type { PrincipalEntry, Statement } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import { constant, type Gathering, type Symbolic, stateOf } from './compile.ts';
import { makeTest, type Reason } from './operators.ts';
import { isPermissionsBoundarySet } from './question.ts';

/** How a resource policy's statement names the caller: decides what else is needed (spec table B). */
export type NamingForm = 'direct' | 'anyone' | 'role' | 'account' | 'federatingUser';

export interface Naming {
  readonly form: NamingForm;
  readonly when: Symbolic;
}

/** All ways in which the statement reaches the caller; none: it does not speak of it. */
export function namingsOf(gathering: Gathering, statement: Statement): readonly Naming[] {
  const { principals } = statement;
  if (principals === undefined) return [];
  if ('in' in principals) return principals.in.flatMap((entry) => nameEntry(gathering, entry));
  return [{ form: 'direct', when: notPrincipal(gathering, statement.effect, principals.notIn) }];
}

function nameEntry(gathering: Gathering, entry: PrincipalEntry): readonly Naming[] {
  const { caller } = gathering.question;
  const always = constant(true);
  const { principal } = caller;
  switch (entry.kind) {
    case 'AWS':
      return nameAws(gathering, entry, principal);
    case 'Service':
      return principal.kind === 'service' && principal.name === entry.value ? [{ form: 'direct', when: always }] : [];
    case 'Federated':
      return principal.kind === 'federated' && principal.provider === entry.value
        ? [{ form: 'direct', when: always }]
        : [];
    case 'CanonicalUser': {
      const own = 'account' in principal ? gathering.environment.canonicalId(principal.account) : undefined;
      return own === entry.value ? [{ form: 'account', when: always }] : [];
    }
  }
}

function nameAws(gathering: Gathering, entry: PrincipalEntry, principal: Principal): readonly Naming[] {
  const { value } = entry;
  if (value === '*') return nameEverybody(gathering, principal);
  if (!('account' in principal)) return [];
  const accountWide =
    value === principal.account || value === `arn:${principal.partition}:iam::${principal.account}:root`;
  if (accountWide) return [{ form: principal.kind === 'root' ? 'direct' : 'account', when: constant(true) }];
  return nameOne(gathering, value, principal);
}

/** `*` reaches everybody; what such a grant is worth for federated callers and users is the combination's business. */
function nameEverybody(gathering: Gathering, principal: Principal): readonly Naming[] {
  if (principal.kind === 'service') {
    gathering.leanings.push({ rule: 37, text: '`*` as principal reaches AWS services too' });
  }
  return [{ form: 'anyone', when: constant(true) }];
}

function nameOne(
  gathering: Gathering,
  value: string,
  principal: Extract<Principal, { readonly account: string }>,
): readonly Naming[] {
  const { entity, foreign } = gathering.question.caller;
  if (foreign === 'account' || foreign === 'anyAccount') return [];
  const uniqueId = entity?.uniqueId;
  const isId = uniqueId !== undefined && value === uniqueId;
  switch (principal.kind) {
    case 'user':
      return isId || value === principal.arn ? [{ form: 'direct', when: constant(true) }] : [];
    case 'roleSession':
      if (isId || value === principal.roleArn) return [{ form: 'role', when: constant(true) }];
      return nameSession(gathering, value, principal);
    case 'federatedUser': {
      if (value === principal.user) return [{ form: 'federatingUser', when: constant(true) }];
      const own = `arn:${principal.partition}:sts::${principal.account}:federated-user/${principal.name}`;
      return value === own ? [{ form: 'direct', when: constant(true) }] : [];
    }
    case 'root':
    case 'assumedRoot':
      return [];
  }
}

/** A session ARN names the sessions of one name (rule 41); the role path is not part of it (rule 40). */
function nameSession(
  gathering: Gathering,
  value: string,
  principal: Extract<Principal, { readonly kind: 'roleSession' }>,
): readonly Naming[] {
  const arn = parseArn(value);
  const prefix = `assumed-role/${principal.roleName}/`;
  if (!arn.ok || arn.value.account !== principal.account || !arn.value.resource.startsWith(prefix)) return [];
  const session = arn.value.resource.slice(prefix.length);
  if (principal.sessionName !== undefined) {
    return session === principal.sessionName ? [{ form: 'direct', when: constant(true) }] : [];
  }
  return [{ form: 'direct', when: sessionNamed(gathering, session) }];
}

function sessionNamed(gathering: Gathering, session: string): Symbolic {
  const { question } = gathering;
  const state = stateOf(gathering, 'aws:userid');
  const id = question.caller.entity?.uniqueId;
  if (state.kind !== 'free' || id === undefined) {
    gathering.doubts.push({
      rule: 41,
      text: 'the unique id of the role, by which sessions are told apart, is not known',
    });
    return constant('unknown');
  }
  const text = `${id}:${session}`;
  const condition = { operator: { name: 'StringEquals', ifExists: false }, key: 'aws:userid', values: [text] };
  const test = makeTest(condition, [[{ text, literal: true }]]);
  if (test === undefined) return constant(false);
  gathering.builder.add(state.key, test);
  return (space) => space.test(test);
}

const PARTIAL: Reason = { rule: 47, text: 'NotPrincipal lists only some of the ARNs of the caller' };

/** NotPrincipal with Deny: reaches all but those listed in full; and always those with a boundary (rules 11, 47). */
function notPrincipal(gathering: Gathering, effect: Statement['effect'], listed: readonly PrincipalEntry[]): Symbolic {
  const { caller, target, action } = gathering.question;
  if (effect === 'Allow') {
    gathering.doubts.push({ rule: 95, text: 'NotPrincipal with Allow is no longer accepted' });
    return constant('unknown');
  }
  if (target.role !== undefined && /^sts:/i.test(action)) {
    gathering.doubts.push({ rule: 47, text: 'NotPrincipal in a trust policy, where AWS allows none' });
    return constant('unknown');
  }
  if (isPermissionsBoundarySet(caller)) return constant(true);
  const lists = (names: readonly string[]): boolean => listed.some((entry) => names.includes(entry.value));
  if (lists(['*'])) return constant(false);
  const needed = ownNames(caller.principal);
  const named = needed.filter(lists);
  if (named.length === needed.length) return constant(false);
  if (named.length === 0 && !lists(partialNames(caller.principal))) return constant(true);
  gathering.doubts.push(PARTIAL);
  return constant('unknown');
}

/** Names that are a part of the caller's, without which the others do not spare it. */
function partialNames(principal: Principal): readonly string[] {
  if (principal.kind === 'roleSession') {
    const { partition, account, roleName, sessionName } = principal;
    return sessionName === undefined
      ? []
      : [`arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`];
  }
  return principal.kind === 'federatedUser' && principal.user !== undefined ? [principal.user] : [];
}

/** What must be listed for an exemption: each element is one name with its spellings. */
function ownNames(principal: Principal): readonly (readonly string[])[] {
  switch (principal.kind) {
    case 'service':
      return [[principal.name]];
    case 'federated':
      return [[principal.provider]];
    case 'anonymous':
      return [['*']];
    default: {
      const account = [principal.account, `arn:${principal.partition}:iam::${principal.account}:root`];
      if (principal.kind === 'root' || principal.kind === 'assumedRoot') return [account];
      return [account, [ownArn(principal)]];
    }
  }
}

function ownArn(principal: Extract<Principal, { readonly kind: 'user' | 'roleSession' | 'federatedUser' }>): string {
  switch (principal.kind) {
    case 'user':
      return principal.arn;
    case 'roleSession':
      return principal.roleArn ?? '';
    case 'federatedUser':
      return `arn:${principal.partition}:sts::${principal.account}:federated-user/${principal.name}`;
  }
}
