import type { Condition, PolicyDocument, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import { prepareCondition } from '../conditions.ts';
import { isNfsAction } from '../data/resource-policy-scope.ts';
import { toldByAction } from '../keys.ts';
import type { Caller, Target } from '../question.ts';
import { NEVER, Sets, Space, SpaceBuilder } from '../space.ts';
import { namesAction, type StatementPlace } from '../statements.ts';
import type { Symbolic } from '../symbolic.ts';
import { variablesIn } from '../variables.ts';
import {
  type ActionGroups,
  type Classes,
  type Column,
  type Frame,
  type LeftOfCallers,
  type LikeCallers,
  ODD,
  questionIn,
  type StateColumn,
} from './frame.ts';
import { hangsOnCallerAlone, sideOf } from './key-sides.ts';

export function actionGroups(frame: Frame, places: readonly StatementPlace[]): ActionGroups {
  const keys = [...new Set(places.flatMap(keysOf))];
  const groups = new Map<string, number>();
  const samples: string[] = [];
  const groupOf = frame.kind.actions.map((action) => {
    const told = keys.map((key) => toldIn(frame, action, key));
    const names = places.map(({ statement }) => namesAction(statement, action));
    const id = [...names, ...told, isNfsAction(action)].join('|');
    const known = groups.get(id) ?? samples.push(action) - 1;
    groups.set(id, known);
    return known;
  });
  const name = groupOf.join();
  const found = frame.groups.get(name) ?? { samples, groupOf };
  frame.groups.set(name, found);
  return found;
}

/** What the state of the key hangs on of the name of the action. */
function toldIn(frame: Frame, action: string, key: string): string {
  const ofKey = frame.told.get(key) ?? new Map<string, string>();
  frame.told.set(key, ofKey);
  const { callers, kind } = frame;
  const told = ofKey.get(action) ?? toldByAction(questionIn(frame, callers[0], kind.targets[0], action), key);
  ofKey.set(action, told);
  return told;
}

/** The conditions of each statement, once for each group of actions. */
export type Columns = readonly (readonly Column[])[];

export function columnsOf(
  frame: Frame,
  places: readonly StatementPlace[],
  { samples }: ActionGroups,
  side: 'caller' | 'target',
): Columns {
  return samples.flatMap((action) =>
    places.flatMap(({ statement, document: { version } }) => {
      const own = statement.conditions.filter((condition) => hasSide(condition, version, side));
      const columns = own.map((condition) => columnOf(frame, { condition, version, action }, side));
      return columns.length === 0 ? [] : [columns.sort((one, other) => manyValues(one) - manyValues(other))];
    }),
  );
}

/** Keys that nearly every caller holds a value of its own in are asked last: most statements are out before. */
const manyValues = ({ keys }: Column): number => (keys.some(hasManyValues) ? 1 : 0);
const hasManyValues = (key: string): boolean => /^aws:(PrincipalArn|userid|username)$/i.test(key);

export function columnOf(
  frame: Frame,
  { condition, version, action }: Pick<Column, 'condition' | 'version' | 'action'>,
  side: 'caller' | 'target',
): Column {
  const keys = keysIn(condition, version);
  const told = keys.map((key) => toldIn(frame, action, key));
  const id = JSON.stringify([side, condition, version, isNfsAction(action), told]);
  const { columns } = keys.every(hangsOnCallerAlone) ? frame.known : frame;
  const column = columns.get(id) ?? {
    number: frame.known.classes.text(`condition ${frame.kind.name} ${id}`),
    text: id,
    condition,
    version,
    action,
    keys,
    isOdd: keys.some((key) => sideOf(key) === 'both'),
    asksOwner: keys.some((key) => /^aws:Source(Owner|Account)$/i.test(key)),
    own: keys.flatMap((key, at) => (sideOf(key) === side ? stateColumn(frame, side, key, told[at]) : [])),
    byStates: new Map(),
  };
  columns.set(id, column);
  return column;
}

/** A number for each caller, or target, none of which is known. */
const ofEach = ({ callers, kind }: Frame, side: 'caller' | 'target'): Int32Array =>
  new Int32Array((side === 'caller' ? callers : kind.targets).length);

/** A caller that conditions are asked of, or a target; what stands on the other side is an example. */
export interface AskedOne {
  readonly side: 'caller' | 'target';
  /** Among those of its side. */
  readonly index: number;
  readonly caller: Caller | undefined;
  readonly target: Target | undefined;
}

const classesOf = (frame: Frame, { side }: AskedOne): Classes =>
  side === 'caller' ? frame.known.classes : frame.targetClasses;

/**
 * What conditions leave of one, as a list of its classes: what they cannot tell apart is equal. ODD: they compare what is open. Where
 * one condition is not met the others of its statement do not matter.
 */
export function listUnder(frame: Frame, columns: Columns, one: AskedOne): number {
  let list = 0;
  for (const ofStatement of columns) {
    list = longerBy(frame, list, ofStatement, one);
    if (list === ODD) return ODD;
  }
  return list;
}

/** The list with what the conditions of one statement leave. */
function longerBy(frame: Frame, list: number, columns: readonly Column[], one: AskedOne): number {
  const classes = classesOf(frame, one);
  let longer = list;
  for (const column of columns) {
    const found = classIn(frame, column, one);
    if (found === classes.out) return classes.longer(list, classes.out);
    longer = found === ODD || longer === ODD ? ODD : classes.longer(longer, found);
  }
  return longer;
}

function stateColumn(frame: Frame, side: 'caller' | 'target', key: string, told: string | undefined): StateColumn {
  const id = `${side} ${key} ${told}`;
  const { states } = hangsOnCallerAlone(key) ? frame.known : frame;
  const found = states.get(id) ?? { key, name: id, known: ofEach(frame, side), free: new Set<number>() };
  states.set(id, found);
  return found;
}

/** A variable in the resources of statements, as requests of some actions fill it. */
export interface Variable {
  readonly state: StateColumn;
  readonly action: string;
  /** It hangs on caller and target together. */
  readonly isOdd: boolean;
}

/** The variables in what statements cover that hang on the caller, once for each group of actions. */
export function variablesOf(
  frame: Frame,
  places: readonly StatementPlace[],
  { samples }: ActionGroups,
): readonly Variable[] {
  const all = places.flatMap(({ statement, document }) => variablesInResources(statement, document.version));
  const keys = [...new Set(all)].filter((key) => sideOf(key) !== 'target');
  return samples.flatMap((action) =>
    keys.map((key) => ({
      state: stateColumn(frame, 'caller', key, toldIn(frame, action, key)),
      action,
      isOdd: sideOf(key) === 'both',
    })),
  );
}

/** What policies of targets ask of callers: conditions, and variables in what they cover. */
export interface AskedOfCallers {
  readonly columns: Columns;
  readonly variables: readonly Variable[];
}

/** The same of every caller; what policies ask of callers is the same for all targets. */
export function leftOfCallers(frame: Frame, asked: AskedOfCallers, target: Target): LeftOfCallers {
  const conditions = asked.columns.map((ofStatement) => ofStatement.map(({ number }) => number).join()).join(';');
  const name = JSON.stringify([conditions, asked.variables.map(({ state: { key }, action }) => [key, action])]);
  // what hangs on callers alone is the same for the next kind
  const { left } = hangsOnCallers(asked) ? frame.known : frame;
  const found = left.get(name) ?? leftIn(frame, asked, target);
  left.set(name, found);
  return found;
}

const hangsOnCallers = ({ columns, variables }: AskedOfCallers): boolean =>
  columns.flat().every(({ keys }) => keys.every(hangsOnCallerAlone)) &&
  variables.every(({ state: { key } }) => hangsOnCallerAlone(key));

function leftIn(frame: Frame, asked: AskedOfCallers, target: Target): LeftOfCallers {
  const { callers } = frame;
  const oneAt = (index: number): AskedOne => ({ side: 'caller', index, caller: callers[index], target });
  const listAt = (index: number): number => {
    const one = oneAt(index);
    return filledBy(frame, listUnder(frame, asked.columns, one), asked.variables, one);
  };
  const { ofCallers, examples } = likeCallers(frame, asked, target);
  const ofGroups = examples.map((index) => (isSettled(frame, asked, oneAt(index)) ? listAt(index) : undefined));
  const lists = ofCallers.map((group, index) => ofGroups[group] ?? listAt(index));
  const counts = new Map<number, number>();
  for (const list of lists) counts.set(list, (counts.get(list) ?? 0) + 1);
  const [[usual = 0] = []] = [...counts].sort(([, one], [, other]) => other - one);
  const others = Int32Array.from([...lists.keys()].filter((caller) => lists[caller] !== usual));
  return { usual, others, lists: others.map((caller) => lists[caller] ?? ODD) };
}

/** Of which group each caller is, and one of each group: of the states of all keys that many share a value of, each holds the same. */
function likeCallers(frame: Frame, { columns, variables }: AskedOfCallers, target: Target): LikeCallers {
  const all = columns.flat();
  const states = new Map<string, { readonly state: StateColumn; readonly action: string }>();
  for (const { own, action } of all) for (const state of own) states.set(state.name, { state, action });
  for (const { state, action } of variables) states.set(state.name, { state, action });
  const shared = [...states.values()].filter(({ state }) => !hasManyValues(state.key));
  const asksOwner = all.some((column) => column.asksOwner);
  const name = JSON.stringify([asksOwner, shared.map(({ state }) => state.name).sort()]);
  const found = frame.like.get(name) ?? grouped(frame, shared, asksOwner, target);
  frame.like.set(name, found);
  return found;
}

function grouped(
  frame: Frame,
  states: readonly { readonly state: StateColumn; readonly action: string }[],
  asksOwner: boolean,
  target: Target,
): LikeCallers {
  const { classes } = frame.known;
  const groups = new Map<number, number>();
  const examples: number[] = [];
  const ofCallers = new Int32Array(frame.callers.length);
  for (const [index, caller] of frame.callers.entries()) {
    const one: AskedOne = { side: 'caller', index, caller, target };
    let list = asksOwner ? classes.longer(0, classes.text(accountOf(caller))) : 0;
    for (const { state, action } of states) list = classes.longer(list, stateAt(frame, state, one, action));
    const group = groups.get(list) ?? examples.push(index) - 1;
    groups.set(list, group);
    ofCallers[index] = group;
  }
  return { ofCallers, examples };
}

/** Does what is left of all callers of the group of one hang on no key that nearly each holds a value of its own in? */
const isSettled = (frame: Frame, { columns, variables }: AskedOfCallers, one: AskedOne): boolean =>
  variables.every(({ state }) => !hasManyValues(state.key)) &&
  columns.every((ofStatement) => {
    const first = ofStatement.findIndex((column) => manyValues(column) > 0);
    const before = first === -1 ? [] : ofStatement.slice(0, first);
    return first === -1 || before.some((column) => classIn(frame, column, one) === classesOf(frame, one).out);
  });

/** The list with what the variables hold. */
function filledBy(frame: Frame, list: number, variables: readonly Variable[], one: AskedOne): number {
  const classes = classesOf(frame, one);
  const known = new Map<string, number>();
  let longer = list;
  for (const { state, action, isOdd } of variables) {
    if (longer === ODD || isOdd) return ODD;
    const number = stateAt(frame, state, one, action);
    // requests of some actions fill it as those of others do not
    if ((known.get(state.key) ?? number) !== number) return ODD;
    known.set(state.key, number);
    longer = classes.longer(longer, number);
  }
  return longer;
}

const keysIn = ({ key, values }: Condition, version: PolicyDocument['version']): readonly string[] => [
  key,
  ...values.flatMap((text) => variablesIn(text, version)),
];

const hasSide = (condition: Condition, version: PolicyDocument['version'], side: 'caller' | 'target'): boolean =>
  keysIn(condition, version).some((one) => sideOf(one) === side || sideOf(one) === 'both');

/** What a condition leaves of one caller, or target: hangs on what its keys hold, and on nothing else. */
export function classIn(frame: Frame, column: Column, one: AskedOne): number {
  const { action, own, byStates, isOdd, asksOwner } = column;
  if (isOdd) return ODD;
  const classes = classesOf(frame, one);
  let seen = asksOwner ? classes.text(accountOf(one.caller)) : 0;
  for (const key of own) {
    const state = stateAt(frame, key, one, action);
    // a condition has as many keys of whomever it is asked
    seen = seen === 0 ? state : classes.longer(seen, state);
  }
  const found = byStates.get(seen) ?? leftOf(frame, column, one);
  byStates.set(seen, found);
  return found;
}

function leftOf(frame: Frame, column: Column, asked: AskedOne): number {
  const classes = classesOf(frame, asked);
  const { own, keys, asksOwner } = column;
  const { index, caller } = asked;
  if (own.length < keys.length || isFree(own, index))
    return classes.text(
      JSON.stringify([own.map(({ known }) => known[index] ?? 0), asksOwner ? accountOf(caller) : '']),
    );
  const left = heldBy(frame, column, asked);
  return left === NEVER_PRINTED ? classes.out : classes.text(left);
}

/** Does the request decide what some of the keys hold? */
export const isFree = (keys: readonly StateColumn[], index: number): boolean =>
  keys.some(({ free, known }) => free.has(known[index] ?? 0));

/** What a condition comes to that hangs on nothing that requests decide. */
export function heldBy(frame: Frame, { condition, version, action }: Column, { caller, target }: AskedOne): string {
  const gathering = gatheringFor(frame.environment, questionIn(frame, caller, target, action), new SpaceBuilder());
  const holds = prepareCondition(gathering, condition, version);
  return holds === false ? NEVER_PRINTED : printed(holds);
}

/** The number of what a key holds in requests of some action. */
function stateAt(frame: Frame, { key, known, free }: StateColumn, one: AskedOne, action: string): number {
  const found = known[one.index] ?? 0;
  if (found !== 0) return found;
  const state = frame.environment.keyState(questionIn(frame, one.caller, one.target, action), key);
  const number = classesOf(frame, one).text(JSON.stringify(state));
  if (state.kind === 'free') free.add(number);
  known[one.index] = number;
  return number;
}

const accountOf = (caller: Caller | undefined): string =>
  caller !== undefined && 'account' in caller.principal ? caller.principal.account : '';

/** What hangs on neither free keys nor variables reads the same in every space. */
export const ANYWHERE = new Space(new Sets(), [], []);

const NEVER_PRINTED = `${NEVER.lower}${NEVER.upper}`;

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
