import type { PolicyDocument, PolicyLayer, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import { candidateAt } from '../layers.ts';
import type { Caller, Target } from '../question.ts';
import { resourceMatches } from '../resource-entries.ts';
import { SpaceBuilder } from '../space.ts';
import { namesAction, type StatementPlace, statementsAbout } from '../statements.ts';
import type { Symbolic } from '../symbolic.ts';
import {
  type ActionGroups,
  actionGroups,
  type Columns,
  columnsOf,
  type Frame,
  listUnder,
  ODD,
  printed,
  questionIn,
  variablesInResources,
} from './condition-classes.ts';
import { sideOf } from './key-sides.ts';
import { moved, sharedPart } from './part-names.ts';

const UNSEEN = -2;

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
  readonly #number: number;
  readonly #layer: PolicyLayer;
  readonly #places: readonly StatementPlace[];
  readonly #groups: ActionGroups;
  readonly #ofCallers: Columns;
  readonly #ofTargets: Columns;
  readonly #byCaller: Int32Array;
  readonly #fillings: Int32Array;
  readonly #byTarget = new Map<number, Int32Array>();

  /** Undefined: the document says nothing of the kind. */
  static of(frame: Frame, number: number, layer: PolicyLayer, document: PolicyDocument): LayerDocument | undefined {
    const all = statementsAbout([{ name: '', document }], frame.kind.service);
    const places = all.filter(({ statement }) =>
      frame.kind.actions.some((one) => namesAction(statement, one) !== false),
    );
    return places.length === 0 ? undefined : new LayerDocument(frame, number, layer, places);
  }

  private constructor(frame: Frame, number: number, layer: PolicyLayer, places: readonly StatementPlace[]) {
    this.#frame = frame;
    this.#number = number;
    this.#layer = layer;
    this.#places = places;
    this.#groups = actionGroups(frame, places);
    this.#ofCallers = columnsOf(frame, places, this.#groups, 'caller');
    this.#ofTargets = columnsOf(frame, places, this.#groups, 'target');
    this.#byCaller = new Int32Array(frame.callers.length).fill(UNSEEN);
    this.#fillings = new Int32Array(frame.callers.length).fill(UNSEEN);
  }

  /** The class of a caller, among those of all documents. */
  callerClass(index: number): number {
    const known = this.#byCaller[index] ?? UNSEEN;
    if (known !== UNSEEN) return known;
    const found = this.#classOfCaller(index);
    this.#byCaller[index] = found;
    return found;
  }

  /** The class of a target, for callers that fill the variables of the document as this one does. */
  targetClass(caller: number, target: number): number {
    const filling = this.#fillingOf(caller);
    if (filling === ODD) return ODD;
    const classes = this.#byTarget.get(filling) ?? new Int32Array(this.#frame.kind.targets.length).fill(UNSEEN);
    this.#byTarget.set(filling, classes);
    const known = classes[target] ?? UNSEEN;
    if (known !== UNSEEN) return known;
    const found = this.#classOfTarget(filling, this.#frame.callers[caller], target);
    classes[target] = found;
    return found;
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

  #classOfCaller(index: number): number {
    const [target] = this.#frame.kind.targets;
    const list = listUnder(this.#frame, this.#ofCallers, 'caller', index, this.#frame.callers[index], target);
    const { callerClasses } = this.#frame;
    return list === ODD ? ODD : callerClasses.of(callerClasses.text(`document ${this.#number}`), list);
  }

  #classOfTarget(filling: number, caller: Caller | undefined, index: number): number {
    const target = this.#frame.kind.targets[index];
    const places = this.#placesAt(caller, target);
    const list = listUnder(this.#frame, this.#ofTargets, 'target', index, caller, target);
    if (places === undefined || list === ODD) return ODD;
    const covers = places.map((place) => this.#coverage(caller, target, place));
    const { targetClasses } = this.#frame;
    return targetClasses.of(targetClasses.text(['document', this.#number, filling, ...covers].join('\u0001')), list);
  }

  #coverage(caller: Caller | undefined, target: Target | undefined, { statement, document }: StatementPlace): string {
    if (target?.part !== undefined) return JSON.stringify([statement.resources, sharedPart(target, target.part).arn]);
    const question = questionIn(this.#frame, caller, target, this.#groups.samples[0]);
    const gathering = gatheringFor(this.#frame.environment, question, new SpaceBuilder());
    const covers = resourceMatches(gathering, this.#layer, statement, document.version);
    return covers === false ? 'no' : printed(covers);
  }

  /** How variables in the resources of the document are filled for a caller; ODD where that is open. */
  #fillingOf(index: number): number {
    const known = this.#fillings[index] ?? UNSEEN;
    if (known !== UNSEEN) return known;
    const found = this.#fillingFor(this.#frame.callers[index]);
    this.#fillings[index] = found;
    return found;
  }

  #fillingFor(caller: Caller | undefined): number {
    const keys = this.#places.flatMap(({ statement, document }) => variablesInResources(statement, document.version));
    if (keys.length === 0) return 0;
    if (keys.some((key) => sideOf(key) !== 'caller')) return ODD;
    const question = questionIn(this.#frame, caller, this.#frame.kind.targets[0], this.#groups.samples[0]);
    const states = keys.map((key) => this.#frame.environment.keyState(question, key));
    if (states.some(({ kind }) => kind === 'free')) return ODD;
    return this.#frame.callerClasses.text(`document ${this.#number} filled ${JSON.stringify(states)}`);
  }
}

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
    const statement = moved(place.statement, { version: place.document.version, from: prefix, to, stateOf });
    if (statement === undefined) return undefined;
    written.push({ ...place, statement });
  }
  return written;
}
