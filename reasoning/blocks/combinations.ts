import type { PolicyLayer, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import { type Combination, combine } from '../combine.ts';
import type { Gathering } from '../gathering.ts';
import { Inquiry } from '../inquiry.ts';
import { type LayerSource, type LayerState, type NamedCandidate, prepareLayers } from '../layers.ts';
import type { NamingForm } from '../naming.ts';
import { type Pair, type Space, SpaceBuilder } from '../space.ts';
import type { Candidate } from '../statements.ts';
import { constant } from '../symbolic.ts';
import type { Frame, PairIn } from './frame.ts';
import type { ResourceRow, Row } from './rows.ts';

/** What the layers say of one action. */
export interface SaidOfAction {
  readonly row: (layer: PolicyLayer, level: number | undefined) => Row;
  readonly resource: () => ResourceRow;
}

interface Prepared {
  readonly inquiry: Inquiry;
  readonly gathering: Gathering;
  readonly combined: (space: Space) => Combination;
  /** How many answers others of its actions were held against. */
  held: number;
}

/** How layers combine for pairs of one profile and as many levels of guardrails: prepared once for actions that answer alike, and read off for whatever the layers say. */
export class Combinations {
  /** Among those of the kind. */
  readonly number: number;
  readonly #frame: Frame;
  readonly #pair: PairIn;
  readonly #source: LayerSource;
  readonly #prepared: (Prepared | undefined)[] = [];
  /** By action, the one that is decided for it; NOBODY: none that is known. */
  readonly #leaders: Int32Array;
  #said: SaidOfAction | undefined;

  /** The pair stands for all of them. */
  constructor(frame: Frame, number: number, pair: PairIn) {
    this.number = number;
    this.#frame = frame;
    this.#pair = pair;
    this.#leaders = new Int32Array(frame.kind.actions.length).fill(NOBODY);
    this.#source = sourceOf({
      row: (layer, level) => this.#asked().row(layer, level),
      resource: () => this.#asked().resource(),
    });
  }

  /** An action of the kind that is decided alike, whatever the layers say, as far as has been asked by now. */
  leaderOf(action: number): number {
    if (this.#leaders[action] === NOBODY) this.#leaders[action] = action;
    return this.#leaders[action] ?? action;
  }

  /** Decides an action by what the layers say. */
  read(action: number, said: SaidOfAction, space: Space): Combination {
    const one = this.#prepared[action] ?? this.#prepare(action, said);
    this.#prepared[action] = one;
    this.#said = said;
    const found = one.combined(space);
    this.#said = undefined;
    // a block has no use for reasons
    one.gathering.doubts.length = 0;
    one.gathering.leanings.length = 0;
    if (one.held !== one.inquiry.answered) this.#lead(action, one);
    return found;
  }

  #prepare(index: number, said: SaidOfAction): Prepared {
    const { environment, profile, kind } = this.#frame;
    const { caller, target } = this.#pair;
    const action = kind.actions[index] ?? '';
    const situation = environment.situation({ caller, target, action: kind.actions[0] ?? '', profile });
    const inquiry = new Inquiry({ caller, target, action, profile });
    const gathering = gatheringFor(environment, inquiry.question, new SpaceBuilder(), situation.unread);
    this.#said = said;
    const combined = combine(gathering, situation, prepareLayers(gathering, situation, this.#source));
    return { inquiry, gathering, combined, held: 0 };
  }

  /** Takes actions that answer alike, and gives back those that do so no longer. */
  #lead(action: number, one: Prepared): void {
    const { actions } = this.#frame.kind;
    const places = [...actions.keys()].filter((place) => {
      const leader = this.#leaders[place];
      return place !== action && (leader === NOBODY || leader === action);
    });
    const taken = new Set(one.inquiry.takesOf({ actions, places }));
    for (const place of places) this.#leaders[place] = taken.has(place) ? action : NOBODY;
    one.held = one.inquiry.answered;
  }

  #asked(): SaidOfAction {
    if (this.#said === undefined) throw new Error('what layers say is read off while an action is decided');
    return this.#said;
  }
}

const NOBODY = -1;

/** Layers as lists of statements: one of each effect, which holds where the row says so when it is read off. */
export const sourceOf = ({ row, resource }: SaidOfAction): LayerSource => ({
  layer: (_gathering, layer, _list, unread, level): LayerState => ({
    layer,
    ...(level === undefined ? {} : { level }),
    policies: [],
    allow: [saying('Allow', layer, () => row(layer, level).allow)],
    deny: [saying('Deny', layer, () => row(layer, level).deny)],
    complete: !unread,
  }),
  resource: () => ({
    policies: [],
    get allow(): readonly NamedCandidate[] {
      return resource().allow.map(({ form, pair }) => named('Allow', () => pair, form));
    },
    deny: [named('Deny', () => resource().deny, 'anyone')],
    get complete(): boolean {
      return resource().complete;
    },
  }),
});

/** All statements of one effect as if they were one. */
const saying = (effect: Statement['effect'], layer: PolicyLayer, when: () => Pair): Candidate => ({
  ref: { layer, policy: '', index: 0 },
  statement: { effect, actions: { in: ['*'] }, conditions: [] },
  when,
});

const named = (effect: Statement['effect'], when: () => Pair, form: NamingForm): NamedCandidate => ({
  ...saying(effect, 'resource', when),
  namings: [{ form, when: constant(true) }],
});
