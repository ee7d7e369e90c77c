import type { ConditionOperator } from '../domain/policy.ts';
import { alikeWhere } from './ask.ts';
import type { Environment } from './environment.ts';
import { asks } from './inquiry.ts';
import type { KeyState } from './key-state.ts';
import { holds, makeTest } from './operators.ts';
import type { Reason } from './predicates.ts';
import type { Question } from './question.ts';
import type { Unread } from './situation.ts';
import type { SpaceBuilder } from './space.ts';
import { constant, type Symbolic } from './symbolic.ts';

/** What is gathered while the statements of one question are prepared. */
export interface Gathering {
  readonly environment: Environment;
  readonly question: Question;
  readonly builder: SpaceBuilder;
  readonly unread: Unread;
  /** States of all condition keys that were looked at, by lower-case name: witnesses spell them out. */
  readonly states: Map<string, { readonly key: string; readonly state: KeyState }>;
  /** Why something may come out unknown. */
  readonly doubts: Reason[];
  /** Readings that matched and are not firmly documented. */
  readonly leanings: Reason[];
}

/** The state of a key, not remembered. Actions whose requests hold it alike are alike. */
export function stateIn(environment: Environment, question: Question, key: string): KeyState {
  const { caller, target, profile } = question;
  const states: KeyState[] = [];
  const printed = (action: string): string => {
    const state = environment.keyState({ caller, target, action, profile }, key);
    if (states.length === 0) states.push(state);
    return JSON.stringify(state);
  };
  asks(question, alikeWhere(environment.told?.(target, key), printed));
  const [state] = states;
  if (state === undefined) throw new Error('what is asked is answered at once');
  return state;
}

/** The state of a key in the question, remembered. */
export function stateOf({ environment, question, states }: Gathering, key: string): KeyState {
  const name = key.toLowerCase();
  const known = states.get(name);
  if (known !== undefined) return known.state;
  const state = stateIn(environment, question, key);
  states.set(name, { key, state });
  return state;
}

/** The requests in which a single-valued key holds one of these texts; `operator`: another one than StringEquals. */
export function keyHolds(
  gathering: Gathering,
  key: string,
  values: readonly string[],
  operator: ConditionOperator = EQUALS,
): Symbolic {
  const state = stateOf(gathering, key);
  const test = makeTest(
    { operator, key, values },
    values.map((text) => [{ text, literal: operator.name !== 'StringLike' }]),
  );
  if (test === undefined) throw new Error(`no such operator: ${operator.name}`);
  if (state.kind === 'unsettled') {
    gathering.doubts.push(state.reason);
    return constant('unknown');
  }
  if (state.kind !== 'free') return constant(holds(test, state.kind === 'fixed' ? state.value : undefined));
  gathering.builder.add(state.key, test);
  return (space) => {
    gathering.doubts.push(...space.cappedReasons(test.key));
    return space.test(test);
  };
}
const EQUALS = { name: 'StringEquals', ifExists: false };

/** The requests that carry the key. */
export function keyStands(gathering: Gathering, key: string): Symbolic {
  const state = stateOf(gathering, key);
  if (state.kind === 'unsettled') return constant(true);
  if (state.kind !== 'free') return constant(state.kind === 'fixed');
  gathering.builder.declare(state.key);
  return (space) => space.standing(state.key.name);
}
