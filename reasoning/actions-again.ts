import type { Cut, EffectiveAccess, Grant } from '../domain/access.ts';
import { type Analysis, analyse } from './analyse.ts';
import { actionsOn, mergeGrants, type Outcome, outcomesOf } from './effective.ts';
import type { EngineOptions } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { noLegs } from './known-legs.ts';
import type { Caller, Target } from './question.ts';
import { scopeClasses } from './scopes.ts';
import type { World } from './world.ts';

/** What was found of a caller on a target, of which some actions have to be decided anew. */
interface Found {
  readonly caller: Caller;
  readonly target: Target;
  readonly records: readonly EffectiveAccess[];
  /** In the order in which actions are decided. */
  readonly actions: readonly string[];
}

/**
 * What would be found if all actions were decided anew, where all others come out as they did, witnesses too. Undefined: these actions
 * alone do not tell it, because the records have several parts, or because keys that requests choose are tested, as others may test
 * them besides.
 */
export function withActionsAgain(
  world: World,
  { caller, target, records, actions }: Found,
  options: EngineOptions,
): readonly EffectiveAccess[] | undefined {
  const [record, second] = records;
  if (record === undefined || second !== undefined || target.part !== undefined) return undefined;
  const analysis = analyse(environmentOf(world), caller, target, actions, options.profile);
  const [scopeClass] = scopeClasses(analysis, target);
  if (scopeClass === undefined || !isWithoutKeys(analysis)) return undefined;
  const anew = outcomesOf(world, { caller, target }, analysis, scopeClass, { ...options, known: noLegs() });
  const order = actionsOn(world, target);
  const place = (action = ''): number => order.indexOf(action);
  const grants = grantsAgain(record.grants, anew, place);
  return grants && [{ ...record, grants, cuts: cutsAgain(record.cuts, anew, place) }];
}

/** Whatever other actions test, nothing of it can stand in what is decided here. */
const isWithoutKeys = ({ space, actions }: Analysis): boolean =>
  space.domains.length === 0 &&
  actions.every(({ gathering }) => [...gathering.states.values()].every(({ state }) => state.kind !== 'free'));

type Place = (action: string | undefined) => number;

function grantsAgain(found: readonly Grant[], anew: readonly Outcome[], place: Place): readonly Grant[] | undefined {
  const again = new Set(anew.map(({ action }) => action));
  const isKept = (action: string): boolean => !again.has(action);
  const fresh = anew.flatMap(({ grants }) => grants);
  const kept = found.filter(({ actions }) => actions.some(isKept));
  // the witness of a grant is one of its first action
  if (!kept.every(({ actions: [first = ''] }) => isKept(first))) return undefined;
  const left = kept.map((one) => ({ ...one, actions: one.actions.filter(isKept) }));
  return fresh.length === 0 ? left : withFresh(left, fresh, place);
}

function withFresh(left: readonly Grant[], fresh: readonly Grant[], place: Place): readonly Grant[] | undefined {
  // requests are made of keys that others test: where one is found in all of them, one is found for each action that is allowed in all
  const isWitnessed = ({ when, alsoNeeds, witness }: Grant): boolean =>
    when.kind === 'true' && alsoNeeds.length === 0 && witness !== undefined;
  const all = [...left, ...fresh];
  const names = all.flatMap(({ actions }) => actions);
  // certain and doubtful parts of one action stand in an order that its grant does not tell
  if (!left.some(isWitnessed) || new Set(names).size < names.length) return undefined;
  const merged = mergeGrants(sorted(all, ({ actions: [first] }) => place(first)));
  return merged.map((one) => ({ ...one, actions: sorted(one.actions, place) }));
}

function cutsAgain(found: readonly Cut[], anew: readonly Outcome[], place: Place): readonly Cut[] {
  const again = new Set(anew.map(({ action }) => action));
  const kept = found.flatMap((one) => {
    const actions = one.actions.filter((action) => !again.has(action));
    return actions.length === 0 ? [] : [{ ...one, actions }];
  });
  const fresh = anew.flatMap(({ action, cut }) => (cut === undefined ? [] : [{ ...cut, actions: [action] }]));
  const merged = new Map<string, Cut>();
  for (const { actions, ...cut } of sorted([...kept, ...fresh], ({ actions: [first] }) => place(first))) {
    const id = JSON.stringify(cut);
    merged.set(id, { ...cut, actions: sorted([...(merged.get(id)?.actions ?? []), ...actions], place) });
  }
  return [...merged.values()];
}

const sorted = <T>(list: readonly T[], by: (one: T) => number): readonly T[] => [...list].sort((a, b) => by(a) - by(b));
