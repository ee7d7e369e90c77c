import type { Formula } from '../domain/formula.ts';
import { allOf, anyOf, testsIn } from './connectives.ts';
import { type Judgement, judge, judgeInFactors, testedIn } from './judge.ts';
import { tieOf } from './relations.ts';

/**
 * What `judge` says, out of parts that share no key, nor any that hang on each other. Each is judged once, in whichever chains it
 * stands; together they hold where all of them do, and where one cannot hold they do not, even if another has too many patterns to
 * tell. Only what is said of them needs a look at all of them at once, where more than one is a sum of products (ADR 30).
 */
export function judgeParts(parts: readonly Part[], { forCertain = false } = {}): Judgement {
  const judged: (JudgedGroup & { readonly group: Group })[] = [];
  for (const group of tiedTogether(parts)) {
    const one = judgedOnce(group, forCertain);
    if (one.verdict === 'denied') return { verdict: 'denied', when: one.when, capped: [] };
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
  readonly formula: Formula;
  readonly ties: readonly string[];
}

const MOST_KEPT = 50_000;
const byText = new Map<string, Part>();
let parts = 0;

function partOf(formula: Formula): Part {
  const text = JSON.stringify(formula);
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (byText.size >= MOST_KEPT) byText.clear();
  const made = { id: parts, formula, ties: [...new Set(testsIn(formula).map(({ key }) => tieOf(key)))] };
  parts += 1;
  byText.set(text, made);
  return made;
}

/** Parts that are tied together, each with its place among all. */
interface Group {
  readonly ties: ReadonlySet<string>;
  readonly parts: readonly Part[];
  readonly places: readonly number[];
}

function tiedTogether(all: readonly Part[]): readonly Group[] {
  let groups: readonly Group[] = [];
  for (const [at, part] of all.entries()) {
    const touched = groups.filter(({ ties }) => part.ties.some((tie) => ties.has(tie)));
    const places = [...touched.flatMap((one) => one.places), at].sort((a, b) => a - b);
    const ties = new Set([...touched.flatMap((one) => [...one.ties]), ...part.ties]);
    const parts = places.flatMap((place) => all[place] ?? []);
    groups = [...groups.filter((one) => !touched.includes(one)), { ties, parts, places }];
  }
  return groups;
}

/** A factor, and the first part of its group that asks for its key. */
interface Factor {
  readonly formula: Formula;
  readonly part: number;
}
interface JudgedGroup extends Judgement {
  readonly products: readonly (readonly Factor[])[];
}

const placed = ({ formula, part }: Factor, { places }: Group): Placed => ({
  at: places[part] ?? 0,
  formula,
});

const judgements = new Map<string, JudgedGroup>();

function judgedOnce({ parts }: Group, forCertain: boolean): JudgedGroup {
  const known = judgements.get(idOf(parts, forCertain));
  if (known !== undefined) return known;
  if (judgements.size >= MOST_KEPT) judgements.clear();
  const { beside, certain, ...judged } = judgeInFactors(allOf(parts.map((one) => one.formula)), { forCertain });
  const made = { ...judged, products: beside === undefined ? [] : inParts(beside(), parts) };
  for (const id of certain() ? [idOf(parts, true), idOf(parts, false)] : [idOf(parts, forCertain)])
    judgements.set(id, made);
  return made;
}

const idOf = (parts: readonly Part[], forCertain: boolean): string =>
  `${forCertain} ${parts.map((one) => one.id).join()}`;

function inParts(
  products: ReturnType<NonNullable<ReturnType<typeof judgeInFactors>['beside']>>,
  parts: readonly Part[],
): readonly (readonly Factor[])[] {
  const tested = parts.map(({ formula }) => testedIn(formula));
  const partOfKey = (key: string): number => tested.findIndex((names) => names.has(key.toLowerCase()));
  return products.map((factors) => factors.map(({ key, formula }) => ({ formula, part: partOfKey(key) })));
}
