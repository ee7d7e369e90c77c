import type { Formula } from '../domain/formula.ts';
import type { ContextValue } from '../domain/request.ts';
import { printAddress } from './ip.ts';
import { holds, type Predicate, parseDate, parseNumber, type Test } from './operators.ts';
import { literalPattern, type Pattern, textClasses } from './patterns.ts';

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
  /** Values it never holds. */
  readonly except?: readonly string[];
  /** Nobody can know the value: conditions on it are quantified away, leaving `unknown` where it matters. */
  readonly hidden?: { readonly rule: number; readonly text: string };
  /** Not a key but a comparison of two free keys, true or false by itself where their classes leave it open. */
  readonly relation?: Relation;
}

export interface Relation {
  /** The comparison in its positive form, variables and all. */
  readonly leaf: Extract<Formula, { readonly kind: 'test' }>;
  /** Its truth for concrete values of the keys. */
  readonly holdsIn: (lookUp: (key: string) => Sample) => boolean;
  /** The tested key's value that makes it true. */
  readonly valueFor: (lookUp: (key: string) => Sample) => string | undefined;
}

/** Classes of values that none of the tests tells apart, one sample each; undefined is "absent". */
export type Sample = ContextValue | undefined;

const MAX_LIST_CLASSES = 8;
/** A text no policy holds: stands for "any other value" of a key that nothing tests. */
const ANY_TEXT = 'x';

/** Undefined: the classes could not be built within bounds, so tests of this key are unknown. */
export function samplesOf(key: FreeKey, tests: readonly Test[]): readonly Sample[] | undefined {
  const predicates = [...tests.flatMap((test) => test.predicates), ...(key.except ?? []).map(exactly)];
  const texts = key.values ?? textSamples(key, predicates);
  if (texts === undefined) return undefined;
  const present = texts.filter((text) => key.except?.includes(text) !== true);
  const absent: readonly Sample[] = key.mayBeAbsent ? [undefined] : [];
  if (!key.multi) return [...absent, ...present];
  const members = representatives(
    present.filter((text) => text !== ''),
    tests,
  );
  if (members.length > MAX_LIST_CLASSES) return undefined;
  return [...absent, ...subsets(members)];
}

/** Excluded values get classes of their own, so that every other class keeps a sample. */
const exactly = (text: string): Predicate => ({ kind: 'pattern', pattern: literalPattern([{ text, literal: true }]) });

function textSamples(key: FreeKey, predicates: readonly Predicate[]): readonly string[] | undefined {
  const patterns = predicates.flatMap((one) => (one.kind === 'pattern' ? [one.pattern] : []));
  const binaries = predicates.flatMap((one) => (one.kind === 'binary' ? [one.base64] : []));
  if (predicates.some((one) => one.kind === 'range')) return addressSamples(predicates, patterns);
  if (predicates.some((one) => one.kind === 'number')) return lineSamples(predicates, patterns, 'number');
  if (predicates.some((one) => one.kind === 'date')) return lineSamples(predicates, patterns, 'date');
  if (binaries.length > 0) return [...new Set(binaries), 'AA=='];
  if (patterns.length === 0) return [(key.prefix ?? '') + ANY_TEXT];
  return textClasses(patterns, key.prefix === undefined ? {} : { prefix: key.prefix })?.map((one) => one.sample);
}

/** Cuts both lines of addresses at every border of a range. */
function addressSamples(predicates: readonly Predicate[], patterns: readonly Pattern[]): readonly string[] | undefined {
  if (patterns.length > 0) return undefined;
  const ranges = predicates.flatMap((one) => (one.kind === 'range' ? [one.range] : []));
  return ([4, 6] as const).flatMap((version) => {
    const top = version === 4 ? 1n << 32n : 1n << 128n;
    const cuts = new Set<bigint>([0n]);
    for (const range of ranges.filter((one) => one.version === version)) {
      cuts.add(range.low);
      if (range.high + 1n < top) cuts.add(range.high + 1n);
    }
    return [...cuts].map((cut) => printAddress(version, cut));
  });
}

/** Every border itself, and a point inside each gap between and outside the borders. */
function lineSamples(
  predicates: readonly Predicate[],
  patterns: readonly Pattern[],
  kind: 'number' | 'date',
): readonly string[] | undefined {
  if (patterns.some((pattern) => pattern.literal === undefined)) return undefined;
  const read = kind === 'number' ? parseNumber : parseDate;
  const literals = patterns.flatMap((pattern) => pattern.literal ?? []);
  const borders = predicates.flatMap((one) => (one.kind === kind ? [one.value] : []));
  const points = [...new Set([...borders, ...literals.flatMap((text) => read(text) ?? [])])].sort((a, b) => a - b);
  const print = (value: number): string =>
    kind === 'number' ? String(value) : new Date(Math.round(value)).toISOString();
  const gap = kind === 'number' ? 1 : 86_400_000;
  const samples = points.flatMap((point, i) => {
    const next = points[i + 1];
    return [print(point), print(next === undefined ? point + gap : between(point, next))];
  });
  const first = points[0];
  const below = first === undefined ? [] : [print(first - gap)];
  return [...new Set([...below, ...samples, ...literals])];
}

/** A whole number inside the gap where there is one: keys that count things hold no others. */
function between(low: number, high: number): number {
  const whole = Math.floor(low) + 1;
  return whole < high ? whole : (low + high) / 2;
}

/** List members that no test tells apart count once. */
function representatives(members: readonly string[], tests: readonly Test[]): readonly string[] {
  const rows = new Map<string, string>();
  for (const member of members) {
    const row = tests.map((test) => holds(anyValue(test), [member])).join();
    if (!rows.has(row)) rows.set(row, member);
  }
  return [...rows.values()];
}

const anyValue = (test: Test): Test => ({ ...test, operator: { ...test.operator, quantifier: 'ForAnyValue' } });

function subsets(members: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** members.length }, (_, set) => members.filter((_one, i) => ((set >> i) & 1) === 1));
}
