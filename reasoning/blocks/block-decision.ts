import type { PolicyLayer, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import type { BddRef } from '../bdd.ts';
import { combine } from '../combine.ts';
import type { Gathering } from '../gathering.ts';
import { Inquiry, inquired } from '../inquiry.ts';
import { type LayerSource, type LayerState, type NamedCandidate, prepareLayers } from '../layers.ts';
import type { NamingForm } from '../naming.ts';
import { feasible } from '../relations.ts';
import type { Situation } from '../situation.ts';
import { CERTAIN, NEVER, type Pair, type Space, SpaceBuilder } from '../space.ts';
import type { Candidate } from '../statements.ts';
import { constant } from '../symbolic.ts';
import type { Frame, PairIn } from './frame.ts';
import { Pairing } from './pairing.ts';
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
  for (const action of frame.kind.actions) {
    const question = { caller, target, action, profile: frame.profile };
    const gathering = gatheringFor(frame.environment, question, builder, situation.unread);
    const layers = prepareLayers(gathering, situation, sourceOf(SILENT, SILENT_RESOURCE));
    combine(gathering, situation, layers);
  }
  return builder;
}

/** Is nothing granted where the target's policies do not speak of the caller, even if all on the caller's side allows everything? */
export function isShut(frame: Frame, { caller, target }: PairIn): boolean {
  const { kind, environment, profile } = frame;
  const situation = environment.situation({ caller, target, action: kind.actions[0] ?? '', profile });
  const everything = sourceOf(() => ({ allow: CERTAIN, deny: NEVER }), SILENT_RESOURCE);
  const { found } = inquired({ caller, target, profile }, kind.actions, ({ question }) => {
    const builder = new SpaceBuilder();
    const gathering = gatheringFor(environment, question, builder, situation.unread);
    return combine(gathering, situation, prepareLayers(gathering, situation, everything))(builder.build()).granted;
  });
  return found.every(({ upper }) => upper === NEVER.upper);
}

/** Decisions of blocks of one profile over the requests of one space. */
export class BlockDecisions {
  readonly #frame: Frame;
  readonly #space: Space;
  readonly #feasible: BddRef;
  readonly #tuples = new Pairing();
  /** By what all layers say of an action, as the number of a tuple of rows, and by the action. */
  readonly #known: (Decided | undefined)[][] = [];

  constructor(frame: Frame, space: Space) {
    this.#frame = frame;
    this.#space = space;
    this.#feasible = feasible(space);
  }

  /** The pair stands for all of its block. */
  of(pair: PairIn, rows: Rows, sides: Sides): BlockDecision {
    const lists = [
      sides.resource,
      ...sides.scp,
      ...sides.rcp,
      sides.session,
      sides.permissionsBoundary,
      sides.identity,
    ];
    const levels = this.#tuples.of(this.#tuples.of(0, sides.scp.length), sides.rcp.length);
    const read = lists.map((list) => rows.list(list));
    let around: Situation | undefined;
    const situation = (): Situation => {
      around ??= this.#situation(pair);
      return around;
    };
    const actions = this.#frame.kind.actions.map((_, index) => {
      let tuple = levels;
      for (const list of read) tuple = this.#tuples.of(tuple, list[index] ?? 0);
      const known = this.#known[tuple] ?? [];
      this.#known[tuple] = known;
      return known[index] ?? this.#decide(pair, index, known, situation, rowsAt(rows, sides, index));
    });
    return { space: this.#space, feasible: this.#space.visible(this.#feasible), actions };
  }

  #situation({ caller, target }: PairIn): Situation {
    const { environment, profile, kind } = this.#frame;
    return environment.situation({ caller, target, action: kind.actions[0] ?? '', profile });
  }

  /** Decides an action, and with it all others of the kind that answer alike, whether or not they are asked for by now. */
  #decide(
    { caller, target }: PairIn,
    index: number,
    known: (Decided | undefined)[],
    around: () => Situation,
    source: LayerSource,
  ): Decided {
    const { environment, profile, kind } = this.#frame;
    const { actions } = kind;
    const situation = around();
    const inquiry = new Inquiry({ caller, target, action: actions[index] ?? '', profile });
    const gathering = gatheringFor(environment, inquiry.question, new SpaceBuilder(), situation.unread);
    const space = this.#space;
    const result = combine(gathering, situation, prepareLayers(gathering, situation, source))(space);
    const decided = {
      allowed: space.settle(result.allowed, this.#feasible),
      granted: space.settle(result.granted, this.#feasible),
    };
    known[index] = decided;
    const places = [...actions.keys()].filter((place) => known[place] === undefined);
    for (const place of inquiry.takesOf({ actions, places })) known[place] = decided;
    return decided;
  }
}

const SILENT = (): Row => ({ allow: NEVER, deny: NEVER });
const SILENT_RESOURCE: ResourceRow = { allow: [], deny: NEVER, complete: true };

function rowsAt(rows: Rows, sides: Sides, action: number): LayerSource {
  const rowOf = (layer: PolicyLayer, level: number | undefined): Row => {
    const list =
      layer === 'scp' || layer === 'rcp'
        ? sides[layer][level ?? 0]
        : layer === 'resource' || layer === 'vpcEndpoint'
          ? undefined
          : sides[layer];
    return rows.row(rows.list(list ?? rows.silent)[action] ?? 0);
  };
  const resource = rows.resourceRow(rows.list(sides.resource)[action] ?? 0);
  return sourceOf(rowOf, resource);
}

const sourceOf = (
  rowOf: (layer: PolicyLayer, level: number | undefined) => Row,
  resource: ResourceRow,
): LayerSource => ({
  layer: (_gathering: Gathering, layer, _list, unread, level): LayerState => {
    const { allow, deny } = rowOf(layer, level);
    return {
      layer,
      ...(level === undefined ? {} : { level }),
      policies: [],
      allow: saying('Allow', layer, allow),
      deny: saying('Deny', layer, deny),
      complete: !unread,
    };
  },
  resource: () => ({
    policies: [],
    allow: resource.allow.flatMap(({ form, pair }) => named('Allow', pair, form)),
    deny: named('Deny', resource.deny, 'anyone'),
    complete: resource.complete,
  }),
});

/** All statements of one effect as if they were one; none where they say nothing. */
const saying = (effect: Statement['effect'], layer: PolicyLayer, pair: Pair): readonly Candidate[] =>
  pair.upper === NEVER.upper
    ? []
    : [
        {
          ref: { layer, policy: '', index: 0 },
          statement: { effect, actions: { in: ['*'] }, conditions: [] },
          when: () => pair,
        },
      ];

const named = (effect: Statement['effect'], pair: Pair, form: NamingForm): readonly NamedCandidate[] =>
  saying(effect, 'resource', pair).map((one) => ({ ...one, namings: [{ form, when: constant(true) }] }));
