import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Proved, proveTurns, type Turn, turnsOf } from '../../reasoning/prove.ts';
import { type EarlierProof, proveTurnsAgain } from '../../reasoning/prove-again.ts';
import { sharedWith } from '../../reasoning/shared-records.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { cpuSince, type Figure, type Measured, quantile } from '../figure.ts';
import { Dice } from '../organisation/dice.ts';
import { MIDDLE, organisationOf } from '../organisation/organisation.ts';

// What a change costs in a process that has the proved snapshot already: to compare the new one with it, and to ask what cannot be taken
// over. Seconds of CPU. Reading and writing the records that are taken over is not in it.

const EDITS = 24;

type Edit = (dice: Dice, snapshot: Snapshot) => Snapshot;

const changed = <T>(list: readonly T[], place: number, change: (one: T) => T): readonly T[] =>
  list.map((one, at) => (at === place ? change(one) : one));

const policy = (statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });

/** Two actions on one thing, as an application gets them; one in ten times a service as a whole. */
function grant(dice: Dice, { resources }: Snapshot): Json {
  const target = dice.pick(targetsOf(dice.pick(resources)));
  const actions = actionsOnTarget(target).map(({ name }) => name);
  return dice.chance(0.9) && actions.length > 0
    ? { Effect: 'Allow', Action: [dice.pick(actions), dice.pick(actions)], Resource: target.arn }
    : { Effect: 'Allow', Action: `${target.service}:*`, Resource: '*' };
}

/** A statement comes, or the last one goes. */
function ofRole(dice: Dice, snapshot: Snapshot): Snapshot {
  const statement = grant(dice, snapshot);
  const isLess = dice.chance(0.2);
  const change = (role: IamRole): IamRole => {
    const [first, ...rest] = role.inlinePolicies;
    const old = statementsIn(first?.document);
    const statements = isLess && old.length > 1 ? old.slice(0, -1) : [...old, statement];
    return { ...role, inlinePolicies: [{ name: first?.name ?? 'own', document: policy(statements) }, ...rest] };
  };
  return { ...snapshot, roles: changed(snapshot.roles, dice.below(snapshot.roles.length), change) };
}

function statementsIn(document: Json | undefined): readonly Json[] {
  const list: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'Statement') : [];
  return Array.isArray(list) ? list : [];
}

/** Of two, one names another role in the policy, and one has a tag: of five, one that policies compare with the caller's. */
function ofResource(dice: Dice, snapshot: Snapshot): Snapshot {
  const { arn: role } = dice.pick(snapshot.roles);
  const [isPolicy, isTeam] = [dice.chance(0.5), dice.chance(0.2)];
  const change = (resource: Resource): Resource => {
    if (!isPolicy) return { ...resource, tags: { ...resource.tags, [isTeam ? 'team' : 'cost-center']: 'c-1200' } };
    const old = statementsIn(resource.policy?.document);
    const service = targetsOf(resource)[0]?.service ?? '';
    const statement = { Effect: 'Allow', Principal: { AWS: role }, Action: `${service}:*`, Resource: resource.arn };
    return { ...resource, policy: { name: resource.policy?.name ?? 'policy', document: policy([...old, statement]) } };
  };
  return { ...snapshot, resources: changed(snapshot.resources, dice.below(snapshot.resources.length), change) };
}

const GUARDRAILS: readonly Json[] = [
  { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
  { Effect: 'Deny', Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'], Resource: '*' },
  { Effect: 'Deny', Action: ['guardduty:DeleteDetector', 'guardduty:DisassociateFromMasterAccount'], Resource: '*' },
  { Effect: 'Deny', Action: ['iam:CreateUser', 'iam:CreateAccessKey'], Resource: '*' },
];

const withScp = (snapshot: Snapshot, statement: Json, targets: readonly string[]): Snapshot => ({
  ...snapshot,
  organizationPolicies: [
    ...snapshot.organizationPolicies,
    { id: 'p-new', name: 'New', type: 'scp', awsManaged: false, targets, document: policy([statement]) },
  ],
});

interface Start {
  readonly snapshot: Snapshot;
  readonly earlier: EarlierProof;
}

let started: Start | undefined;

/** The first change of a process waits for what is found out once of the earlier snapshot, and is not counted. */
function start(): Start {
  if (started !== undefined) return started;
  const snapshot = organisationOf(MIDDLE);
  const earlier: EarlierProof = { world: new World(snapshot), accessOf: () => [], hopsFrom: () => [] };
  started = { snapshot, earlier };
  for (const edit of [ofRole, ofResource]) secondsAfter(started, edit(new Dice(1), snapshot));
  return started;
}

/** `after` comes as from disk, with no object of the earlier snapshot. */
function secondsAfter({ earlier }: Start, edited: Snapshot, isAsked: (turn: Turn) => boolean = () => true): number {
  const after: Snapshot = JSON.parse(JSON.stringify(edited));
  const before = process.cpuUsage();
  const world = new World(sharedWith(earlier.world.snapshot, after));
  for (const _ of proveTurnsAgain(world, turnsOf(world).filter(isAsked), earlier, decide));
  return cpuSince(before);
}

const known = new Map<Edit, readonly number[]>();

/** Each is an edit of the same snapshot. */
function secondsOf(edit: Edit): readonly number[] {
  const dice = new Dice(6);
  const all = start();
  const found = known.get(edit) ?? Array.from({ length: EDITS }, () => secondsAfter(all, edit(dice, all.snapshot)));
  known.set(edit, found);
  return found;
}

const share = (edit: Edit, part: number) => async (): Promise<Measured> => ({
  value: quantile(secondsOf(edit), part),
});

/** The slowest of some guardrails that close what no resource of the organisation is asked of. */
async function scpOn(targets: (snapshot: Snapshot) => readonly string[]): Promise<Measured> {
  const all = start();
  const seconds = GUARDRAILS.map((one) => secondsAfter(all, withScp(all.snapshot, one, targets(all.snapshot))));
  return { value: Math.max(...seconds) };
}

const DELETING: Json = { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };

/** Of the callers of the five accounts one in so many: to make the earlier records of all would take minutes. */
const ONE_IN = 5;

/** Many records say whether a bucket can be deleted: that of one in five callers, taken five times. */
async function closingBuckets(): Promise<Measured> {
  const { snapshot, earlier } = start();
  const five = new Set(fiveOf(snapshot));
  const all = turnsOf(earlier.world).filter(
    ({ caller: { principal }, into }) => into === undefined && 'account' in principal && five.has(principal.account),
  );
  const some = all.filter((_, index) => index % ONE_IN === 0);
  const resources = snapshot.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  const records = new Map<string, Proved>();
  for (const { found, done } of proveTurns(earlier.world, some, decide, { resources, alone: true }))
    records.set(some[done - 1]?.caller.id ?? '', found);
  const known: EarlierProof = {
    ...earlier,
    accessOf: (id) => records.get(id)?.access ?? [],
    hopsFrom: (id) => records.get(id)?.hops ?? [],
  };
  const after = withScp(snapshot, DELETING, [...five]);
  const asked = new Set(some.map(({ caller }) => caller.id));
  const none = secondsAfter({ snapshot, earlier: known }, after, () => false);
  const share = secondsAfter({ snapshot, earlier: known }, after, ({ caller }) => asked.has(caller.id));
  return { value: none + Math.max(0, share - none) * (all.length / some.length) };
}

const rootOf = ({ organization }: Snapshot): readonly string[] => [organization?.rootId ?? ''];
const fiveOf = ({ accounts }: Snapshot): readonly string[] => accounts.slice(1, 6).map(({ id }) => id);

export const figures: readonly Figure[] = [
  { name: 'a changed statement of a role, p50', unit: 's', goal: { atMost: 0.2 }, measure: share(ofRole, 0.5) },
  { name: 'a changed statement of a role, p95', unit: 's', goal: { atMost: 0.2 }, measure: share(ofRole, 0.95) },
  {
    name: 'a changed tag or statement of a resource, p50',
    unit: 's',
    goal: { atMost: 0.2 },
    measure: share(ofResource, 0.5),
  },
  {
    name: 'a changed tag or statement of a resource, p95',
    unit: 's',
    goal: { atMost: 0.2 },
    measure: share(ofResource, 0.95),
  },
  { name: 'a new guardrail of five accounts', unit: 's', goal: { atMost: 2 }, measure: () => scpOn(fiveOf) },
  {
    name: 'a new guardrail of five accounts that denies s3:DeleteBucket',
    unit: 's',
    goal: { atMost: 2 },
    measure: closingBuckets,
  },
  { name: 'a new guardrail at the root', unit: 's', goal: { atMost: 60 }, measure: () => scpOn(rootOf) },
];
