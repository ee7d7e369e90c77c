import { lastSegment } from '../domain/arn.ts';
import type { ContextValue } from '../domain/request.ts';
import type { IamRole, Tags } from '../domain/snapshot.ts';
import { catalogueAction, type KeyUse, serviceCatalogue, serviceOfAction } from './actions.ts';
import { CONDITION_KEYS } from './data/condition-keys.ts';
import { KEY_SERVICES, KEY_SERVICES_EXCEPT, NO_RESOURCE_OWNER_KEYS } from './data/key-services.ts';
import type { FreeKey } from './domains.ts';
import type { Reason } from './operators.ts';
import type { Question } from './question.ts';
import { sessionsOf } from './sessions.ts';
import type { World } from './world.ts';

/** What a request of the question can hold under one key. */
export type KeyState =
  | { readonly kind: 'fixed'; readonly value: ContextValue }
  | { readonly kind: 'absent' }
  | { readonly kind: 'free'; readonly key: FreeKey };

const ABSENT: KeyState = { kind: 'absent' };
const fixed = (value: ContextValue): KeyState => ({ kind: 'fixed', value });
const fixedOrAbsent = (value: ContextValue | undefined): KeyState => (value === undefined ? ABSENT : fixed(value));

interface KeyFacts {
  readonly multi: boolean;
  readonly bool: boolean;
  readonly mayBeAbsent: boolean;
}

const free = (name: string, facts: Partial<KeyFacts> = {}): KeyState => ({ kind: 'free', key: freeKey(name, facts) });

function freeKey(name: string, facts: Partial<KeyFacts>): FreeKey {
  return {
    name,
    multi: facts.multi ?? false,
    mayBeAbsent: facts.mayBeAbsent ?? true,
    ...(facts.bool === true ? { values: ['true', 'false'] } : {}),
  };
}

const hidden = (name: string, reason: Reason, more: Partial<FreeKey> = {}): KeyState => ({
  kind: 'free',
  key: { ...freeKey(name, {}), ...more, hidden: reason },
});

const KNOWN_KEYS: ReadonlyMap<string, KeyFacts> = new Map(
  CONDITION_KEYS.map((key) => [
    key.key.toLowerCase(),
    { multi: key.cardinality === 'multi', bool: key.type === 'Bool', mayBeAbsent: key.presence !== 'always' },
  ]),
);

/** A key known by name only, as conditions of answers mention it. */
export function looseKey(name: string): FreeKey {
  const facts = KNOWN_KEYS.get(splitKey(name)[0]) ?? KNOWN_KEYS.get(name.toLowerCase());
  return freeKey(name, { ...facts, mayBeAbsent: true });
}

type Rule = (question: Question, world: World, key: string) => KeyState;

/** `aws:PrincipalTag/Team` -> [`aws:principaltag/`, `Team`]; keys without a tag part have an empty second half. */
function splitKey(key: string): readonly [string, string] {
  const slash = key.indexOf('/');
  if (slash < 0 || !/^(aws|s3|iam|kms|dynamodb|ec2|secretsmanager|lambda|sqs|sns):[A-Za-z]*Tag\//i.test(key)) {
    return [key.toLowerCase(), ''];
  }
  return [key.slice(0, slash + 1).toLowerCase(), key.slice(slash + 1)];
}

/** The state of a condition key in the requests of one question; key names ignore case (rule 70). */
export function keyState(world: World, question: Question, key: string): KeyState {
  const [name] = splitKey(key);
  const forwarded = forwardedKey(question, name, key);
  if (forwarded !== undefined) return forwarded;
  const rule = RULES.get(name);
  if (rule !== undefined) return rule(question, world, key);
  return name.startsWith('aws:') ? globalKey(question, name, key) : serviceKey(question, world, key);
}

/** Keys of a request that a service makes with the caller's credentials (rules 76, 80, 112). */
function forwardedKey(
  { profile: { forwarded }, target, caller }: Question,
  name: string,
  key: string,
): KeyState | undefined {
  if (forwarded === undefined) return undefined;
  const principal = `${forwarded.service}.amazonaws.com`;
  const context = Object.entries(forwarded.context);
  if (name === 'kms:viaservice') return fixed(`${forwarded.service}.${target.region ?? ''}.amazonaws.com`);
  if (name === 'aws:viaawsservice') return fixed('true');
  if (name === 'aws:calledvia') return fixed([principal]);
  if (name === 'aws:calledviafirst' || name === 'aws:calledvialast') return fixed(principal);
  if (name === 'kms:encryptioncontextkeys') return fixed(context.map(([one]) => one));
  if (name.startsWith('kms:encryptioncontext:')) {
    return fixedOrAbsent(context.find(([one]) => `kms:encryptioncontext:${one.toLowerCase()}` === name)?.[1]);
  }
  if (/^aws:(sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip|vpce.*)$/.test(name)) return ABSENT;
  if (name === 'aws:multifactorauthpresent' && caller.principal.kind === 'user') {
    return hidden(key, { rule: 29, text: 'MFA in a forwarded request of a user' }, { values: ['false', 'true'] });
  }
  return undefined;
}

/** Some endpoint keys are sent by listed services only (rule 93). */
function isSent({ action }: Question, key: string): boolean {
  const listed = Object.entries(KEY_SERVICES).find(([one]) => one.toLowerCase() === key.toLowerCase())?.[1];
  return listed === undefined || (listed.has(serviceOfAction(action)) && !KEY_SERVICES_EXCEPT.has(action));
}

/** A global key without a rule of its own: free if AWS knows it, else never sent (rule 73). */
function globalKey(question: Question, name: string, key: string): KeyState {
  if (!isSent(question, key)) return ABSENT;
  const facts = KNOWN_KEYS.get(name);
  return facts === undefined ? ABSENT : free(key, facts);
}

function serviceKey(question: Question, world: World, key: string): KeyState {
  const action = catalogueAction(question.action);
  if (action === undefined) {
    const ours = key.toLowerCase().startsWith(`${serviceOfAction(question.action)}:`);
    return ours ? hidden(key, { rule: 73, text: `which keys ${question.action} sends is not listed` }) : ABSENT;
  }
  const use = keyUses(question).find((one) => namesKey(one.key, key));
  if (use !== undefined) return free(key, { multi: use.type.startsWith('ArrayOf'), bool: use.type === 'Bool' });
  const federated = sessionKey(question, world, key);
  return federated ?? ABSENT;
}

/** Claims that outlive the sign-in: only these may stand in later requests of a federated session. */
const LASTING_CLAIMS = /^(saml:(sub|sub_type|namequalifier)|.+:(aud|sub|amr|app_id|user_id|id))$/i;

function sessionKey(question: Question, world: World, key: string): KeyState | undefined {
  const facts = KNOWN_KEYS.get(key.toLowerCase());
  const signIn = /:AssumeRoleWith(SAML|WebIdentity)$/i.test(question.action);
  const isClaim = /^saml:/i.test(key) || /^[^:]+\.[^:]+:/.test(key);
  if (signIn && isClaim) return free(key, facts ?? {});
  const role = roleOf(question);
  if (!isClaim || role === undefined || !LASTING_CLAIMS.test(key)) return undefined;
  const sessions = sessionsOf(world, role);
  return sessions.saml || sessions.webIdentity ? free(key, facts ?? {}) : undefined;
}

function keyUses(question: Question): readonly KeyUse[] {
  const action = catalogueAction(question.action);
  if (action === undefined) return [];
  const ofType = action.types.filter((type) => type.name === question.target.type).flatMap((type) => type.keys);
  const typeKeys = serviceCatalogue(question.target.service).typeKeys.get(question.target.type) ?? [];
  return [...action.keys, ...ofType, ...typeKeys];
}

/** `kms:EncryptionContext:${EncryptionContextKey}` names `kms:EncryptionContext:app`; `s3:ExistingObjectTag/<key>` likewise. */
function namesKey(listed: string, key: string): boolean {
  const stem = listed.replace(/(\$\{[^}]+\}|<[^>]+>)$/, '');
  const [a, b] = [stem.toLowerCase(), key.toLowerCase()];
  return stem === listed ? a === b : b.startsWith(a) && b.length > a.length;
}

const lists = (question: Question, key: string): boolean => keyUses(question).some((use) => namesKey(use.key, key));

const roleOf = (question: Question): IamRole | undefined => {
  const { entity, principal } = question.caller;
  return principal.kind === 'roleSession' && entity !== undefined && !('groups' in entity) ? entity : undefined;
};

const UNDOCUMENTED_SERVICE: Reason = { rule: 49, text: 'what AWS services show under this key is not documented' };
const UNDOCUMENTED_UNSIGNED: Reason = {
  rule: 25,
  text: 'what unsigned sign-in calls show under this key is not documented',
};
const NOT_READ: Reason = { rule: 12, text: 'the organisation was not read' };

function principalArn({ caller: { principal, foreign } }: Question): KeyState {
  const name = 'aws:PrincipalArn';
  if (foreign === 'account' && principal.kind === 'user') {
    return {
      kind: 'free',
      key: { name, multi: false, mayBeAbsent: false, prefix: `arn:${principal.partition}:iam::${principal.account}:` },
    };
  }
  if (foreign === 'anyAccount') return free(name, { mayBeAbsent: false });
  switch (principal.kind) {
    case 'user':
      return fixed(principal.arn);
    case 'roleSession':
      return principal.roleArn === undefined
        ? hidden(name, { rule: 74, text: 'the role path is not known' })
        : fixed(principal.roleArn);
    case 'root':
    case 'assumedRoot':
      return fixed(`arn:${principal.partition}:iam::${principal.account}:root`);
    case 'federatedUser':
      return fixed(`arn:${principal.partition}:sts::${principal.account}:federated-user/${principal.name}`);
    case 'service':
      return hidden(name, UNDOCUMENTED_SERVICE);
    case 'federated':
    case 'anonymous':
      return ABSENT;
  }
}

const FOREIGN_ORGANIZATION: Reason = { rule: 5, text: 'which organisation the other account belongs to is not known' };

function principalAccount({ caller: { principal, foreign } }: Question, world: World, key: string): KeyState {
  if (foreign === 'anyAccount') {
    const except = world.snapshot.accounts.map((account) => account.id);
    return { kind: 'free', key: { name: key, multi: false, mayBeAbsent: false, except } };
  }
  if (principal.kind === 'service') return hidden(key, UNDOCUMENTED_SERVICE);
  if (principal.kind === 'federated') return hidden(key, UNDOCUMENTED_UNSIGNED);
  return fixed(principal.kind === 'anonymous' ? 'anonymous' : principal.account);
}

/** `paths` asks for the list key aws:PrincipalOrgPaths, else for aws:PrincipalOrgID; likewise for resources. */
function organizationOf(account: string | undefined, world: World, key: string): KeyState {
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

const principalOrganization: Rule = ({ caller: { principal } }, world, key) =>
  'account' in principal ? organizationOf(principal.account, world, key) : ABSENT;

function principalTag(question: Question, world: World, key: string): KeyState {
  const { entity, principal, foreign } = question.caller;
  if (foreign !== undefined) return free(key);
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

const PRINCIPAL_TYPES: Readonly<Record<string, string>> = {
  root: 'Account',
  user: 'User',
  roleSession: 'AssumedRole',
  federatedUser: 'FederatedUser',
  anonymous: 'Anonymous',
};

function principalType({ caller: { principal, foreign } }: Question, _world: World, key: string): KeyState {
  if (foreign !== undefined) return free(key, { mayBeAbsent: false });
  const known = PRINCIPAL_TYPES[principal.kind];
  return known === undefined ? hidden(key, UNDOCUMENTED_SERVICE, { mayBeAbsent: false }) : fixed(known);
}

function userId(question: Question, _world: World, key: string): KeyState {
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

function userName({ caller: { principal, foreign } }: Question, _world: World, key: string): KeyState {
  if (foreign !== undefined) return free(key);
  if (principal.kind !== 'user') return ABSENT;
  return fixed(lastSegment(principal.arn));
}

function isAwsService({ caller: { principal } }: Question, _world: World, key: string): KeyState {
  if (principal.kind === 'anonymous') return ABSENT;
  if (principal.kind === 'federated') return hidden(key, UNDOCUMENTED_UNSIGNED, { values: ['false'] });
  return fixed(principal.kind === 'service' ? 'true' : 'false');
}

/** Keys that only a service principal's own call carries. */
const onlyServices: Rule = ({ caller: { principal } }, _world, key) => {
  if (principal.kind !== 'service') return ABSENT;
  if (/^aws:PrincipalServiceName$/i.test(key)) return fixed(principal.name);
  return free(key, { multi: KNOWN_KEYS.get(key.toLowerCase())?.multi ?? false });
};

function multiFactor(question: Question, world: World, key: string): KeyState {
  const { principal } = question.caller;
  if (principal.kind === 'user') return free(key, { bool: true });
  const role = roleOf(question);
  if (role === undefined) return ABSENT;
  return sessionsOf(world, role).assumed
    ? hidden(
        key,
        { rule: 29, text: 'whether a role session shows MFA as absent or false is not documented' },
        { values: ['false'] },
      )
    : ABSENT;
}

const multiFactorAge: Rule = (question, _world, key) =>
  question.caller.principal.kind === 'user' ? free(key) : ABSENT;

function tokenIssueTime(question: Question, _world: World, key: string): KeyState {
  const { principal } = question.caller;
  if (principal.kind === 'anonymous' || principal.kind === 'federated') return ABSENT;
  if (principal.kind === 'service') return hidden(key, UNDOCUMENTED_SERVICE);
  if (principal.kind === 'user' || principal.kind === 'root') return free(key);
  const now = question.profile.now;
  return now === undefined ? free(key, { mayBeAbsent: false }) : fixed(now);
}

/** Keys of a session that its creation may have set; users, roots and services have none. */
const sessionOnly: Rule = (question, _world, key) => {
  const { principal } = question.caller;
  if (question.caller.foreign !== undefined) return free(key, KNOWN_KEYS.get(key.toLowerCase()) ?? {});
  return principal.kind === 'roleSession' ? free(key, KNOWN_KEYS.get(key.toLowerCase()) ?? {}) : ABSENT;
};

const sourceIdentity: Rule = (question, world, key) => {
  const role = roleOf(question);
  return role !== undefined && !sessionsOf(world, role).sourceIdentity ? ABSENT : sessionOnly(question, world, key);
};

const federatedProvider: Rule = (question, world, key) => {
  if (/:AssumeRoleWithWebIdentity$/i.test(question.action)) {
    const { principal } = question.caller;
    return principal.kind === 'federated' ? fixed(principal.provider) : ABSENT;
  }
  const role = roleOf(question);
  return role !== undefined && sessionsOf(world, role).webIdentity ? free(key) : ABSENT;
};

function resourceTag(question: Question, _world: World, key: string): KeyState {
  const { resource, role } = question.target;
  if (!lists(question, key)) return ABSENT;
  if (resource?.type === 'AWS::S3::Bucket' && resource.abac !== true) return ABSENT;
  const tags = role?.tags ?? resource?.tags;
  if (tags !== undefined) return fixedOrAbsent(tagValue(tags, key));
  return hidden(key, { rule: 73, text: 'the tags of the resource are not in the snapshot' });
}

function requestedRegion({ target, profile }: Question, _world: World, key: string): KeyState {
  if (profile.ownRegion !== true || target.service === 'sts') return free(key, { mayBeAbsent: false });
  if (target.service === 'iam' && /^sts$/.test(target.type)) return free(key, { mayBeAbsent: false });
  if (target.region !== undefined && target.region !== '') return fixed(target.region);
  return GLOBAL_SERVICES.has(target.service) ? fixed('us-east-1') : free(key, { mayBeAbsent: false });
}

/** Services with one global endpoint, which reports us-east-1 (rule 117). */
const GLOBAL_SERVICES = new Set([
  'iam',
  'organizations',
  'cloudfront',
  'route53',
  'waf',
  'shield',
  'budgets',
  'ce',
  'support',
]);

const ownerKeys: Rule = (question, world, key) => {
  const { account } = question.target;
  if (NO_RESOURCE_OWNER_KEYS.has(question.action)) return ABSENT;
  if (/^aws:ResourceAccount$/i.test(key)) {
    return account === undefined
      ? hidden(key, { rule: 73, text: 'the owner of the resource is not known' })
      : fixed(account);
  }
  return organizationOf(account, world, key);
};

/** Set only on calls that come through an access point. */
const accessPointKey: Rule = ({ target, profile }, _world, key) => {
  const own =
    target.resource?.type === 'AWS::S3::AccessPoint'
      ? { arn: target.resource.arn, account: target.resource.account }
      : undefined;
  const through = profile.accessPoint ?? own;
  return fixedOrAbsent(/account$/i.test(key) ? through?.account : through?.arn);
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['aws:principalarn', principalArn],
  ['aws:principalaccount', principalAccount],
  ['aws:principalorgid', principalOrganization],
  ['aws:principalorgpaths', principalOrganization],
  ['aws:principaltag/', principalTag],
  ['aws:principaltype', principalType],
  ['aws:userid', userId],
  ['aws:username', userName],
  ['aws:principalisawsservice', isAwsService],
  ['aws:principalservicename', onlyServices],
  ['aws:principalservicenameslist', onlyServices],
  ['aws:sourcearn', onlyServices],
  ['aws:sourceaccount', onlyServices],
  ['aws:sourceorgid', onlyServices],
  ['aws:sourceorgpaths', onlyServices],
  ['aws:multifactorauthpresent', multiFactor],
  ['aws:multifactorauthage', multiFactorAge],
  ['aws:tokenissuetime', tokenIssueTime],
  ['aws:sourceidentity', sourceIdentity],
  ['aws:federatedprovider', federatedProvider],
  ['aws:assumedroot', (question) => (question.caller.principal.kind === 'assumedRoot' ? fixed('true') : ABSENT)],
  ['aws:resourcetag/', resourceTag],
  ['s3:buckettag/', resourceTag],
  ['iam:resourcetag/', resourceTag],
  ['aws:resourceaccount', ownerKeys],
  ['aws:resourceorgid', ownerKeys],
  ['aws:resourceorgpaths', ownerKeys],
  ['s3:resourceaccount', (question) => fixedOrAbsent(question.target.account)],
  ['kms:calleraccount', principalAccount],
  ['s3:dataaccesspointaccount', accessPointKey],
  ['s3:dataaccesspointarn', accessPointKey],
  ['aws:requestedregion', requestedRegion],
  [
    'aws:securetransport',
    ({ profile }, _w, key) =>
      profile.secureTransport === true ? fixed('true') : free(key, { bool: true, mayBeAbsent: false }),
  ],
  [
    'aws:currenttime',
    ({ profile }, _w, key) => (profile.now === undefined ? free(key, { mayBeAbsent: false }) : fixed(profile.now)),
  ],
  [
    'aws:epochtime',
    ({ profile }, _w, key) => (profile.now === undefined ? free(key, { mayBeAbsent: false }) : fixed(profile.now)),
  ],
  [
    's3:signatureversion',
    ({ profile, action }, _w, key) =>
      action.startsWith('s3:') ? (profile.signed === true ? fixed('AWS4-HMAC-SHA256') : free(key)) : ABSENT,
  ],
  ['aws:requesttag/', (question, _w, key) => (lists(question, key) ? free(key) : ABSENT)],
  ['aws:tagkeys', (question, _w, key) => (lists(question, key) ? free(key, { multi: true }) : ABSENT)],
  [
    'aws:viaawsservice',
    ({ caller: { principal } }, _w, key) =>
      principal.kind === 'service' ? fixed('false') : free(key, { bool: true, mayBeAbsent: false }),
  ],
  ...[
    'lambda:sourcefunctionarn',
    'ec2:sourceinstancearn',
    'ec2:roledelivery',
    'aws:ec2instancesourcevpc',
    'aws:ec2instancesourceprivateipv4',
    'ssm:sourceinstancearn',
    'glue:roleassumedby',
    'glue:credentialissuingservice',
    'codebuild:buildarn',
    'codebuild:projectarn',
    'identitystore:userid',
    'identitystore:identitystorearn',
    'aws:chatbotsourcearn',
    'aws:viacustomerdomain',
    'aws:signinsessionarn',
  ].map((key): [string, Rule] => [key, sessionOnly]),
]);
