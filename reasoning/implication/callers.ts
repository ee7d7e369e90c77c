import { lastSegment } from '../../domain/arn.ts';
import { entriesOf } from '../../domain/policy.ts';
import type { Principal } from '../../domain/principal.ts';
import { catalogueAction, serviceOfAction } from '../actions.ts';
import { KEY_SERVICES, KEY_SERVICES_EXCEPT } from '../data/key-services.ts';
import { isOwnersAlone, takesUnsigned } from '../data/service-facts.ts';
import type { FreeKey } from '../domains.ts';
import {
  ABSENT,
  fixed,
  fixedOrAbsent,
  free,
  type KeyState,
  KNOWN_KEYS,
  keyUses,
  lists,
  namesKey,
  splitKey,
} from '../key-state.ts';
import { arnOfPrincipal, PRINCIPAL_TYPES } from '../principal-keys.ts';
import { principalOfArn } from '../principal-of-arn.ts';
import { isBesideAssume, type Question } from '../question.ts';
import { crossingIn, type ResourceKind } from './arn-formats.ts';
import type { Sided } from './sides.ts';

/** Callers that no statement tells apart, by one of them. */
export interface CallerClass {
  readonly principal: Principal;
  /** Named by no policy: any such principal of its account, so its ARN is open but for those in `except`. */
  readonly open?: { readonly prefix: string; readonly except: readonly string[] };
}

/** An account that the policies do not speak of. */
export const OTHER_ACCOUNT = '123456789012';

/** Keys of who calls; a policy that tests none of them treats all callers of an identity policy alike. */
const CALLER_KEYS = /^(aws:(principal(arn|account|type)|userid|username)|kms:calleraccount)$/i;

const asksWhoCalls = ({ keys }: Sided): boolean => keys.some((key) => CALLER_KEYS.test(key));

const excludesCallers = ({ statement: { principals } }: Sided): boolean =>
  principals !== undefined && 'notIn' in principals;

/** The callers that the statements can tell apart. */
export function callersOf(
  statements: readonly Sided[],
  resourcePolicies: boolean,
  partition: string,
): readonly CallerClass[] {
  const text = JSON.stringify(
    statements.map(({ statement }) => [statement.principals, statement.conditions, statement.resources]),
  );
  if (!resourcePolicies && !statements.some(asksWhoCalls)) return somebodies(OTHER_ACCOUNT, partition, []).slice(0, 1);
  const accounts = new Set([OTHER_ACCOUNT, ...accountsIn(text)]);
  const named = resourcePolicies ? namedIn(statements, partition) : [];
  const known = named.flatMap(({ principal }) =>
    'arn' in principal ? [principal.arn] : 'roleArn' in principal ? [principal.roleArn ?? ''] : [],
  );
  const roots = resourcePolicies && statements.some((one) => asksWhoCalls(one) || excludesCallers(one));
  return [...accounts]
    .flatMap((account): readonly CallerClass[] => [
      ...somebodies(account, partition, known),
      ...(roots ? [{ principal: { kind: 'root', partition, account } } as const] : []),
    ])
    .concat(named);
}

/** Accounts by number, and one for each pattern of digits. */
function accountsIn(text: string): readonly string[] {
  const whole = [...text.matchAll(/(?<![\w*?])(\d{12})(?![\w*?])/g)].map((match) => match[1] ?? '');
  const patterns = [...text.matchAll(/(?<![\w*?])(?=[\d?]*\d)[\d*?]*[*?][\d*?]*(?![\w*?])/g)].map(([pattern]) =>
    pattern
      .replaceAll('?', '0')
      .replace(/\*/, '0'.repeat(Math.max(0, 12 - pattern.replaceAll('*', '').length)))
      .replaceAll('*', ''),
  );
  return [...whole, ...patterns.filter((one) => /^\d{12}$/.test(one))];
}

function somebodies(account: string, partition: string, known: readonly string[]): readonly CallerClass[] {
  const home = `arn:${partition}:iam::${account}`;
  const open = (prefix: string) => ({ prefix, except: known.filter((arn) => arn.startsWith(prefix)) });
  return [
    { principal: { kind: 'user', partition, account, arn: `${home}:user/somebody` }, open: open(`${home}:user/`) },
    {
      principal: {
        kind: 'roleSession',
        partition,
        account,
        roleName: 'somebody',
        roleArn: `${home}:role/somebody`,
        sessionName: 'tadori',
      },
      open: open(`${home}:role/`),
    },
  ];
}

/** Everybody whom a Principal element spells out, and those whom `*` reaches beside users and roles. */
function namedIn(statements: readonly Sided[], partition: string): readonly CallerClass[] {
  const entries = statements.flatMap(({ statement: { principals } }) =>
    principals === undefined ? [] : entriesOf(principals),
  );
  const found = new Map<string, Principal>([
    ['anonymous', { kind: 'anonymous' }],
    ['service', { kind: 'service', name: 'some-service.amazonaws.com' }],
  ]);
  const roles = entries.filter(({ value }) => /:role\//.test(value)).map(({ value }) => value);
  for (const { kind, value } of entries) {
    const principal =
      kind === 'Service'
        ? ({ kind: 'service', name: value } as const)
        : kind === 'Federated'
          ? ({ kind: 'federated', provider: value } as const)
          : kind === 'AWS'
            ? principalOf(value, roles)
            : undefined;
    if (principal !== undefined) found.set(`${kind} ${value}`, principal);
    // one session is named: the others of its role are no longer anybody's
    if (principal?.kind === 'roleSession' && value.includes(':assumed-role/'))
      found.set(`${kind} ${value} other`, { ...principal, sessionName: `${principal.sessionName}-another` });
  }
  return [...found.values()]
    .filter((one) => !('partition' in one) || one.partition === partition)
    .map((principal) => ({ principal }));
}

function principalOf(arn: string, roles: readonly string[]): Principal | undefined {
  const principal = principalOfArn(arn);
  if (principal === undefined || principal.kind === 'user') return principal;
  const { partition, account } = principal;
  if (principal.kind === 'federatedUser')
    return { ...principal, user: `arn:${partition}:iam::${account}:user/somebody` };
  const { roleName, sessionName = 'tadori' } = principal;
  const home = `arn:${partition}:iam::${account}:role/`;
  const roleArn =
    principal.roleArn ?? roles.find((one) => one.startsWith(home) && one.endsWith(`/${roleName}`)) ?? home + roleName;
  return { ...principal, roleArn, sessionName };
}

/** Does a request of the action come from such a caller at all? */
export const calls = ({ principal: { kind } }: CallerClass, action: string, resource: ResourceKind): boolean => {
  const service = serviceOfAction(action);
  const signIn = /^sts:AssumeRoleWith(SAML|WebIdentity)$/i.test(action);
  if (kind === 'federated') return signIn || isBesideAssume(action);
  // in its own account the root user needs no grant
  if (kind === 'root') return service === 'kms' || (service !== 'sts' && crossingIn(action, resource) === 'crosses');
  if (signIn || (kind === 'roleSession' && /^sts:GetFederationToken$/i.test(action))) return false;
  if (kind === 'service' && isOwnersAlone(action)) return false;
  if (kind === 'anonymous') return takesUnsigned(action, resource.format ?? '') && service !== 'lambda';
  return kind !== 'federatedUser' || (service !== 'iam' && service !== 'sts');
};

/** The question of a caller class about any resource of a kind. */
export const questionFor = (
  { principal }: CallerClass,
  action: string,
  { service, type }: Pick<ResourceKind, 'service' | 'type'>,
): Question => ({
  caller: { id: 'implication', principal },
  target: { arn: '*', service, type },
  action,
  profile: {},
});

/** What a request of the action by the caller can hold under a key, where nothing is known but both. */
export function keyStateFor(caller: CallerClass, question: Question, key: string): KeyState {
  const [name] = splitKey(key);
  const rule = CALLER_RULES.get(name);
  return rule === undefined ? requestKey(question, name, key) : rule(caller, key);
}

function requestKey(question: Question, name: string, key: string): KeyState {
  if (RESOURCE_TAGS.has(name)) return free(key);
  return name.startsWith('aws:') ? globalKey(question, name, key) : serviceKey(question, name, key);
}

function globalKey(question: Question, name: string, key: string): KeyState {
  if (OF_REQUEST_TAGS.has(name))
    return !isListed(question) || lists(question, key) ? free(key, { multi: name === 'aws:tagkeys' }) : ABSENT;
  const facts = KNOWN_KEYS.get(name);
  return facts === undefined || !isSent(question, name) ? ABSENT : free(key, facts);
}

function serviceKey(question: Question, name: string, key: string): KeyState {
  const known = free(key, KNOWN_KEYS.get(name) ?? {});
  if (!isListed(question)) return known;
  const use = keyUses(question).find((one) => namesKey(one.key, key));
  if (use !== undefined) return free(key, { multi: use.type.startsWith('ArrayOf'), bool: use.type === 'Bool' });
  const ours = name.startsWith(`${serviceOfAction(question.action)}:`) && ALWAYS_SENT.has(name);
  return ours || /^saml:|^[^:]+\.[^:]+:/i.test(key) ? known : ABSENT;
}

/** Does it make a difference to the key which action is asked for, and on what? */
export function hangsOnAction(key: string): boolean {
  const [name] = splitKey(key);
  if (CALLER_RULES.has(name) || RESOURCE_TAGS.has(name)) return false;
  return !name.startsWith('aws:') || OF_REQUEST_TAGS.has(name) || SENDERS.has(name);
}

const isListed = ({ action }: Question): boolean => catalogueAction(action) !== undefined;

const OF_REQUEST_TAGS = new Set(['aws:requesttag/', 'aws:tagkeys']);
const RESOURCE_TAGS = new Set(['aws:resourcetag/', 's3:buckettag/', 'iam:resourcetag/']);
/** Keys of services that their lists leave out. */
const ALWAYS_SENT = new Set([
  's3:resourceaccount',
  's3:signatureversion',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'kms:viaservice',
  'lambda:functionurlauthtype',
]);

const SENDERS = new Map(Object.entries(KEY_SERVICES).map(([key, services]) => [key.toLowerCase(), services]));

/** Some endpoint keys are sent by listed services only (rule 93). */
function isSent({ action }: Question, name: string): boolean {
  const services = SENDERS.get(name);
  return services === undefined || (services.has(serviceOfAction(action)) && !KEY_SERVICES_EXCEPT.has(action));
}

type CallerRule = (caller: CallerClass, key: string) => KeyState;

/** Keys that only services send. */
const ofServices: CallerRule = ({ principal: { kind } }, key) => (kind === 'service' ? knownFree(key) : ABSENT);
/** Keys that every caller with an account may have. */
const ofAccounts: CallerRule = ({ principal }, key) => ('account' in principal ? knownFree(key) : ABSENT);
const accountKey: CallerRule = ({ principal }) => ('account' in principal ? fixed(principal.account) : ABSENT);

/** Keys that say who calls; the others say what is asked for, and how. */
const CALLER_RULES: ReadonlyMap<string, CallerRule> = new Map<string, CallerRule>([
  ['aws:principalarn', ({ principal, open }, key) => arnKey(principal, open, key)],
  ['aws:principalaccount', accountKey],
  ['kms:calleraccount', accountKey],
  ['aws:principaltype', ({ principal: { kind } }) => fixedOrAbsent(PRINCIPAL_TYPES[kind])],
  ['aws:username', ({ principal, open }, key) => nameKey(principal, open, key)],
  ['aws:userid', ({ principal }, key) => ('account' in principal ? free(key, { mayBeAbsent: false }) : ABSENT)],
  [
    'aws:principalisawsservice',
    ({ principal: { kind } }) => (kind === 'anonymous' ? ABSENT : fixed(String(kind === 'service'))),
  ],
  ['aws:principalorgid', ofAccounts],
  ['aws:principalorgpaths', ofAccounts],
  ['aws:principaltag/', ofAccounts],
  ['aws:principalservicename', ({ principal }) => (principal.kind === 'service' ? fixed(principal.name) : ABSENT)],
  ['aws:principalservicenameslist', ofServices],
  ['aws:sourcearn', ofServices],
  ['aws:sourceaccount', ofServices],
  ['aws:sourceorgid', ofServices],
  ['aws:sourceorgpaths', ofServices],
  [
    'aws:viaawsservice',
    ({ principal: { kind } }, key) =>
      kind === 'service' ? fixed('false') : free(key, { bool: true, mayBeAbsent: false }),
  ],
]);

const knownFree = (key: string): KeyState => free(key, KNOWN_KEYS.get(splitKey(key)[0]) ?? {});

function nameKey(principal: Principal, open: CallerClass['open'], key: string): KeyState {
  if (principal.kind !== 'user') return ABSENT;
  return open === undefined ? fixed(lastSegment(principal.arn)) : free(key, { mayBeAbsent: false });
}

function arnKey(principal: Principal, open: CallerClass['open'], key: string): KeyState {
  if (open !== undefined) {
    const free: FreeKey = {
      name: key,
      multi: false,
      mayBeAbsent: false,
      prefix: open.prefix,
      except: [open.prefix, ...open.except],
    };
    return { kind: 'free', key: free };
  }
  return fixedOrAbsent(arnOfPrincipal(principal));
}
