import { type Formula, TRUE } from '../domain/formula.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from './bdd.ts';
import { type ClassSet, nameBetween, spared } from './class-names.ts';
import { allOf, anyOf } from './connectives.ts';
import type { Domain, Space } from './space.ts';

type Product = readonly { readonly domain: Domain; readonly classes: ClassSet }[];

/**
 * A readable formula that is true on `set` and false outside it, as far as `care` goes (elsewhere it may be either):
 * an irredundant sum of products over the classes of the keys, each named by the tests that policies make of the key.
 */
export const toFormula = (space: Space, set: BddRef, care: BddRef): Formula => inFactors(space, set, care).formula;

/** What one key has to be. */
export interface Factor {
  readonly key: string;
  readonly formula: Formula;
}

interface InFactors {
  readonly formula: Formula;
  /** Beside other keys: any of these products, the factors of each in the order of the keys of the space. */
  readonly beside: () => readonly (readonly Factor[])[];
}

/** What `toFormula` says, and what it would say of these keys if something else were to hold beside them. */
export function inFactors(space: Space, set: BddRef, care: BddRef): InFactors {
  if (set === care) return { formula: TRUE, beside: () => [[]] };
  const { bdd } = space;
  const [lower, upper] = [bdd.and(set, care), bdd.or(set, bdd.not(care))];
  const products = cover(space, lower, upper, 0).map((product) => namesOf(space, product, upper));
  const covers = (kept: readonly { readonly set: BddRef }[]): boolean =>
    isWithin(space, lower, bdd.or3(...kept.map((term) => term.set)));
  return {
    formula: anyOf(spared(products.flatMap(termsOf), covers).map((term) => term.formula)),
    beside: () => spared(products, covers).map(({ spoken }) => spoken.map(factorOf)),
  };
}

const factorOf = ({ domain, parts }: Named): Factor => ({ key: domain.key.name, formula: inOne(parts) });
const inOne = (parts: readonly Term[]): Formula => anyOf(parts.map(({ formula }) => formula));

/** One product of the sum, in words of the policies. */
interface Term {
  readonly formula: Formula;
  readonly set: BddRef;
}

const isWithin = ({ bdd }: Space, inner: BddRef, outer: BddRef): boolean => bdd.and(inner, outer) === inner;

/** Alternatives on the only key are products of their own. */
function termsOf({ spoken, set }: NamedProduct): readonly Term[] {
  const [only, ...more] = spoken;
  if (only !== undefined && more.length === 0) return only.parts;
  return [{ formula: allOf(spoken.map(({ parts }) => inOne(parts))), set }];
}

interface NamedProduct {
  /** Without keys that may be anything. */
  readonly spoken: readonly Named[];
  readonly set: BddRef;
}

/** A key of a product, and the alternatives of which it has to be one. */
interface Named {
  readonly domain: Domain;
  readonly parts: readonly Term[];
}

/**
 * Names a product key by key. What a key's name may hold beside the classes of the product is whatever leaves the product inside
 * `upper`; so no test stands there that could go.
 */
function namesOf(space: Space, product: Product, upper: BddRef): NamedProduct {
  const { bdd } = space;
  const inClasses = (domain: Domain, classes: ClassSet): BddRef =>
    bdd.or3(...[...classes].map((index) => space.classOf(domain, index)));
  const outside = bdd.not(upper);
  /** Of the keys from each on: those before it are named by then. */
  const later = [outside];
  for (const { domain, classes } of [...product].reverse())
    later.unshift(bdd.and(inClasses(domain, classes), later[0] ?? outside));
  let set = BDD_TRUE;
  const names = product.map(({ domain, classes }, at): Named => {
    const shut = bdd.and(set, later[at + 1] ?? outside);
    const fits = (index: number): boolean => bdd.and(shut, space.classOf(domain, index)) === BDD_FALSE;
    const most = new Set(domain.samples.flatMap((_, index) => (classes.has(index) || fits(index) ? [index] : [])));
    const parts = nameBetween(domain, classes, most).map((part) => ({
      formula: part.formula,
      set: inClasses(domain, part.classes),
    }));
    set = bdd.and(set, bdd.or3(...parts.map((part) => part.set)));
    return { domain, parts };
  });
  const spoken = names.filter(({ parts }) => parts.some(({ formula }) => formula.kind !== 'true'));
  return { spoken, set };
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
