import type { PolicyLayer } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import type { BddRef } from '../bdd.ts';
import { combine } from '../combine.ts';
import { inquired } from '../inquiry.ts';
import { prepareLayers } from '../layers.ts';
import { feasible } from '../relations.ts';
import { CERTAIN, NEVER, type Pair, type Space, SpaceBuilder } from '../space.ts';
import { type Combinations, type SaidOfAction, sourceOf } from './combinations.ts';
import type { CommonSpace, KeySet } from './common-space.ts';
import type { Frame, PairIn } from './frame.ts';
import { Numbering, Pairing } from './pairing.ts';
import type { ResourceRow, Row, Rows } from './rows.ts';

/** What all layers say of the actions of a kind, as lists of rows. */
export interface Sides {
  readonly identity: number;
  readonly permissionsBoundary: number;
  readonly session: number;
  readonly scp: readonly number[];
  readonly rcp: readonly number[];
  readonly resource: number;
}

/** One action of a block, over the requests of its space. */
export interface Decided {
  readonly allowed: Pair;
  readonly granted: Pair;
}

/** What holds for every pair of a block. */
export interface BlockDecision {
  readonly space: Space;
  readonly feasible: BddRef;
  /** For each action of the kind. */
  readonly actions: readonly Decided[];
}

/** Registers the keys that the combination itself asks for, whatever the layers say. */
export function combinationKeys(frame: Frame, { caller, target }: PairIn): SpaceBuilder {
  const builder = new SpaceBuilder();
  const situation = frame.environment.situation({
    caller,
    target,
    action: frame.kind.actions[0] ?? '',
    profile: frame.profile,
  });
  const silent = sourceOf({ row: () => SILENT, resource: () => SILENT_RESOURCE });
  for (const action of frame.kind.actions) {
    const question = { caller, target, action, profile: frame.profile };
    const gathering = gatheringFor(frame.environment, question, builder, situation.unread);
    combine(gathering, situation, prepareLayers(gathering, situation, silent));
  }
  return builder;
}

/** Is nothing granted where the target's policies do not speak of the caller, even if all on the caller's side allows everything? */
export function isShut(frame: Frame, { caller, target }: PairIn): boolean {
  const { kind, environment, profile } = frame;
  const situation = environment.situation({ caller, target, action: kind.actions[0] ?? '', profile });
  const everything = sourceOf({ row: () => ({ allow: CERTAIN, deny: NEVER }), resource: () => SILENT_RESOURCE });
  const { found } = inquired({ caller, target, profile }, kind.actions, ({ question }) => {
    const builder = new SpaceBuilder();
    const gathering = gatheringFor(environment, question, builder, situation.unread);
    return combine(gathering, situation, prepareLayers(gathering, situation, everything))(builder.build()).granted;
  });
  return found.every(({ upper }) => upper === NEVER.upper);
}

/** A block as it is asked about. */
export interface AskedBlock {
  readonly sides: Sides;
  /** All that its documents and the combination ask for. */
  readonly keys: KeySet;
  /** What the combination asks for. */
  readonly own: KeySet;
  readonly combinations: Combinations;
}

/** For each action of a kind, a number. */
type OfActions = readonly number[];

/** Decisions of the blocks of one kind. */
export class BlockDecisions {
  readonly #frame: Frame;
  readonly #common: CommonSpace;
  readonly #rows: Rows;
  readonly #tuples = new Pairing();
  /** What the first so many lists of rows say together: many blocks begin alike. */
  readonly #beginnings = new Pairing();
  readonly #begun: OfActions[] = [];
  /** By what all layers say of an action, as the number of a tuple of rows, by the action that leads it and how layers combine. */
  readonly #asked = new Pairing();
  readonly #known: number[] = [];
  readonly #numbers = new Numbering();
  /** Before it is known which requests there are. */
  readonly #raw: Decided[] = [];
  readonly #lists = new Numbering();
  readonly #names: ReadonlySet<string>[] = [];
  readonly #settling = new Pairing();
  readonly #decisions: (BlockDecision | 'alone')[] = [];
  readonly #feasible: BddRef[] = [];

  constructor(frame: Frame, common: CommonSpace, rows: Rows) {
    this.#frame = frame;
    this.#common = common;
    this.#rows = rows;
  }

  /** Equal ones are one. `alone`: its requests cannot be told apart. */
  of({ sides, keys, own, combinations }: AskedBlock): BlockDecision | 'alone' {
    const space = this.#common.view(own);
    if (space === undefined) return 'alone';
    const { identity, permissionsBoundary, session, scp, rcp, resource } = sides;
    const around = [resource, ...scp, ...rcp, session, permissionsBoundary];
    const beginning = this.#begin(this.#tuples.of(this.#tuples.of(0, scp.length), rcp.length), around);
    const last = this.#rows.list(identity);
    const numbers = beginning.map((before, action) =>
      this.#numberBy(this.#tuples.of(before, last[action] ?? 0), action, combinations, (leader) =>
        combinations.read(leader, this.#saidIn(sides, action), space),
      ),
    );
    return this.#settled(numbers, keys);
  }

  /** Of what all layers say of an action, as a tuple of rows, read off by an action that is decided alike. */
  #numberBy(tuple: number, action: number, combinations: Combinations, readBy: (leader: number) => Decided): number {
    const leader = combinations.leaderOf(action);
    const asked = this.#asked.of(this.#asked.of(tuple, leader), combinations.number);
    const found = this.#known[asked] ?? this.#numberOf(readBy(leader));
    this.#known[asked] = found;
    // what was asked for this tuple first may have told it from its leader
    return combinations.leaderOf(action) === leader ? found : this.#numberBy(tuple, action, combinations, readBy);
  }

  /** `levels`: how many of the lists are of which layer. */
  #begin(levels: number, lists: readonly number[]): OfActions {
    let number = this.#beginnings.of(levels, 0);
    let tuples = this.#begun[number] ?? this.#frame.kind.actions.map(() => levels);
    this.#begun[number] = tuples;
    for (const list of lists) {
      number = this.#beginnings.of(number, list);
      const before = tuples;
      const read = this.#rows.list(list);
      tuples = this.#begun[number] ?? before.map((tuple, action) => this.#tuples.of(tuple, read[action] ?? 0));
      this.#begun[number] = tuples;
    }
    return tuples;
  }

  #numberOf({ allowed, granted }: Decided): number {
    const number = this.#numbers.of([allowed.lower, allowed.upper, granted.lower, granted.upper].join());
    this.#raw[number] ??= { allowed, granted };
    return number;
  }

  /** Names that make no difference to any action are left out: which of the others go together does not hang on them. */
  #settled(numbers: OfActions, keys: KeySet): BlockDecision | 'alone' {
    const list = this.#lists.of(numbers.join());
    const whole = this.#settling.of(list, keys.number);
    const known = this.#decisions[whole];
    if (known !== undefined) return known;
    this.#names[list] ??= this.#common.namesIn(
      [...new Set(numbers)]
        .flatMap((number) => this.#raw[number] ?? [])
        .flatMap(({ allowed, granted }) => [allowed, granted]),
    );
    const those = this.#common.withNames(keys, this.#names[list]);
    const place = this.#settling.of(list, those.number);
    const found = this.#decisions[place] ?? this.#settle(numbers, those);
    this.#decisions[place] = found;
    this.#decisions[whole] = found;
    return found;
  }

  #settle(numbers: OfActions, keys: KeySet): BlockDecision | 'alone' {
    const space = this.#common.view(keys);
    if (space === undefined) return 'alone';
    const possible = this.#feasible[keys.number] ?? feasible(space);
    this.#feasible[keys.number] = possible;
    const settled = new Map<number, Decided>();
    const actions = numbers.flatMap((number) => {
      const raw = this.#raw[number];
      if (raw === undefined) return [];
      const found = settled.get(number) ?? {
        allowed: space.settle(raw.allowed, possible),
        granted: space.settle(raw.granted, possible),
      };
      settled.set(number, found);
      return [found];
    });
    return { space, feasible: space.visible(possible), actions };
  }

  #saidIn(sides: Sides, action: number): SaidOfAction {
    const rows = this.#rows;
    const row = (layer: PolicyLayer, level: number | undefined): Row => {
      const list =
        layer === 'scp' || layer === 'rcp'
          ? sides[layer][level ?? 0]
          : layer === 'resource' || layer === 'vpcEndpoint'
            ? undefined
            : sides[layer];
      return rows.row(rows.list(list ?? rows.silent)[action] ?? 0);
    };
    const resource = rows.resourceRow(rows.list(sides.resource)[action] ?? 0);
    return { row, resource: () => resource };
  }
}

const SILENT: Row = { allow: NEVER, deny: NEVER };
const SILENT_RESOURCE: ResourceRow = { allow: [], deny: NEVER, complete: true };
