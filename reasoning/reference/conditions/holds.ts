import type { Condition } from '../../../domain/policy.ts';
import { isNfsAction, isNfsKey } from '../../data/resource-policy-scope.ts';
import { readKey } from '../../prepared/names.ts';
import type { Given } from '../situation.ts';
import type { Scope } from '../template.ts';
import { agreed, allOf, anyOf, assuming, NO, not, type Truth, truth, unknown, YES } from '../truth.ts';
import { ipAddress } from './address.ts';
import { arnLike } from './arn.ts';
import { binaryEquals } from './binary.ts';
import { date } from './date.ts';
import { bool, numeric } from './number.ts';
import { stringEquals, stringEqualsIgnoreCase, stringLike, type Test } from './text.ts';

interface Operator {
  readonly test: Test;
  /** The operator says that no value of the policy is met (rule 59: NOR). */
  readonly negated: boolean;
}

const equal = (order: number): boolean => order === 0;
const less = (order: number): boolean => order < 0;
const greater = (order: number): boolean => order > 0;
const atMost = (order: number): boolean => order <= 0;
const atLeast = (order: number): boolean => order >= 0;
const noNumber = assuming(NO, 102, 'a text that is no number meets no numeric test');
const noDate = assuming(NO, 69, 'a text that is no time meets no date test');
const noAddress = assuming(NO, 69, 'a text that is no IP address meets no address test');
const positive = (test: Test): Operator => ({ test, negated: false });
const negative = (test: Test): Operator => ({ test, negated: true });

/** Source: IAM JSON policy elements: Condition operators. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', positive(stringEquals)],
  ['StringNotEquals', negative(stringEquals)],
  ['StringEqualsIgnoreCase', positive(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', negative(stringEqualsIgnoreCase)],
  ['StringLike', positive(stringLike)],
  ['StringNotLike', negative(stringLike)],
  ['NumericEquals', positive(numeric(equal, noNumber))],
  ['NumericNotEquals', negative(numeric(equal, unknown(102, 'a text that is no number, under NumericNotEquals')))],
  ['NumericLessThan', positive(numeric(less, noNumber))],
  ['NumericLessThanEquals', positive(numeric(atMost, noNumber))],
  ['NumericGreaterThan', positive(numeric(greater, noNumber))],
  ['NumericGreaterThanEquals', positive(numeric(atLeast, noNumber))],
  ['DateEquals', positive(date(equal, noDate))],
  ['DateNotEquals', negative(date(equal, unknown(69, 'a text that is no time, under DateNotEquals')))],
  ['DateLessThan', positive(date(less, noDate))],
  ['DateLessThanEquals', positive(date(atMost, noDate))],
  ['DateGreaterThan', positive(date(greater, noDate))],
  ['DateGreaterThanEquals', positive(date(atLeast, noDate))],
  ['Bool', positive(bool)],
  ['BinaryEquals', positive(binaryEquals)],
  ['IpAddress', positive(ipAddress(noAddress))],
  ['NotIpAddress', negative(ipAddress(unknown(69, 'a text that is no IP address, under NotIpAddress')))],
  ['ArnEquals', positive(arnLike)],
  ['ArnLike', positive(arnLike)],
  ['ArnNotEquals', negative(arnLike)],
  ['ArnNotLike', negative(arnLike)],
]);

/** A condition of a statement: for NFS clients Amazon EFS enforces few keys (rule 87). */
export const statementCondition = (condition: Condition, scope: Scope): Truth =>
  isNfsAction(scope.situation.request.action) && !isNfsKey(condition.key)
    ? unknown(87, 'a condition key that Amazon EFS does not enforce for NFS clients')
    : conditionHolds(condition, scope);

/** Does this operator, key and list of values hold of the request? */
export function conditionHolds(condition: Condition, scope: Scope): Truth {
  const { key } = readKey(condition.key, false);
  const { situation } = scope;
  const given = situation.context.get(key);
  const plain = holdsFor(condition, given, scope);
  const { caller } = situation;
  if (key === 'aws:principalarn' && caller.kind === 'roleSession' && caller.roleArn === undefined)
    return assuming(
      plain,
      40,
      'the path of the role, which its session ARN leaves out, is the one in aws:PrincipalArn',
    );
  if (given !== undefined) return plain;
  if (key === 'aws:multifactorauthpresent' && caller.kind === 'roleSession') {
    const same = plain.is === holdsFor(condition, single('false'), scope).is;
    return same ? plain : assuming(plain, 29, 'aws:MultiFactorAuthPresent is absent from the role session, not false');
  }
  if (situation.service === 'sns' && OWNER_KEYS.has(key) && situation.callerAccount !== undefined)
    return agreed(plain, holdsFor(condition, single(situation.callerAccount), scope), 87, SNS_OWNER);
  return plain;
}

const OWNER_KEYS = new Set(['aws:sourceowner', 'aws:sourceaccount']);
const SNS_OWNER = 'whether Amazon SNS fills the owner key with the account of an ordinary caller';
const single = (value: string): Given => ({ values: [value], many: false, ambiguous: false });

function holdsFor(condition: Condition, given: Given | undefined, scope: Scope): Truth {
  if (given?.ambiguous === true) return unknown(70, 'two keys of the request differ in case only');
  const { operator } = condition;
  if (operator.name === 'Null') return nullHolds(condition, given);
  const found = OPERATORS.get(operator.name);
  if (found === undefined) return assuming(NO, 72, `an operator nobody knows (\`${operator.name}\`) never matches`);
  if (operator.quantifier !== undefined) return setHolds(condition, found, given, scope);
  if (given === undefined || given.values.length === 0) return truth(operator.ifExists || found.negated);
  if (given.many) return unknown(63, `a single-valued operator on the list \`${condition.key}\``);
  return valueHolds(given.values[0] ?? '', condition, found, scope);
}

/** Values of the policy are alternatives; a negated operator wants none of them (rule 59). */
function valueHolds(given: string, condition: Condition, { test, negated }: Operator, scope: Scope): Truth {
  const met = anyOf(condition.values.map((wanted) => test(given, wanted, scope)));
  return negated ? not(met) : met;
}

/** An empty text alone is a set without members (rule 61). */
export const isEmptyText = (values: readonly string[]): boolean => values.length === 1 && values[0] === '';

/** Rules 60 to 62; an empty text counts as an empty set (rule 61). */
function setHolds(condition: Condition, found: Operator, given: Given | undefined, scope: Scope): Truth {
  const { quantifier, ifExists } = condition.operator;
  const missing = given === undefined || given.values.length === 0;
  const empty = missing || isEmptyText(given.values);
  if (quantifier === 'ForAllValues')
    return empty ? YES : allOf(given.values.map((value) => valueHolds(value, condition, found, scope)));
  if (missing && ifExists) return unknown(60, 'ForAnyValue with IfExists on a missing key');
  return empty ? NO : anyOf(given.values.map((value) => valueHolds(value, condition, found, scope)));
}

/** `true`: the key is missing or empty; `false`: it has a value (rules 64, 101). */
function nullHolds(condition: Condition, given: Given | undefined): Truth {
  if (condition.operator.quantifier !== undefined) return unknown(64, 'a set operator before Null');
  const absent = given === undefined || given.values.length === 0;
  if (!absent && isEmptyText(given.values)) return unknown(101, 'whether an empty text counts as missing under Null');
  return truth(condition.values.some((wanted) => wanted.toLowerCase() === String(absent)));
}
