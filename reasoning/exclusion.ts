import type { Formula } from '../domain/formula.ts';
import { type Leaf, testsIn } from './connectives.ts';
import { looseKey } from './key-state.ts';
import { ofCall } from './readable-chain.ts';

/**
 * Do conditions exclude each other by what some of them say outright, and what follows from that for the others one by one? A look
 * before all requests are told apart: where it finds nothing, they may still. Only where each test is of texts that are plain enough
 * for AWS to say whether it holds, and few enough to be told apart: there, `judge` denies the same, for certain or not.
 */
export function excludeEachOther(conditions: readonly Formula[]): boolean {
  const tests = conditions.flatMap(testsIn);
  return isPlain(tests) && !new Facts().allHold(conditions);
}

/** A test of a key for texts, or beginnings of them. */
interface PlainTest {
  readonly key: string;
  /** Of a list: some text in it. */
  readonly ofList: boolean;
  readonly texts: readonly PlainText[];
}

interface PlainText {
  readonly begins: string;
  /** Whatever follows. */
  readonly open: boolean;
}

/** Letters of all texts, and members of a list: fewer than those of which `judge` says that they are too many. */
const MOST_LETTERS = 2_000;
const MOST_MEMBERS = 6;

function isPlain(leaves: readonly Leaf[]): boolean {
  const inLists = new Map<string, Set<string>>();
  const single = new Set<string>();
  let letters = 0;
  for (const leaf of leaves) {
    const test = plainOf(leaf);
    if (test === undefined) return false;
    for (const { begins } of test.texts) letters += begins.length;
    if (!test.ofList) single.add(test.key);
    else inLists.set(test.key, new Set([...(inLists.get(test.key) ?? []), ...leaf.values]));
  }
  const isFew = ([key, members]: readonly [string, ReadonlySet<string>]): boolean =>
    members.size <= MOST_MEMBERS && !single.has(key);
  return letters <= MOST_LETTERS && [...inLists].every(isFew);
}

const plain = new WeakMap<Leaf, { readonly test: PlainTest | undefined }>();

function plainOf(leaf: Leaf): PlainTest | undefined {
  const known = plain.get(leaf) ?? { test: readOff(leaf) };
  plain.set(leaf, known);
  return known.test;
}

const LITERAL = /^[^*?$]+$/;
const BEGINNING = /^[^*?$]*\*$/;

function readOff({ operator, key, values }: Leaf): PlainTest | undefined {
  const { name, quantifier, ifExists } = operator;
  const ofList = quantifier === 'ForAnyValue';
  const isLike = name === 'StringLike' && !ofList;
  if (ifExists || (quantifier !== undefined && !ofList) || (name !== 'StringEquals' && !isLike)) return undefined;
  if (!ofList && looseKey(ofCall(key)[0]).multi) return undefined;
  if (values.length === 0 || !values.every((text) => LITERAL.test(text) || (isLike && BEGINNING.test(text))))
    return undefined;
  const texts = values.map((text) => ({ begins: text.replace(/\*$/, ''), open: text.endsWith('*') }));
  return { key: key.toLowerCase(), ofList, texts };
}

const isInside = (one: PlainText, other: PlainText): boolean =>
  other.open ? one.begins.startsWith(other.begins) : !one.open && one.begins === other.begins;

/** Where the one holds, so does the other. */
const implies = (one: PlainTest, other: PlainTest): boolean =>
  one === other || one.texts.every((text) => other.texts.some((wider) => isInside(text, wider)));

/** A text cannot pass both; a list can. */
const excludes = (one: PlainTest, other: PlainTest): boolean =>
  !one.ofList && !one.texts.some((a) => other.texts.some((b) => isInside(a, b) || isInside(b, a)));

/** Of several conditions, one has to come out so. */
interface Choice {
  readonly of: readonly Formula[];
  readonly as: boolean;
}

interface Known {
  readonly test: PlainTest;
  readonly holds: boolean;
}

/** What is known of the tests while conditions are taken to hold. */
class Facts {
  readonly #known = new Map<string, Known[]>();
  #choices: Choice[] = [];

  /** False: they cannot. */
  allHold(conditions: readonly Formula[]): boolean {
    if (!conditions.every((one) => this.#take(one, true))) return false;
    for (let left = -1; left !== this.#choices.length; ) {
      left = this.#choices.length;
      const choices = this.#choices;
      this.#choices = [];
      if (!choices.every((one) => this.#choose(one))) return false;
    }
    return true;
  }

  #choose(choice: Choice): boolean {
    const open: Formula[] = [];
    for (const one of choice.of) {
      const truth = this.#truthOf(one);
      if (truth === choice.as) return true;
      if (truth === undefined) open.push(one);
    }
    const [only, ...more] = open;
    if (only === undefined) return false;
    if (more.length === 0) return this.#take(only, choice.as);
    this.#choices.push({ of: open, as: choice.as });
    return true;
  }

  #take(formula: Formula, as: boolean): boolean {
    switch (formula.kind) {
      case 'true':
      case 'false':
        return (formula.kind === 'true') === as;
      case 'not':
        return this.#take(formula.of, !as);
      case 'test':
        return this.#learn(formula, as);
      case 'all':
      case 'any':
        if ((formula.kind === 'all') === as) return formula.of.every((one) => this.#take(one, as));
        return this.#choose({ of: formula.of, as });
    }
  }

  #learn(leaf: Leaf, holds: boolean): boolean {
    const test = plainOf(leaf);
    if (test === undefined) return true;
    const truth = this.#truthOfTest(test);
    if (truth !== undefined) return truth === holds;
    const ofKey = this.#known.get(test.key) ?? [];
    this.#known.set(test.key, ofKey);
    ofKey.push({ test, holds });
    return true;
  }

  #truthOf(formula: Formula): boolean | undefined {
    switch (formula.kind) {
      case 'true':
      case 'false':
        return formula.kind === 'true';
      case 'not': {
        const truth = this.#truthOf(formula.of);
        return truth === undefined ? undefined : !truth;
      }
      case 'test': {
        const test = plainOf(formula);
        return test === undefined ? undefined : this.#truthOfTest(test);
      }
      case 'all':
      case 'any':
        return this.#truthOfSeveral(formula.of, formula.kind === 'any');
    }
  }

  /** `ruling`: what any of them decides. */
  #truthOfSeveral(several: readonly Formula[], ruling: boolean): boolean | undefined {
    let all: boolean | undefined = !ruling;
    for (const one of several) {
      const truth = this.#truthOf(one);
      if (truth === ruling) return ruling;
      if (truth === undefined) all = undefined;
    }
    return all;
  }

  #truthOfTest(test: PlainTest): boolean | undefined {
    for (const { test: other, holds } of this.#known.get(test.key) ?? []) {
      if (holds && implies(other, test)) return true;
      if (holds ? excludes(other, test) : implies(test, other)) return false;
    }
    return undefined;
  }
}
