import { lastSegment } from '../domain/arn.ts';
import type { Principal } from '../domain/principal.ts';
import type { IamRole, Tags } from '../domain/snapshot.ts';
import {
  ABSENT,
  fixed,
  fixedOrAbsent,
  free,
  freeKey,
  hidden,
  type KeyState,
  KNOWN_KEYS,
  type Rule,
} from './key-state.ts';
import type { Reason } from './predicates.ts';
import type { Question } from './question.ts';
import { sessionsOf } from './sessions.ts';
import type { World } from './world.ts';

export const roleOf = (question: Question): IamRole | undefined => {
  const { entity, principal } = question.caller;
  return principal.kind === 'roleSession' && entity !== undefined && !('groups' in entity) ? entity : undefined;
};

/** A user or role of an account of ours whose IAM was not read. */
const isUnseen = ({ caller: { principal, entity, foreign } }: Question): boolean =>
  entity === undefined && foreign === undefined && (principal.kind === 'user' || principal.kind === 'roleSession');

const PRINCIPAL_UNREAD: Reason = { rule: 12, text: 'the principal was not read' };

const UNDOCUMENTED_SERVICE: Reason = {
  rule: 49,
  text: 'what AWS services show under this key is not documented',
};
const UNDOCUMENTED_UNSIGNED: Reason = {
  rule: 25,
  text: 'what unsigned sign-in calls show under this key is not documented',
};
const NOT_READ: Reason = { rule: 12, text: 'the organisation was not read' };

export function principalArn({ caller: { principal, foreign } }: Question): KeyState {
  const name = 'aws:PrincipalArn';
  if (foreign === 'account' && principal.kind === 'user') {
    return {
      kind: 'free',
      key: { name, multi: false, mayBeAbsent: false, prefix: `arn:${principal.partition}:iam::${principal.account}:` },
    };
  }
  if (foreign === 'anyAccount') return free(name, { mayBeAbsent: false });
  if (principal.kind === 'service') return hidden(name, UNDOCUMENTED_SERVICE);
  const arn = arnOfPrincipal(principal);
  return arn === undefined && principal.kind === 'roleSession'
    ? hidden(name, { rule: 74, text: 'the role path is not known' })
    : fixedOrAbsent(arn);
}

/** What aws:PrincipalArn holds; undefined: nothing, or of a session whose role's path is not known. */
export function arnOfPrincipal(principal: Principal): string | undefined {
  switch (principal.kind) {
    case 'user':
      return principal.arn;
    case 'roleSession':
      return principal.roleArn;
    case 'root':
    case 'assumedRoot':
      return `arn:${principal.partition}:iam::${principal.account}:root`;
    case 'federatedUser':
      return `arn:${principal.partition}:sts::${principal.account}:federated-user/${principal.name}`;
    case 'service':
    case 'federated':
    case 'anonymous':
      return undefined;
  }
}

const FOREIGN_ORGANIZATION: Reason = {
  rule: 5,
  text: 'which organisation the other account belongs to is not known',
};

export function principalAccount({ caller: { principal, foreign } }: Question, world: World, key: string): KeyState {
  if (foreign === 'anyAccount') {
    const except = world.snapshot.accounts.map((account) => account.id);
    return { kind: 'free', key: { name: key, multi: false, mayBeAbsent: false, except } };
  }
  if (principal.kind === 'service') return hidden(key, UNDOCUMENTED_SERVICE);
  if (principal.kind === 'federated') return hidden(key, UNDOCUMENTED_UNSIGNED);
  return fixed(principal.kind === 'anonymous' ? 'anonymous' : principal.account);
}

/** `paths` asks for the list key aws:PrincipalOrgPaths, else for aws:PrincipalOrgID; likewise for resources. */
export function organizationOf(account: string | undefined, world: World, key: string): KeyState {
  const paths = /paths$/i.test(key);
  const organization = world.snapshot.organization;
  const inside = account === undefined ? undefined : world.inOrganization(account);
  if (inside === undefined) return hidden(key, NOT_READ, { multi: paths });
  if (!inside || organization === undefined) {
    const ours = organization === undefined ? [] : [organization.id];
    const foreign = account !== undefined && world.account(account) === undefined;
    return foreign ? hidden(key, FOREIGN_ORGANIZATION, { multi: paths, except: ours }) : ABSENT;
  }
  if (!paths) return fixed(organization.id);
  const chain = world.chain(account ?? '')?.slice(0, -1) ?? [];
  return fixed([`${organization.id}/${chain.join('/')}/`]);
}

export const principalOrganization: Rule = ({ caller: { principal } }, world, key) =>
  'account' in principal ? organizationOf(principal.account, world, key) : ABSENT;

export function principalTag(question: Question, world: World, key: string): KeyState {
  const { entity, principal, foreign } = question.caller;
  if (foreign !== undefined) return free(key);
  if (isUnseen(question)) return hidden(key, PRINCIPAL_UNREAD);
  if (entity === undefined) return principal.kind === 'federatedUser' ? free(key) : ABSENT;
  const own = tagValue(entity.tags, key);
  const role = roleOf(question);
  if (role === undefined || !sessionsOf(world, role).tagged) return fixedOrAbsent(own);
  return { kind: 'free', key: { ...freeKey(key, { mayBeAbsent: own === undefined }) } };
}

/** Tag keys ignore case (rule 70). */
export function tagValue(tags: Tags, key: string): string | undefined {
  const wanted = key.slice(key.indexOf('/') + 1).toLowerCase();
  return Object.entries(tags).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

export const PRINCIPAL_TYPES: Readonly<Record<string, string>> = {
  root: 'Account',
  user: 'User',
  roleSession: 'AssumedRole',
  federatedUser: 'FederatedUser',
  anonymous: 'Anonymous',
};

export function principalType({ caller: { principal, foreign } }: Question, _world: World, key: string): KeyState {
  if (foreign !== undefined) return free(key, { mayBeAbsent: false });
  const known = PRINCIPAL_TYPES[principal.kind];
  return known === undefined ? hidden(key, UNDOCUMENTED_SERVICE, { mayBeAbsent: false }) : fixed(known);
}

export function userId(question: Question, _world: World, key: string): KeyState {
  const { principal, entity, foreign } = question.caller;
  if (foreign !== undefined) return free(key, { mayBeAbsent: false });
  const unread: Reason = { rule: 74, text: 'the unique id of the principal is not known' };
  switch (principal.kind) {
    case 'root':
      return fixed(principal.account);
    case 'anonymous':
      return fixed('anonymous');
    case 'federatedUser':
      return fixed(`${principal.account}:${principal.name}`);
    case 'user':
      return entity?.uniqueId === undefined ? hidden(key, unread, { mayBeAbsent: false }) : fixed(entity.uniqueId);
    case 'roleSession':
      return entity?.uniqueId === undefined
        ? hidden(key, unread, { mayBeAbsent: false })
        : { kind: 'free', key: { name: key, multi: false, mayBeAbsent: false, prefix: `${entity.uniqueId}:` } };
    default:
      return hidden(key, UNDOCUMENTED_SERVICE, { mayBeAbsent: false });
  }
}

export function userName({ caller: { principal, foreign } }: Question, _world: World, key: string): KeyState {
  if (foreign !== undefined) return free(key);
  if (principal.kind !== 'user') return ABSENT;
  return fixed(lastSegment(principal.arn));
}

export function isAwsService({ caller: { principal } }: Question, _world: World, key: string): KeyState {
  if (principal.kind === 'anonymous') return ABSENT;
  if (principal.kind === 'federated') return hidden(key, UNDOCUMENTED_UNSIGNED, { values: ['false'] });
  return fixed(principal.kind === 'service' ? 'true' : 'false');
}

/** Keys that only a service principal's own call carries. */
export const onlyServices: Rule = ({ caller: { principal } }, _world, key) => {
  if (principal.kind !== 'service') return ABSENT;
  if (/^aws:PrincipalServiceName$/i.test(key)) return fixed(principal.name);
  return free(key, { multi: KNOWN_KEYS.get(key.toLowerCase())?.multi ?? false });
};

export function multiFactor(question: Question, world: World, key: string): KeyState {
  const { principal } = question.caller;
  if (principal.kind === 'user') return free(key, { bool: true });
  const role = roleOf(question);
  if (role === undefined) return isUnseen(question) ? hidden(key, PRINCIPAL_UNREAD) : ABSENT;
  return sessionsOf(world, role).assumed
    ? hidden(
        key,
        { rule: 29, text: 'whether a role session shows MFA as absent or false is not documented' },
        { values: ['false'] },
      )
    : ABSENT;
}

export const multiFactorAge: Rule = (question, _world, key) =>
  question.caller.principal.kind === 'user' ? free(key) : ABSENT;

export function tokenIssueTime(question: Question, _world: World, key: string): KeyState {
  const { principal } = question.caller;
  if (principal.kind === 'anonymous' || principal.kind === 'federated') return ABSENT;
  if (principal.kind === 'service') return hidden(key, UNDOCUMENTED_SERVICE);
  if (principal.kind === 'user' || principal.kind === 'root') return free(key);
  const now = question.profile.now;
  return now === undefined ? free(key, { mayBeAbsent: false }) : fixed(now);
}

/** Keys of a session that its creation may have set; users, roots and services have none. */
export const sessionOnly: Rule = (question, _world, key) => {
  const { principal } = question.caller;
  if (question.caller.foreign !== undefined) return free(key, KNOWN_KEYS.get(key.toLowerCase()) ?? {});
  return principal.kind === 'roleSession' ? free(key, KNOWN_KEYS.get(key.toLowerCase()) ?? {}) : ABSENT;
};

export const sourceIdentity: Rule = (question, world, key) => {
  const role = roleOf(question);
  return role !== undefined && !sessionsOf(world, role).sourceIdentity ? ABSENT : sessionOnly(question, world, key);
};

export const federatedProvider: Rule = (question, world, key) => {
  if (/:AssumeRoleWithWebIdentity$/i.test(question.action)) {
    const { principal } = question.caller;
    return principal.kind === 'federated' ? fixed(principal.provider) : ABSENT;
  }
  if (isUnseen(question)) return hidden(key, PRINCIPAL_UNREAD);
  const role = roleOf(question);
  return role !== undefined && sessionsOf(world, role).webIdentity ? free(key) : ABSENT;
};
