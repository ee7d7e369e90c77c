import type { PolicyDocument, PolicyLayer, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import type { KeyState } from '../key-state.ts';
import { candidateAt } from '../layers.ts';
import type { Caller, OpenPart, Target } from '../question.ts';
import { resourceMatches } from '../resource-entries.ts';
import { SpaceBuilder } from '../space.ts';
import { namesAction, placesAbout, type StatementPlace } from '../statements.ts';
import type { Symbolic } from '../symbolic.ts';
import { type Telling, tellingsOf } from './bucket-names.ts';
import {
  actionGroups,
  type Columns,
  columnsOf,
  listUnder,
  printed,
  variablesInResources,
} from './condition-classes.ts';
import { type ActionGroups, type Covered, type Frame, type Joint, nothingYet, ODD, questionIn } from './frame.ts';
import { jointsOf, ofOneSide, outcomeOf } from './joints.ts';
import { sideOf } from './key-sides.ts';
import { neededBy, type Written } from './needed.ts';
import { isObject, moved, partitionOf, sharedPart, standingAfter } from './part-names.ts';

/** What a statement covers of each target, by number; ODD where that cannot be shared. */
interface Cover {
  readonly place: StatementPlace;
  readonly text: number;
  readonly covered: Covered;
}

/** What the statements of one document say of a kind, before it is known in which space. */
export interface Reading {
  readonly builder: SpaceBuilder;
  /** For each action of the kind, which of the sayings holds for it. */
  readonly sayingOf: readonly number[];
  readonly sayings: readonly { readonly allow: readonly Symbolic[]; readonly deny: readonly Symbolic[] }[];
}

/** A document in a layer, as far as it speaks of one kind. Callers and targets that it cannot tell apart are of one class. */
export class LayerDocument {
  readonly #frame: Frame;
  readonly number: number;
  readonly #layer: PolicyLayer;
  /** Among the texts of classes of callers, and of targets. */
  readonly #name: number;
  readonly #unfilled: number;
  readonly #places: readonly StatementPlace[];
  readonly #groups: ActionGroups;
  readonly #ofCallers: Columns;
  readonly #ofTargets: Columns;
  /** Conditions that hold keys of callers against keys of targets, and what there is beside them. */
  readonly #joints: readonly Joint[];
  readonly #beside: { readonly ofCallers: Columns; readonly ofTargets: Columns };
  readonly #variables: readonly string[];
  /** It says the same of all targets. */
  readonly isAlike: boolean;
  /** It says the same to all callers. */
  readonly isToAll: boolean;
  readonly #covers = new Map<number, readonly Cover[]>();

  /** Undefined: the document says nothing of the kind. */
  static of(frame: Frame, number: number, layer: PolicyLayer, document: PolicyDocument): LayerDocument | undefined {
    const places = placesAbout({ name: '', document }, frame.kind.service).filter(({ statement }) =>
      frame.kind.actions.some((one) => namesAction(statement, one) !== false),
    );
    return places.length === 0 ? undefined : new LayerDocument(frame, number, layer, places);
  }

  private constructor(frame: Frame, number: number, layer: PolicyLayer, places: readonly StatementPlace[]) {
    this.#frame = frame;
    this.number = number;
    this.#layer = layer;
    this.#name = frame.known.classes.text(`document ${number}`);
    this.#unfilled = frame.targetClasses.text(`document ${number} 0`);
    this.#places = places;
    this.#groups = actionGroups(frame, places);
    this.#ofCallers = columnsOf(frame, places, this.#groups, 'caller');
    this.#ofTargets = columnsOf(frame, places, this.#groups, 'target');
    this.#joints = jointsOf(frame, this.#ofCallers);
    this.#beside = { ofCallers: ofOneSide(this.#ofCallers), ofTargets: ofOneSide(this.#ofTargets) };
    this.#variables = places.flatMap(({ statement, document }) => variablesInResources(statement, document.version));
    this.isToAll = this.#ofCallers.length === 0 && this.#variables.length === 0;
    this.isAlike = this.#ofTargets.length === 0 && places.every(({ statement }) => coversAll(statement));
  }

  /** What names have to hold for it to say anything of them to the caller; undefined: nothing, as far as that can be told. */
  neededFor(index: number): readonly Written[] | undefined {
    // of each target they hold something else
    if (this.#variables.some((key) => sideOf(key) !== 'caller')) return undefined;
    if (this.#hangsOnAction(this.#frame.callers[index], this.#variables)) return undefined;
    const [action] = this.#groups.samples;
    const question = questionIn(this.#frame, this.#frame.callers[index], this.#frame.kind.targets[0], action);
    return neededBy(this.#places, (key) => this.#frame.environment.keyState(question, key));
  }

  /** By what it tells objects of one bucket from those of another, to the caller; undefined: as for `tellingsOf`. */
  tellingsFor(index: number): readonly Telling[] | undefined {
    const [target] = this.#frame.kind.targets;
    if (target === undefined || !isObject(target) || this.#ofTargets.length > 0) return undefined;
    if (this.#hangsOnAction(this.#frame.callers[index], this.#variables)) return undefined;
    const question = questionIn(this.#frame, this.#frame.callers[index], target, this.#groups.samples[0]);
    return tellingsOf(this.#places, partitionOf(target), (key) => this.#frame.environment.keyState(question, key));
  }

  /** The class of a caller, among those of all documents. */
  callerClass(index: number): number {
    const [target] = this.#frame.kind.targets;
    const caller = this.#frame.callers[index];
    const list = listUnder(this.#frame, this.#ofCallers, { side: 'caller', index, caller, target });
    return list === ODD ? ODD : this.#frame.known.classes.of(this.#name, list);
  }

  /** The class of a target, where variables are filled as they are for this caller. */
  targetClass(filling: number, caller: number, index: number): number {
    return this.#targetClassUnder(this.#ofTargets, filling, caller, index);
  }

  #targetClassUnder(columns: Columns, filling: number, caller: number, index: number): number {
    const { targetClasses, kind, callers } = this.#frame;
    const target = kind.targets[index];
    const asked = callers[caller];
    const conditions = listUnder(this.#frame, columns, { side: 'target', index, caller: asked, target });
    if (conditions === ODD) return ODD;
    let list = conditions;
    for (const cover of this.#coversUnder(filling, asked)) {
      const { covered } = cover;
      if (covered.target !== index) covered.found = this.#coverage(asked, target, cover);
      covered.target = index;
      if (covered.found === ODD) return ODD;
      list = targetClasses.longer(list, covered.found);
    }
    return targetClasses.of(this.#textOf(filling), list);
  }

  /**
   * Equal where it says the same though classes differ: where what callers and targets are held against each other for comes out alike,
   * as `aws:ResourceTag/team` against `aws:PrincipalTag/team` does for whoever is of another team. Undefined: nothing is held so.
   */
  sayingClass(filling: number, caller: number, target: number): number | undefined {
    if (this.#joints.length === 0) return undefined;
    const { targetClasses, callers, kind } = this.#frame;
    const one = { side: 'caller', index: caller, caller: callers[caller], target: kind.targets[target] } as const;
    const ofCaller = listUnder(this.#frame, this.#beside.ofCallers, one);
    const ofTarget = this.#targetClassUnder(this.#beside.ofTargets, filling, caller, target);
    if (ofCaller === ODD || ofTarget === ODD) return undefined;
    let list = targetClasses.longer(ofCaller, ofTarget);
    for (const joint of this.#joints) list = targetClasses.longer(list, outcomeOf(this.#frame, joint, caller, target));
    return targetClasses.of(this.#textOf(filling), list);
  }

  /** Undefined: it cannot be shared. */
  read(caller: Caller, target: Target): Reading | undefined {
    const places = this.#placesAt(caller, target);
    if (places === undefined) return undefined;
    const builder = new SpaceBuilder();
    const shared = target.part === undefined ? target : sharedPart(target, target.part);
    const sayings = this.#groups.samples.map((action) => {
      const gathering = gatheringFor(this.#frame.environment, questionIn(this.#frame, caller, shared, action), builder);
      const found = places.flatMap((place) => candidateAt(gathering, this.#layer, place) ?? []);
      const of = (effect: Statement['effect']): readonly Symbolic[] =>
        found.filter(({ statement }) => statement.effect === effect).map(({ when }) => when);
      return { allow: of('Allow'), deny: of('Deny') };
    });
    return { builder, sayingOf: this.#groups.groupOf, sayings };
  }

  #placesAt(caller: Caller | undefined, target: Target | undefined): readonly StatementPlace[] | undefined {
    return movedPlaces(this.#frame, this.#places, caller, target, this.#groups.samples[0]);
  }

  #textOf(filling: number): number {
    if (this.#variables.length === 0) return this.#unfilled;
    return this.#frame.targetClasses.text(`document ${this.number} ${filling}`);
  }

  /** What the statements cover, where their variables are filled as for this caller: many documents write the same resources. */
  #coversUnder(filling: number, caller: Caller | undefined): readonly Cover[] {
    const found =
      this.#covers.get(filling) ??
      this.#places.map((place) => {
        const { resources } = place.statement;
        const { version } = place.document;
        const keys = variablesInResources(place.statement, version);
        const id = JSON.stringify([this.#layer, version, resources, this.#statesOf(caller, keys)]);
        const covered = this.#frame.covers.get(id) ?? { ...nothingYet(), standing: new Map<string, number>() };
        this.#frame.covers.set(id, covered);
        return { place, text: this.#frame.targetClasses.text(id), covered };
      });
    this.#covers.set(filling, found);
    return found;
  }

  /** Equal where equal requests are covered. */
  #coverage(caller: Caller | undefined, target: Target | undefined, cover: Cover): number {
    const { targetClasses, environment, kind } = this.#frame;
    if (target?.part !== undefined) return this.#coverageOfPart(caller, target, target.part, cover);
    const { place } = cover;
    const question = questionIn(this.#frame, caller, target ?? kind.targets[0], this.#groups.samples[0]);
    const gathering = gatheringFor(environment, question, new SpaceBuilder());
    const covers = resourceMatches(gathering, this.#layer, place.statement, place.document.version);
    return targetClasses.text(covers === false ? 'no' : printed(covers));
  }

  /** Equal where the statement reads the same under the beginning that all parts share. */
  #coverageOfPart(
    caller: Caller | undefined,
    target: Target,
    part: OpenPart,
    { place, text, covered: { standing } }: Cover,
  ): number {
    const { arn } = sharedPart(target, part);
    // under its own beginning a statement stays as it is
    const isMoved = arn !== `${part.prefix}x`;
    const after = isMoved ? standingAfter(place.statement, part.prefix) : undefined;
    const known = after === undefined ? undefined : standing.get(`${arn} ${after}`);
    if (known !== undefined) return known;
    const { targetClasses } = this.#frame;
    const [read] = movedPlaces(this.#frame, [place], caller, target, this.#groups.samples[0]) ?? [];
    const written = read === place ? text : targetClasses.text(JSON.stringify(read?.statement.resources));
    const found = read === undefined ? ODD : targetClasses.of(written, targetClasses.text(arn));
    if (after !== undefined) standing.set(`${arn} ${after}`, found);
    return found;
  }

  /** How variables in the resources of the document are filled for a caller; ODD where that is open. */
  fillingOf(index: number): number {
    const keys = this.#variables;
    const caller = this.#frame.callers[index];
    if (keys.length === 0) return 0;
    if (keys.some((key) => sideOf(key) !== 'caller')) return ODD;
    if (this.#hangsOnAction(caller, keys)) return ODD;
    const states = this.#statesOf(caller, keys);
    if (states.some(({ kind }) => kind === 'free')) return ODD;
    return this.#frame.known.classes.text(`document ${this.number} filled ${JSON.stringify(states)}`);
  }

  /** Do requests of some actions fill a variable as those of others do not? */
  #hangsOnAction(caller: Caller | undefined, keys: readonly string[]): boolean {
    if (keys.length === 0 || this.#groups.samples.length === 1) return false;
    const states = this.#groups.samples.map((action) => JSON.stringify(this.#statesOf(caller, keys, action)));
    return new Set(states).size > 1;
  }

  #statesOf(
    caller: Caller | undefined,
    keys: readonly string[],
    action: string | undefined = this.#groups.samples[0],
  ): readonly KeyState[] {
    const question = questionIn(this.#frame, caller, this.#frame.kind.targets[0], action);
    return keys.map((key) => this.#frame.environment.keyState(question, key));
  }
}

const coversAll = ({ resources }: Statement): boolean =>
  resources !== undefined && 'in' in resources && resources.in.length === 1 && resources.in[0] === '*';

/** Statements as they read for all parts of the kind of the target. Undefined: there is no text for one of them. */
export function movedPlaces(
  frame: Frame,
  places: readonly StatementPlace[],
  caller: Caller | undefined,
  target: Target | undefined,
  action: string | undefined,
): readonly StatementPlace[] | undefined {
  if (target?.part === undefined) return places;
  const { prefix } = target.part;
  const question = questionIn(frame, caller, target, action);
  const stateOf = (key: string) => frame.environment.keyState(question, key);
  const to = sharedPart(target, target.part).part?.prefix ?? prefix;
  const written: StatementPlace[] = [];
  for (const place of places) {
    const statement = moved(place.statement, {
      version: place.document.version,
      from: prefix,
      to,
      stateOf,
      lists: frame.lists,
    });
    if (statement === undefined) return undefined;
    written.push({ ...place, statement });
  }
  return written;
}
