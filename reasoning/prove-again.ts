import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { IamRole, Resource } from '../domain/snapshot.ts';
import { askedWorld } from './asked-world.ts';
import { EmptyPairs, type Part } from './blocks/empty.ts';
import { type Difference, differenceOf } from './difference.ts';
import { accessOnTarget } from './effective.ts';
import type { EngineOptions, Replay } from './engine-options.ts';
import { hopsOfTurn, isTold, optionsOf, proveTurns, type Turn, type TurnProved, turnsOf } from './prove.ts';
import type { Caller } from './question.ts';
import { targetsOf } from './targets.ts';
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
  const difference = differenceOf(askedWorld(earlier.world), world);
  if (difference.everywhere) {
    for (const step of proveTurns(full, turns, replay)) yield { ...step, taken: 0 };
    return;
  }
  const { options, disagreements } = optionsOf(world, replay);
  const work = workOf(world, turnsOf(full), difference, options, earlier);
  for (const [index, turn] of turns.entries()) {
    const told = disagreements.length;
    const resources = turn.into === undefined ? resourcesAsked(work, turn.caller) : [];
    const access = turn.into === undefined ? accessOfTurn(work, turn.caller, resources) : [];
    const hops = hopsAgain(work, turn);
    const pairs = turn.into === undefined ? world.snapshot.resources.length : 0;
    const found = { access, hops, pairs, disagreements: disagreements.slice(told) };
    yield { done: index + 1, total: turns.length, found, taken: pairs - resources.length };
  }
}

interface Work {
  readonly world: World;
  readonly options: EngineOptions;
  readonly changedCallers: ReadonlySet<string>;
  readonly changedResources: readonly Resource[];
  readonly changedRoles: readonly IamRole[];
  readonly earlier: EarlierProof;
  /** Where a resource, or a role, stands among all. */
  readonly places: ReadonlyMap<string, number>;
  readonly empty: EmptyPairs;
}

function workOf(
  world: World,
  turns: readonly Turn[],
  difference: Difference,
  options: EngineOptions,
  earlier: EarlierProof,
): Work {
  const { resources, roles } = world.snapshot;
  const callers = turns.flatMap(({ caller, into }) => (into === undefined ? [caller] : []));
  const changed = callers.filter((one) => difference.caller(one));
  const changedResources = resources.filter((one) => difference.resource(one));
  return {
    world,
    options,
    earlier,
    changedCallers: new Set(changed.map(({ id }) => id)),
    changedResources,
    changedRoles: roles.filter((one) => difference.role(one)),
    places: new Map([...resources, ...roles].map(({ arn }, index) => [arn, index])),
    empty: new EmptyPairs(world, options.profile, [
      ...worthBlocks(changed, resources),
      ...worthBlocks(callers, changedResources),
    ]),
  };
}

const resourcesAsked = (work: Work, { id }: Caller): readonly Resource[] =>
  work.changedCallers.has(id) ? work.world.snapshot.resources : work.changedResources;

function accessOfTurn(work: Work, caller: Caller, resources: readonly Resource[]): readonly EffectiveAccess[] {
  const { world, options, places } = work;
  const again = new Set(resources.map(({ arn }) => arn));
  const targets = resources.flatMap(targetsOf).filter((target) => !work.empty.has(caller, target));
  const asked = targets.flatMap((target) => accessOnTarget(world, caller, target, options));
  const kept = work.earlier.accessOf(caller.id).filter(({ resource }) => places.has(resource) && !again.has(resource));
  return inPlace([...kept, ...asked], places, ({ resource }) => resource);
}

/** Entrances are few, and each asks about one role: they are asked every time. */
function hopsAgain(work: Work, turn: Turn): readonly Hop[] {
  const { world, options, places } = work;
  const { caller, into } = turn;
  const { roles } = world.snapshot;
  if (into !== undefined || work.changedCallers.has(caller.id)) return hopsOfTurn(world, turn, roles, options);
  if (isTold(world, caller)) return [];
  const again = new Set(work.changedRoles.map(({ arn }) => arn));
  const kept = work.earlier.hopsFrom(caller.id).filter(({ to }) => places.has(to) && !again.has(to));
  return inPlace([...kept, ...hopsOfTurn(world, turn, work.changedRoles, options)], places, ({ to }) => to);
}

/** In the order of the snapshot; what stands at one place keeps its order. */
const inPlace = <T>(list: readonly T[], places: Work['places'], placeOf: (one: T) => string): readonly T[] =>
  [...list].sort((a, b) => (places.get(placeOf(a)) ?? 0) - (places.get(placeOf(b)) ?? 0));

/** Blocks take a while to begin with: fewer pairs than these are asked one by one. */
const WORTH_BLOCKS = 1000;
const worthBlocks = (callers: readonly Caller[], resources: readonly Resource[]): readonly Part[] =>
  callers.length * resources.length >= WORTH_BLOCKS ? [{ callers, resources }] : [];
