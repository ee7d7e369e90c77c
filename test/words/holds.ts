import type { Formula } from '../../domain/formula.ts';

/** A key that is left out is absent; `[]` is a list without values. */
export type Request = Readonly<Record<string, string | readonly string[]>>;

type Test = Extract<Formula, { kind: 'test' }>;

/** Plain evaluation of the operators that the properties of the words need; AWS: Condition operators. */
export function holds(formula: Formula, request: Request): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'all':
      return formula.of.every((part) => holds(part, request));
    case 'any':
      return formula.of.some((part) => holds(part, request));
    case 'not':
      return !holds(formula.of, request);
    case 'test':
      return testHolds(formula, request[formula.key]);
  }
}

function testHolds({ operator, values }: Test, held: string | readonly string[] | undefined): boolean {
  if (operator.name === 'Null') return values.some((value) => (value === 'true') === (held === undefined));
  const list = held === undefined ? [] : [held].flat();
  const passes = (one: string): boolean => matches(operator.name, one, values);
  if (operator.quantifier === 'ForAllValues') return list.every(passes);
  if (operator.quantifier === 'ForAnyValue') return list.some(passes);
  const [one] = list;
  if (one === undefined) return operator.ifExists || operator.name.includes('Not');
  return passes(one);
}

function matches(name: string, held: string, values: readonly string[]): boolean {
  if (name.includes('Not')) return !matches(name.replace('Not', ''), held, values);
  return values.some((value) => {
    switch (name) {
      case 'StringEquals':
      case 'Bool':
        return held === value;
      case 'StringLike':
        return new RegExp(`^${value.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(held);
      case 'NumericLessThan':
        return Number(held) < Number(value);
      case 'NumericLessThanEquals':
        return Number(held) <= Number(value);
      case 'NumericGreaterThan':
        return Number(held) > Number(value);
      case 'NumericGreaterThanEquals':
        return Number(held) >= Number(value);
      default:
        throw new Error(`no plain meaning for ${name}`);
    }
  });
}
