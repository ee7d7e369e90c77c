import { parseArn } from '../domain/arn.ts';
import type { KmsGrant } from '../domain/request.ts';
import { kept } from './ask.ts';
import { KMS_CONTEXT_FREE_OPERATIONS, KMS_GRANT_OPERATIONS, KMS_IDENTITY_ONLY_ACTIONS } from './data/kms-operations.ts';
import { type Gathering, keyHolds, keyStands } from './gathering.ts';
import {
  callerKind,
  caps,
  crosses,
  doubted,
  identityOnly,
  identitySide,
  namedAlone,
  namedSomehow,
  rootTask,
  type Said,
  withoutAccount,
} from './grant-formula.ts';
import { asks } from './inquiry.ts';
import { isRole, NOBODY, sessionOf } from './naming.ts';
import { isRetireGrant } from './question.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair, UNKNOWN } from './space.ts';
import { andPairs, both, constant, neither, orPairs, perhaps, type Symbolic } from './symbolic.ts';

const lower = (names: Iterable<string>): ReadonlySet<string> => new Set([...names].map((name) => name.toLowerCase()));
const IDENTITY_ONLY = lower(KMS_IDENTITY_ONLY_ACTIONS);
const GRANT_OPERATIONS = lower(KMS_GRANT_OPERATIONS);
const CONTEXT_FREE = lower(KMS_CONTEXT_FREE_OPERATIONS);

/** The key policy is the only root of power over a key; grants are a third path (rules 77 to 79). */
export function kmsGrant(gathering: Gathering, situation: Situation): (said: Said) => Pair {
  const { question } = gathering;
  if (question.target.arn.includes(':alias/') || asks(question, isIdentityOnly)) return identityOnly;
  const grants = prepareGrants(gathering, situation);
  const retiring = asks(question, isRetireGrant);
  return (said) => (retiring ? retires(said, grants) : useOfKey(said, grants));
}

const nameIn = (action: string): string => action.slice('kms:'.length).toLowerCase();
const isIdentityOnly = kept((action) => IDENTITY_ONLY.has(nameIn(action)));
const isOfGrants = kept((action) => GRANT_OPERATIONS.has(nameIn(action)));
const isContextFree = kept((action) => CONTEXT_FREE.has(nameIn(action)));

/** The requests that one grant admits, and whose grant it is. */
interface PreparedGrant {
  readonly fits: Symbolic;
  /** The caller may retire it. */
  readonly retires: Symbolic;
  /** Issued by the caller's account. */
  readonly own: boolean;
  /** To be retired by whoever the caller's account lets. */
  readonly ours: boolean;
}

interface Grants {
  readonly list: readonly PreparedGrant[];
  /** Grants that could not be read may say more. */
  readonly unread: boolean;
}

function prepareGrants(gathering: Gathering, { facts }: Situation): Grants {
  const { question } = gathering;
  const { principal } = question.caller;
  const account = 'account' in principal ? principal.account : undefined;
  const unread = facts.kmsGrantsUnread === true && asks(question, isOfGrants);
  if (unread) gathering.doubts.push({ rule: 79, text: 'the grants of the key could not be read: kms:ListGrants' });
  const list = (facts.kmsGrants ?? []).map((grant): PreparedGrant => {
    const own = account !== undefined && grant.issuingAccount?.includes(account) === true;
    const ours = own || (account !== undefined && grant.retiring?.endsWith(`:${account}:root`) === true);
    return {
      fits: grantFits(gathering, grant),
      retires:
        grant.retiring === undefined || ours || !asks(question, isRetireGrant)
          ? NOBODY
          : granteeIs(gathering, grant.retiring),
      own,
      ours,
    };
  });
  return { list, unread };
}

function useOfKey(said: Said, { list, unread }: Grants): Pair {
  const { space } = said;
  const fits = orPairs(space, ...list.map((one) => one.fits(space)), unread ? UNKNOWN : NEVER);
  if (said.border === 'noAccount') return orPairs(space, withoutAccount(said), fits);
  if (said.border === 'same') return orPairs(space, keyPolicy(said), underCaps(said, fits));
  if (!crosses(said)) return NEVER;
  const own = list.filter((one) => one.own).map((one) => one.fits(space));
  const granted = andPairs(space, orPairs(space, namedSomehow(said), fits), identitySide(said));
  return orPairs(space, granted, ...own, doubted(said, fits, 79, GRANT_ABROAD));
}
const GRANT_ABROAD = "a grant that the key's account issued, without an identity policy of the grantee";

/** Whether boundary and session policy limit a grant AWS does not say. */
function underCaps(said: Said, fits: Pair): Pair {
  const sure = andPairs(said.space, fits, caps(said));
  const open = sure.lower === fits.lower ? perhaps(fits) : doubted(said, fits, 79, CAPPED_GRANT);
  return { lower: sure.lower, upper: open.upper };
}
const CAPPED_GRANT = 'whether a boundary or session policy limits a grant';

/** A statement that names the account opens the key to its identity policies, and to its root user. */
function keyPolicy(said: Said): Pair {
  const { space, named } = said;
  if (callerKind(said) === 'root') return named('account', 'anyone');
  if (callerKind(said) === 'assumedRoot') return andPairs(space, namedSomehow(said), rootTask(said));
  const delegated = andPairs(space, named('account'), said.identity);
  const capped = andPairs(space, orPairs(space, named('role', 'viaUser'), delegated), caps(said));
  return orPairs(space, namedAlone(said), capped);
}

/** The retiring principal, a grantee whose grant says so, and the account that issued the grant or is to retire it. */
function retires(said: Said, { list, unread }: Grants): Pair {
  const { space } = said;
  const ways = list.flatMap((one) => [one.retires(space), one.fits(space), one.ours ? identitySide(said) : NEVER]);
  return orPairs(space, ...ways, unread ? UNKNOWN : NEVER);
}

function grantFits(gathering: Gathering, grant: KmsGrant): Symbolic {
  const operations = [...lower(grant.operations)];
  const isGiven = asks(gathering.question, (action) => operations.includes(nameIn(action)));
  const grantee = isGiven ? granteeIs(gathering, grant.grantee) : NOBODY;
  if (grantee === NOBODY) return NOBODY;
  const passedOn = keyHolds(gathering, 'kms:GrantOperations', operations, { ...EACH, name: 'StringEqualsIgnoreCase' });
  return both(grantee, passedOn, ...constraints(gathering, grant));
}
const EACH = { name: 'StringEquals', quantifier: 'ForAllValues', ifExists: false } as const;

/** A user, a role with its sessions, one session, or a service; an account as grantee: its root user for certain. */
function granteeIs(gathering: Gathering, grantee: string): Symbolic {
  const { principal } = gathering.question.caller;
  if (principal.kind === 'service') return ifSo(principal.name === grantee);
  if (!('account' in principal)) return NOBODY;
  if (grantee === principal.account) return accountIsGrantee(gathering);
  const arn = parseArn(grantee);
  if (!arn.ok || arn.value.account !== principal.account) return NOBODY;
  const { resource } = arn.value;
  if (resource === 'root') return accountIsGrantee(gathering);
  switch (principal.kind) {
    case 'user':
      return ifSo(principal.arn === grantee);
    case 'federatedUser':
      return ifSo(resource === `federated-user/${principal.name}`);
    case 'roleSession':
      return resource.startsWith('role/')
        ? ifSo(isRole(gathering, grantee, principal))
        : sessionOf(gathering, resource, principal);
    case 'root':
    case 'assumedRoot':
      return NOBODY;
  }
}

const ifSo = (is: boolean): Symbolic => (is ? constant(true) : NOBODY);

function accountIsGrantee({ question, doubts }: Gathering): Symbolic {
  if (question.caller.principal.kind === 'root') return constant(true);
  doubts.push({ rule: 79, text: 'an account as grantee' });
  return constant('unknown');
}

/** Source ARN of a service's call; encryption context, equal to or part of what is passed. */
function constraints(gathering: Gathering, grant: KmsGrant): readonly Symbolic[] {
  const { principal } = gathering.question.caller;
  const source =
    grant.sourceArn !== undefined && principal.kind === 'service'
      ? [keyHolds(gathering, 'aws:SourceArn', [grant.sourceArn])]
      : [];
  if (asks(gathering.question, isContextFree)) return source;
  const { encryptionContextEquals: equal, encryptionContextSubset: subset } = grant;
  const pairs = [...Object.entries(equal ?? {}), ...Object.entries(subset ?? {})];
  const only = equal === undefined ? [] : noOtherPairs(gathering, Object.keys(equal));
  return [...source, ...pairs.map(([key, value]) => pairPassed(gathering, key, value)), ...only];
}

const PAIR = 'kms:EncryptionContext:';

/** The names of pairs keep their case; names of condition keys do not. */
function pairPassed(gathering: Gathering, name: string, value: string): Symbolic {
  const spelled = gathering.environment.encryptionContext ?? [];
  const otherwise = spelled.some((one) => one !== name && one.toLowerCase() === name.toLowerCase());
  return otherwise ? constant(false) : keyHolds(gathering, PAIR + name, [value]);
}

function noOtherPairs(gathering: Gathering, names: readonly string[]): readonly Symbolic[] {
  const passed = gathering.environment.encryptionContext;
  if (passed === undefined) return [keyHolds(gathering, 'kms:EncryptionContextKeys', names, EACH)];
  const others = passed.filter((name) => !names.includes(name));
  return others.map((name) => neither(keyStands(gathering, PAIR + name)));
}
