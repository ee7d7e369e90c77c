import type { Condition, PolicyDocument } from '../domain/policy.ts';
import { isNfsAction } from './action-facts.ts';
import { serviceOfAction } from './actions.ts';
import { isNfsKey } from './data/resource-policy-scope.ts';
import type { Sample } from './domains.ts';
import { type Gathering, stateOf } from './gathering.ts';
import { asks } from './inquiry.ts';
import type { KeyState } from './key-state.ts';
import { isNegated, nameOf, overKeys, relationOf, substrings } from './open-values.ts';
import { type Filled, holds, makeTest, type Test, unsettledReasons } from './operators.ts';
import { plain } from './patterns.ts';
import type { Reason, Truth } from './predicates.ts';
import { both, constant, either, type Symbolic } from './symbolic.ts';
import { closed, type Expansion, expand } from './variables.ts';

/** Undefined operator: never matches (rule 72). */
export function prepareCondition(
  gathering: Gathering,
  condition: Condition,
  version: PolicyDocument['version'],
): Symbolic | false {
  const unenforced = asks(gathering.question, isNfsAction) && !isNfsKey(condition.key);
  const state = unenforced ? UNENFORCED : stateOf(gathering, condition.key);
  if (state.kind === 'unsettled') {
    gathering.doubts.push(state.reason);
    return constant('unknown');
  }
  const { expansions, test } = filledCondition(gathering, condition, version);
  if (test === undefined) {
    gathering.leanings.push({ rule: 72, text: `the operator \`${condition.operator.name}\` does not exist` });
    return false;
  }
  const read = readingOf(gathering, condition.key);
  const parts = state.kind === 'free' ? apart(condition, expansions) : [condition];
  if (parts.length > 1) {
    const joined = isNegated(condition) ? both : either;
    return joined(...parts.map((part) => prepareCondition(gathering, part, version) || constant(false)));
  }
  return expansions.some((one) => one.kind === 'open')
    ? openCondition(gathering, condition, expansions, read)
    : closedCondition(gathering, test, state, read);
}

interface FilledCondition {
  readonly expansions: readonly Expansion[];
  /** As it stands where no variable has a value. */
  readonly test: Test | undefined;
}

const withoutVariables = new WeakMap<Condition, FilledCondition>();

/** A condition without variables reads the same in every question: statements never change. */
function filledCondition(
  gathering: Gathering,
  condition: Condition,
  version: PolicyDocument['version'],
): FilledCondition {
  const known = withoutVariables.get(condition);
  if (known !== undefined) return known;
  const expansions = condition.values.map((text) => expandValue(gathering, condition, text, version));
  const filled = { expansions, test: testOf(condition, expansions, () => undefined) };
  if (!condition.values.some((text) => text.includes('${'))) withoutVariables.set(condition, filled);
  return filled;
}

function closedCondition(
  gathering: Gathering,
  test: Test,
  state: Exclude<KeyState, { readonly kind: 'unsettled' }>,
  read: Reading,
): Symbolic | false {
  const list = state.kind === 'free' ? state.key.multi : state.kind === 'fixed' && typeof state.value !== 'string';
  const reasons = (): readonly Reason[] => [...unsettledReasons(test, list), ...read.reasons];
  if (state.kind !== 'free') {
    const truth = read.holds(test, state.kind === 'fixed' ? state.value : undefined);
    if (truth === 'unknown') gathering.doubts.push(...reasons());
    return truth === false ? false : constant(truth);
  }
  gathering.builder.add(state.key, test);
  return (space) => {
    const pair = read.holds === holds ? space.test(test) : space.read(test.key, (sample) => read.holds(test, sample));
    if (pair.lower !== pair.upper) gathering.doubts.push(...space.cappedReasons(test.key), ...reasons());
    return pair;
  };
}

/** The values that hang on other keys, and those that do not: what the latter say needs no comparison. */
function apart(condition: Condition, expansions: readonly Expansion[]): readonly Condition[] {
  if (condition.operator.quantifier !== undefined) return [condition];
  const ofKind = (kind: Expansion['kind']): Condition => ({
    ...condition,
    values: condition.values.filter((_, index) => expansions[index]?.kind === kind),
  });
  return [ofKind('closed'), ofKind('open')].filter(({ values }) => values.length > 0);
}

/** How a test of the key is read, for a value or for none. */
interface Reading {
  readonly holds: (test: Test, value: Sample) => Truth;
  readonly reasons: readonly Reason[];
}

const UNENFORCED: KeyState = {
  kind: 'unsettled',
  reason: { rule: 87, text: 'a condition key that Amazon EFS does not enforce for NFS clients' },
};
const OWNER_KEYS = new Set(['aws:sourceowner', 'aws:sourceaccount']);
const SNS_OWNER: Reason = {
  rule: 87,
  text: 'whether Amazon SNS fills the owner key with the account of an ordinary caller',
};

/** Where Amazon SNS may fill an absent owner key with the caller's account, only what both readings share is sure. */
function readingOf({ question }: Gathering, key: string): Reading {
  const { principal } = question.caller;
  const account = 'account' in principal ? principal.account : undefined;
  if (asks(question, serviceOfAction) !== 'sns' || account === undefined || !OWNER_KEYS.has(key.toLowerCase()))
    return { holds, reasons: [] };
  const read = (test: Test, value: Sample): Truth => {
    const truth = holds(test, value);
    return value !== undefined || holds(test, account) === truth ? truth : 'unknown';
  };
  return { holds: read, reasons: [SNS_OWNER] };
}

const VARIABLE_FAMILIES = /^(String|Arn)/;
const BOOL_VARIABLE: Reason = { rule: 53, text: 'AWS contradicts itself on policy variables under Bool' };

function expandValue(
  gathering: Gathering,
  { operator }: Condition,
  text: string,
  version: PolicyDocument['version'],
): Expansion {
  if (VARIABLE_FAMILIES.test(operator.name)) return expand(text, version, (key) => stateOf(gathering, key));
  const variable = operator.name === 'Bool' && version === '2012-10-17' && text.includes('${');
  return closed(variable ? { kind: 'unsettled', reason: BOOL_VARIABLE } : plain(text));
}

/** The test once free variables are given. */
function testOf(
  condition: Condition,
  expansions: readonly Expansion[],
  lookUp: (key: string) => Sample,
): Test | undefined {
  return makeTest(
    condition,
    expansions.map((one): Filled => (one.kind === 'closed' ? one.filled : one.fill(lookUp))),
  );
}

function openCondition(
  gathering: Gathering,
  condition: Condition,
  expansions: readonly Expansion[],
  read: Reading,
): Symbolic {
  const state = stateOf(gathering, condition.key);
  const keys = [...new Set(expansions.flatMap((one) => (one.kind === 'open' ? one.keys : [])))];
  const truthOf = (value: Sample, lookUp: (key: string) => Sample): Truth => {
    const test = testOf(condition, expansions, lookUp);
    return test === undefined ? false : read.holds(test, value);
  };
  const value = state.kind === 'fixed' ? state.value : undefined;
  const texts = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  const open =
    state.kind === 'free'
      ? relationOf(gathering, { condition, expansions, keys, truthOf }, state.key)
      : overKeys(gathering, nameOf(condition), {
          keys,
          truthOf: (lookUp) => truthOf(value, lookUp),
          candidates: texts.flatMap(substrings),
        });
  const filled = testOf(condition, expansions, (key) => someValue(gathering, key));
  const reasons = [...(filled === undefined ? [] : unsettledReasons(filled, texts.length > 1)), ...read.reasons];
  return (space) => {
    const pair = open(space);
    if (pair.lower !== pair.upper) gathering.doubts.push(...reasons);
    return pair;
  };
}

/** A value as good as any other, of the kind that the key holds. */
function someValue(gathering: Gathering, key: string): Sample {
  const state = stateOf(gathering, key);
  return state.kind === 'free' && state.key.multi ? ['x'] : 'x';
}
