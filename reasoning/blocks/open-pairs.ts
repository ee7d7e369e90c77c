import { callersOf } from '../callers.ts';
import { environmentOf } from '../environment.ts';
import type { Caller, Profile, Target } from '../question.ts';
import { Recent } from '../recent.ts';
import type { World } from '../world.ts';
import { Classes, frameOf, type KnownCallers, type KnownTargets, knownCallers, knownTargets, SHUT } from './frame.ts';
import { KindBlocks } from './kind-blocks.ts';
import { type Kind, kindsOf, nameOfKind } from './kinds.ts';

/** Who may be granted something on single targets. What is found out about callers stays for the next target. */
export class OpenCallers {
  readonly #world: World;
  readonly #profile: Profile;
  readonly #callers: readonly Caller[];
  readonly #known: KnownCallers;
  readonly #kindsIn: () => readonly Kind[];
  #kinds: ReadonlyMap<string, Kind> | undefined;
  readonly #indexed = new Recent<string, Indexed>(MOST_KINDS);

  /** `kinds`: of all resources of the snapshot. */
  constructor(world: World, profile: Profile, kinds: () => readonly Kind[] = () => kindsOf(world)) {
    this.#world = world;
    this.#profile = profile;
    this.#callers = callersOf(world);
    this.#known = knownCallers(this.#callers);
    this.#kindsIn = kinds;
  }

  /** `target`: one of the snapshot. */
  of(target: Target): OpenColumn {
    const { blocks, places } = this.#indexedAs(nameOfKind(target));
    const place = places.get(target.arn);
    if (place === undefined) throw new Error(`${target.arn} is no target of the snapshot`);
    const column = blocks.columnOf(place);
    return new OpenColumn(Int32Array.from(this.#callers, (_, index) => column.blockOf(index)));
  }

  /** In steps: what the first targets of a kind that let in callers of all accounts would wait for. Kinds of which there are most first. */
  *readingAhead(): Generator<undefined> {
    const all = [...this.#allKinds().values()].sort((one, other) => other.targets.length - one.targets.length);
    const most = all.slice(0, MOST_KINDS);
    for (const { name } of most) yield* this.#indexedAs(name).blocks.readingCallers();
    // others take the place of those of which there are fewest
    for (const { name } of most.reverse()) this.#indexedAs(name);
  }

  #allKinds(): ReadonlyMap<string, Kind> {
    this.#kinds ??= new Map(this.#kindsIn().map((kind) => [kind.name, kind]));
    return this.#kinds;
  }

  #indexedAs(name: string): Indexed {
    const index = (): Indexed => this.#indexOf(name);
    const known = this.#indexed.of(name, index);
    if (known.blocks.count.blocks < MOST_BLOCKS) return known;
    this.#indexed.forget(name);
    return this.#indexed.of(name, index);
  }

  #indexOf(name: string): Indexed {
    const kind = this.#allKinds().get(name);
    if (kind === undefined) throw new Error(`nothing of the snapshot is of the kind ${name}`);
    const frame = frameOf(environmentOf(this.#world), this.#profile, kind, this.#callers, this.#known);
    return { blocks: new KindBlocks(frame), places: new Map(kind.targets.map(({ arn }, index) => [arn, index])) };
  }
}

/** Callers, by where they stand among all of them, in groups of whom all are granted something on a target, or none is. */
export class OpenColumn {
  readonly #blocks: Int32Array;
  /** By block; left out: it is the caller alone. */
  readonly #first = new Map<number, number>();

  constructor(blocks: Int32Array) {
    this.#blocks = blocks;
    for (let index = blocks.length - 1; index >= 0; index--) {
      const block = blocks[index] ?? SHUT;
      if (block > 0) this.#first.set(block, index);
    }
  }

  /** To others nothing is granted. */
  isOpenTo(index: number): boolean {
    return this.#blocks[index] !== SHUT;
  }

  /** The first of the group of a caller. */
  firstOf(index: number): number {
    return this.#first.get(this.#blocks[index] ?? SHUT) ?? index;
  }
}

interface Indexed {
  readonly blocks: KindBlocks;
  readonly places: ReadonlyMap<string, number>;
}

/** What is known of a kind grows with each target that is asked about: from so many on it is begun anew. */
const MOST_BLOCKS = 50_000;
/** Of so many kinds it is kept, up to 20 MB each with 20,000 callers; with fewer, kinds are indexed again and again. */
const MOST_KINDS = 24;

/** On what single callers may be granted something. What is found out about targets stays for the next caller. */
export class OpenTargets {
  readonly #world: World;
  readonly #profile: Profile;
  readonly #kinds: readonly Kind[];
  #targets: readonly KnownTargets[] = [];
  #classes = new Classes();

  constructor(world: World, profile: Profile, kinds: readonly Kind[]) {
    this.#world = world;
    this.#profile = profile;
    this.#kinds = kinds;
    this.#begin();
  }

  /** In groups of which all are granted something, or none is; in the order of the targets. */
  *of(caller: Caller): Generator<readonly Target[]> {
    for (const { kind, blocks } of this.#kindsFor(caller))
      yield* inGroups(kind.targets, (place) => blocks.ofOnlyCaller(place).blockOf(0));
  }

  /** In steps: what the first caller would wait for, as found for some caller. */
  *readingAhead(caller: Caller): Generator<undefined> {
    for (const { kind, blocks } of this.#kindsFor(caller)) {
      for (const place of kind.targets.keys()) {
        blocks.ofOnlyCaller(place);
        if (place % TARGETS_AT_ONCE === 0) yield;
      }
    }
  }

  *#kindsFor(caller: Caller): Generator<{ readonly kind: Kind; readonly blocks: KindBlocks }> {
    if (this.#classes.size > MOST_CLASSES) this.#begin();
    const [known, targets] = [knownCallers([caller], this.#classes), this.#targets];
    for (const [index, kind] of this.#kinds.entries()) {
      const frame = frameOf(environmentOf(this.#world), this.#profile, kind, [caller], known, targets[index]);
      yield { kind, blocks: new KindBlocks(frame) };
    }
  }

  #begin(): void {
    this.#classes = new Classes();
    this.#targets = this.#kinds.map(knownTargets);
  }
}

/** What tells callers apart grows with each that asks: from so much on it is begun anew. */
const MOST_CLASSES = 200_000;

/** Some ten milliseconds. */
const TARGETS_AT_ONCE = 50;

function inGroups<T>(all: readonly T[], blockOf: (index: number) => number): readonly (readonly T[])[] {
  const groups = new Map<number, T[]>();
  for (const [index, one] of all.entries()) {
    const block = blockOf(index);
    if (block === SHUT) continue;
    // who cannot be shared is a group of its own
    const name = block > 0 ? block : -1 - index;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
