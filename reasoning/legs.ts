import type { AlsoNeeds } from '../domain/access.ts';
import type { Formula } from '../domain/formula.ts';
import type { LambdaFunction, Resource, SqsQueue } from '../domain/snapshot.ts';
import {
  type AccessPoint,
  bucketNamed,
  bucketNames,
  isAccessPoint,
  isOfPointItself,
  isThroughMultiRegion,
} from './access-points.ts';
import { serviceOfAction, unlistedAction } from './actions.ts';
import { type ActionAnalysis, type Analysis, analyse } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { KEY_LEGS } from './data/kms-legs.ts';
import { DISAGREE, type EngineOptions, type Replaying, registered, replayed } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { toFormula } from './formula.ts';
import { verdictOf } from './judge.ts';
import { askedOf, type KnownLegs, once } from './known-legs.ts';
import { type EveryName, type NameTests, nameTests, testsUnder } from './leg-names.ts';
import { isGrantedNowhere } from './nothing-granted.ts';
import type { Test } from './operators.ts';
import type { Reason } from './predicates.ts';
import { cutAtBucket } from './public-access-block.ts';
import type { Caller, Profile, Question, Target } from './question.ts';
import { callsForOwner, callsUnread } from './reads.ts';
import { requestInside } from './replay.ts';
import { RESOURCE_KEY } from './resource-entries.ts';
import { functionUrl, targetOfArn, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** Without `replay` nobody asks the interpreter whether it lets a further authorisation through, too. */
export type LegOptions = Pick<EngineOptions, 'register'> &
  Partial<Replaying> & {
    /** Names are told apart in more ways than scopes can follow. */
    readonly undivided?: boolean;
    readonly known?: KnownLegs;
  };

/** A further authorisation, and why it is not known, if so. */
export interface Leg {
  readonly need: AlsoNeeds;
  readonly doubts: readonly Reason[];
}

export const needsOf = (legs: readonly Leg[]): readonly AlsoNeeds[] => legs.map(({ need }) => need);
export const doubtsOf = (legs: readonly Leg[]): readonly Reason[] => legs.flatMap(({ doubts }) => doubts);

/**
 * A further authorisation of the same caller. With `doubt` it cannot be asked, as what to ask it of is not known; `refused` it is
 * whatever policies say.
 */
export type LegQuestion = Pick<AlsoNeeds, 'action' | 'resource'> & {
  /** It is asked where a request is routed to the bucket of this name. */
  readonly route?: string;
} & (AskedLeg | { readonly doubt: Reason } | { readonly refused: true });

interface AskedLeg {
  readonly target: Target;
  readonly profile: Profile;
  /** It may be this that is asked instead: which of the two was not read. */
  readonly otherwise?: Profile;
  /** It may not be asked at all. */
  readonly spared?: Reason;
  /** Of an open part: the question about all names in it at once. */
  readonly everyName?: EveryName;
}

/**
 * What the service authorises besides, on the caller's behalf: the key of a sealed resource, the bucket behind an access point and its
 * key. The ARN of the target is that of one thing also where the target is an open part.
 */
export function legQuestions(world: World, question: Question): readonly LegQuestion[] {
  const { resource } = question.target;
  if (resource === undefined) return [];
  if (resource.type === 'AWS::Lambda::Function') return urlLegs(question, resource);
  if (resource.type === 'AWS::SQS::Queue') return queueLegs(world, question, resource);
  return isAccessPoint(resource) ? pointLegs(world, question, resource) : keyLegs(world, question, resource);
}

/**
 * What is received from a dead-letter queue is sealed by the keys of the queues that it came from; moving messages on takes them out of
 * the queue. Sources: Amazon SQS Key management; Configure queue permissions for dead-letter queue redrive.
 */
function queueLegs(world: World, question: Question, queue: SqsQueue): readonly LegQuestion[] {
  const { action, target, profile } = question;
  const own = keyLegs(world, question, queue);
  if (/^sqs:StartMessageMoveTask$/i.test(action))
    return [...TAKES_OUT.map((one) => ({ action: one, resource: target.arn, target, profile })), ...own];
  if (!/^sqs:ReceiveMessage$/i.test(action)) return own;
  const asked = new Set(own.map(({ resource }) => resource));
  const before = sourcesOf(world, queue.arn).flatMap((one) => keyLegs(world, question, one));
  return [...own, ...before.filter(({ resource }, i) => !asked.has(resource) && firstOf(before, resource) === i)];
}
const TAKES_OUT = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const firstOf = (legs: readonly LegQuestion[], arn: string): number => legs.findIndex((one) => one.resource === arn);

const deadLetters = new WeakMap<World, readonly SqsQueue[]>();

/** The queues of which this is the dead-letter queue. */
function sourcesOf(world: World, arn: string): readonly SqsQueue[] {
  const known = deadLetters.get(world) ?? world.snapshot.resources.filter(hasDeadLetters);
  deadLetters.set(world, known);
  return known.filter((one) => one.deadLetterQueue === arn);
}

const hasDeadLetters = (one: Resource): one is SqsQueue =>
  one.type === 'AWS::SQS::Queue' && one.deadLetterQueue !== undefined;

/**
 * Behind a function URL the function is invoked, too; of URLs that were there before, AWS does not say so (rule 85). Source: Control
 * access to Lambda function URLs.
 */
function urlLegs({ action, target, profile }: Question, lambda: LambdaFunction): readonly LegQuestion[] {
  if (!/^lambda:InvokeFunctionUrl$/i.test(action)) return [];
  const createdAt = functionUrl(lambda, target.arn)?.createdAt;
  const isNew = createdAt !== undefined && createdAt >= TWO_ACTIONS_SINCE;
  return [
    {
      action: 'lambda:InvokeFunction',
      resource: target.arn,
      target,
      profile: { ...profile, throughUrl: true },
      ...(isNew ? {} : { spared: OLD_URL }),
    },
  ];
}
const TWO_ACTIONS_SINCE = '2025-11';
const OLD_URL: Reason = {
  rule: 85,
  text: 'whether a function URL from before November 2025 takes calls without lambda:InvokeFunction',
};

/** The same, answered. */
export function legsOf(world: World, question: Question, options: LegOptions): readonly Leg[] {
  const asked = legQuestions(world, question);
  const legs = asked.map((leg) => answered(world, question.caller, leg, options));
  return onAnyRoute(asked, legs);
}

/** Where a request is routed to AWS does not say: what some of its ends let through and others do not is open (rule 83). */
function onAnyRoute(asked: readonly LegQuestion[], legs: readonly Leg[]): readonly Leg[] {
  const names = [...new Set(asked.flatMap(({ route }) => route ?? []))];
  const ends = names.map((name) => legs.filter((_, i) => asked[i]?.route === name));
  const refused = ends.every((end) => end.some(({ need }) => need.verdict === 'denied'));
  if (refused || new Set(ends.map(answerId)).size < 2) return legs;
  return legs.map((leg) => (/^(denied|conditional)$/.test(leg.need.verdict) ? unknownLeg(leg.need, ROUTE) : leg));
}
const ROUTE: Reason = {
  rule: 83,
  text: 'which bucket the Multi-Region Access Point routes the request to, where not all let the same through',
};

/** What further authorisations ask of the names in the part that the target is, as tests of these names. */
export const legTests = (world: World, question: Question, prefix: string, known: KnownLegs): readonly Test[] =>
  legQuestions(world, question).flatMap((leg) => {
    const every = 'target' in leg ? leg.everyName : undefined;
    return every === undefined
      ? []
      : testsUnder(namesAsked(world, question.caller, leg.action, every, known), every.prefix, prefix);
  });

const namesAsked = (world: World, caller: Caller, action: string, every: EveryName, known?: KnownLegs): NameTests =>
  once(known?.names, `${every.key} ${every.prefix} ${askedOf(action, every)}`, () =>
    nameTests(world, caller, action, every),
  );

function keyLegs(world: World, question: Question, resource: Resource): readonly LegQuestion[] {
  const { encryption } = resource;
  const action = question.action.toLowerCase();
  const keyActions = KEY_LEGS.find((leg) => leg.actions.includes(action))?.keyActions ?? [];
  const each = (arn: string, leg: AskedLeg | { readonly doubt: Reason } | { readonly refused: true }) =>
    keyActions.map((keyAction) => ({ action: keyAction, resource: arn, ...leg }));
  const unread = encryption === undefined ? callsUnread(world, resource, 'encryption') : [];
  if (unread.length > 0) {
    const text = `which key seals the resource could not be read: ${unread.join(', ')}`;
    return each(keyName(resource, 'key/*'), { doubt: { rule: 80, text } });
  }
  if (encryption === undefined || encryption.kind === 'awsOwned') return [];
  if (USES_OF_DATABASE_SNAPSHOTS.test(action) && encryption.kind === 'customerManaged')
    return [{ action: 'kms:CreateGrant', resource: encryption.key ?? keyName(resource, 'key/*'), doubt: OF_RDS }];
  if (encryption.key !== undefined) return each(encryption.key, keyLeg(world, question, resource, encryption.key));
  if (encryption.kind === 'customerManaged') return each(keyName(resource, 'key/*'), { doubt: NAMELESS_KEY });
  if (opensToCaller(question, resource)) return [];
  return each(keyName(resource, `alias/aws/${question.target.service}`), { refused: true });
}

const NAMELESS_KEY: Reason = { rule: 80, text: 'which key seals the resource is not told' };
const USES_OF_DATABASE_SNAPSHOTS = /^rds:(copydb(cluster)?snapshot|restoredb(instance|cluster)from(db)?snapshot)$/;
const OF_RDS: Reason = {
  rule: 88,
  text: 'which permissions on the key Amazon RDS asks of whoever uses an encrypted snapshot',
};

function keyName({ arn, region, account }: Resource, name: string): string {
  const [, partition = 'aws'] = arn.split(':');
  return `arn:${partition}:kms:${region}:${account}:${name}`;
}

/**
 * A key that AWS manages opens itself to its own account through its service, and to nobody else. What is written to a bucket that
 * names no key is sealed with the writer's own. Sources: AWS KMS keys; Using server-side encryption with AWS KMS keys.
 */
const opensToCaller = ({ caller: { principal }, action }: Question, { account }: Resource): boolean =>
  'account' in principal && (principal.account === account || /^s3:PutObject$/i.test(action));

function keyLeg(
  world: World,
  question: Question,
  resource: Resource,
  arn: string,
): AskedLeg | { readonly doubt: Reason } {
  if (arn.includes(':alias/')) return { doubt: aliasUnknown(world, arn) };
  const target = targetOfArn(arn, world.snapshot.resources);
  if (target === undefined) return { doubt: { rule: 80, text: `\`${arn}\` is no ARN of a key` } };
  const { accessPoint: _, ...profile } = question.profile;
  const { service } = question.target;
  const forwarded = (context: Context): Profile => ({ ...profile, forwarded: { service, context } });
  if (resource.type !== 'AWS::S3::Bucket')
    return { target, profile: { ...profile, forwarded: { service, ...passedBy(resource) } } };
  const ofBucket = forwarded({ [S3_ARN]: resource.arn });
  if (resource.bucketKey === true) return { target, profile: ofBucket };
  const { part } = question.target;
  const everyName = part === undefined ? undefined : everyObject(target, forwarded({}), service, part.prefix);
  return {
    target,
    profile: forwarded({ [S3_ARN]: question.target.arn }),
    ...(resource.bucketKey === undefined ? { otherwise: ofBucket } : {}),
    ...(everyName === undefined ? {} : { everyName }),
  };
}

const everyObject = (target: Target, profile: Profile, service: string, prefix: string): EveryName => ({
  target,
  profile: { ...profile, forwarded: { service, context: {}, open: { name: S3_ARN, prefix } } },
  key: `kms:EncryptionContext:${S3_ARN}`,
  prefix,
});

/** Aliases that were read have been exchanged for their keys. */
function aliasUnknown(world: World, arn: string): Reason {
  const [, , , region, account = ''] = arn.split(':');
  const read = world.knows('kms', 'ListAliases', account, undefined, region);
  return {
    rule: 80,
    text: read ? `which key \`${arn}\` names is not known` : `which key \`${arn}\` names is not known: kms:ListAliases`,
  };
}

type Context = Readonly<Record<string, string>>;
const S3_ARN = 'aws:s3:arn';

/** Encryption context the service passes along; of Amazon SQS and SNS AWS does not say. Sources as in data/kms-legs.ts. */
function passedBy(resource: Resource): Omit<NonNullable<Profile['forwarded']>, 'service'> {
  switch (resource.type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::Stream':
      return {
        context: { 'aws:dynamodb:tableName': resource.name, 'aws:dynamodb:subscriberId': resource.account },
      };
    case 'AWS::SecretsManager::Secret':
      return { context: { SecretARN: resource.arn }, open: { name: 'SecretVersionId', prefix: '' } };
    case 'AWS::SSM::Parameter':
      return { context: { PARAMETER_ARN: resource.arn } };
    default:
      return { context: {}, undocumented: true };
  }
}

/** What concerns the access point alone asks nothing of a bucket; of other accounts no page says that they manage one. */
function pointLegs(world: World, question: Question, accessPoint: AccessPoint): readonly LegQuestion[] {
  const { action, target, caller } = question;
  const { principal } = caller;
  if (isOfPointItself(action)) {
    const isOther = 'account' in principal && principal.account !== accessPoint.account;
    return isOther ? [{ action, resource: target.arn, doubt: MANAGED_ACROSS }] : [];
  }
  const names = bucketNames(accessPoint);
  if (names.length === 0) return [{ action, resource: target.arn, doubt: bucketUnknown(world) }];
  const legs = (name: string) => bucketLegs(world, question, accessPoint, name);
  if (accessPoint.type === 'AWS::S3::AccessPoint') return names.flatMap(legs);
  const taken = isThroughMultiRegion(action) ? [] : [{ action, resource: target.arn, doubt: NOT_THROUGH }];
  return [...taken, ...names.flatMap((route) => legs(route).map((leg) => ({ ...leg, route })))];
}

const MANAGED_ACROSS: Reason = { rule: 83, text: 'whether another account can manage the access point' };
const NOT_THROUGH: Reason = { rule: 83, text: 'whether a Multi-Region Access Point takes such a call' };

/** The bucket is asked as if it had been called through the access point, and so is its key. */
function bucketLegs(
  world: World,
  question: Question,
  accessPoint: AccessPoint,
  bucketName: string,
): readonly LegQuestion[] {
  const { action, target, caller } = question;
  const bucket = bucketNamed(world, bucketName);
  const isObject = target.type === 'accesspointobject';
  const name = target.arn.slice(`${accessPoint.arn}/object/`.length);
  const bucketArn = bucket?.arn ?? `arn:${accessPoint.arn.split(':')[1] ?? 'aws'}:s3:::${bucketName}`;
  const arn = isObject ? `${bucketArn}/${name}` : bucketArn;
  const open = bucket && targetsOf(bucket).find((one) => one.type === (isObject ? 'object' : 'bucket'));
  if (bucket === undefined || open === undefined) return [{ action, resource: arn, doubt: bucketUnknown(world) }];
  const cut = cutAtBucket(world, caller, accessPoint, bucket);
  if (cut !== undefined) return [{ action, resource: arn, ...cut }];
  const through = { arn: accessPoint.arn, account: accessPoint.account };
  const profile = { ...question.profile, accessPoint: through };
  const { part, ...rest } = open;
  const asked = { ...rest, arn };
  const sought = target.part === undefined || part === undefined ? undefined : part;
  const everyName = sought && { target: open, profile, key: RESOURCE_KEY, prefix: sought.prefix };
  const ofKey = { ...question, target: { ...asked, ...(sought === undefined ? {} : { part: sought }) }, profile };
  return [
    { action, resource: arn, target: asked, profile, ...(everyName === undefined ? {} : { everyName }) },
    ...keyLegs(world, ofKey, bucket),
  ];
}

function bucketUnknown(world: World): Reason {
  const calls = callsForOwner(world, 's3');
  return {
    rule: 83,
    text:
      calls.length === 0
        ? 'the bucket behind the access point is not in the snapshot'
        : `the bucket behind the access point is not in the snapshot: ${calls.join(', ')}`,
  };
}

function answered(world: World, caller: Caller, leg: LegQuestion, options: LegOptions): Leg {
  const { action, resource } = leg;
  if ('refused' in leg) return { need: { action, resource, verdict: 'denied' }, doubts: [] };
  if ('doubt' in leg) return unknownLeg(leg, leg.doubt);
  const { everyName, otherwise, spared } = leg;
  const names = everyName === undefined ? undefined : namesAsked(world, caller, action, everyName, options.known);
  if (names?.doubt !== undefined) return unknownLeg(leg, names.doubt);
  if (options.undivided === true && names !== undefined && names.tests.length > 0) return unknownLeg(leg, UNDIVIDED);
  const answerAs = (profile: Profile): Leg =>
    once(options.known?.answers, `${resource} ${askedOf(action, { ...leg, profile })}`, () =>
      answeredAs(world, caller, leg, { ...leg, profile }, options),
    );
  const found = answerAs(leg.profile);
  if (spared !== undefined && found.need.verdict !== 'allowed') return unknownLeg(leg, spared);
  const other = otherwise && answerAs(otherwise);
  return other === undefined || answerId([found]) === answerId([other]) ? found : unknownLeg(leg, BUCKET_KEY_UNREAD);
}

const UNDIVIDED: Reason = { rule: 52, text: 'too many different patterns of resources meet in one action' };
const BUCKET_KEY_UNREAD: Reason = { rule: 80, text: 'whether the bucket uses an S3 Bucket Key was not read' };

const unknownLeg = ({ action, resource }: Pick<LegQuestion, 'action' | 'resource'>, doubt: Reason): Leg => ({
  need: { action, resource, verdict: 'unknown' },
  doubts: [doubt],
});

/** Equal for answers that differ in the names of resources alone. */
export const answerId = (legs: readonly Leg[]): string =>
  JSON.stringify(legs.map(({ need: { action, verdict, when }, doubts }) => [action, verdict, when, doubts]));

/** One further authorisation, asked of one thing. */
export function answeredAs(
  world: World,
  caller: Caller,
  { action, resource }: Pick<LegQuestion, 'action' | 'resource'>,
  { target, profile }: AskedLeg,
  options: LegOptions,
): Leg {
  const environment = environmentOf(world);
  const isRefused =
    options.register === undefined && isGrantedNowhere(environment, { caller, target, action, profile });
  if (isRefused) return { need: { action, resource, verdict: 'denied' }, doubts: [] };
  const analysis = analyse(environment, caller, target, [action], profile);
  const [only] = analysis.actions;
  const { space, feasible } = analysis;
  const upper = only === undefined ? BDD_FALSE : space.bdd.and(only.allowed.upper, feasible);
  const lower = only === undefined ? BDD_FALSE : space.bdd.and(only.allowed.lower, feasible);
  const agreed = only === undefined || isAgreed(analysis, only, lower, options);
  const verdict = agreed ? verdictOf({ lower, upper }, feasible) : 'unknown';
  const when: Formula | undefined = verdict === 'conditional' ? toFormula(space, lower, feasible) : undefined;
  // a claim about actions that AWS does not list speaks of a whole target
  const isListed = action !== unlistedAction(serviceOfAction(action));
  const claim = isListed ? registered(options, analysis, analysis.actions, feasible) : {};
  return {
    need: { action, resource, verdict, ...(when === undefined ? {} : { when }), ...claim },
    doubts: verdict === 'unknown' ? [...(agreed ? [] : [DISAGREE]), ...(only?.doubts ?? [])] : [],
  };
}

/** Does the interpreter allow a request of this set? Nothing speaks against an empty one. */
function isAgreed(
  analysis: Analysis,
  action: ActionAnalysis,
  set: BddRef,
  { replay, onDisagreement = () => undefined }: LegOptions,
): boolean {
  const decision =
    replay === undefined ? undefined : replayed({ replay, onDisagreement }, requestInside(analysis, action, set));
  return decision === undefined || decision.kind === 'allowed';
}
