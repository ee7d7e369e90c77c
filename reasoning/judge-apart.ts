import { FALSE, type Formula } from '../domain/formula.ts';
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
    const judged = judgedOnce(group.bundle, forCertain);
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
    membersOf(groups)
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

/** Some of them exclude each other at a glance: whatever is added, they cannot hold. */
export const EXCLUDED: TiedParts = {
  groups: [
    {
      bundle: bundleOf([], [], { verdict: 'denied', when: FALSE, capped: [], certain: true, products: [] }),
      places: [],
    },
  ],
  count: 0,
  late: 0,
};

interface Group {
  readonly bundle: Bundle;
  /** Of its parts. */
  readonly places: readonly number[];
}

/** Parts in the order of their places, wherever those are: one object for all chains. */
interface Bundle {
  readonly parts: readonly Part[];
  /** Of any of them. */
  readonly ties: readonly number[];
  readonly longer: Map<Part, Bundle>;
  isExcluded?: boolean;
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
  if (tied === EXCLUDED || (more.length === 0 && late.length === 0)) return tied;
  let groups = tied.groups;
  for (const [at, part] of more.entries()) groups = grouped(groups, { part, place: tied.count + at });
  for (const [at, part] of late.entries()) groups = grouped(groups, { part, place: LATE + tied.late + at });
  if (groups.some(({ bundle }) => isExcluded(bundle))) return EXCLUDED;
  return { groups, count: tied.count + more.length, late: tied.late + late.length };
}

function grouped(groups: readonly Group[], member: Member): readonly Group[] {
  const others: Group[] = [];
  const tied: Group[] = [];
  for (const group of groups) (isTied(group, member) ? tied : others).push(group);
  others.push(groupOf(tied, member));
  return others;
}

const isTied = ({ bundle }: Group, { part }: Member): boolean => part.ties.some((tie) => bundle.ties.includes(tie));

function groupOf(tied: readonly Group[], member: Member): Group {
  const [first, ...more] = tied;
  if (first !== undefined && more.length === 0 && (first.places.at(-1) ?? 0) < member.place)
    return { bundle: longerBy(first.bundle, member.part), places: [...first.places, member.place] };
  const members = [...membersOf(tied), member].sort(byPlace);
  return {
    bundle: members.reduce((bundle, { part }) => longerBy(bundle, part), begun()),
    places: members.map(({ place }) => place),
  };
}

const membersOf = (groups: readonly Group[]): Member[] =>
  groups.flatMap(({ bundle, places }) => bundle.parts.map((part, at) => ({ part, place: places[at] ?? 0 })));

const byPlace = (a: Member, b: Member): number => a.place - b.place;

const MOST_KEPT = 50_000;
let noParts = bundleOf([], []);
let bundles = 0;

/** Those of no parts, of which all others are made. */
function begun(): Bundle {
  if (bundles >= MOST_KEPT) [noParts, bundles] = [bundleOf([], []), 0];
  return noParts;
}

function longerBy(bundle: Bundle, part: Part): Bundle {
  const known = bundle.longer.get(part);
  if (known !== undefined) return known;
  const made = bundleOf([...bundle.parts, part], united(bundle.ties, part.ties));
  bundle.longer.set(part, made);
  bundles += 1;
  return made;
}

function bundleOf(parts: readonly Part[], ties: readonly number[], judged?: JudgedGroup): Bundle {
  const bundle = { parts, ties, longer: new Map() };
  return judged === undefined ? bundle : { ...bundle, isExcluded: true, judged, strictly: judged };
}

function united(some: readonly number[], others: readonly number[]): readonly number[] {
  const added = others.filter((one) => !some.includes(one));
  return added.length === 0 ? some : some.concat(added);
}

function isExcluded(bundle: Bundle): boolean {
  bundle.isExcluded ??= excludeEachOther(bundle.parts.map(({ formula }) => formula));
  return bundle.isExcluded;
}

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

const placeOf = ({ part }: Factor, { places }: Group): number => places[part] ?? 0;

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

/** Those of calls with other numbers. */
const inOtherCalls = new Map<string, JudgedIn>();

interface JudgedIn {
  readonly calls: readonly string[];
  readonly judged: JudgedGroup;
}

function judgedOnce(bundle: Bundle, forCertain: boolean): JudgedGroup {
  const known = forCertain ? bundle.strictly : bundle.judged;
  if (known !== undefined) return known;
  const judged = judgedInCalls(bundle.parts, forCertain);
  if (forCertain || judged.certain) bundle.strictly = judged;
  if (!forCertain || judged.certain) bundle.judged = judged;
  return judged;
}

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

function judgedNow(parts: readonly Part[], forCertain: boolean): JudgedGroup {
  const conditions = parts.map((one) => one.formula);
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
