import type { Condition, ConditionOperator } from '../domain/policy.ts';
import type { ContextValue } from '../domain/request.ts';
import { type AddressRange, parseAddress, parseCidr } from './ip.ts';
import {
  arnPattern,
  foldedPattern,
  globPattern,
  literalPattern,
  matches,
  type Pattern,
  type Piece,
} from './patterns.ts';

/** Kleene truth. 'unknown' is carried along until something else decides. */
export type Truth = boolean | 'unknown';

/** What an answer leans on, or why there is none: rule number of docs/semantics.md and a short English text. */
export interface Reason {
  readonly rule: number;
  readonly text: string;
}

type Comparison = 'equal' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

/** A test of one text value, after variables are filled in. */
export type Predicate =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'range'; readonly range: AddressRange }
  | { readonly kind: 'number' | 'date'; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'binary'; readonly base64: string }
  | { readonly kind: 'never' }
  | { readonly kind: 'unsettled'; readonly reason: Reason };

/** One condition with its values made into predicates. `null` has no predicates: it asks for presence. */
export interface Test {
  readonly operator: ConditionOperator;
  readonly key: string;
  readonly values: readonly string[];
  readonly predicates: readonly Predicate[];
  readonly family: Family;
  readonly negated: boolean;
}

type Family = 'text' | 'folded' | 'glob' | 'arn' | 'bool' | 'number' | 'date' | 'binary' | 'ip' | 'null';

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
  ...pair('DateEquals', 'DateNotEquals', 'date'),
  ...COMPARISONS.slice(1).flatMap(([suffix, comparison]): [string, OperatorMeaning][] => [
    [`Numeric${suffix}`, { family: 'number', negated: false, comparison }],
    [`Date${suffix}`, { family: 'date', negated: false, comparison }],
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
  if (meaning === undefined) return undefined;
  const opposites: Record<Comparison, Comparison> = {
    equal: 'equal',
    less: 'greaterEqual',
    lessEqual: 'greater',
    greater: 'lessEqual',
    greaterEqual: 'less',
  };
  for (const [other, its] of MEANINGS) {
    const flipped = meaning.comparison === 'equal' ? its.negated !== meaning.negated : its.negated === meaning.negated;
    const arnKind = name.includes('Like') === other.includes('Like');
    if (its.family === meaning.family && flipped && arnKind && its.comparison === opposites[meaning.comparison])
      return other;
  }
  return undefined;
}

/** Undefined: no such operator, the statement never matches (rule 72). */
export function makeTest(condition: Condition, values: readonly (readonly Piece[])[]): Test | undefined {
  const meaning = MEANINGS.get(condition.operator.name);
  if (meaning === undefined) return undefined;
  const predicates = meaning.family === 'null' ? [] : values.map((pieces) => predicate(meaning, pieces));
  const texts = values.map((pieces) => printPieces(meaning.family, pieces));
  return { ...condition, values: texts, predicates, family: meaning.family, negated: meaning.negated };
}

/** Flat text of a value; plain stars that came out of a variable are escaped where a star would be a wildcard. */
function printPieces(family: Family, pieces: readonly Piece[]): string {
  const wild = family === 'glob' || family === 'arn';
  return pieces
    .map(({ text, literal }) => (wild && literal ? text.replace(/[*?$]/g, (char) => `\${${char}}`) : text))
    .join('');
}

function predicate(meaning: OperatorMeaning, pieces: readonly Piece[]): Predicate {
  const text = pieces.map((piece) => piece.text).join('');
  switch (meaning.family) {
    case 'text':
      return { kind: 'pattern', pattern: literalPattern(pieces) };
    case 'folded':
      return { kind: 'pattern', pattern: foldedPattern(pieces) };
    case 'glob':
      return { kind: 'pattern', pattern: globPattern(pieces) };
    case 'arn':
      return arnPredicate(pieces);
    case 'bool':
      return /^(true|false)$/i.test(text) ? { kind: 'pattern', pattern: foldedPattern(pieces) } : { kind: 'never' };
    case 'number':
      return comparisonOf('number', meaning.comparison, parseNumber(text));
    case 'date':
      return comparisonOf('date', meaning.comparison, parseDate(text));
    case 'binary':
      return binaryPredicate(text);
    case 'ip':
      return addressPredicate(text);
    case 'null':
      return { kind: 'never' };
  }
}

function arnPredicate(pieces: readonly Piece[]): Predicate {
  const pattern = arnPattern(pieces);
  if (pattern !== undefined) return { kind: 'pattern', pattern };
  return { kind: 'unsettled', reason: { rule: 67, text: 'an ARN pattern with fewer than six components' } };
}

function binaryPredicate(text: string): Predicate {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0) return { kind: 'binary', base64: text };
  return { kind: 'unsettled', reason: { rule: 106, text: 'a BinaryEquals value that is not base64' } };
}

function addressPredicate(text: string): Predicate {
  const cidr = parseCidr(text);
  if (cidr === undefined) return { kind: 'never' };
  if (!cidr.hostBits) return { kind: 'range', range: cidr.range };
  return { kind: 'unsettled', reason: { rule: 69, text: `a CIDR with host bits set, ${text}` } };
}

const comparisonOf = (kind: 'number' | 'date', comparison: Comparison, value: number | undefined): Predicate =>
  value === undefined ? { kind: 'never' } : { kind, comparison, value };

export function parseNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

const ISO_DATE = /^(\d{4})(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;

/** Milliseconds since 1970: the W3C profile of ISO 8601 (UTC where no zone is given), or epoch seconds (rule 100). */
export function parseDate(text: string): number | undefined {
  const seconds = /^\d{4}$/.test(text) ? undefined : parseNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const match = ISO_DATE.exec(text);
  if (match === null) return undefined;
  const zoned = match[4] === undefined || match[7] !== undefined ? text : `${text}Z`;
  const time = Date.parse(zoned.toUpperCase());
  return Number.isNaN(time) ? undefined : time;
}

/** Does the test hold for this value of its key? Undefined value: the key is absent, and an empty list is as good as that. */
export function holds(test: Test, given: ContextValue | undefined): Truth {
  const value = typeof given === 'string' || given?.length !== 0 ? given : undefined;
  if (test.family === 'null') return nullHolds(test, value);
  const { quantifier, ifExists } = test.operator;
  if (value === undefined) return absentHolds(test, ifExists);
  if (quantifier === undefined) return typeof value === 'string' ? valueHolds(test, value) : 'unknown';
  const list = (typeof value === 'string' ? [value] : value).filter((one) => one !== '');
  const truths = list.map((one) => valueHolds(test, one));
  return quantifier === 'ForAllValues' ? all(truths) : any(truths);
}

function absentHolds(test: Test, ifExists: boolean): Truth {
  const { quantifier } = test.operator;
  if (quantifier === 'ForAllValues') return true;
  if (quantifier === 'ForAnyValue') return ifExists ? 'unknown' : false;
  return ifExists || test.negated;
}

function nullHolds(test: Test, value: ContextValue | undefined): Truth {
  if (test.operator.quantifier !== undefined) return 'unknown';
  if (value === '') return 'unknown';
  const isNull = value === undefined || value.length === 0;
  return any(test.values.map((text) => (/^true$/i.test(text) ? isNull : /^false$/i.test(text) ? !isNull : false)));
}

function valueHolds(test: Test, value: string): Truth {
  const some = any(test.predicates.map((one) => predicateHolds(one, value)));
  return test.negated ? not(some) : some;
}

function predicateHolds(one: Predicate, value: string): Truth {
  switch (one.kind) {
    case 'pattern':
      return matches(one.pattern, value);
    case 'range':
      return inRange(one.range, value);
    case 'number':
      return compare(one.comparison, parseNumber(value), one.value);
    case 'date':
      return compare(one.comparison, parseDate(value), one.value);
    case 'binary':
      return one.base64 === value;
    case 'never':
      return false;
    case 'unsettled':
      return 'unknown';
  }
}

function inRange(range: AddressRange, value: string): boolean {
  const address = parseAddress(value);
  if (address === undefined || address.version !== range.version) return false;
  return address.value >= range.low && address.value <= range.high;
}

function compare(comparison: Comparison, left: number | undefined, right: number): boolean {
  if (left === undefined) return false;
  switch (comparison) {
    case 'equal':
      return left === right;
    case 'less':
      return left < right;
    case 'lessEqual':
      return left <= right;
    case 'greater':
      return left > right;
    case 'greaterEqual':
      return left >= right;
  }
}

export function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes('unknown') ? 'unknown' : true;
}

export function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes('unknown') ? 'unknown' : false;
}

export const not = (truth: Truth): Truth => (truth === 'unknown' ? truth : !truth);

/** Reasons why a test may come out unknown, for the answer's sake. */
export function unsettledReasons(test: Test): readonly Reason[] {
  const reasons = test.predicates.flatMap((one) => (one.kind === 'unsettled' ? [one.reason] : []));
  if (test.family === 'null') reasons.push({ rule: 101, text: 'Null on an empty text, or with a set operator' });
  if (test.operator.quantifier === 'ForAnyValue' && test.operator.ifExists)
    reasons.push({ rule: 60, text: 'ForAnyValue with IfExists on a missing key' });
  if (test.operator.quantifier === undefined)
    reasons.push({ rule: 63, text: `a single-valued operator on the list key ${test.key}` });
  return reasons;
}
