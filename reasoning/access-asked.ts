import type { EffectiveAccess } from '../domain/access.ts';
import type { Resource } from '../domain/snapshot.ts';
import { askedWorld } from './asked-world.ts';
import { OpenCallers, openTargets } from './blocks/open-pairs.ts';
import { callersOf } from './callers.ts';
import { accessOnTarget, effectiveAccess } from './effective.ts';
import type { EngineOptions } from './engine-options.ts';
import type { Caller, Target } from './question.ts';
import { targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** What a proof of the whole snapshot says of single resources and callers, without the proof: found out when it is asked for (ADR 29). */
export class AccessAsked {
  readonly #world: World;
  readonly #options: EngineOptions;
  readonly #openCallers: OpenCallers;

  constructor(world: World, options: EngineOptions) {
    this.#world = askedWorld(world);
    this.#options = { ...options, withoutEmpty: true };
    this.#openCallers = new OpenCallers(this.#world, options.profile);
  }

  /** Caller by caller, as they are proved. */
  to(resource: Resource): readonly EffectiveAccess[] {
    const found = targetsOf(resource).flatMap((target) =>
      this.#openCallers.of(target).flatMap((group) => this.#asked(group.map((caller) => ({ caller, target })))),
    );
    const places = placesOf(this.#world);
    return inOrder(found, ({ principal }) => places.callers.get(principal));
  }

  /** Resource by resource, as they are proved. */
  of(caller: Caller, resources: readonly Resource[]): readonly EffectiveAccess[] {
    const found: EffectiveAccess[] = [];
    for (const group of openTargets(this.#world, this.#options.profile, caller, resources))
      found.push(...this.#asked(group.map((target) => ({ caller, target }))));
    const places = placesOf(this.#world);
    return inOrder(found, ({ resource }) => places.resources.get(resource));
  }

  between(caller: Caller, resource: Resource): readonly EffectiveAccess[] {
    return effectiveAccess(this.#world, caller, resource, this.#options);
  }

  /** Where one of a group has nothing, nobody of it has. */
  #asked(group: readonly Pair[]): readonly EffectiveAccess[] {
    const ask = ({ caller, target }: Pair): readonly EffectiveAccess[] =>
      accessOnTarget(this.#world, caller, target, this.#options);
    const found = group.slice(0, 1).flatMap(ask);
    return found.length === 0 ? [] : [...found, ...group.slice(1).flatMap(ask)];
  }
}

interface Pair {
  readonly caller: Caller;
  readonly target: Target;
}

interface Places {
  readonly callers: ReadonlyMap<string, number>;
  readonly resources: ReadonlyMap<string, number>;
}

const known = new WeakMap<World, Places>();

function placesOf(world: World): Places {
  const found = known.get(world) ?? {
    callers: new Map(callersOf(world).map(({ id }, index) => [id, index])),
    resources: new Map(world.snapshot.resources.map(({ arn }, index) => [arn, index])),
  };
  known.set(world, found);
  return found;
}

/** What stands at one place keeps its order. */
const inOrder = (
  list: readonly EffectiveAccess[],
  placeOf: (one: EffectiveAccess) => number | undefined,
): readonly EffectiveAccess[] => [...list].sort((a, b) => (placeOf(a) ?? 0) - (placeOf(b) ?? 0));
