import type { RequestContext } from '../domain/request.ts';
import { BDD_FALSE, BDD_TRUE, Bdd, type BddRef } from './bdd.ts';
import { type FreeKey, type Sample, samplesOf } from './domains.ts';
import { holds, type Test } from './operators.ts';
import { hasWildcard } from './patterns.ts';
import type { Predicate, Reason, Truth } from './predicates.ts';

/** A three-valued condition: certainly true inside `lower`, certainly false outside `upper`. */
export interface Pair {
  readonly lower: BddRef;
  readonly upper: BddRef;
}

export const CERTAIN: Pair = { lower: BDD_TRUE, upper: BDD_TRUE };
export const NEVER: Pair = { lower: BDD_FALSE, upper: BDD_FALSE };
export const UNKNOWN: Pair = { lower: BDD_FALSE, upper: BDD_TRUE };

/** One free key cut into classes; class i is encoded in the bits from `firstBit`, the last class takes the spare codes. */
export interface Domain {
  readonly key: FreeKey;
  readonly tests: readonly Test[];
  readonly samples: readonly Sample[];
  /** The class holds its sample and no other value. */
  readonly exact: readonly boolean[];
  readonly firstBit: number;
  readonly bits: number;
  /** Of classes that are told by their tests instead of a code: the variable of each test. */
  readonly variables?: readonly number[];
}

/** A key that declares itself free, with the tests some statement makes of it. Gather first, then build. */
export class SpaceBuilder {
  readonly #free = new Map<string, { key: FreeKey; tests: Map<string, Test> }>();

  /** Registers a test of a free key; equal tests count once. */
  add(key: FreeKey, test: Test): void {
    const id = key.name.toLowerCase();
    const entry = this.#free.get(id) ?? { key, tests: new Map<string, Test>() };
    entry.tests.set(testId(test), test);
    this.#free.set(id, entry);
  }

  /** A key that belongs to the space whether or not anything tests it. */
  declare(key: FreeKey): void {
    const id = key.name.toLowerCase();
    if (!this.#free.has(id)) this.#free.set(id, { key, tests: new Map() });
  }

  /** The keys that were registered, each with its tests. */
  get free(): readonly { readonly key: FreeKey; readonly tests: readonly Test[] }[] {
    return [...this.#free.values()].map(({ key, tests }) => ({ key, tests: [...tests.values()] }));
  }

  /** `classes`: finds those of a key. */
  build(classes = domainOf): Space {
    const domains: Domain[] = [];
    const capped: string[] = [];
    let firstBit = 0;
    for (const { key, tests } of this.free) {
      const { domain, isCapped } = classes(key, tests, firstBit);
      domains.push(domain);
      if (isCapped) capped.push(key.name.toLowerCase());
      firstBit += domain.bits;
    }
    return new Space(new Sets(), domains, capped);
  }
}

/** A free key with its classes; `isCapped`: there are too many to build. */
export function domainOf(
  key: FreeKey,
  tests: readonly Test[],
  firstBit: number,
): { readonly domain: Domain; readonly isCapped: boolean } {
  const all = samplesOf(key, tests) ?? writtenOnly(key);
  const { samples, exact } = all === undefined ? NOTHING : distinguished(key, all, tests);
  const bits = Math.ceil(Math.log2(samples.length));
  return { domain: { key, tests, samples, exact, firstBit, bits }, isCapped: all === undefined };
}

/** Sets of requests, and those that were built of classes and tests; spaces that share domains may share them. */
export class Sets {
  readonly bdd = new Bdd();
  readonly classes = new Map<Domain, BddRef[]>();
  readonly tests = new Map<Domain, Map<Test, Pair>>();
}

/** Values that variables left without a text are not what they are written like, and what `*` takes is not the same everywhere. */
export function testId(test: Test): string {
  const id = testIds.get(test) ?? printTest(test);
  testIds.set(test, id);
  return id;
}
const testIds = new WeakMap<Test, string>();

const printTest = ({ operator, values, predicates }: Test): string =>
  `${operator.quantifier ?? ''}:${operator.name}:${values.map((text, i) => text + markOf(predicates[i])).join('\u0000')}`;

function markOf(predicate: Predicate | undefined): string {
  if (predicate?.kind === 'pattern') return hasWildcard(predicate.pattern) ? `\u0003${predicate.pattern.text}` : '';
  return predicate?.kind === 'never' ? '\u0001' : predicate?.kind === 'unsettled' ? '\u0002' : '';
}

/** The requests of one question: all combinations of the classes of its free keys. */
export class Space {
  readonly bdd: Bdd;
  readonly domains: readonly Domain[];
  /** Names, in lower case, of the keys whose classes are too many. */
  readonly capped: readonly string[];
  readonly #sets: Sets;
  readonly #byKey: ReadonlyMap<string, Domain>;

  constructor(sets: Sets, domains: readonly Domain[], capped: readonly string[]) {
    this.bdd = sets.bdd;
    this.domains = domains;
    this.capped = capped;
    this.#sets = sets;
    this.#byKey = new Map(domains.map((domain) => [domain.key.name.toLowerCase(), domain]));
  }

  domain(key: string): Domain | undefined {
    return this.#byKey.get(key.toLowerCase());
  }

  /** The requests in which the key's value belongs to class `index`. */
  classOf(domain: Domain, index: number): BddRef {
    const { classes } = this.#sets;
    const known = classes.get(domain) ?? [];
    classes.set(domain, known);
    const set = known[index] ?? this.#madeClass(domain, index);
    known[index] = set;
    return set;
  }

  #madeClass(domain: Domain, index: number): BddRef {
    if (domain.variables !== undefined) return this.#toldByTests(domain, domain.variables, index);
    const last = domain.samples.length - 1;
    if (index === last) {
      return this.bdd.not(this.bdd.or3(...domain.samples.slice(0, last).map((_, i) => this.#code(domain, i))));
    }
    return this.#code(domain, index);
  }

  #toldByTests({ tests, samples }: Domain, variables: readonly number[], index: number): BddRef {
    const parts = tests.map((test, i) => {
      const set = this.bdd.variable(variables[i] ?? 0);
      return holds(test, samples[index]) === true ? set : this.bdd.not(set);
    });
    return this.bdd.and3(...parts);
  }

  /** The requests whose value of the key satisfies the predicate. */
  where(domain: Domain, accept: (sample: Sample) => boolean): BddRef {
    const classes = domain.samples.flatMap((sample, i) => (accept(sample) ? [this.classOf(domain, i)] : []));
    return this.bdd.or3(...classes);
  }

  /** Where a test of a free key holds. The test must have been registered. */
  test(test: Test): Pair {
    const domain = this.domain(test.key);
    if (domain === undefined || this.isCapped(test.key)) return UNKNOWN;
    const { tests } = this.#sets;
    const known = tests.get(domain) ?? new Map<Test, Pair>();
    tests.set(domain, known);
    const pair = known.get(test) ?? this.#ofVariable(domain, test) ?? this.truths(domain, (one) => holds(test, one));
    known.set(test, pair);
    return pair;
  }

  #ofVariable({ tests, variables }: Domain, test: Test): Pair | undefined {
    if (variables === undefined) return undefined;
    const variable = variables[tests.findIndex((one) => testId(one) === testId(test))];
    if (variable === undefined) throw new Error('a name is tested in a way that was not registered');
    const set = this.bdd.variable(variable);
    return { lower: set, upper: set };
  }

  /** Where something holds that hangs on one key alone, and that the registered tests of the key tell. */
  read(key: string, truthOf: (sample: Sample) => Truth): Pair {
    const domain = this.domain(key);
    return domain === undefined || this.isCapped(key) ? UNKNOWN : this.truths(domain, truthOf);
  }

  truths(domain: Domain, truthOf: (sample: Sample) => Truth): Pair {
    const truths = new Map<Sample, Truth>(domain.samples.map((sample) => [sample, truthOf(sample)]));
    return {
      lower: this.where(domain, (sample) => truths.get(sample) === true),
      upper: this.where(domain, (sample) => truths.get(sample) !== false),
    };
  }

  isCapped(key: string): boolean {
    return this.capped.includes(key.toLowerCase());
  }

  cappedReasons(key: string): readonly Reason[] {
    return this.isCapped(key) ? [tooManyPatterns(key)] : [];
  }

  present(key: string): BddRef {
    const domain = this.domain(key);
    return domain === undefined ? BDD_FALSE : this.where(domain, (sample) => sample !== undefined);
  }

  /** The same as a condition. */
  standing(key: string): Pair {
    const present = this.present(key);
    return { lower: present, upper: present };
  }

  /** Removes the keys nobody can know: what holds for all their values stays, what holds for some becomes doubt. */
  settle(pair: Pair, feasible: BddRef): Pair {
    const hidden = this.domains.filter((domain) => domain.key.hidden !== undefined).flatMap(bitsOf);
    const must = this.bdd.forAll(this.bdd.or(pair.lower, this.bdd.not(feasible)), hidden);
    const may = this.bdd.exists(this.bdd.and(pair.upper, feasible), hidden);
    return { lower: this.bdd.and(must, may), upper: may };
  }

  /** Why the keys that make a difference to the pair cannot be known. */
  hiddenReasons({ lower, upper }: Pair): readonly Reason[] {
    return this.domains.flatMap((domain) => {
      const { hidden } = domain.key;
      return hidden !== undefined && this.matters(domain, { lower, upper }) ? [hidden] : [];
    });
  }

  /** Does the value of the key make a difference to the pair? */
  matters(domain: Domain, { lower, upper }: Pair): boolean {
    return [lower, upper].some((set) => this.bdd.exists(set, bitsOf(domain)) !== set);
  }

  /** The requests that are possible for some value of the keys nobody can know. */
  visible(set: BddRef): BddRef {
    return this.bdd.exists(set, this.domains.filter((domain) => domain.key.hidden !== undefined).flatMap(bitsOf));
  }

  /** A concrete context inside the set: one sample per free key. Undefined for the empty set. */
  witness(set: BddRef): RequestContext | undefined {
    const cube = this.bdd.satisfy(set);
    if (cube === undefined) return undefined;
    const context: Record<string, NonNullable<Sample>> = {};
    for (const domain of this.domains) {
      const sample = domain.samples[this.#indexIn(domain, cube)];
      if (sample !== undefined) context[domain.key.name] = sample;
    }
    return context;
  }

  #indexIn(domain: Domain, cube: ReadonlyMap<number, boolean>): number {
    let index = 0;
    for (let bit = 0; bit < domain.bits; bit++) {
      if (cube.get(domain.firstBit + bit) === true) index += 2 ** bit;
    }
    return Math.min(index, domain.samples.length - 1);
  }

  #code(domain: Domain, index: number): BddRef {
    let set = BDD_TRUE;
    for (let bit = domain.bits - 1; bit >= 0; bit--) {
      const variable = this.bdd.variable(domain.firstBit + bit);
      set = this.bdd.and(((index >> bit) & 1) === 1 ? variable : this.bdd.not(variable), set);
    }
    return set;
  }
}

export const tooManyPatterns = (key: string): Reason => ({
  rule: 52,
  text: `too many different patterns are tested on ${key}`,
});

const bitsOf = (domain: Domain): readonly number[] =>
  Array.from({ length: domain.bits }, (_, i) => domain.firstBit + i);

/** What tests can see of a value; an empty list is as good as none. */
export const truthRow = (sample: Sample, tests: readonly Test[]): string =>
  `${sample === undefined || (sample.length === 0 && typeof sample !== 'string')}|${tests.map((test) => String(holds(test, sample))).join()}`;

/** Of a key that has too many classes, the one value somebody asks about. */
const writtenOnly = ({ written }: FreeKey): readonly Sample[] | undefined =>
  written === undefined ? undefined : [undefined, written.value].slice(written.value === undefined ? 1 : 0);

const NOTHING: Pick<Domain, 'samples' | 'exact'> = { samples: [undefined], exact: [true] };

/** Keeps one sample per different row of truths: classes that no test tells apart are one class. Absence stays apart. */
function distinguished(
  key: FreeKey,
  samples: readonly Sample[],
  tests: readonly Test[],
): Pick<Domain, 'samples' | 'exact'> {
  const rows = new Map<string, { readonly sample: Sample; members: number }>();
  for (const sample of samples) {
    const row = key.relation === undefined ? truthRow(sample, tests) : String(sample);
    const known = rows.get(row);
    if (known === undefined) rows.set(row, { sample, members: 1 });
    else known.members += 1;
  }
  const classes = [...rows.values()];
  return {
    samples: classes.map(({ sample }) => sample),
    exact: classes.map(({ sample, members }) => members === 1 && isOnly(key, sample, tests)),
  };
}

/** Absence, a value of a closed list, or a text that some test names literally. */
function isOnly(key: FreeKey, sample: Sample, tests: readonly Test[]): boolean {
  if (sample === undefined || key.values !== undefined) return true;
  const predicates = tests.flatMap((test) => test.predicates);
  return predicates.some((one) => one.kind === 'pattern' && one.pattern.literal === sample);
}
