import type { AlsoNeeds, Scope } from '../domain/access.ts';
import type { Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { Resource } from '../domain/snapshot.ts';
import { analyse } from './analyse.ts';
import { BDD_FALSE } from './bdd.ts';
import { KEY_LEGS } from './data/kms-legs.ts';
import { type EngineOptions, registered } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { toFormula } from './formula.ts';
import type { Reason } from './predicates.ts';
import type { Caller, Target } from './question.ts';
import { callsForOwner, callsUnread } from './reads.ts';
import { targetOfArn, targetsOf } from './targets.ts';
import type { World } from './world.ts';

type LegOptions = Pick<EngineOptions, 'profile' | 'register'>;

/** A further authorisation, and why it is not known, if so. */
export interface Leg {
  readonly need: AlsoNeeds;
  readonly doubts: readonly Reason[];
}

export const needsOf = (legs: readonly Leg[]): readonly AlsoNeeds[] => legs.map(({ need }) => need);
export const doubtsOf = (legs: readonly Leg[]): readonly Reason[] => legs.flatMap(({ doubts }) => doubts);

/** What the service authorises besides, on the caller's behalf: the key of a sealed resource, the bucket behind an access point. */
export function legsOf(
  world: World,
  caller: Caller,
  target: Target,
  action: string,
  scope: Scope,
  options: LegOptions,
): readonly Leg[] {
  const { resource } = target;
  if (resource === undefined) return [];
  const own = [...keyLegs(world, caller, target, resource, action, scope, options)];
  return resource.type === 'AWS::S3::AccessPoint'
    ? [...own, ...bucketLegs(world, caller, target, resource, action, scope, options)]
    : own;
}

function keyLegs(
  world: World,
  caller: Caller,
  target: Target,
  resource: Resource,
  action: string,
  scope: Scope,
  options: LegOptions,
): readonly Leg[] {
  const { encryption } = resource;
  const needs = KEY_LEGS.find((leg) => leg.actions.includes(action.toLowerCase()));
  if (needs === undefined) return [];
  const unread = encryption === undefined ? callsUnread(world, resource, 'encryption') : [];
  if (unread.length > 0) return unknownKey(resource, needs.keyActions, unread);
  if (encryption?.kind !== 'customerManaged' || encryption.key === undefined) return [];
  const arn = encryption.key;
  const key = targetOfArn(arn, world.snapshot.resources);
  if (key === undefined)
    return needs.keyActions.map((keyAction) =>
      unknownLeg({ action: keyAction, resource: arn }, 80, `\`${arn}\` is no ARN of a key`),
    );
  const forwarded = { service: target.service, context: encryptionContext(target, resource, scope) };
  return needs.keyActions.map((keyAction) =>
    leg(world, caller, key, keyAction, { ...options, profile: { ...options.profile, forwarded } }),
  );
}

const unknownLeg = (need: Pick<AlsoNeeds, 'action' | 'resource'>, rule: number, text: string): Leg => ({
  need: { ...need, verdict: 'unknown' },
  doubts: [{ rule, text }],
});

/** Which key seals the resource, if any, was not read. */
function unknownKey(resource: Resource, keyActions: readonly string[], calls: readonly string[]): readonly Leg[] {
  const [, partition = 'aws'] = resource.arn.split(':');
  const arn = `arn:${partition}:kms:${resource.region ?? '*'}:${resource.account}:key/*`;
  const text = `which key seals the resource could not be read: ${calls.join(', ')}`;
  return keyActions.map((action) => unknownLeg({ action, resource: arn }, 80, text));
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

function bucketLegs(
  world: World,
  caller: Caller,
  target: Target,
  accessPoint: Extract<Resource, { readonly type: 'AWS::S3::AccessPoint' }>,
  action: string,
  scope: Scope,
  options: LegOptions,
): readonly Leg[] {
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
    return [unknownLeg({ action, resource: arn }, 83, text)];
  }
  const { part, ...concrete } = found;
  const through = { arn: accessPoint.arn, account: accessPoint.account };
  return [
    leg(world, caller, { ...concrete, arn }, action, {
      ...options,
      profile: { ...options.profile, accessPoint: through },
    }),
  ];
}

/** One further authorisation of the same caller. */
function leg(world: World, caller: Caller, target: Target, action: string, options: LegOptions): Leg {
  const analysis = analyse(environmentOf(world), caller, target, [action], options.profile);
  const [only] = analysis.actions;
  const { space, feasible } = analysis;
  const upper = only === undefined ? BDD_FALSE : space.bdd.and(only.allowed.upper, feasible);
  const lower = only === undefined ? BDD_FALSE : space.bdd.and(only.allowed.lower, feasible);
  const verdict: Verdict =
    upper === BDD_FALSE ? 'denied' : lower === feasible ? 'allowed' : lower === upper ? 'conditional' : 'unknown';
  const when: Formula | undefined = verdict === 'conditional' ? toFormula(space, lower, feasible) : undefined;
  const claim = registered(options, analysis, analysis.actions, feasible);
  return {
    need: { action, resource: target.arn, verdict, ...(when === undefined ? {} : { when }), ...claim },
    doubts: verdict === 'unknown' ? (only?.doubts ?? []) : [],
  };
}
