import { catalogueAction, serviceOfAction } from './actions.ts';
import { type Ask, kept } from './ask.ts';
import { claimState, isClaimKey } from './claim-keys.ts';
import { KEY_SERVICES, KEY_SERVICES_EXCEPT, NO_RESOURCE_OWNER_KEYS } from './data/key-services.ts';
import type { FreeKey } from './domains.ts';
import {
  ABSENT,
  fixed,
  fixedOrAbsent,
  free,
  hidden,
  type KeyState,
  KNOWN_KEYS,
  keysUnlisted,
  keyUses,
  lists,
  namesKey,
  type Rule,
  splitKey,
} from './key-state.ts';
import {
  federatedProvider,
  isAwsService,
  multiFactor,
  multiFactorAge,
  onlyServices,
  principalAccount,
  principalArn,
  principalOrganization,
  principalTag,
  principalType,
  roleOf,
  sessionOnly,
  sourceIdentity,
  tokenIssueTime,
  userId,
  userName,
} from './principal-keys.ts';
import { audienceKey, type Caller, type Profile, type Question, type Target } from './question.ts';
import {
  accessPointKey,
  functionUrlAuth,
  networkOrigin,
  ownerKeys,
  requestedRegion,
  resourceAliases,
  resourceTag,
  viaFunctionUrl,
} from './resource-keys.ts';
import { sessionsOf } from './sessions.ts';
import type { World } from './world.ts';

/** The state of a condition key in the requests of one question; key names ignore case (rule 70). */
export function keyState(world: World, question: Question, key: string): KeyState {
  const [name] = splitKey(key);
  const forwarded = forwardedKey(question, name, key);
  if (forwarded !== undefined) return forwarded;
  const rule = RULES.get(name);
  if (rule !== undefined) return rule(question, world, key);
  if (name.startsWith('aws:')) return globalKey(question, name, key);
  const state = serviceKey(question, world, key);
  return state.kind === 'free' && name === audienceKey(question.caller.principal)?.toLowerCase()
    ? { ...state, key: { ...state.key, ...audiences(question, world) } }
    : state;
}

/** All that the state of a key hangs on of the name of the action, where actions of one service are asked about. */
export function toldByAction(question: Question, key: string): string {
  const { action } = question;
  const use = keyUses(question).find((one) => namesKey(one.key, key))?.type;
  const unlisted = catalogueAction(action) === undefined ? action : '';
  const told = [isPartitionKey(question, key), isSent(question, key), NO_RESOURCE_OWNER_KEYS.has(action)];
  return [use, unlisted, ...told, /^lambda:InvokeFunctionUrl$/i.test(action)].join();
}

const toldOf = new Map<string, Ask<string>>();
const SOMEBODY: Caller = { id: 'anyone', principal: { kind: 'anonymous' } };

/** The same, kept for each key and type of target. Calls of AWS STS hang on who makes them, too, so each tells its own. */
export function keptByAction({ service, type }: Target, key: string): Ask<string> {
  const id = `${service} ${type} ${key}`;
  const question = { caller: SOMEBODY, target: { arn: '', service, type }, profile: {} };
  const told = (action: string): string => {
    const its = serviceOfAction(action);
    return its === 'sts' ? action : `${its} ${toldByAction({ ...question, action }, key)}`;
  };
  const known = toldOf.get(id) ?? kept(told);
  toldOf.set(id, known);
  return known;
}

/** The audiences that an OpenID provider lists, where that was read (rule 25); who is known to come with a token has one of them. */
function audiences({ caller: { principal, entrance } }: Question, world: World): Partial<FreeKey> {
  const values = principal.kind === 'federated' ? world.provider(principal.provider)?.clientIds : undefined;
  if (values === undefined) return {};
  return entrance === undefined ? { values } : { values, mayBeAbsent: false };
}

/** Keys of a request that a service makes with the caller's credentials (rules 76, 80, 112). */
function forwardedKey(
  { profile: { forwarded }, target, caller }: Question,
  name: string,
  key: string,
): KeyState | undefined {
  if (forwarded === undefined) return undefined;
  // a service's own call is carried on without a forward access session (rule 80)
  if (caller.principal.kind === 'service' && FORWARDED_ONLY.has(name)) return undefined;
  const principal = `${forwarded.service}.amazonaws.com`;
  if (name === 'kms:viaservice') return fixed(`${forwarded.service}.${target.region ?? ''}.amazonaws.com`);
  if (name === 'aws:viaawsservice') return fixed('true');
  if (name === 'aws:calledvia') return fixed([principal]);
  if (name === 'aws:calledviafirst' || name === 'aws:calledvialast') return fixed(principal);
  if (name.startsWith('kms:encryptioncontext')) return passedContext(forwarded, name, key);
  if (/^aws:(sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip|vpce.*)$/.test(name)) return ABSENT;
  if (name === 'aws:multifactorauthpresent' && caller.principal.kind === 'user') {
    return hidden(key, { rule: 29, text: 'MFA in a forwarded request of a user' }, { values: ['false', 'true'] });
  }
  return undefined;
}

const CONTEXT_UNDOCUMENTED = { rule: 80, text: 'which encryption context the service passes is not documented' };

const FORWARDED_ONLY = new Set([
  'kms:viaservice',
  'aws:viaawsservice',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
]);

function passedContext(forwarded: NonNullable<Profile['forwarded']>, name: string, key: string): KeyState {
  const { context, open, undocumented } = forwarded;
  const names = name === 'kms:encryptioncontextkeys';
  if (undocumented === true) return hidden(key, CONTEXT_UNDOCUMENTED, { multi: names });
  return names
    ? fixed([...Object.keys(context), ...(open === undefined ? [] : [open.name])])
    : passedPair(forwarded, name, key);
}

function passedPair({ context, open }: NonNullable<Profile['forwarded']>, name: string, key: string): KeyState {
  const is = (pair: string): boolean => `kms:encryptioncontext:${pair.toLowerCase()}` === name;
  if (open === undefined || !is(open.name)) return fixedOrAbsent(Object.entries(context).find(([one]) => is(one))?.[1]);
  const { prefix } = open;
  return { kind: 'free', key: { name: key, multi: false, mayBeAbsent: false, prefix, except: [prefix] } };
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
  const { principal } = question.caller;
  // whoever signs in shows a token, and sts:TagSession and sts:SetSourceIdentity are asked about beside that call (rule 27)
  if (principal.kind === 'federated' && isClaimKey(key)) return claimState(principal.provider, key);
  const action = catalogueAction(question.action);
  if (action === undefined) {
    const ours = key.toLowerCase().startsWith(`${serviceOfAction(question.action)}:`);
    return ours ? hidden(key, keysUnlisted(question.action)) : ABSENT;
  }
  const use = keyUses(question).find((one) => namesKey(one.key, key));
  if (use === undefined && isPartitionKey(question, key)) return free(key, { multi: true });
  if (use !== undefined) return free(key, { multi: use.type.startsWith('ArrayOf'), bool: use.type === 'Bool' });
  return sessionKey(question, world, key);
}

/**
 * DynamoDB sends the values of partition keys made of several attributes where it sends dynamodb:LeadingKeys. Source: Using IAM policy
 * conditions for fine-grained access control; the Service Authorization Reference does not list them.
 */
const isPartitionKey = (question: Question, key: string): boolean =>
  /^dynamodb:(First|Second|Third|Fourth)PartitionKeyValues$/i.test(key) && lists(question, 'dynamodb:LeadingKeys');

/** Claims that outlive the sign-in: only these may stand in later requests of a federated session. */
const LASTING_CLAIMS = /^(saml:(sub|sub_type|namequalifier)|.+:(aud|sub|amr|app_id|user_id|id))$/i;

function sessionKey(question: Question, world: World, key: string): KeyState {
  const role = roleOf(question);
  if (!isClaimKey(key) || role === undefined || !LASTING_CLAIMS.test(key)) return ABSENT;
  const sessions = sessionsOf(world, role);
  return sessions.saml || sessions.webIdentity ? free(key, KNOWN_KEYS.get(key.toLowerCase()) ?? {}) : ABSENT;
}

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
  ['s3:accesspointtag/', resourceTag],
  ['iam:resourcetag/', resourceTag],
  ['secretsmanager:resourcetag/', resourceTag],
  ['aws:resourceaccount', ownerKeys],
  ['aws:resourceorgid', ownerKeys],
  ['aws:resourceorgpaths', ownerKeys],
  ['s3:resourceaccount', (question) => fixedOrAbsent(question.target.account)],
  ['kms:calleraccount', principalAccount],
  ['kms:resourcealiases', resourceAliases],
  // set only where a service carries on a principal's call (rule 80)
  [
    'kms:viaservice',
    ({ caller: { principal }, action }, _w, key) =>
      principal.kind === 'service' || !/^kms:/i.test(action) ? ABSENT : free(key),
  ],
  ['s3:dataaccesspointaccount', accessPointKey],
  ['s3:dataaccesspointarn', accessPointKey],
  ['s3:accesspointnetworkorigin', networkOrigin],
  ['aws:requestedregion', requestedRegion],
  ['lambda:functionurlauthtype', functionUrlAuth],
  ['lambda:invokedviafunctionurl', viaFunctionUrl],
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
