import { type FreeKey, samplesOf } from '../domains.ts';
import type { Test } from '../operators.ts';
import { RESOURCE_KEY } from '../resource-entries.ts';
import { type Domain, domainOf, Sets, Space, type SpaceBuilder, testId } from '../space.ts';
import { Numbering } from './pairing.ts';

/** The free keys of one decision. */
export interface KeySet {
  /** By name in lower case, which of the keys of that name it is. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Which tests are made of the name of what is in a part. */
  readonly names: ReadonlySet<string>;
}

export const NO_KEYS: KeySet = { numbers: new Map(), names: new Set() };

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
  readonly #views = new Map<string, Space | undefined>();
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
    return { numbers, names };
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
  }

  /** Holds no key: joining sets asks for none. */
  get anywhere(): Space {
    this.#anywhere ??= new Space(this.#sets, [], []);
    return this.#anywhere;
  }

  /** Equal for equal sets of keys. */
  nameOf({ numbers, names }: KeySet): string {
    return [...[...numbers.values()].sort((a, b) => a - b), ...[...names].sort()].join('\u0003');
  }

  /** Undefined: some key has too many classes. */
  view(keys: KeySet): Space | undefined {
    const id = this.nameOf(keys);
    if (!this.#views.has(id)) this.#views.set(id, this.#viewOf(keys));
    return this.#views.get(id);
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
    const known = this.#known[number];
    if (known === undefined) return undefined;
    const tests = [...names].sort().flatMap((id) => known.tests.get(id) ?? []);
    if (samplesOf(known.key, tests) === undefined) return undefined;
    const { domain } = domainOf(known.key, tests, 0);
    return { ...domain, bits: 0, variables: tests.map((test) => this.#variables.get(testId(test)) ?? 0) };
  }
}

/** Undefined: one name means different keys. */
export function joinedKeys(one: KeySet, other: KeySet): KeySet | undefined {
  if (other.numbers.size === 0) return one;
  if (one.numbers.size === 0) return other;
  const numbers = new Map(one.numbers);
  for (const [name, number] of other.numbers) {
    const known = numbers.get(name);
    if (known !== undefined && known !== number) return undefined;
    numbers.set(name, number);
  }
  return { numbers, names: new Set([...one.names, ...other.names]) };
}
