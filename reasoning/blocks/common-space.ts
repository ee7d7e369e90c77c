import { type FreeKey, samplesOf } from '../domains.ts';
import type { Test } from '../operators.ts';
import { RESOURCE_KEY } from '../resource-entries.ts';
import { type Domain, domainOf, type Pair, Sets, Space, type SpaceBuilder, testId } from '../space.ts';
import { Numbering, Pairing } from './pairing.ts';

/** The free keys of one decision; equal ones of a space are one. */
export interface KeySet {
  /** From 0, the empty one. */
  readonly number: number;
  /** By name in lower case, which of the keys of that name it is. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Which tests are made of the name of what is in a part. */
  readonly names: ReadonlySet<string>;
}

export const NO_KEYS: KeySet = { number: 0, numbers: new Map(), names: new Set() };

interface Known {
  readonly key: FreeKey;
  readonly tests: Map<string, Test>;
}

/**
 * The requests of all pairs of an inventory at once. Keys of one name that may hold different things (whether it can be absent, how
 * its values begin) are keys of their own; a pair sees those that are its own, through a view. The patterns of names are too many to be
 * cut into classes together, so each has a variable, and a view knows which of its own can hold at once.
 */
export class CommonSpace {
  readonly #sets = new Sets();
  readonly #numbers = new Numbering();
  readonly #known: Known[] = [];
  #domains: readonly Domain[] = [];
  #capped: ReadonlySet<number> = new Set();
  #variables: ReadonlyMap<string, number> = new Map();
  /** The tests of names by their variables. */
  #tests: ReadonlyMap<number, string> = new Map();
  readonly #setNames = new Numbering();
  readonly #keySets: KeySet[] = [NO_KEYS];
  readonly #joined = new Pairing();
  readonly #joins: (KeySet | undefined)[] = [];
  readonly #names = new Map<string, Domain | undefined>();
  readonly #views: (Space | 'none')[] = [];
  #anywhere: Space | undefined;

  /** Takes in what a decision has registered. Undefined: it compares keys with each other, which cannot be shared. */
  take(builder: SpaceBuilder): KeySet | undefined {
    const numbers = new Map<string, number>();
    const names = new Set<string>();
    for (const { key, tests } of builder.free) {
      if (key.relation !== undefined) return undefined;
      const number = this.#numbers.of(JSON.stringify(key));
      const known = this.#known[number] ?? { key, tests: new Map() };
      this.#known[number] = known;
      for (const test of tests) known.tests.set(testId(test), test);
      if (key.name === RESOURCE_KEY) for (const test of tests) names.add(testId(test));
      numbers.set(key.name.toLowerCase(), number);
    }
    return this.#setOf(numbers, names);
  }

  /** Once everything has been taken in, and not before, sets can be built. */
  build(): void {
    const domains: Domain[] = [];
    const capped = new Set<number>();
    const variables = new Map<string, number>();
    let next = 0;
    this.#known.forEach(({ key, tests }, number) => {
      if (key.name === RESOURCE_KEY) {
        for (const id of tests.keys()) if (!variables.has(id)) variables.set(id, next++);
        return;
      }
      const { domain, isCapped } = domainOf(key, [...tests.values()], next);
      domains[number] = domain;
      if (isCapped) capped.add(number);
      next += domain.bits;
    });
    this.#domains = domains;
    this.#capped = capped;
    this.#variables = variables;
    this.#tests = new Map([...variables].map(([test, variable]) => [variable, test]));
  }

  /** Holds no key: joining sets asks for none. */
  get anywhere(): Space {
    this.#anywhere ??= new Space(this.#sets, [], []);
    return this.#anywhere;
  }

  /** Undefined: one name means different keys. */
  join(one: KeySet, other: KeySet): KeySet | undefined {
    if (other.number === 0 || one === other) return one;
    if (one.number === 0) return other;
    const pair = this.#joined.of(Math.min(one.number, other.number), Math.max(one.number, other.number));
    if (!(pair in this.#joins)) this.#joins[pair] = this.#joinOf(one, other);
    return this.#joins[pair];
  }

  #joinOf(one: KeySet, other: KeySet): KeySet | undefined {
    const numbers = new Map(one.numbers);
    for (const [name, number] of other.numbers) {
      const known = numbers.get(name);
      if (known !== undefined && known !== number) return undefined;
      numbers.set(name, number);
    }
    return this.#setOf(numbers, new Set([...one.names, ...other.names]));
  }

  #setOf(numbers: ReadonlyMap<string, number>, names: ReadonlySet<string>): KeySet {
    if (numbers.size === 0) return NO_KEYS;
    const name = [...[...numbers.values()].sort((a, b) => a - b), ...[...names].sort()].join('\u0003');
    const number = this.#setNames.of(name);
    const found = this.#keySets[number] ?? { number, numbers, names };
    this.#keySets[number] = found;
    return found;
  }

  /** Which tests of names make a difference to some of these, once the space is built. */
  namesIn(pairs: readonly Pair[]): ReadonlySet<string> {
    const refs = pairs.flatMap(({ lower, upper }) => [lower, upper]);
    return new Set([...this.#sets.bdd.support(refs)].flatMap((variable) => this.#tests.get(variable) ?? []));
  }

  /** The same keys, with these names alone. */
  withNames({ numbers, names }: KeySet, those: ReadonlySet<string>): KeySet {
    return this.#setOf(numbers, new Set([...names].filter((name) => those.has(name))));
  }

  /** Undefined: some key has too many classes. */
  view(keys: KeySet): Space | undefined {
    const found = this.#views[keys.number] ?? this.#viewOf(keys) ?? 'none';
    this.#views[keys.number] = found;
    return found === 'none' ? undefined : found;
  }

  #viewOf({ numbers, names }: KeySet): Space | undefined {
    const list = [...numbers.values()].sort((a, b) => a - b);
    const domains = list.flatMap((number) => this.#domains[number] ?? []);
    const ofNames = list.filter((number) => this.#known[number]?.key.name === RESOURCE_KEY);
    const named = ofNames.map((number) => this.#named(number, names));
    if (named.includes(undefined) || list.some((number) => this.#capped.has(number))) return undefined;
    return new Space(this.#sets, [...domains, ...named.flatMap((one) => one ?? [])], []);
  }

  /** The names in parts, cut by these tests alone. */
  #named(number: number, names: ReadonlySet<string>): Domain | undefined {
    const id = [number, ...[...names].sort()].join('\u0003');
    if (!this.#names.has(id)) this.#names.set(id, this.#cutNames(number, names));
    return this.#names.get(id);
  }

  #cutNames(number: number, names: ReadonlySet<string>): Domain | undefined {
    const known = this.#known[number];
    if (known === undefined) return undefined;
    const tests = [...names].sort().flatMap((id) => known.tests.get(id) ?? []);
    if (samplesOf(known.key, tests) === undefined) return undefined;
    const { domain } = domainOf(known.key, tests, 0);
    return { ...domain, bits: 0, variables: tests.map((test) => this.#variables.get(testId(test)) ?? 0) };
  }
}
