import type { Condition, ConditionOperator } from '../domain/policy.ts';
import type { ContextValue } from '../domain/request.ts';
import type { Piece } from './patterns.ts';
import {
  type Comparison,
  type Family,
  not,
  type Predicate,
  predicateHolds,
  predicateOf,
  type Reason,
  reasonsOf,
  type Truth,
} from './predicates.ts';

/** One condition with its values made into predicates. `null` has no predicates: it asks for presence. */
export interface Test {
  readonly operator: ConditionOperator;
  readonly key: string;
  readonly values: readonly string[];
  readonly predicates: readonly Predicate[];
  readonly family: Family;
  readonly negated: boolean;
}

/** What a policy variable makes of one value: its text, or a predicate that holds whatever the text would be. */
export type Filled = readonly Piece[] | Extract<Predicate, { readonly kind: 'never' | 'unsettled' }>;

interface OperatorMeaning {
  readonly family: Family;
  readonly negated: boolean;
  readonly comparison: Comparison;
}

const COMPARISONS: readonly (readonly [string, Comparison])[] = [
  ['Equals', 'equal'],
  ['LessThan', 'less'],
  ['LessThanEquals', 'lessEqual'],
  ['GreaterThan', 'greater'],
  ['GreaterThanEquals', 'greaterEqual'],
];

const MEANINGS: ReadonlyMap<string, OperatorMeaning> = new Map<string, OperatorMeaning>([
  ...pair('StringEquals', 'StringNotEquals', 'text'),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'folded'),
  ...pair('StringLike', 'StringNotLike', 'glob'),
  ...pair('ArnEquals', 'ArnNotEquals', 'arn'),
  ...pair('ArnLike', 'ArnNotLike', 'arn'),
  ...pair('IpAddress', 'NotIpAddress', 'ip'),
  ...pair('NumericEquals', 'NumericNotEquals', 'number'),
  ...pair('DateEquals', 'DateNotEquals', 'time'),
  ...COMPARISONS.slice(1).flatMap(([suffix, comparison]): [string, OperatorMeaning][] => [
    [`Numeric${suffix}`, { family: 'number', negated: false, comparison }],
    [`Date${suffix}`, { family: 'time', negated: false, comparison }],
  ]),
  ['Bool', { family: 'bool', negated: false, comparison: 'equal' }],
  ['BinaryEquals', { family: 'binary', negated: false, comparison: 'equal' }],
  ['Null', { family: 'null', negated: false, comparison: 'equal' }],
]);

function pair(positive: string, negative: string, family: Family): [string, OperatorMeaning][] {
  return [
    [positive, { family, negated: false, comparison: 'equal' }],
    [negative, { family, negated: true, comparison: 'equal' }],
  ];
}

/** The operator that is true exactly where the given one is false on a present value; undefined where AWS has none. */
export function oppositeOperator(name: string): string | undefined {
  const meaning = MEANINGS.get(name);
  if (meaning === undefined || meaning.comparison !== 'equal') return undefined;
  for (const [other, its] of MEANINGS) {
    const sameKind = its.family === meaning.family && name.includes('Like') === other.includes('Like');
    if (sameKind && its.comparison === 'equal' && its.negated !== meaning.negated) return other;
  }
  return undefined;
}

/** Undefined: no such operator, the statement never matches (rule 72). */
export function makeTest(condition: Condition, values: readonly Filled[]): Test | undefined {
  const meaning = MEANINGS.get(condition.operator.name);
  if (meaning === undefined) return undefined;
  const { family, negated, comparison } = meaning;
  const isNull = family === 'null';
  const predicates = isNull ? [] : values.map((one) => ('kind' in one ? one : predicateOf(family, comparison, one)));
  const texts = values.map((one, i) => ('kind' in one ? (condition.values[i] ?? '') : printPieces(family, one)));
  return { ...condition, values: texts, predicates, family, negated };
}

/** As a policy of version 2012-10-17 would write it: what looks like a wildcard or a variable there and is none is escaped. */
function printPieces(family: Family, pieces: readonly Piece[]): string {
  const wild = family === 'glob' || family === 'arn';
  const text = pieces
    .map(({ text, literal }) => (wild && literal ? text.replace(/[*?]/g, (char) => `${MARK}${char}`) : text))
    .join('');
  const escaped = takesVariables(family) ? text.replaceAll('${', `${MARK}${'$'}{`) : text;
  return escaped.replaceAll(MARKED, (_, char: string) => `\${${char}}`);
}

/** Stands before a character that is to be escaped. */
const MARK = '\u{f0000}';
const MARKED = new RegExp(`${MARK}(.)`, 'gsu');
const takesVariables = (family: Family): boolean => ['text', 'folded', 'glob', 'arn'].includes(family);

/** Does the test hold for this value of its key? Undefined: the key is absent, and an empty list is as good as that. */
export function holds(test: Test, given: ContextValue | undefined): Truth {
  const values = given === undefined ? [] : typeof given === 'string' ? [given] : given;
  if (test.family === 'null') return nullHolds(test, values);
  const { quantifier, ifExists } = test.operator;
  if (quantifier !== undefined) return setHolds(test, values);
  if (values.length === 0) return ifExists || test.negated;
  return typeof given === 'string' ? valueHolds(test, given) : 'unknown';
}

/** An empty text alone counts as an empty set (rule 61). */
function setHolds(test: Test, values: readonly string[]): Truth {
  const { quantifier, ifExists } = test.operator;
  const empty = values.length === 0 || isEmptyText(values);
  if (quantifier === 'ForAllValues') return empty || all(values.map((one) => valueHolds(test, one)));
  if (values.length === 0 && ifExists) return 'unknown';
  return !empty && any(values.map((one) => valueHolds(test, one)));
}

export const EMPTY_UNDER_NULL = { rule: 101, text: 'whether an empty text counts as missing under Null' } as const;

const isEmptyText = (values: readonly string[]): boolean => values.length === 1 && values[0] === '';

function nullHolds(test: Test, values: readonly string[]): Truth {
  if (test.operator.quantifier !== undefined || isEmptyText(values)) return 'unknown';
  return test.values.some((text) => text.toLowerCase() === String(values.length === 0));
}

export function valueHolds(test: Test, value: string): Truth {
  const some = any(test.predicates.map((one) => predicateHolds(one, value, test.negated)));
  return test.negated ? not(some) : some;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes('unknown') ? 'unknown' : true;
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes('unknown') ? 'unknown' : false;
}

/** Why a test may come out unknown, for the answer's sake; `list`: its key holds one. */
export function unsettledReasons(test: Test, list: boolean): readonly Reason[] {
  const { quantifier, ifExists } = test.operator;
  if (test.family === 'null') {
    if (quantifier !== undefined) return [{ rule: 64, text: 'a set operator before Null' }];
    return [EMPTY_UNDER_NULL];
  }
  const reasons = test.predicates.flatMap(reasonsOf);
  if (quantifier === undefined && list)
    reasons.push({ rule: 63, text: `a single-valued operator on the list \`${test.key}\`` });
  if (quantifier === 'ForAnyValue' && ifExists)
    reasons.push({ rule: 60, text: 'ForAnyValue with IfExists on a missing key' });
  const odd = ODD_VALUES[test.family];
  if (reasons.length === 0 && odd !== undefined) reasons.push(odd);
  return reasons;
}

/** Values of which AWS does not say how they compare. */
const ODD_VALUES: Readonly<Partial<Record<Family, Reason>>> = {
  number: { rule: 102, text: 'a text that is no number' },
  time: { rule: 69, text: 'a text that is no time, or a time of unsure form' },
  ip: { rule: 106, text: 'a text that is no IP address, or an IPv4-mapped one' },
  binary: { rule: 106, text: 'a text that is not base64' },
};
