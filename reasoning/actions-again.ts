import type { Cut, EffectiveAccess, Grant } from '../domain/access.ts';
import { type Analysis, analyse } from './analyse.ts';
import { actionsOn, mergeCuts, mergeGrants, type Outcome, outcomesOf } from './effective.ts';
import type { EngineOptions } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { type KnownLegs, noLegs } from './known-legs.ts';
import { onceEach } from './once.ts';
import type { Caller, Target } from './question.ts';
import { scopeClasses } from './scopes.ts';
import type { World } from './world.ts';

/** What was found of a caller on a target, of which some actions have to be decided anew. */
export interface Found {
  readonly caller: Caller;
  readonly target: Target;
  readonly records: readonly EffectiveAccess[];
  /** In the order in which actions are decided. */
  readonly actions: readonly string[];
}

/**
 * What would be found if all actions were decided anew, where all others come out as they did, witnesses too. Undefined: these actions
 * alone do not tell it, because the record is of a part of many, or because keys that requests choose are tested, as others may test
 * them besides.
 */
export function withActionsAgain(
  world: World,
  found: Found,
  options: EngineOptions,
): readonly EffectiveAccess[] | undefined {
  const { caller, target, actions } = found;
  if (target.part !== undefined) return undefined;
  const analysis = analyse(environmentOf(world), caller, target, actions, options.profile);
  const [scopeClass] = scopeClasses(analysis, target);
  if (scopeClass === undefined || !isWithoutKeys(analysis)) return undefined;
  return withOutcomes(world, found, outcomesOf(world, { caller, target }, analysis, scopeClass, askedFor(options)));
}

/** What is found of actions that are certainly denied now, whatever the request; undefined: some are not. */
export function denialsOf(
  world: World,
  { caller, target, actions }: Found,
  options: EngineOptions,
): readonly Outcome[] | undefined {
  const analysis = analyse(environmentOf(world), caller, target, actions, options.profile);
  const [scopeClass, ...more] = scopeClasses(analysis, target);
  if (scopeClass === undefined || more.length > 0) return undefined;
  const outcomes = outcomesOf(world, { caller, target }, analysis, scopeClass, askedFor(options));
  return outcomes.every(({ grants, cut }) => grants.length === 0 && cut !== undefined) ? outcomes : undefined;
}

const askedFor = (options: EngineOptions): EngineOptions & { readonly known: KnownLegs } => ({
  ...options,
  known: noLegs(),
});

/** The record where this is found of some actions; undefined: others would be told in another way. */
export function withOutcomes(
  world: World,
  { target, records: [record] }: Found,
  anew: readonly Outcome[],
): readonly EffectiveAccess[] | undefined {
  if (record === undefined) return undefined;
  const order = placesIn(actionsOn(world, target));
  const place = (action = ''): number => order.get(action) ?? -1;
  const grants = grantsAgain(record.grants, anew, place);
  return grants && [{ ...record, grants, cuts: cutsAgain(record.cuts, anew, place) }];
}

const placesIn = onceEach(
  (actions: readonly string[]): ReadonlyMap<string, number> => new Map(actions.map((action, at) => [action, at])),
);

/** Whatever other actions test, nothing of it can stand in what is decided here. */
const isWithoutKeys = ({ actions }: Analysis): boolean =>
  actions.every(({ gathering }) => [...gathering.states.values()].every(({ state }) => state.kind !== 'free'));

type Place = (action: string | undefined) => number;

function grantsAgain(found: readonly Grant[], anew: readonly Outcome[], place: Place): readonly Grant[] | undefined {
  const isKept = isNoneOf(anew);
  const kept = found.filter(({ actions }) => actions.some(isKept));
  // the witness of a grant is one of its first action
  if (!kept.every(({ actions: [first = ''] }) => isKept(first))) return undefined;
  const fresh = anew.flatMap(({ grants }) => grants);
  // requests are made of keys that others test: where one is found in all of them, one is found for each action that is allowed in all
  if (fresh.length > 0 && !found.some(isWitnessed)) return undefined;
  const left = kept.map((one) => ({ ...one, actions: one.actions.filter(isKept) }));
  const merged = mergeGrants(sorted([...left, ...fresh], ({ actions: [first] }) => place(first)));
  return merged.map((one) => ({ ...one, actions: sorted(one.actions, place) }));
}

const isWitnessed = ({ when, alsoNeeds, witness }: Grant): boolean =>
  when.kind === 'true' && alsoNeeds.length === 0 && witness !== undefined;

function cutsAgain(found: readonly Cut[], anew: readonly Outcome[], place: Place): readonly Cut[] {
  const isKept = isNoneOf(anew);
  const kept = found.flatMap(({ actions, ...cut }) => actions.filter(isKept).map((action) => ({ action, cut })));
  return mergeCuts(sorted([...kept, ...anew], ({ action }) => place(action)));
}

function isNoneOf(anew: readonly Outcome[]): (action: string) => boolean {
  const again = new Set(anew.map(({ action }) => action));
  return (action) => !again.has(action);
}

const sorted = <T>(list: readonly T[], by: (one: T) => number): readonly T[] => [...list].sort((a, b) => by(a) - by(b));
