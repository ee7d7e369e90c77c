import type { Formula } from '../domain/formula.ts';
import type { ContextValue } from '../domain/request.ts';
import { compareDecimals, type Decimal, decimalBetween, parseDecimal, printDecimal, stepDecimal } from './decimal.ts';
import { isInside, MAPPED, printAddress } from './ip.ts';
import { type Test, valueHolds } from './operators.ts';
import { literalPattern, type Pattern, withinLines } from './patterns.ts';
import { base64Bits, type Predicate, type Truth } from './predicates.ts';
import { textSamples } from './text-samples.ts';
import { parseTime, printTime, UNSURE_TIME } from './times.ts';

/** What a free key may hold: the shape of its domain before any test cuts it into classes. */
export interface FreeKey {
  /** As shown to people, `aws:SourceIp`. */
  readonly name: string;
  readonly multi: boolean;
  readonly mayBeAbsent: boolean;
  /** All values there are (Bool keys). */
  readonly values?: readonly string[];
  /** Every value begins so (`AROA...:` of aws:userid). */
  readonly prefix?: string;
  /** Of a list: what stands in it whatever else does. */
  readonly always?: readonly string[];
  /** Values it never holds. */
  readonly except?: readonly string[];
  /** Nobody can know the value: conditions on it are quantified away, leaving `unknown` where it matters. */
  readonly hidden?: { readonly rule: number; readonly text: string };
  /** Not a key but a comparison of free keys, true or false by itself where their classes leave it open. */
  readonly relation?: Relation;
  /** Of a request whose author wrote the value: it may be what AWS itself would never send. */
  readonly written?: Written;
}

interface Written {
  /** Stands for all values where the classes cannot be built. */
  readonly value: Sample;
  /** Some value runs over several lines. */
  readonly lines: boolean;
}

export interface Relation {
  /** The comparison, variables and all; left out where it is not one condition. */
  readonly leaf?: Extract<Formula, { readonly kind: 'test' }>;
  /** Names of the free keys it hangs on. */
  readonly keys: readonly string[];
  /** Its truth for concrete values of the keys. */
  readonly holdsIn: (lookUp: (key: string) => Sample) => Truth;
  /** Texts that may satisfy the comparison, given values for the variables. */
  readonly proposals?: (lookUp: (key: string) => Sample) => readonly string[];
}

/** Classes of values that none of the tests tells apart, one sample each; undefined is "absent". */
export type Sample = ContextValue | undefined;

const MAX_LIST_CLASSES = 8;
/** Texts no policy holds: they stand for "any other value". */
const ANY_TEXTS = ['x', 'y', 'z', 'xx', 'yy', 'zz'];

/** A source identity has 2 to 64 characters. Source: AWS STS API, AssumeRole. Keys of chains bear the number of the call. */
const NEVER_EMPTY = /^(sts|aws):SourceIdentity(@\d+)?$/i;

/** Undefined: the classes could not be built within bounds, so tests of this key are unknown. */
export function samplesOf(key: FreeKey, tests: readonly Test[]): readonly Sample[] | undefined {
  const neverEmpty = key.written === undefined && NEVER_EMPTY.test(key.name);
  const except = [...(key.except ?? []), ...(neverEmpty ? [''] : [])];
  const predicates = [...tests.flatMap((test) => test.predicates), ...except.map(exactly)];
  const texts = key.values ?? samplesUnder(key, predicates);
  if (texts === undefined) return undefined;
  const present = texts.filter((text) => !except.includes(text));
  const absent: readonly Sample[] = key.mayBeAbsent ? [undefined] : [];
  if (!key.multi) return [...absent, ...present];
  const members = representatives(
    present.filter((text) => text !== ''),
    tests,
  );
  if (members.length > MAX_LIST_CLASSES) return undefined;
  // set operators skip a lone empty text, so it is told apart from what it resembles
  const more = subsets(key.written === undefined ? members : [...members, '']);
  return [...absent, ...more.map((one) => [...(key.always ?? []), ...one])];
}

/** Excluded values get classes of their own, so that every other class keeps a sample. */
const exactly = (text: string): Predicate => ({ kind: 'pattern', pattern: literalPattern([{ text, literal: true }]) });

type Kind = 'range' | 'number' | 'time' | 'binary';
const KINDS: readonly Kind[] = ['range', 'number', 'time', 'binary'];

/** Undefined too where a key is tested as two kinds of thing at once and no list of texts can be complete. */
function samplesUnder(key: FreeKey, predicates: readonly Predicate[]): readonly string[] | undefined {
  const patterns = predicates.flatMap(patternsOf);
  const [kind, second] = KINDS.filter((one) => predicates.some((predicate) => predicate.kind === one));
  if (kind === undefined) return patternSamples(key, patterns);
  const literals = patterns.flatMap(({ literal }) => literal ?? []);
  if (second !== undefined || literals.length < patterns.length) return undefined;
  const odd = key.written === undefined ? [] : ['', other(literals), ...(kind === 'time' ? [UNSURE_TIME] : [])];
  return [...new Set([...samplesOfKind(kind, key, predicates, literals), ...literals, ...odd])];
}

function patternsOf(one: Predicate): readonly Pattern[] {
  if (one.kind === 'pattern') return [one.pattern];
  return one.kind === 'perhaps' ? one.patterns : [];
}

const other = (literals: readonly string[]): string =>
  ANY_TEXTS.find((text) => !literals.includes(text)) ?? `${literals.join('')}x`;

function patternSamples({ prefix, written }: FreeKey, patterns: readonly Pattern[]): readonly string[] | undefined {
  const lines = written?.lines === true ? patterns.map(withinLines) : [];
  if (patterns.length === 0 && written === undefined) return [(prefix ?? '') + other([])];
  return textSamples([...patterns, ...lines], prefix === undefined ? {} : { prefix });
}

function samplesOfKind(
  kind: Kind,
  key: FreeKey,
  predicates: readonly Predicate[],
  literals: readonly string[],
): readonly string[] {
  switch (kind) {
    case 'range':
      return addressSamples(predicates, key.written !== undefined);
    case 'number':
      return numberSamples(predicates, literals);
    case 'time':
      return timeSamples(predicates, literals);
    case 'binary':
      return binarySamples(predicates);
  }
}

/** Cuts both lines of addresses at every border of a range; `mapped`: IPv4 addresses may come in IPv6 clothes. */
function addressSamples(predicates: readonly Predicate[], mapped: boolean): readonly string[] {
  const ranges = predicates.flatMap((one) => (one.kind === 'range' && one.range !== undefined ? [one.range] : []));
  const clothed = ranges
    .filter((one) => one.version === 4)
    .map(({ low, high }) => ({ version: 6, low: MAPPED.low + low, high: MAPPED.low + high }) as const);
  const all = mapped ? [...ranges, ...clothed, MAPPED] : ranges;
  return ([4, 6] as const).flatMap((version) => {
    const top = version === 4 ? 1n << 32n : 1n << 128n;
    const cuts = new Set<bigint>([0n]);
    for (const { low, high } of all.filter((one) => one.version === version)) {
      cuts.add(low);
      if (high + 1n < top) cuts.add(high + 1n);
    }
    const addresses = [...cuts].map((value) => ({ version, value }));
    return addresses.filter((one) => mapped || !isInside(one, MAPPED)).map(printAddress);
  });
}

/** Every border itself, and a point inside each gap between and outside the borders. */
function numberSamples(predicates: readonly Predicate[], literals: readonly string[]): readonly string[] {
  const borders = predicates.flatMap((one) => (one.kind === 'number' && one.value !== undefined ? [one.value] : []));
  const points = [...borders, ...literals.flatMap((text) => parseDecimal(text) ?? [])].sort(compareDecimals);
  const [first] = points;
  if (first === undefined) return ['0'];
  const samples = points.flatMap((point, i): Decimal[] => {
    const next = points[i + 1];
    if (next !== undefined && compareDecimals(point, next) === 0) return [];
    return [point, next === undefined ? stepDecimal(point, 1n) : decimalBetween(point, next)];
  });
  const texts = [stepDecimal(first, -1n), ...samples].map(printDecimal);
  // a policy that compares the text as well may mean one spelling of a number only
  return literals.length === 0 ? texts : [...texts, ...texts.map((text) => `+0${text}`.replace('+0-', '-0'))];
}

const DAY = 86_400_000;

function timeSamples(predicates: readonly Predicate[], literals: readonly string[]): readonly string[] {
  const given = literals.map(parseTime).filter((time) => typeof time === 'number');
  const borders = predicates.flatMap((one) => (one.kind === 'time' && one.value !== undefined ? [one.value] : []));
  const points = [...new Set([...borders, ...given])].sort((a, b) => a - b);
  const [first] = points;
  if (first === undefined) return [printTime(0)];
  const samples = points.flatMap((point, i) => {
    const next = points[i + 1];
    return [point, next === undefined ? point + DAY : (point + next) / 2];
  });
  return [first - DAY, ...samples].map(printTime);
}

/** The bytes that policies name, and others. */
function binarySamples(predicates: readonly Predicate[]): readonly string[] {
  const wanted = new Set(predicates.flatMap((one) => (one.kind === 'binary' ? [one.bits] : [])));
  const others = ['AA==', 'AQ==', 'Ag==', 'Aw=='].filter((text) => !wanted.has(base64Bits(text) ?? ''));
  return [...[...wanted].map(base64Of), ...others.slice(0, 1)];
}

function base64Of(bits: string): string {
  const bytes = bits.match(/.{8}/g)?.map((one) => String.fromCharCode(Number.parseInt(one, 2))) ?? [];
  return btoa(bytes.join(''));
}

/** List members that no test tells apart count once. */
function representatives(members: readonly string[], tests: readonly Test[]): readonly string[] {
  const rows = new Map<string, string>();
  for (const member of members) {
    const row = tests.map((test) => valueHolds(test, member)).join();
    if (!rows.has(row)) rows.set(row, member);
  }
  return [...rows.values()];
}

function subsets(members: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** members.length }, (_, set) => members.filter((_one, i) => ((set >> i) & 1) === 1));
}
