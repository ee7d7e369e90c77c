import type { AlsoNeeds, Scope } from '../domain/access.ts';
import type { Formula } from '../domain/formula.ts';
import type { Resource } from '../domain/snapshot.ts';
import { type ActionAnalysis, type Analysis, analyse } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { KEY_LEGS } from './data/kms-legs.ts';
import { DISAGREE, type EngineOptions, type Replaying, registered, replayed } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { toFormula } from './formula.ts';
import { verdictOf } from './judge.ts';
import type { Reason } from './predicates.ts';
import type { Caller, Profile, Target } from './question.ts';
import { callsForOwner, callsUnread } from './reads.ts';
import { requestInside } from './replay.ts';
import { targetOfArn, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** Without `replay` nobody asks the interpreter whether it lets a further authorisation through, too. */
type LegOptions = Pick<EngineOptions, 'profile' | 'register'> & Partial<Replaying>;

/** A further authorisation, and why it is not known, if so. */
export interface Leg {
  readonly need: AlsoNeeds;
  readonly doubts: readonly Reason[];
}

export const needsOf = (legs: readonly Leg[]): readonly AlsoNeeds[] => legs.map(({ need }) => need);
export const doubtsOf = (legs: readonly Leg[]): readonly Reason[] => legs.flatMap(({ doubts }) => doubts);

/** A further authorisation of the same caller; with `doubt` it cannot be asked, as what to ask it of is not known. */
export type LegQuestion = Pick<AlsoNeeds, 'action' | 'resource'> &
  ({ readonly target: Target; readonly profile: Profile } | { readonly doubt: Reason });

/** What the service authorises besides, on the caller's behalf: the key of a sealed resource, the bucket behind an access point. */
export function legQuestions(
  world: World,
  target: Target,
  action: string,
  scope: Scope,
  profile: Profile,
): readonly LegQuestion[] {
  const { resource } = target;
  if (resource === undefined) return [];
  const own = keyLegs(world, target, resource, action, scope, profile);
  return resource.type === 'AWS::S3::AccessPoint'
    ? [...own, bucketLeg(world, target, resource, action, scope, profile)]
    : own;
}

/** The same, answered. */
export function legsOf(
  world: World,
  caller: Caller,
  target: Target,
  action: string,
  scope: Scope,
  options: LegOptions,
): readonly Leg[] {
  return legQuestions(world, target, action, scope, options.profile).map((question) =>
    answered(world, caller, question, options),
  );
}

function keyLegs(
  world: World,
  target: Target,
  resource: Resource,
  action: string,
  scope: Scope,
  profile: Profile,
): readonly LegQuestion[] {
  const { encryption } = resource;
  const needs = KEY_LEGS.find((leg) => leg.actions.includes(action.toLowerCase()));
  if (needs === undefined) return [];
  const unread = encryption === undefined ? callsUnread(world, resource, 'encryption') : [];
  if (unread.length > 0) return unknownKey(resource, needs.keyActions, unread);
  if (encryption?.kind !== 'customerManaged' || encryption.key === undefined) return [];
  const arn = encryption.key;
  const key = targetOfArn(arn, world.snapshot.resources);
  if (key === undefined) {
    const doubt = { rule: 80, text: `\`${arn}\` is no ARN of a key` };
    return needs.keyActions.map((keyAction) => ({ action: keyAction, resource: arn, doubt }));
  }
  const forwarded = { service: target.service, context: encryptionContext(target, resource, scope) };
  return needs.keyActions.map((keyAction) => ({
    action: keyAction,
    resource: key.arn,
    target: key,
    profile: { ...profile, forwarded },
  }));
}

/** Which key seals the resource, if any, was not read. */
function unknownKey(
  resource: Resource,
  keyActions: readonly string[],
  calls: readonly string[],
): readonly LegQuestion[] {
  const [, partition = 'aws'] = resource.arn.split(':');
  const arn = `arn:${partition}:kms:${resource.region ?? '*'}:${resource.account}:key/*`;
  const doubt = { rule: 80, text: `which key seals the resource could not be read: ${calls.join(', ')}` };
  return keyActions.map((action) => ({ action, resource: arn, doubt }));
}

/** Encryption context the service passes along. Sources as in data/kms-legs.ts. */
function encryptionContext(target: Target, resource: Resource, scope: Scope): Readonly<Record<string, string>> {
  switch (resource.type) {
    case 'AWS::S3::Bucket':
      return { 'aws:s3:arn': scope.sample };
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::Stream':
      return { 'aws:dynamodb:tableName': resource.name, 'aws:dynamodb:subscriberId': resource.account };
    case 'AWS::SQS::Queue':
      return { 'aws:sqs:arn': target.arn };
    case 'AWS::SNS::Topic':
      return { 'aws:sns:topicArn': target.arn };
    default:
      return {};
  }
}

function bucketLeg(
  world: World,
  target: Target,
  accessPoint: Extract<Resource, { readonly type: 'AWS::S3::AccessPoint' }>,
  action: string,
  scope: Scope,
  profile: Profile,
): LegQuestion {
  const bucket = world.snapshot.resources.find(
    (one) => one.type === 'AWS::S3::Bucket' && one.name === accessPoint.bucket,
  );
  const isObject = target.type === 'accesspointobject';
  const key = scope.sample.slice(`${accessPoint.arn}/object/`.length);
  const bucketArn = bucket?.arn ?? `arn:${accessPoint.arn.split(':')[1] ?? 'aws'}:s3:::${accessPoint.bucket}`;
  const arn = isObject ? `${bucketArn}/${key}` : bucketArn;
  const found =
    bucket === undefined ? undefined : targetsOf(bucket).find((one) => one.type === (isObject ? 'object' : 'bucket'));
  if (found === undefined) {
    const calls = callsForOwner(world, 's3');
    const text =
      calls.length === 0
        ? 'the bucket behind the access point is not in the snapshot'
        : `the bucket behind the access point is not in the snapshot: ${calls.join(', ')}`;
    return { action, resource: arn, doubt: { rule: 83, text } };
  }
  const { part, ...concrete } = found;
  const through = { arn: accessPoint.arn, account: accessPoint.account };
  return { action, resource: arn, target: { ...concrete, arn }, profile: { ...profile, accessPoint: through } };
}

function answered(world: World, caller: Caller, question: LegQuestion, options: LegOptions): Leg {
  const { action, resource } = question;
  if ('doubt' in question) return { need: { action, resource, verdict: 'unknown' }, doubts: [question.doubt] };
  const analysis = analyse(environmentOf(world), caller, question.target, [action], question.profile);
  const [only] = analysis.actions;
  const { space, feasible } = analysis;
  const upper = only === undefined ? BDD_FALSE : space.bdd.and(only.allowed.upper, feasible);
  const lower = only === undefined ? BDD_FALSE : space.bdd.and(only.allowed.lower, feasible);
  const agreed = only === undefined || isAgreed(analysis, only, lower, options);
  const verdict = agreed ? verdictOf({ lower, upper }, feasible) : 'unknown';
  const when: Formula | undefined = verdict === 'conditional' ? toFormula(space, lower, feasible) : undefined;
  const claim = registered(options, analysis, analysis.actions, feasible);
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
