import { parseArn } from '../../domain/arn.ts';
import { FALSE, type Formula, TRUE } from '../../domain/formula.ts';
import type { ConditionOperator } from '../../domain/policy.ts';
import { isPattern } from './quoting.ts';

export type Test = Extract<Formula, { kind: 'test' }>;

/** Keys that every request carries. Source: AWS, AWS global condition context keys. */
const ALWAYS_PRESENT: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:viaawsservice',
]);

/** Pairs that are each other's opposite on every request, a missing key included (rule 60: positive false, negated true). */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['StringEquals', 'StringNotEquals'],
  ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ['StringLike', 'StringNotLike'],
  ['ArnEquals', 'ArnNotEquals'],
  ['ArnLike', 'ArnNotLike'],
  ['NumericEquals', 'NumericNotEquals'],
  ['DateEquals', 'DateNotEquals'],
  ['IpAddress', 'NotIpAddress'],
];
const OPPOSITE = new Map(OPPOSITES.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
const NEGATED = new Set(OPPOSITES.map(([, negated]) => negated));

export const isNegated = (operator: ConditionOperator): boolean => NEGATED.has(operator.name);

/** Opposites on a key that is there; on a missing key both are false. One value only: a list means "or". */
const COMPLEMENT = new Map<string, string>(
  ['Numeric', 'Date'].flatMap((type) => [
    [`${type}LessThan`, `${type}GreaterThanEquals`] as const,
    [`${type}GreaterThanEquals`, `${type}LessThan`] as const,
    [`${type}GreaterThan`, `${type}LessThanEquals`] as const,
    [`${type}LessThanEquals`, `${type}GreaterThan`] as const,
  ]),
);

/**
 * An equal formula that reads well: no double negation, no "not" where AWS has an operator for it, no empty or single-item
 * lists, one spelling for operators that mean the same. True of exactly the same requests as the formula given.
 */
export function normalFormula(formula: Formula): Formula {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula;
    case 'all':
      return combined('all', formula.of.map(normalFormula));
    case 'any':
      return combined('any', formula.of.map(normalFormula));
    case 'not':
      return negation(normalFormula(formula.of));
    case 'test':
      return sharedTest(formula);
  }
}

/** Conditions share their tests. */
const normal = new WeakMap<Test, Test>();

function sharedTest(test: Test): Test {
  const known = normal.get(test) ?? normalTest(test);
  normal.set(test, known);
  return known;
}

const opposites = new WeakMap<Test, { readonly formula: Formula }>();

function sharedOpposite(test: Test): Formula {
  const known = opposites.get(test) ?? { formula: opposite(test) ?? { kind: 'not', of: test } };
  opposites.set(test, known);
  return known.formula;
}

const texts = new WeakMap<Formula, string>();

function textOf(formula: Formula): string {
  const known = texts.get(formula) ?? JSON.stringify(formula);
  texts.set(formula, known);
  return known;
}

function combined(kind: 'all' | 'any', parts: readonly Formula[]): Formula {
  const [neutral, ruling] = kind === 'all' ? (['true', FALSE] as const) : (['false', TRUE] as const);
  if (parts.some((part) => part.kind === ruling.kind)) return ruling;
  const flat = parts.flatMap((part) => (part.kind === kind ? part.of : [part])).filter((part) => part.kind !== neutral);
  const distinct = [...new Map(flat.map((part) => [textOf(part), part])).values()];
  const [first] = distinct;
  if (first === undefined) return kind === 'all' ? TRUE : FALSE;
  return distinct.length === 1 ? first : { kind, of: distinct };
}

function negation(formula: Formula): Formula {
  if (formula.kind === 'true') return FALSE;
  if (formula.kind === 'false') return TRUE;
  if (formula.kind === 'not') return formula.of;
  if (formula.kind !== 'test') return { kind: 'not', of: formula };
  return sharedOpposite(formula);
}

function opposite(test: Test): Formula | undefined {
  const { name, quantifier, ifExists } = test.operator;
  if (quantifier !== undefined) return ifExists ? undefined : oppositeOfSet(test);
  if (name === 'Null' || name === 'Bool') return oppositeOfFlag(test);
  const complement = COMPLEMENT.get(name);
  if (complement !== undefined && test.values.length === 1) {
    return normalTest({ ...test, operator: { name: complement, ifExists: !ifExists } });
  }
  const other = OPPOSITE.get(name);
  if (other === undefined) return undefined;
  const turned = normalTest({ ...test, operator: { name: other, ifExists: false } });
  if (!ifExists) return turned;
  return combined('all', [present(test.key), turned]);
}

const present = (key: string): Test => ({
  kind: 'test',
  operator: { name: 'Null', ifExists: false },
  key,
  values: ['false'],
});

/** Not every value passes = some value fails, and the other way round (rules 60 to 62). */
function oppositeOfSet(test: Test): Formula | undefined {
  const name = OPPOSITE.get(test.operator.name);
  if (name === undefined) return undefined;
  const quantifier = test.operator.quantifier === 'ForAnyValue' ? 'ForAllValues' : 'ForAnyValue';
  return normalTest({ ...test, operator: { name, quantifier, ifExists: false } });
}

function oppositeOfFlag(test: Test): Formula | undefined {
  const [value] = test.values;
  if (test.values.length !== 1 || (value !== 'true' && value !== 'false')) return undefined;
  const values = [value === 'true' ? 'false' : 'true'];
  const ifExists = test.operator.name === 'Bool' && !test.operator.ifExists;
  return normalTest({ ...test, operator: { ...test.operator, ifExists }, values });
}

function normalTest(test: Test): Test {
  const values = [...new Set(test.values.map((value) => normalValue(test.operator, value)))];
  const name = normalName(test.operator.name, values);
  const { quantifier } = test.operator;
  const ifExists = test.operator.ifExists && !holdsWhenMissing(test);
  return { ...test, values, operator: { name, ifExists, ...(quantifier === undefined ? {} : { quantifier }) } };
}

/** IfExists adds nothing to an operator that is true of a missing key already, or to a key that is never missing. */
function holdsWhenMissing({ operator, key }: Test): boolean {
  if (operator.quantifier !== undefined) return operator.quantifier === 'ForAllValues';
  return NEGATED.has(operator.name) || ALWAYS_PRESENT.has(key.toLowerCase());
}

const normalValue = (operator: ConditionOperator, value: string): string =>
  (operator.name === 'Bool' || operator.name === 'Null') && /^(true|false)$/i.test(value) ? value.toLowerCase() : value;

/** AWS: the two Arn operators of a kind are one. Without wildcard and variable, "like" is "equals", for whole ARNs too. */
function normalName(name: string, values: readonly string[]): string {
  const literal = !values.some(isPattern);
  if (name === 'StringLike' && literal) return 'StringEquals';
  if (name === 'StringNotLike' && literal) return 'StringNotEquals';
  const arns = literal && values.length > 0 && values.every((value) => parseArn(value).ok);
  if (name === 'ArnEquals' || name === 'ArnLike') return arns ? 'StringEquals' : 'ArnLike';
  if (name === 'ArnNotEquals' || name === 'ArnNotLike') return arns ? 'StringNotEquals' : 'ArnNotLike';
  return name;
}
