import type { Formula } from '../domain/formula.ts';
import { allOf, anyOf, substitute, testsIn } from './connectives.ts';
import { type Judgement, judge, judgeInFactors, testedIn } from './judge.ts';
import { ofCall } from './readable-chain.ts';
import { tieOf } from './relations.ts';

/**
 * What `judge` says, out of parts that share no key, nor any that hang on each other. Each is judged once, in whichever chains it
 * stands; together they hold where all of them do, and where one cannot hold they do not, even if another has too many patterns to
 * tell. Only what is said of them needs a look at all of them at once, where more than one is a sum of products (ADR 30).
 */
export function judgeParts(parts: readonly Part[], { forCertain = false } = {}): JudgedParts {
  const judged: (JudgedGroup & { readonly group: Group })[] = [];
  for (const group of tiedTogether(parts)) {
    const one = judgedOnce(group, forCertain);
    if (one.verdict === 'denied') return { verdict: 'denied', when: one.when, capped: [], certain: one.certain };
    judged.push({ ...one, group });
  }
  const whole = (): Judgement =>
    judge(
      parts.map(({ formula }) => formula),
      { forCertain },
    );
  if (judged.some(({ capped }) => capped.length > 0)) return whole();
  const open = judged.filter(({ verdict }) => verdict === 'conditional');
  const [first, ...more] = open;
  if (first === undefined) return { verdict: 'allowed', when: { kind: 'true' }, capped: [] };
  if (more.length === 0) return { verdict: 'conditional', when: first.when, capped: [] };
  const sums = open.map(({ group, products }) => products.map((product) => product.map((one) => placed(one, group))));
  const when = multiplied(sums);
  return when === undefined ? whole() : { verdict: 'conditional', when, capped: [] };
}

interface JudgedParts extends Judgement {
  /** Of what cannot hold: nor can it if each test of which AWS does not say whether it holds comes out the other way. */
  readonly certain?: boolean;
}

/** Of a condition, what has to hold together. */
export const partsIn = (condition: Formula): readonly Part[] =>
  condition.kind === 'true' ? [] : (condition.kind === 'all' ? condition.of : [condition]).map(partOf);

interface Placed {
  readonly at: number;
  readonly formula: Formula;
}

/** Sums of products of factors, of which one may have several: how several are put together is left to the whole. */
function multiplied(sums: readonly (readonly (readonly Placed[])[])[]): Formula | undefined {
  const [sum = [[]], ...more] = sums.filter((products) => products.length > 1);
  if (more.length > 0) return undefined;
  const common = sums.flatMap((products) => (products.length > 1 ? [] : products.flat()));
  return anyOf(sum.map((product) => inPlace([...common, ...product])));
}

const inPlace = (factors: readonly Placed[]): Formula =>
  allOf([...factors].sort((a, b) => a.at - b.at).map((one) => one.formula));

/** A part of a conjunction. */
export interface Part {
  /** The same for parts that are alike. */
  readonly id: number;
  /** The same for parts that are alike but for the numbers of their calls. */
  readonly shape: number;
  /** Those numbers, as they are met. */
  readonly calls: readonly string[];
  readonly formula: Formula;
  readonly ties: readonly string[];
}

const MOST_KEPT = 50_000;
const byText = new Map<string, Part>();
const shapes = new Map<string, number>();
let parts = 0;

function partOf(formula: Formula): Part {
  const text = JSON.stringify(formula);
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (byText.size >= MOST_KEPT) {
    byText.clear();
    shapes.clear();
  }
  const keys = testsIn(formula).map(({ key }) => key);
  const calls = [...new Set(keys.map((key) => ofCall(key)[1]))].filter((call) => call !== '');
  const made = {
    id: parts,
    formula,
    calls,
    shape: shapeOf(formula, calls, parts),
    ties: [...new Set(keys.map(tieOf))],
  };
  parts += 1;
  byText.set(text, made);
  return made;
}

/** The number of the first part that is written like this but for the numbers of its calls. */
function shapeOf(formula: Formula, calls: readonly string[], part: number): number {
  const shape = substitute(formula, (leaf) => {
    const [name, call] = ofCall(leaf.key);
    return call === '' ? leaf : { ...leaf, key: `${name}@${calls.indexOf(call)}` };
  });
  const text = JSON.stringify(shape);
  const number = shapes.get(text) ?? part;
  shapes.set(text, number);
  return number;
}

/** Parts that are tied together, each with its place among all. */
interface Group {
  readonly parts: readonly Part[];
  readonly places: readonly number[];
}

function tiedTogether(all: readonly Part[]): readonly Group[] {
  const groups: number[][] = [];
  const groupOf = new Map<string, number>();
  for (const [at, { ties }] of all.entries()) {
    const [into = groups.length, ...others] = new Set(ties.flatMap((tie) => groupOf.get(tie) ?? []));
    const places = groups[into] ?? [];
    for (const other of others) places.push(...(groups[other] ?? []).splice(0));
    places.push(at);
    groups[into] = places;
    for (const [tie, group] of others.length === 0 ? [] : groupOf) if (others.includes(group)) groupOf.set(tie, into);
    for (const tie of ties) groupOf.set(tie, into);
  }
  return groups.flatMap((places) => (places.length === 0 ? [] : [groupAt(all, places)]));
}

function groupAt(all: readonly Part[], unsorted: readonly number[]): Group {
  const places = unsorted.length === 1 ? unsorted : [...unsorted].sort((a, b) => a - b);
  return { places, parts: places.flatMap((place) => all[place] ?? []) };
}

/** A factor, and the first part of its group that asks for its key. */
interface Factor {
  readonly formula: Formula;
  readonly part: number;
}
interface JudgedGroup extends Judgement {
  /** It comes out so for certain or not. */
  readonly certain: boolean;
  readonly products: readonly (readonly Factor[])[];
}

const placed = ({ formula, part }: Factor, { places }: Group): Placed => ({
  at: places[part] ?? 0,
  formula,
});

const judgements = new Map<string, JudgedGroup>();
/** Those of calls with other numbers. */
const inOtherCalls = new Map<string, JudgedIn>();

interface JudgedIn {
  readonly calls: readonly string[];
  readonly judged: JudgedGroup;
}

function judgedOnce({ parts }: Group, forCertain: boolean): JudgedGroup {
  const known = judgements.get(idOf(parts, forCertain));
  if (known !== undefined) return known;
  if (judgements.size >= MOST_KEPT) judgements.clear();
  const judged = judgedInCalls(parts, forCertain);
  for (const side of judged.certain ? [true, false] : [forCertain]) judgements.set(idOf(parts, side), judged);
  return judged;
}

const idOf = (parts: readonly Part[], forCertain: boolean): string =>
  `${forCertain} ${parts.map((one) => one.id).join()}`;

/** Numbers of calls are names: parts that differ in them alone are judged alike. */
function judgedInCalls(parts: readonly Part[], forCertain: boolean): JudgedGroup {
  const calls = [...new Set(parts.flatMap((one) => one.calls))];
  const id = `${forCertain} ${parts.map((one) => [one.shape, ...one.calls.map((call) => calls.indexOf(call))].join('.')).join()}`;
  const known = inOtherCalls.get(id);
  if (known !== undefined) return renamed(known, calls);
  if (inOtherCalls.size >= MOST_KEPT) inOtherCalls.clear();
  const judged = judgedNow(parts, forCertain);
  if (judged.capped.length === 0) inOtherCalls.set(id, { calls, judged });
  return judged;
}

function renamed({ calls, judged }: JudgedIn, now: readonly string[]): JudgedGroup {
  const nameOf = (key: string): string => {
    const [name, call] = ofCall(key);
    return call === '' ? key : `${name}@${now[calls.indexOf(call)] ?? call}`;
  };
  const inCalls = (formula: Formula): Formula => substitute(formula, (leaf) => ({ ...leaf, key: nameOf(leaf.key) }));
  const products = judged.products.map((product) =>
    product.map(({ formula, part }) => ({ formula: inCalls(formula), part })),
  );
  return { ...judged, when: inCalls(judged.when), products };
}

function judgedNow(parts: readonly Part[], forCertain: boolean): JudgedGroup {
  const { beside, certain, ...judged } = judgeInFactors(allOf(parts.map((one) => one.formula)), { forCertain });
  return { ...judged, certain: certain(), products: beside === undefined ? [] : inParts(beside(), parts) };
}

function inParts(
  products: ReturnType<NonNullable<ReturnType<typeof judgeInFactors>['beside']>>,
  parts: readonly Part[],
): readonly (readonly Factor[])[] {
  const tested = parts.map(({ formula }) => testedIn(formula));
  const partOfKey = (key: string): number => tested.findIndex((names) => names.has(key.toLowerCase()));
  return products.map((factors) => factors.map(({ key, formula }) => ({ formula, part: partOfKey(key) })));
}
