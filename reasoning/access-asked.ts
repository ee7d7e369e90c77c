import type { EffectiveAccess } from '../domain/access.ts';
import type { Resource } from '../domain/snapshot.ts';
import { askedWorld } from './asked-world.ts';
import { type Kind, kindsOf } from './blocks/kinds.ts';
import { OpenCallers, type OpenColumn, OpenTargets } from './blocks/open-pairs.ts';
import { callersOf } from './callers.ts';
import { accessOnTarget, effectiveAccess } from './effective.ts';
import type { EngineOptions } from './engine-options.ts';
import type { Caller, Target } from './question.ts';
import { refusedAlike } from './refused-alike.ts';
import { targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** What a proof of the whole snapshot says of single resources and callers, without the proof: found out when it is asked for (ADR 29). */
export class AccessAsked {
  readonly #world: World;
  readonly #options: EngineOptions;
  readonly #openCallers: OpenCallers;
  readonly #openTargets = new WeakMap<readonly Resource[], OpenTargets>();
  readonly #kinds = new WeakMap<readonly Resource[], readonly Kind[]>();

  constructor(world: World, options: EngineOptions) {
    this.#world = askedWorld(world);
    this.#options = { ...options, withoutEmpty: true };
    const { resources } = this.#world.snapshot;
    this.#openCallers = new OpenCallers(this.#world, options.profile, () => this.#kindsOf(resources));
  }

  caller(id: string): Caller | undefined {
    return callersOf(this.#world)[placesOf(this.#world).callers.get(id) ?? -1];
  }

  /** Caller by caller, as somebody wants to know it. */
  column(resource: Resource): AccessColumn {
    return new AccessColumn(this.#world, this.#options, resource, this.#openCallers);
  }

  /** In steps: what the first columns would wait for, and the first row of these resources. */
  *readingAhead(resources: readonly Resource[]): Generator<undefined> {
    yield* this.#openCallers.readingAhead();
    const role = callersOf(this.#world).find(({ principal }) => principal.kind === 'roleSession');
    if (role !== undefined) yield* this.#openTo(resources).readingAhead(role);
  }

  /** Resource by resource, as they are proved. */
  of(caller: Caller, resources: readonly Resource[]): readonly EffectiveAccess[] {
    const found: EffectiveAccess[] = [];
    for (const group of this.#groupsOf(caller, resources))
      found.push(...this.#asked(group.map((target) => ({ caller, target }))));
    const places = placesOf(this.#world);
    return inOrder(found, ({ resource }) => places.resources.get(resource));
  }

  /** Resources to which the caller may have access; to no other has it. */
  openTo(caller: Caller, resources: readonly Resource[]): readonly string[] {
    const open = [...this.#groupsOf(caller, resources)].flat();
    return [...new Set(open.flatMap(({ resource }) => resource?.arn ?? []))];
  }

  #groupsOf(caller: Caller, resources: readonly Resource[]): Generator<readonly Target[]> {
    return this.#openTo(resources).of(caller);
  }

  #openTo(resources: readonly Resource[]): OpenTargets {
    const { profile } = this.#options;
    const open = this.#openTargets.get(resources) ?? new OpenTargets(this.#world, profile, this.#kindsOf(resources));
    this.#openTargets.set(resources, open);
    return open;
  }

  #kindsOf(resources: readonly Resource[]): readonly Kind[] {
    const kinds = this.#kinds.get(resources) ?? kindsOf(this.#world, resources);
    this.#kinds.set(resources, kinds);
    return kinds;
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

/** Who has access to one resource. What was asked once is kept. */
export class AccessColumn {
  /** In the order of callers; to nobody else something is granted. */
  readonly callers: readonly string[];
  readonly #all: readonly Caller[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #ask: (pair: Pair) => readonly EffectiveAccess[];
  readonly #askAfter: (pair: Pair, found: readonly EffectiveAccess[]) => readonly EffectiveAccess[];
  readonly #targets: readonly AskedTarget[];
  readonly #asked = new Map<string, readonly EffectiveAccess[]>();

  constructor(world: World, options: EngineOptions, resource: Resource, openCallers: OpenCallers) {
    this.#all = callersOf(world);
    this.#places = placesOf(world).callers;
    this.#ask = ({ caller, target }) => accessOnTarget(world, caller, target, options);
    this.#askAfter = (pair, found) => refusedAlike(world, pair, found, options) ?? this.#ask(pair);
    this.#targets = targetsOf(resource).map((target) => ({ target, open: openCallers.of(target), found: new Map() }));
    this.callers = this.#all.flatMap(({ id }, index) =>
      this.#targets.some(({ open }) => open.isOpenTo(index)) ? [id] : [],
    );
  }

  /** Caller by caller, as they are proved. */
  all(): readonly EffectiveAccess[] {
    return this.callers.flatMap((caller) => this.of(caller));
  }

  of(caller: string): readonly EffectiveAccess[] {
    const known = this.#asked.get(caller) ?? this.#targets.flatMap((one) => this.#find(one, this.#places.get(caller)));
    this.#asked.set(caller, known);
    return known;
  }

  /** Where the first of a group has nothing, nobody of it has. */
  #find({ target, open, found }: AskedTarget, index: number | undefined): readonly EffectiveAccess[] {
    const caller = this.#all[index ?? -1];
    if (index === undefined || caller === undefined || !open.isOpenTo(index)) return [];
    const first = open.firstOf(index);
    const ofFirst = found.get(first) ?? this.#ask({ caller: this.#all[first] ?? caller, target });
    found.set(first, ofFirst);
    return first === index || ofFirst.length === 0 ? ofFirst : this.#askAfter({ caller, target }, ofFirst);
  }
}

interface AskedTarget {
  readonly target: Target;
  readonly open: OpenColumn;
  /** By the first of each group. */
  readonly found: Map<number, readonly EffectiveAccess[]>;
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
