import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { groupedBy } from '../domain/grouped.ts';
import type { IamRole, Resource } from '../domain/snapshot.ts';
import { askedWorld } from './asked-world.ts';
import { EmptyPairs, type Part } from './blocks/empty.ts';
import { type Difference, differenceOf, type OfCaller } from './difference.ts';
import { accessOnTarget } from './effective.ts';
import type { EngineOptions, Replay } from './engine-options.ts';
import type { Limits } from './limits.ts';
import { hopsOfTurn, isTold, optionsOf, proveTurns, type Turn, type TurnProved, turnsOf } from './prove.ts';
import type { Caller } from './question.ts';
import { EVERYBODY } from './speaking.ts';
import { targetsOf } from './targets.ts';
import { rolesTrusting } from './trusting.ts';
import type { World } from './world.ts';

/** A proof that was made before, without claims, of a snapshot of which this engine would say the same. */
export interface EarlierProof {
  readonly world: World;
  /** What it found of a caller. */
  accessOf(caller: string): readonly EffectiveAccess[];
  hopsFrom(caller: string): readonly Hop[];
}

/** After a turn; of its pairs, so many were taken over. */
export interface TurnProvedAgain extends TurnProved {
  readonly taken: number;
}

/**
 * What `proveTurns` says, without claims: pairs that nothing in the snapshots tells apart are taken over from the earlier proof, all
 * others are asked (ADR 28).
 */
export function* proveTurnsAgain(
  full: World,
  turns: readonly Turn[],
  earlier: EarlierProof,
  replay: Replay,
): Generator<TurnProvedAgain, void> {
  const world = askedWorld(full);
  const { options, disagreements } = optionsOf(world, replay);
  const difference = differenceOf(askedWorld(earlier.world), world, options.profile);
  if (difference.everywhere) {
    for (const step of proveTurns(full, turns, replay)) yield { ...step, taken: 0 };
    return;
  }
  const work = workOf(world, turnsOf(full), difference, options, earlier);
  for (const [index, turn] of turns.entries()) {
    const told = disagreements.length;
    const { access, asked } = turn.into === undefined ? accessOfTurn(work, turn.caller) : { access: [], asked: 0 };
    const hops = hopsAgain(work, turn);
    const pairs = turn.into === undefined ? world.snapshot.resources.length : 0;
    const found = { access, hops, pairs, disagreements: disagreements.slice(told) };
    yield { done: index + 1, total: turns.length, found, taken: pairs - asked };
  }
}

interface Work {
  readonly world: World;
  readonly options: EngineOptions;
  readonly callers: ReadonlyMap<string, OfCaller>;
  /** Resources that everybody is asked about. */
  readonly ofEverybody: readonly Resource[];
  /** Others, that some callers are asked about, by the caller. */
  readonly ofSome: ReadonlyMap<string, readonly Resource[]>;
  readonly changedRoles: readonly IamRole[];
  readonly earlier: EarlierProof;
  /** Where a resource, or a role, stands among all. */
  readonly places: ReadonlyMap<string, number>;
  readonly empty: EmptyPairs;
  /** Callers of whom it passes over pairs of which nothing is granted; of others they are looked for one by one. */
  readonly inBlocks: ReadonlySet<string>;
}

function workOf(
  world: World,
  turns: readonly Turn[],
  difference: Difference,
  options: EngineOptions,
  earlier: EarlierProof,
): Work {
  const { resources, roles } = world.snapshot;
  const all = turns.flatMap(({ caller, into }) => (into === undefined ? [caller] : []));
  const callers = new Map<string, OfCaller>();
  const alike = new Map<readonly Resource[], Caller[]>();
  for (const caller of all) {
    const changed = difference.caller(caller);
    if (changed === undefined) continue;
    callers.set(caller.id, changed);
    const others = alike.get(changed.resources) ?? [];
    others.push(caller);
    alike.set(changed.resources, others);
  }
  const { ofEverybody, ofSome } = resourcesOf(resources, all, difference);
  const parts = [...[...alike].flatMap(([asked, some]) => worthBlocks(some, asked)), ...worthBlocks(all, ofEverybody)];
  return {
    world,
    options,
    earlier,
    callers,
    ofEverybody,
    ofSome,
    changedRoles: roles.filter((one) => difference.role(one)),
    places: new Map([...resources, ...roles].map(({ arn }, index) => [arn, index])),
    empty: new EmptyPairs(world, options.profile, parts),
    inBlocks: new Set(parts.flatMap((part) => part.callers).map(({ id }) => id)),
  };
}

/** Resources that have changed, by whom they are asked about. */
function resourcesOf(
  resources: readonly Resource[],
  callers: readonly Caller[],
  difference: Difference,
): Pick<Work, 'ofEverybody' | 'ofSome'> {
  const ofEverybody: Resource[] = [];
  const ofSome = new Map<string, Resource[]>();
  for (const resource of resources) {
    const of = difference.resource(resource);
    if (of === EVERYBODY) ofEverybody.push(resource);
    if (of === undefined || of === EVERYBODY) continue;
    for (const { id } of callers.filter(of)) ofSome.set(id, [...(ofSome.get(id) ?? []), resource]);
  }
  return { ofEverybody, ofSome };
}

function resourcesAsked({ callers, ofEverybody, ofSome, world }: Work, { id }: Caller): readonly Resource[] {
  const { resources = [] } = callers.get(id) ?? {};
  const some = ofSome.get(id) ?? [];
  const [list = [], ...more] = [resources, ofEverybody, some].filter(({ length }) => length > 0);
  if (more.length === 0 || list.length === world.snapshot.resources.length) return list;
  const asked = new Set([...list, ...more.flat()]);
  return world.snapshot.resources.filter((one) => asked.has(one));
}

interface AccessAgain {
  readonly access: readonly EffectiveAccess[];
  /** Of how many resources it could not be taken over. */
  readonly asked: number;
}

function accessOfTurn(work: Work, caller: Caller): AccessAgain {
  const { world, places, callers } = work;
  const { withoutEmpty: _, ...looking } = work.options;
  const options = work.inBlocks.has(caller.id) ? work.options : looking;
  const resources = resourcesAsked(work, caller);
  const again = new Set(resources.map(({ arn }) => arn));
  const targets = resources.flatMap(targetsOf).filter((target) => !work.empty.has(caller, target));
  const asked = targets.flatMap((target) => accessOnTarget(world, caller, target, options));
  const found = work.earlier.accessOf(caller.id).filter(({ resource }) => places.has(resource) && !again.has(resource));
  const limits = callers.get(caller.id)?.limits;
  const kept = limits === undefined ? { access: found, asked: 0 } : limitedAgain(work, caller, limits, found);
  const access =
    asked.length === 0 ? kept.access : inPlace([...kept.access, ...asked], places, ({ resource }) => resource);
  return { access, asked: resources.length + kept.asked };
}

function limitedAgain(work: Work, caller: Caller, limits: Limits, found: readonly EffectiveAccess[]): AccessAgain {
  let asked = 0;
  const access = [...groupedBy(found, ({ resource }) => resource)].flatMap(([arn, records]) => {
    const resource = work.world.resource(arn);
    const now = resource === undefined ? undefined : limits.again(caller, resource, records, work.options);
    if (now !== undefined) asked += 1;
    return now ?? records;
  });
  return { access, asked };
}

/** Entrances are few, and each asks about one role: they are asked every time. */
function hopsAgain(work: Work, turn: Turn): readonly Hop[] {
  const { world, options, places, changedRoles } = work;
  const { caller, into } = turn;
  if (into !== undefined) return hopsOfTurn(world, turn, world.snapshot.roles, options);
  if (isTold(world, caller)) return [];
  const ofCaller = work.callers.get(caller.id);
  const changed = new Set(changedRoles);
  const isAsked = (role: IamRole): boolean => changed.has(role) || ofCaller?.role?.(role) === true;
  const roles = ofCaller?.role === undefined ? changedRoles : rolesTrusting(world, caller).filter(isAsked);
  const isKept = ({ to }: Hop): boolean => {
    const role = world.role(to);
    return role !== undefined && !isAsked(role);
  };
  const kept = work.earlier.hopsFrom(caller.id).filter(isKept);
  return inPlace([...kept, ...hopsOfTurn(world, turn, roles, options)], places, ({ to }) => to);
}

/** In the order of the snapshot; what stands at one place keeps its order. */
const inPlace = <T>(list: readonly T[], places: Work['places'], placeOf: (one: T) => string): readonly T[] =>
  [...list].sort((a, b) => (places.get(placeOf(a)) ?? 0) - (places.get(placeOf(b)) ?? 0));

/** Blocks take a while to begin with: fewer pairs than these are looked at one by one. */
const WORTH_BLOCKS = 10_000;
const worthBlocks = (callers: readonly Caller[], resources: readonly Resource[]): readonly Required<Part>[] =>
  callers.length * resources.length >= WORTH_BLOCKS ? [{ callers, resources }] : [];
