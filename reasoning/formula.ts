import { FALSE, type Formula, TRUE } from '../domain/formula.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from './bdd.ts';
import type { Sample } from './domains.ts';
import { holds, oppositeOperator, type Test } from './operators.ts';
import type { Domain, Space } from './space.ts';

/** Classes of one domain, by number. */
type ClassSet = ReadonlySet<number>;
type Product = readonly { readonly domain: Domain; readonly classes: ClassSet }[];

/**
 * A readable formula that is true on `set` and false outside it, as far as `care` goes (elsewhere it may be either):
 * an irredundant sum of products over the classes of the keys, each named by the tests that policies make of the key.
 */
export function toFormula(space: Space, set: BddRef, care: BddRef): Formula {
  const { bdd } = space;
  const products = cover(space, bdd.and(set, care), bdd.or(set, bdd.not(care)), 0);
  return anyOf(products.map((product) => allOf(product.map(({ domain, classes }) => nameClasses(domain, classes)))));
}

/** Minato's irredundant cover between two bounds, with one many-valued variable per key. */
function cover(space: Space, lower: BddRef, upper: BddRef, from: number): readonly Product[] {
  if (lower === BDD_FALSE) return [];
  if (upper === BDD_TRUE) return [[]];
  const domain = space.domains[from];
  if (domain === undefined) return [[]];
  const { bdd } = space;
  const lowers = domain.samples.map((_, i) => cofactor(space, lower, domain, i));
  const uppers = domain.samples.map((_, i) => cofactor(space, upper, domain, i));
  const common = bdd.and3(...uppers);
  const own = groupClasses(lowers.map((low, i) => [bdd.and(low, bdd.not(common)), uppers[i] ?? BDD_FALSE] as const));
  const products: Product[] = [];
  let rest = BDD_FALSE;
  for (const { classes, low, up } of own) {
    for (const product of cover(space, low, up, from + 1)) products.push([{ domain, classes }, ...product]);
  }
  for (const [i, low] of lowers.entries()) {
    const covered = products
      .filter((product) => product[0]?.classes.has(i) === true)
      .map((product) => product.slice(1));
    rest = bdd.or(rest, bdd.and(low, bdd.not(setOf(space, covered))));
  }
  return [...cover(space, rest, common, from + 1), ...mergeProducts(products)];
}

/** f where the key's value lies in one class. */
function cofactor(space: Space, f: BddRef, domain: Domain, index: number): BddRef {
  let result = f;
  for (let bit = 0; bit < domain.bits; bit++) {
    result = space.bdd.restrict(result, domain.firstBit + bit, ((index >> bit) & 1) === 1);
  }
  return result;
}

function groupClasses(
  pairs: readonly (readonly [BddRef, BddRef])[],
): readonly { readonly classes: ClassSet; readonly low: BddRef; readonly up: BddRef }[] {
  const groups = new Map<string, { readonly classes: Set<number>; readonly low: BddRef; readonly up: BddRef }>();
  for (const [i, [low, up]] of pairs.entries()) {
    const group = groups.get(`${low},${up}`);
    if (group === undefined) groups.set(`${low},${up}`, { classes: new Set([i]), low, up });
    else group.classes.add(i);
  }
  return [...groups.values()];
}

function setOf(space: Space, products: readonly Product[]): BddRef {
  const { bdd } = space;
  return bdd.or3(
    ...products.map((product) =>
      bdd.and3(
        ...product.map(({ domain, classes }) => bdd.or3(...[...classes].map((index) => space.classOf(domain, index)))),
      ),
    ),
  );
}

/** Products that differ in the first key's classes alone become one. */
function mergeProducts(products: readonly Product[]): readonly Product[] {
  const merged = new Map<string, { readonly domain: Domain; readonly classes: Set<number>; readonly rest: Product }>();
  for (const [first, ...rest] of products) {
    if (first === undefined) continue;
    const id = rest.map(({ domain, classes }) => `${domain.key.name}:${[...classes].join('.')}`).join('|');
    const known = merged.get(id);
    if (known === undefined) merged.set(id, { domain: first.domain, classes: new Set(first.classes), rest });
    else for (const index of first.classes) known.classes.add(index);
  }
  return [...merged.values()].map(({ domain, classes, rest }) => [{ domain, classes }, ...rest]);
}

export function allOf(parts: readonly Formula[]): Formula {
  if (parts.some((part) => part.kind === 'false')) return FALSE;
  const flat = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part])).filter((part) => part.kind !== 'true');
  return flat.length === 0 ? TRUE : flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'all', of: flat };
}

export function anyOf(parts: readonly Formula[]): Formula {
  if (parts.some((part) => part.kind === 'true')) return TRUE;
  const flat = parts
    .flatMap((part) => (part.kind === 'any' ? part.of : [part]))
    .filter((part) => part.kind !== 'false');
  return flat.length === 0 ? FALSE : flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'any', of: flat };
}

const negate = (formula: Formula): Formula => (formula.kind === 'not' ? formula.of : { kind: 'not', of: formula });

/** Is there for any two classes a condition that holds in one of them only? */
export function isNameable(domain: Domain): boolean {
  const sets = namedSets(domain);
  const rows = domain.samples.map((_, i) => sets.map((set) => set.classes.has(i)).join());
  return new Set(rows).size === rows.length;
}

/** "The key's value lies in these classes", said with as few of the policies' own tests as possible. */
function nameClasses(domain: Domain, classes: ClassSet): Formula {
  const all = domain.samples.map((_, i) => i);
  if (classes.size === all.length) return TRUE;
  const single = all.flatMap((i) => (classes.has(i) ? [nameIfOneTest(domain, classes)] : []))[0];
  if (single !== undefined) return single;
  const outside = all.filter((i) => !classes.has(i));
  if (outside.length <= classes.size) return negate(unionOf(domain, new Set(outside)));
  return unionOf(domain, classes);
}

interface NamedSet {
  readonly formula: Formula;
  readonly classes: ClassSet;
}

function nameIfOneTest(domain: Domain, classes: ClassSet): Formula | undefined {
  return namedSets(domain).find(
    (set) => set.classes.size === classes.size && [...classes].every((i) => set.classes.has(i)),
  )?.formula;
}

/** Presence, and every test with its opposite and its IfExists form, as sets of classes. */
function namedSets(domain: Domain): readonly NamedSet[] {
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

/** A union of named sets that fit inside; classes nobody names alone are said by all their tests together. */
function unionOf(domain: Domain, classes: ClassSet): Formula {
  const inside = namedSets(domain)
    .filter((set) => set.classes.size > 0 && [...set.classes].every((i) => classes.has(i)))
    .sort((a, b) => b.classes.size - a.classes.size);
  const left = new Set(classes);
  const parts: Formula[] = [];
  for (const set of inside) {
    if (![...set.classes].some((i) => left.has(i))) continue;
    parts.push(set.formula);
    for (const i of set.classes) left.delete(i);
  }
  for (const index of left) parts.push(exactClass(domain, index));
  return anyOf(parts);
}

/** The smallest conjunction of named sets and complements that leaves only this class; where none does, its sample is named. */
function exactClass(domain: Domain, index: number): Formula {
  const parts: Formula[] = [];
  let candidates = domain.samples.map((_, i) => i);
  for (const set of namedSets(domain)) {
    const keep = set.classes.has(index);
    const next = candidates.filter((i) => set.classes.has(i) === keep);
    if (next.length === candidates.length) continue;
    parts.push(keep ? set.formula : negate(set.formula));
    candidates = next;
    if (candidates.length === 1) break;
  }
  const sample = domain.samples[index];
  if (candidates.length > 1 && typeof sample === 'string') {
    const operator = { name: 'StringEquals', ifExists: false };
    parts.push({ kind: 'test', operator, key: domain.key.name, values: [sample] });
  }
  return allOf(parts);
}
