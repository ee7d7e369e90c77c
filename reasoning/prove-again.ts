import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { groupedBy } from '../domain/grouped.ts';
import type { IamRole, Resource } from '../domain/snapshot.ts';
import { askedWorld } from './asked-world.ts';
import { EmptyPairs, type Part } from './blocks/empty.ts';
import { type Difference, differenceOf } from './difference.ts';
import { accessOnTarget } from './effective.ts';
import type { EngineOptions, Replay } from './engine-options.ts';
import { hopsOfTurn, isTold, joined, optionsOf, type Proved, prove, type Turn, turnsOf } from './prove.ts';
import type { Caller } from './question.ts';
import { targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** A proof that was made before, without claims, of a snapshot of which this engine would say the same. */
export interface EarlierProof {
  readonly world: World;
  readonly proved: Pick<Proved, 'access' | 'hops'>;
}

export interface ProvedAgain extends Proved {
  /** Pairs of caller and resource that were taken over. */
  readonly taken: number;
}

/**
 * What `prove` says, without claims: pairs that nothing in the snapshots tells apart are taken over from the earlier proof, all others
 * are asked (ADR 28). Yields as `prove` does.
 */
export function* proveAgain(
  full: World,
  earlier: EarlierProof,
  replay: Replay,
): Generator<{ readonly done: number; readonly total: number }, ProvedAgain> {
  const world = askedWorld(full);
  const difference = differenceOf(askedWorld(earlier.world), world);
  if (difference.everywhere) return { ...(yield* prove(full, replay)), taken: 0 };
  const { options, disagreements } = optionsOf(world, replay);
  const work = workOf(world, turnsOf(full), difference, options, earlier);
  const access: EffectiveAccess[] = [];
  const hops: Hop[] = [];
  let asked = 0;
  const { turns } = work;
  for (const [index, turn] of turns.entries()) {
    if (turn.into === undefined) {
      const resources = resourcesAsked(work, turn.caller);
      access.push(...accessOfTurn(work, turn.caller, resources));
      asked += resources.length;
    }
    hops.push(...hopsAgain(work, turn));
    yield { done: index + 1, total: turns.length };
  }
  const pairs = turns.filter(({ into }) => into === undefined).length * world.snapshot.resources.length;
  return { ...joined(full, [{ access, hops, pairs, disagreements }]), taken: pairs - asked };
}

interface Work {
  readonly world: World;
  readonly turns: readonly Turn[];
  readonly options: EngineOptions;
  readonly changedCallers: ReadonlySet<string>;
  readonly changedResources: readonly Resource[];
  readonly changedRoles: readonly IamRole[];
  /** Of the earlier proof, by caller. */
  readonly access: ReadonlyMap<string, readonly EffectiveAccess[]>;
  readonly hops: ReadonlyMap<string, readonly Hop[]>;
  /** Where a resource, or a role, stands among all. */
  readonly places: ReadonlyMap<string, number>;
  readonly empty: EmptyPairs;
}

function workOf(
  world: World,
  turns: readonly Turn[],
  difference: Difference,
  options: EngineOptions,
  { proved }: EarlierProof,
): Work {
  const { resources, roles } = world.snapshot;
  const callers = turns.flatMap(({ caller, into }) => (into === undefined ? [caller] : []));
  const changed = callers.filter((one) => difference.caller(one));
  const changedResources = resources.filter((one) => difference.resource(one));
  return {
    world,
    turns,
    options,
    changedCallers: new Set(changed.map(({ id }) => id)),
    changedResources,
    changedRoles: roles.filter((one) => difference.role(one)),
    access: groupedBy(proved.access, ({ principal }) => principal),
    hops: groupedBy(proved.hops, ({ from }) => from),
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
  const kept = (work.access.get(caller.id) ?? []).filter(
    ({ resource }) => places.has(resource) && !again.has(resource),
  );
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
  const kept = (work.hops.get(caller.id) ?? []).filter(({ to }) => places.has(to) && !again.has(to));
  return inPlace([...kept, ...hopsOfTurn(world, turn, work.changedRoles, options)], places, ({ to }) => to);
}

/** In the order of the snapshot; what stands at one place keeps its order. */
const inPlace = <T>(list: readonly T[], places: Work['places'], placeOf: (one: T) => string): readonly T[] =>
  [...list].sort((a, b) => (places.get(placeOf(a)) ?? 0) - (places.get(placeOf(b)) ?? 0));

/** Blocks take a while to begin with: fewer pairs than these are asked one by one. */
const WORTH_BLOCKS = 1000;
const worthBlocks = (callers: readonly Caller[], resources: readonly Resource[]): readonly Part[] =>
  callers.length * resources.length >= WORTH_BLOCKS ? [{ callers, resources }] : [];
