import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import type { Edit } from './again.ts';
import type { Dice } from './dice.ts';

// Single statements that come, go or change in a policy, as in most changes that people make.

type Members = Readonly<Record<string, Json>>;

const ACTIONS: readonly (readonly string[])[] = [
  ['s3:GetObject'],
  ['s3:PutObject', 's3:ListBucket'],
  ['s3:Get*', 'sqs:SendMessage'],
  ['sqs:ReceiveMessage', 'sqs:StartMessageMoveTask'],
  ['kms:Decrypt'],
  ['kms:Decrypt', 'kms:GenerateDataKey'],
  ['kms:GenerateDataKey', 'sns:Publish'],
  ['dynamodb:Query', 'dynamodb:*Item'],
  ['secretsmanager:GetSecretValue'],
  ['lambda:InvokeFunction'],
  ['lambda:InvokeFunctionUrl'],
  ['sts:AssumeRole'],
  ['sts:TagSession', 'sts:SetSourceIdentity'],
  ['organizations:LeaveOrganization', 'cloudtrail:StopLogging'],
  ['*'],
  ['s*:Get*'],
];

const CONDITIONS: readonly Members[] = [
  { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a' } },
  { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
];

/** Some thing of the snapshot, what is in it, things with names like it, or everything. */
function resourceOf(dice: Dice, { resources, roles }: Snapshot): Json {
  const one = dice.pick(resources);
  return dice.pick<Json>([
    '*',
    '*',
    one.arn,
    `${one.arn}/*`,
    [one.arn, `${one.arn}/reports/*`],
    `${one.arn.slice(0, -2)}*`,
    `arn:aws:*:*:${one.account}:*`,
    'arn:aws:s3:::${aws:PrincipalTag/team}/*',
    dice.pick(roles).arn,
  ]);
}

function principalOf(dice: Dice, { roles, accounts }: Snapshot): Json {
  return dice.pick<Json>([
    '*',
    { AWS: dice.pick(roles).arn },
    { AWS: [dice.pick(roles).arn, dice.pick(accounts).id] },
    { Service: 'events.amazonaws.com' },
  ]);
}

interface Place {
  readonly effects: readonly ('Allow' | 'Deny')[];
  readonly names: boolean;
}

function statementFor(dice: Dice, snapshot: Snapshot, { effects, names }: Place): Members {
  const effect = dice.pick(effects);
  const notPrincipal = names && effect === 'Deny' && dice.chance(0.2);
  return {
    Effect: effect,
    ...(names ? { [notPrincipal ? 'NotPrincipal' : 'Principal']: principalOf(dice, snapshot) } : {}),
    [dice.chance(0.2) ? 'NotAction' : 'Action']: dice.pick(ACTIONS),
    [dice.chance(0.15) ? 'NotResource' : 'Resource']: resourceOf(dice, snapshot),
    ...(dice.chance(0.4) ? { Condition: dice.pick(CONDITIONS) } : {}),
  };
}

function statementsIn(document: Json | undefined): readonly Json[] {
  const list = typeof document === 'object' && document !== null ? Reflect.get(document, 'Statement') : undefined;
  return Array.isArray(list) ? list : [];
}

/** The document with a statement more, less, or another in its place. */
function edited(dice: Dice, snapshot: Snapshot, document: Json | undefined, place: Place): Json {
  const old = statementsIn(document);
  const at = Math.floor(dice.roll() * (old.length + 1));
  const isLess = old.length > 1 && dice.chance(0.3);
  const fresh = isLess ? [] : [statementFor(dice, snapshot, place)];
  const rest = old.slice(isLess || dice.chance(0.3) ? at + 1 : at);
  return { Version: '2012-10-17', Statement: [...old.slice(0, at), ...fresh, ...rest] };
}

const OF_CALLER: Place = { effects: ['Allow', 'Allow', 'Deny'], names: false };

const somewhere = <T>(
  dice: Dice,
  list: readonly T[],
  change: (one: T) => T,
  fits: (one: T) => boolean,
): readonly T[] => {
  const places = list.flatMap((one, index) => (fits(one) ? [index] : []));
  const place = places.length === 0 ? -1 : dice.pick(places);
  return list.map((one, index) => (index === place ? change(one) : one));
};
const any = (): boolean => true;

function inRole(dice: Dice, snapshot: Snapshot, role: IamRole): IamRole {
  const [first, ...rest] = role.inlinePolicies;
  const { name = 'own', document } = first ?? {};
  return { ...role, inlinePolicies: [{ name, document: edited(dice, snapshot, document, OF_CALLER) }, ...rest] };
}

function inResource(dice: Dice, snapshot: Snapshot, resource: Resource): Resource {
  const { name = 'policy', document } = resource.policy ?? {};
  const place: Place = { effects: ['Allow', 'Deny'], names: true };
  return { ...resource, policy: { name, document: edited(dice, snapshot, document, place) } };
}

type Change = (dice: Dice, snapshot: Snapshot, document: Json | undefined) => Json;
type IsMeant = (role: IamRole, arn: string) => boolean;

const isAttached: IsMeant = ({ attachedPolicies }, arn) => attachedPolicies.includes(arn);
const isBoundary: IsMeant = ({ permissionsBoundary }, arn) => permissionsBoundary === arn;

const inManaged =
  (isMeant: IsMeant, change: Change): Edit =>
  (dice, snapshot) => ({
    ...snapshot,
    managedPolicies: somewhere(
      dice,
      snapshot.managedPolicies,
      (policy) => ({ ...policy, document: change(dice, snapshot, policy.document) }),
      ({ arn }) => snapshot.roles.some((role) => isMeant(role, arn)),
    ),
  });

const ofCaller: Change = (dice, snapshot, document) => edited(dice, snapshot, document, OF_CALLER);

const inControlPolicy =
  (type: 'scp' | 'rcp'): Edit =>
  (dice, snapshot) => ({
    ...snapshot,
    organizationPolicies: somewhere(
      dice,
      snapshot.organizationPolicies,
      (policy) => ({
        ...policy,
        document: edited(dice, snapshot, policy.document, {
          effects: type === 'scp' ? ['Deny', 'Deny', 'Allow'] : ['Deny'],
          names: type === 'rcp',
        }),
      }),
      (policy) => policy.type === type && policy.targets.length > 0,
    ),
  });

/** Of everything, whatever the request: what most guardrails say. */
function guardrail(dice: Dice, { resources, roles }: Snapshot): Members {
  const names = targetsOf(dice.pick(resources)).flatMap(actionsOnTarget);
  const actions = Array.from({ length: 3 }, () => dice.pick(names).name);
  const spared = dice.pick(['arn:aws:iam::*:role/app/*', dice.pick(roles).arn]);
  return {
    Effect: 'Deny',
    Action: dice.chance(0.8) ? actions : dice.pick(ACTIONS),
    Resource: '*',
    ...(dice.chance(0.3) ? { Condition: { ArnNotLike: { 'aws:PrincipalArn': spared } } } : {}),
  };
}

/** One comes, or is the first of all, so that the others move; or one of several goes. */
function withGuardrail(dice: Dice, snapshot: Snapshot, document: Json | undefined): Json {
  const old = statementsIn(document);
  const fresh = guardrail(dice, snapshot);
  const goes = Math.floor(dice.roll() * old.length);
  const fewer = old.filter((_, at) => at !== goes);
  const statements = dice.pick([[...old, fresh], [fresh, ...old], old.length > 1 ? fewer : [...old, fresh]]);
  return { Version: '2012-10-17', Statement: statements };
}

export const STATEMENT_EDITS: Readonly<Record<string, Edit>> = {
  'guardrail of accounts': (dice, snapshot) => ({
    ...snapshot,
    organizationPolicies: somewhere(
      dice,
      snapshot.organizationPolicies,
      (policy) => ({ ...policy, document: withGuardrail(dice, snapshot, policy.document) }),
      ({ type, targets }) => type === 'scp' && targets.length > 0,
    ),
  }),
  'guardrail in a boundary': inManaged(isBoundary, withGuardrail),
  'guardrail in a policy': inManaged(isAttached, withGuardrail),
  'statement of a role': (dice, snapshot) => ({
    ...snapshot,
    roles: somewhere(dice, snapshot.roles, (role) => inRole(dice, snapshot, role), any),
  }),
  'statement of a managed policy': inManaged(isAttached, ofCaller),
  'statement of a boundary': inManaged(isBoundary, ofCaller),
  'statement of a service control policy': inControlPolicy('scp'),
  'statement of a resource control policy': inControlPolicy('rcp'),
  'statement of a resource': (dice, snapshot) => ({
    ...snapshot,
    resources: somewhere(dice, snapshot.resources, (one) => inResource(dice, snapshot, one), any),
  }),
  'statement of a key': (dice, snapshot) => ({
    ...snapshot,
    resources: somewhere(
      dice,
      snapshot.resources,
      (one) => inResource(dice, snapshot, one),
      ({ type }) => type === 'AWS::KMS::Key',
    ),
  }),
};
