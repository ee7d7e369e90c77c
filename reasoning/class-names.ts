import type { Formula } from '../domain/formula.ts';
import { allOf, anyOf, negate } from './connectives.ts';
import type { Sample } from './domains.ts';
import { holds, oppositeOperator, type Test } from './operators.ts';
import type { Domain } from './space.ts';

/** Classes of one domain, by number. */
export type ClassSet = ReadonlySet<number>;

/** A condition on one key, and the classes in which it holds. */
export interface NamedSet {
  readonly formula: Formula;
  readonly classes: ClassSet;
}

/** Is there for any two classes a condition that holds in one of them only? */
export function isNameable(domain: Domain): boolean {
  const sets = namedSets(domain);
  const rows = domain.samples.map((_, i) => sets.map((set) => set.classes.has(i)).join());
  return new Set(rows).size === rows.length;
}

/**
 * A condition that holds in all of `least` and nowhere outside `most`, said with as few of the policies' own tests as possible:
 * one test or its opposite; else alternatives of which none can be spared. Alternatives stand apart, `any` of them is meant.
 */
export function nameBetween(domain: Domain, least: ClassSet, most: ClassSet): readonly NamedSet[] {
  const all = domain.samples.map((_, i) => i);
  if (most.size === all.length) return [{ formula: { kind: 'true' }, classes: new Set(all) }];
  const sets = namedSets(domain);
  const between = ({ classes }: NamedSet): boolean => isInside(least, classes) && isInside(classes, most);
  const fitting = sets.filter(between);
  const single = fitting.find(({ classes }) => classes.size === least.size) ?? smallest(fitting);
  if (single !== undefined) return [single];
  const opposites = sets.map((set) => oppositeOf(domain, set));
  const opposite = smallest(opposites.filter(between));
  if (opposite !== undefined) return [opposite];
  const outside = new Set(all.filter((i) => !least.has(i)));
  if (outside.size > least.size) return unionBetween(domain, sets, least, most);
  const shut = new Set(all.filter((i) => !most.has(i)));
  const union = unionBetween(domain, sets, shut, outside);
  const classes = new Set(all.filter((i) => !union.some((part) => part.classes.has(i))));
  return [{ formula: negate(anyOf(union.map((part) => part.formula))), classes }];
}

const isInside = (inner: ClassSet, outer: ClassSet): boolean => [...inner].every((i) => outer.has(i));

const smallest = (sets: readonly NamedSet[]): NamedSet | undefined =>
  [...sets].sort((a, b) => a.classes.size - b.classes.size)[0];

const oppositeOf = (domain: Domain, { formula, classes }: NamedSet): NamedSet => ({
  formula: negate(formula),
  classes: new Set(domain.samples.flatMap((_, i) => (classes.has(i) ? [] : [i]))),
});

/** By the tests of domains: those that have the same ones have the same classes. */
const named = new WeakMap<Domain['tests'], readonly NamedSet[]>();

/** Presence, and every test with its opposite and its IfExists form, as sets of classes. */
function namedSets(domain: Domain): readonly NamedSet[] {
  const known = named.get(domain.tests) ?? readSets(domain);
  named.set(domain.tests, known);
  return known;
}

function readSets(domain: Domain): readonly NamedSet[] {
  const { relation } = domain.key;
  if (relation?.leaf !== undefined)
    return [{ classes: new Set([domain.samples.indexOf('true')]), formula: relation.leaf }];
  const sets = [presence(domain, false), presence(domain, true)];
  for (const test of domain.tests) {
    for (const variant of variantsOf(test)) {
      if (domain.samples.some((sample) => holds(variant, sample) === 'unknown')) continue;
      const classes = new Set(domain.samples.flatMap((sample, i) => (holds(variant, sample) === true ? [i] : [])));
      sets.push({ classes, formula: formulaOf(variant) });
    }
  }
  return sets;
}

/** Null counts an empty list as absent, and is not defined on an empty text (rule 101): there "is like *" says presence. */
function presence(domain: Domain, absent: boolean): NamedSet {
  const isNull = (sample: Sample): boolean =>
    sample === undefined || (typeof sample !== 'string' && sample.length === 0);
  const classes = domain.samples.flatMap((sample, i) => (isNull(sample) === absent ? [i] : []));
  const key = domain.key.name;
  if (!domain.samples.includes('')) {
    const operator = { name: 'Null', ifExists: false };
    return { classes: new Set(classes), formula: { kind: 'test', operator, key, values: [String(absent)] } };
  }
  const present: Formula = { kind: 'test', operator: { name: 'StringLike', ifExists: false }, key, values: ['*'] };
  return { classes: new Set(classes), formula: absent ? { kind: 'not', of: present } : present };
}

function variantsOf(test: Test): readonly Test[] {
  if (test.family === 'null') return [];
  const plain: Test = { ...test, operator: { ...test.operator, ifExists: false } };
  const withExists: Test = { ...test, operator: { ...test.operator, ifExists: true } };
  const opposite = test.operator.quantifier === undefined ? oppositeTest(plain) : undefined;
  return [
    plain,
    withExists,
    ...(opposite === undefined ? [] : [opposite, { ...opposite, operator: { ...opposite.operator, ifExists: true } }]),
  ];
}

function oppositeTest(test: Test): Test | undefined {
  const name = oppositeOperator(test.operator.name);
  if (name === undefined) return undefined;
  return { ...test, operator: { ...test.operator, name }, negated: !test.negated };
}

const formulaOf = (test: Test): Formula => ({
  kind: 'test',
  operator: test.operator,
  key: test.key,
  values: test.values,
});

/** Named sets inside `most` that cover `least`, none of them to spare; classes nobody names alone are said by several tests. */
function unionBetween(domain: Domain, sets: readonly NamedSet[], least: ClassSet, most: ClassSet): readonly NamedSet[] {
  const inside = sets
    .filter(({ classes }) => classes.size > 0 && isInside(classes, most))
    .sort((a, b) => b.classes.size - a.classes.size);
  const left = new Set(least);
  const parts: NamedSet[] = [];
  const take = (part: NamedSet): void => {
    parts.push(part);
    for (const i of part.classes) left.delete(i);
  };
  for (const set of inside) if ([...set.classes].some((i) => left.has(i))) take(set);
  for (const index of least) if (left.has(index)) take(around(domain, sets, index, most));
  return spared(parts, (kept) => [...least].every((i) => kept.some(({ classes }) => classes.has(i))));
}

/** What is left of the parts when those that can be are left out, the last first. */
export function spared<T>(parts: readonly T[], enough: (kept: readonly T[]) => boolean): readonly T[] {
  return parts.reduceRight<readonly T[]>((kept, part) => {
    const fewer = kept.filter((one) => one !== part);
    return enough(fewer) ? fewer : kept;
  }, parts);
}

/** Named sets and opposites that hold together in this class and nowhere outside `most`; where none do, its sample is named. */
function around(domain: Domain, sets: readonly NamedSet[], index: number, most: ClassSet): NamedSet {
  const all = domain.samples.map((_, i) => i);
  const common = (parts: readonly NamedSet[]): readonly number[] =>
    all.filter((i) => parts.every(({ classes }) => classes.has(i)));
  const within = (parts: readonly NamedSet[]): boolean => common(parts).every((i) => most.has(i));
  const holding = sets.map((set) => (set.classes.has(index) ? set : oppositeOf(domain, set)));
  const sample = domain.samples[index];
  const named = within(holding) || typeof sample !== 'string' ? holding : [...holding, sampleOf(domain, index, sample)];
  const parts = spared(named, within);
  return { formula: allOf(parts.map((part) => part.formula)), classes: new Set(common(parts)) };
}

function sampleOf(domain: Domain, index: number, sample: string): NamedSet {
  const operator = { name: 'StringEquals', ifExists: false };
  return {
    formula: { kind: 'test', operator, key: domain.key.name, values: [sample] },
    classes: new Set([index]),
  };
}
