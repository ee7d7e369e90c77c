import type { Formula } from '../domain/formula.ts';
import { NO_PARTS, type Part } from './condition-parts.ts';
import { allOf, anyOf, substitute } from './connectives.ts';
import { excludeEachOther } from './exclusion.ts';
import { type Judgement, judge, judgeInFactors, testedIn } from './judge.ts';
import { ofCall } from './readable-chain.ts';

/**
 * What `judge` says, out of parts that share no key, nor any that hang on each other. Each is judged once, in whichever chains it
 * stands; together they hold where all of them do, and where one cannot hold they do not, even if another has too many patterns to
 * tell. Only what is said of them needs a look at all of them at once, where more than one is a sum of products (ADR 30).
 */
export function judgeParts(tied: TiedParts, { forCertain = false } = {}): JudgedParts {
  const open: (readonly [Group, JudgedGroup])[] = [];
  let capped = false;
  for (const group of tied.groups) {
    const judged = judgedOnce(group, forCertain);
    if (judged.verdict === 'denied')
      return { verdict: 'denied', when: judged.when, capped: [], certain: judged.certain };
    if (judged.verdict === 'conditional') open.push([group, judged]);
    capped ||= judged.capped.length > 0;
  }
  if (capped) return judgedWhole(tied, forCertain);
  const [first, ...more] = open;
  if (first === undefined) return { verdict: 'allowed', when: { kind: 'true' }, capped: [] };
  if (more.length === 0) return { verdict: 'conditional', when: first[1].when, capped: [] };
  const when = multiplied(open);
  return when === undefined ? judgedWhole(tied, forCertain) : { verdict: 'conditional', when, capped: [] };
}

const judgedWhole = ({ groups }: TiedParts, forCertain: boolean): Judgement =>
  judge(
    groups
      .flatMap(({ members }) => members)
      .sort(byPlace)
      .map(({ part }) => part.formula),
    { forCertain },
  );

interface JudgedParts extends Judgement {
  /** Of what cannot hold: nor can it if each test of which AWS does not say whether it holds comes out the other way. */
  readonly certain?: boolean;
}

interface Placed {
  readonly at: number;
  readonly factor: Factor;
}

/** Sums of products of factors, of which one may have several: how several are put together is left to the whole. */
function multiplied(open: readonly (readonly [Group, JudgedGroup])[]): Formula | undefined {
  let sum: readonly (readonly Placed[])[] = [[]];
  const common: Placed[] = [];
  for (const [group, { products }] of open) {
    const placed = products.map((product) => product.map((factor) => ({ at: placeOf(factor, group), factor })));
    const [only, ...more] = placed;
    if (more.length === 0) common.push(...(only ?? []));
    else if (sum.length > 1) return undefined;
    else sum = placed;
  }
  return putTogether(sum.map((product) => inPlace([...common, ...product])));
}

const inPlace = (factors: readonly Placed[]): readonly Factor[] =>
  [...factors].sort((a, b) => a.at - b.at).map(({ factor }) => factor);

/** What comes of the same factors, by their numbers: thousands of chains come to the same, and share what is said of it. */
const together = new Map<string, Formula>();

function putTogether(products: readonly (readonly Factor[])[]): Formula {
  const id = products.map((factors) => factors.map(({ number }) => number).join()).join('+');
  const known = together.get(id);
  if (known !== undefined) return known;
  if (together.size >= MOST_KEPT) together.clear();
  const made = anyOf(products.map((factors) => allOf(factors.map(({ formula }) => formula))));
  together.set(id, made);
  return made;
}

/** Parts of a conjunction, those that are tied together in one group. What is added makes another, of which groups that it leaves alone are the same. */
export interface TiedParts {
  readonly groups: readonly Group[];
  /** How many there are, and how many of those that stand after all others. */
  readonly count: number;
  readonly late: number;
}

export const NOTHING_TIED: TiedParts = { groups: [], count: 0, late: 0 };

interface Group {
  /** In the order of their places. */
  readonly members: readonly Member[];
  /** Of any of them. */
  readonly ties: readonly number[];
  /** A test of which AWS does not say whether it holds counts as holding, or (`strictly`) as not. */
  judged?: JudgedGroup;
  strictly?: JudgedGroup;
}

interface Member {
  readonly part: Part;
  readonly place: number;
}

/** Parts that stand late come after all that do not, whenever they are added. */
const LATE = 2 ** 20;

export function tiedWith(tied: TiedParts, more: readonly Part[], late = NO_PARTS): TiedParts {
  if (more.length === 0 && late.length === 0) return tied;
  let groups = tied.groups;
  for (const [at, part] of more.entries()) groups = grouped(groups, { part, place: tied.count + at });
  for (const [at, part] of late.entries()) groups = grouped(groups, { part, place: LATE + tied.late + at });
  return { groups, count: tied.count + more.length, late: tied.late + late.length };
}

function grouped(groups: readonly Group[], member: Member): readonly Group[] {
  const others: Group[] = [];
  const tied: Group[] = [];
  for (const group of groups) (isTied(group, member) ? tied : others).push(group);
  others.push(groupOf(tied, member));
  return others;
}

function groupOf(tied: readonly Group[], member: Member): Group {
  const [first, ...more] = tied;
  if (first === undefined) return { members: [member], ties: member.part.ties };
  const members = first.members.concat(...more.map((group) => group.members), member);
  const ties = [first, ...more].map((group) => group.ties).concat([member.part.ties]);
  return { members: members.sort(byPlace), ties: ties.reduce(united) };
}

function united(some: readonly number[], others: readonly number[]): readonly number[] {
  const added = others.filter((one) => !some.includes(one));
  return added.length === 0 ? some : some.concat(added);
}

const byPlace = (a: Member, b: Member): number => a.place - b.place;

const isTied = ({ ties }: Group, { part }: Member): boolean => part.ties.some((tie) => ties.includes(tie));

/** A factor, and the first part of its group that asks for its key. */
interface Factor {
  readonly formula: Formula;
  /** The same for factors that are written alike. */
  readonly number: number;
  readonly part: number;
}
interface JudgedGroup extends Judgement {
  /** It comes out so for certain or not. */
  readonly certain: boolean;
  readonly products: readonly (readonly Factor[])[];
}

const placeOf = ({ part }: Factor, { members }: Group): number => members[part]?.place ?? 0;

const MOST_KEPT = 50_000;
const factors = new Map<string, Pick<Factor, 'formula' | 'number'>>();
let met = 0;

function factorOf(formula: Formula, part: number): Factor {
  const text = JSON.stringify(formula);
  const known = factors.get(text);
  if (known !== undefined) return { ...known, part };
  if (factors.size >= MOST_KEPT) factors.clear();
  const made = { formula, number: met++ };
  factors.set(text, made);
  return { ...made, part };
}

const judgements = new Map<string, JudgedGroup>();
/** Those of calls with other numbers. */
const inOtherCalls = new Map<string, JudgedIn>();

interface JudgedIn {
  readonly calls: readonly string[];
  readonly judged: JudgedGroup;
}

function judgedOnce(group: Group, forCertain: boolean): JudgedGroup {
  const known = forCertain ? group.strictly : group.judged;
  if (known !== undefined) return known;
  const judged = judgedIn(
    group.members.map(({ part }) => part),
    forCertain,
  );
  if (forCertain || judged.certain) group.strictly = judged;
  if (!forCertain || judged.certain) group.judged = judged;
  return judged;
}

function judgedIn(parts: readonly Part[], forCertain: boolean): JudgedGroup {
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
    product.map(({ formula, part }) => factorOf(inCalls(formula), part)),
  );
  return { ...judged, when: inCalls(judged.when), products };
}

const EXCLUDED: JudgedGroup = { verdict: 'denied', when: { kind: 'false' }, capped: [], certain: true, products: [] };

function judgedNow(parts: readonly Part[], forCertain: boolean): JudgedGroup {
  const conditions = parts.map((one) => one.formula);
  if (excludeEachOther(conditions)) return EXCLUDED;
  const { beside, certain, ...judged } = judgeInFactors(allOf(conditions), { forCertain });
  return { ...judged, certain: certain(), products: beside === undefined ? [] : inParts(beside(), parts) };
}

function inParts(
  products: ReturnType<NonNullable<ReturnType<typeof judgeInFactors>['beside']>>,
  parts: readonly Part[],
): readonly (readonly Factor[])[] {
  const tested = parts.map(({ formula }) => testedIn(formula));
  const partOfKey = (key: string): number => tested.findIndex((names) => names.has(key.toLowerCase()));
  return products.map((product) => product.map(({ key, formula }) => factorOf(formula, partOfKey(key))));
}
