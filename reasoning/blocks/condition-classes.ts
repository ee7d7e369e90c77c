import type { Condition, PolicyDocument, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import { prepareCondition } from '../conditions.ts';
import { isNfsAction } from '../data/resource-policy-scope.ts';
import type { Environment } from '../environment.ts';
import { toldByAction } from '../keys.ts';
import type { Caller, Profile, Question, Target } from '../question.ts';
import type { Situation } from '../situation.ts';
import { Sets, Space, SpaceBuilder } from '../space.ts';
import { namesAction, type StatementPlace } from '../statements.ts';
import type { Symbolic } from '../symbolic.ts';
import { variablesIn } from '../variables.ts';
import { sideOf } from './key-sides.ts';
import type { Kind } from './kinds.ts';
import { Numbering, Pairing } from './pairing.ts';

/** What everything that speaks of one kind has in common. */
export interface Frame {
  readonly environment: Environment;
  readonly profile: Profile;
  readonly kind: Kind;
  readonly callers: readonly Caller[];
  /** Classes of callers and of targets, among those of all documents of the kind. */
  readonly callerClasses: Classes;
  readonly targetClasses: Classes;
  /** What single conditions leave of callers and targets, by number: many documents write the same. */
  readonly columns: Map<string, (number | undefined)[]>;
}

/** Numbers what tells one from another: who speaks, by a text, and what its conditions leave. */
class Classes {
  readonly #texts = new Numbering();
  readonly #lists = new Pairing();
  readonly #numbers = new Pairing();

  text(text: string): number {
    return this.#texts.of(text);
  }

  /** A list that is one longer; 0 is the empty one. */
  longer(list: number, number: number): number {
    return this.#lists.of(list, number);
  }

  of(text: number, list: number): number {
    return this.#numbers.of(text, list);
  }
}

export const frameOf = (environment: Environment, profile: Profile, kind: Kind, callers: readonly Caller[]): Frame => ({
  environment,
  profile,
  kind,
  callers,
  callerClasses: new Classes(),
  targetClasses: new Classes(),
  columns: new Map(),
});

/** A pair of which nothing can be shared. */
export const ODD = -1;
/** A pair of which nothing can be granted, whatever the policies of the caller say. */
export const SHUT = -2;

export function questionIn(
  { profile }: Frame,
  caller: Caller | undefined,
  target: Target | undefined,
  action: string | undefined,
): Question {
  if (caller === undefined || target === undefined || action === undefined)
    throw new Error('whoever asks about a kind asks for something of it');
  return { caller, target, action, profile };
}

/** A caller and a target. */
export interface PairIn {
  readonly caller: Caller;
  readonly target: Target;
}

export function pairIn({ callers, kind }: Frame, callerIndex: number, targetIndex: number): PairIn {
  const [caller, target] = [callers[callerIndex], kind.targets[targetIndex]];
  if (caller === undefined || target === undefined)
    throw new Error('a pair is one of a caller and a target of the kind');
  return { caller, target };
}

export function situationIn(frame: Frame, caller: number, target: number): Situation {
  const pair = pairIn(frame, caller, target);
  return frame.environment.situation(questionIn(frame, pair.caller, pair.target, frame.kind.actions[0]));
}

/** Actions that no statement tells apart, and no key of theirs. */
export interface ActionGroups {
  /** One of each group. */
  readonly samples: readonly string[];
  /** Of each action of the kind. */
  readonly groupOf: readonly number[];
}

export function actionGroups(frame: Frame, places: readonly StatementPlace[]): ActionGroups {
  const keys = [...new Set(places.flatMap(keysOf))];
  const groups = new Map<string, number>();
  const samples: string[] = [];
  const groupOf = frame.kind.actions.map((action) => {
    const question = questionIn(frame, frame.callers[0], frame.kind.targets[0], action);
    const told = keys.map((key) => toldByAction(question, key));
    const names = places.map(({ statement }) => namesAction(statement, action));
    const id = [...names, ...told, isNfsAction(action)].join('|');
    const known = groups.get(id) ?? samples.push(action) - 1;
    groups.set(id, known);
    return known;
  });
  return { samples, groupOf };
}

/** Conditions as they are asked of callers, or of targets, once for each group of actions. */
export type Columns = readonly {
  readonly condition: Condition;
  readonly version: PolicyDocument['version'];
  readonly action: string;
  readonly known: (number | undefined)[];
}[];

export function columnsOf(
  frame: Frame,
  places: readonly StatementPlace[],
  { samples }: ActionGroups,
  side: 'caller' | 'target',
): Columns {
  return samples.flatMap((action) =>
    places.flatMap(({ statement, document: { version } }) =>
      statement.conditions.flatMap((condition) => {
        if (!hasSide(condition, version, side)) return [];
        const question = questionIn(frame, frame.callers[0], frame.kind.targets[0], action);
        const told = keysIn(condition, version).map((key) => toldByAction(question, key));
        const id = JSON.stringify([side, condition, version, isNfsAction(action), told]);
        const known = frame.columns.get(id) ?? [];
        frame.columns.set(id, known);
        return [{ condition, version, action, known }];
      }),
    ),
  );
}

/**
 * What conditions leave of one caller, or target, as a list of its classes: what they cannot tell apart is equal. ODD: they compare
 * what is open. `index`: its own, among those of its side.
 */
export function listUnder(
  frame: Frame,
  columns: Columns,
  side: 'caller' | 'target',
  index: number,
  caller: Caller | undefined,
  target: Target | undefined,
): number {
  const classes = side === 'caller' ? frame.callerClasses : frame.targetClasses;
  let list = 0;
  for (const { condition, version, action, known } of columns) {
    known[index] ??= numberOf(
      classes,
      conditionClass(frame, questionIn(frame, caller, target, action), condition, version, side),
    );
    const found = known[index] ?? ODD;
    if (found === ODD) return ODD;
    list = classes.longer(list, found);
  }
  return list;
}

const numberOf = (classes: Classes, text: string): number => (text === OPEN ? ODD : classes.text(text));

const OPEN = 'open';

const keysIn = ({ key, values }: Condition, version: PolicyDocument['version']): readonly string[] => [
  key,
  ...values.flatMap((text) => variablesIn(text, version)),
];

const hasSide = (condition: Condition, version: PolicyDocument['version'], side: 'caller' | 'target'): boolean =>
  keysIn(condition, version).some((one) => sideOf(one) === side || sideOf(one) === 'both');

function conditionClass(
  { environment }: Frame,
  question: Question,
  condition: Condition,
  version: PolicyDocument['version'],
  side: 'caller' | 'target',
): string {
  const keys = keysIn(condition, version);
  const variables = keys.slice(1);
  if (keys.some((key) => sideOf(key) === 'both')) return OPEN;
  const own = keys.filter((key) => sideOf(key) === side);
  const states = own.map((key) => environment.keyState(question, key));
  const isFree = (key: string): boolean => states[own.indexOf(key)]?.kind === 'free';
  if (variables.some(isFree)) return OPEN;
  if (own.length < keys.length || isFree(condition.key)) return JSON.stringify([states, ownerAsked(question, keys)]);
  const holds = prepareCondition(gatheringFor(environment, question, new SpaceBuilder()), condition, version);
  return holds === false ? 'no' : printed(holds);
}

/** Amazon SNS may fill these with the account of an ordinary caller. */
const ownerAsked = ({ caller: { principal } }: Question, keys: readonly string[]): string =>
  keys.some((key) => /^aws:Source(Owner|Account)$/i.test(key)) && 'account' in principal ? principal.account : '';

/** What hangs on neither free keys nor variables reads the same in every space. */
const ANYWHERE = new Space(new Sets(), [], []);

export function printed(symbolic: Symbolic): string {
  const { lower, upper } = symbolic(ANYWHERE);
  return `${lower}${upper}`;
}

const keysOf = ({ statement, document }: StatementPlace): readonly string[] => [
  ...statement.conditions.flatMap((condition) => keysIn(condition, document.version)),
  ...variablesInResources(statement, document.version),
];

export function variablesInResources({ resources }: Statement, version: PolicyDocument['version']): readonly string[] {
  if (resources === undefined) return [];
  const texts = 'in' in resources ? resources.in : resources.notIn;
  return texts.flatMap((text) => variablesIn(text, version));
}
