import { compareDecimals, type Decimal, parseDecimal } from './decimal.ts';
import { type AddressRange, isInside, MAPPED, parseAddress, parseCidr, unmapped } from './ip.ts';
import {
  arnPattern,
  foldedPattern,
  globPattern,
  hasWildcard,
  literalPattern,
  matches,
  type Pattern,
  type Piece,
  plain,
  withinLines,
} from './patterns.ts';
import { parseTime } from './times.ts';

/** Kleene truth. 'unknown' is carried along until something else decides. */
export type Truth = boolean | 'unknown';

export const not = (truth: Truth): Truth => (truth === 'unknown' ? truth : !truth);

/** What an answer leans on, or why there is none: rule number of docs/semantics.md and a short English text. */
export interface Reason {
  readonly rule: number;
  readonly text: string;
}

export type Comparison = 'equal' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

/** A test of one text value, after variables are filled in. An undefined `value` or `range`: the policy's text is of no such kind. */
export type Predicate =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  /** Unknown where all patterns match, else false. */
  | { readonly kind: 'perhaps'; readonly patterns: readonly Pattern[]; readonly reason: Reason }
  | { readonly kind: 'range'; readonly range: AddressRange | undefined; readonly hostBits: boolean }
  | { readonly kind: 'number'; readonly comparison: Comparison; readonly value: Decimal | undefined }
  | { readonly kind: 'time'; readonly comparison: Comparison; readonly value: number | undefined }
  | { readonly kind: 'binary'; readonly bits: string }
  | { readonly kind: 'never' }
  | { readonly kind: 'unsettled'; readonly reason: Reason };

export type Family = 'text' | 'folded' | 'glob' | 'arn' | 'bool' | 'number' | 'time' | 'binary' | 'ip' | 'null';

export function predicateOf(family: Family, comparison: Comparison, pieces: readonly Piece[]): Predicate {
  const text = pieces.map((piece) => piece.text).join('');
  switch (family) {
    case 'text':
      return { kind: 'pattern', pattern: literalPattern(pieces) };
    case 'folded':
      return { kind: 'pattern', pattern: foldedPattern(pieces) };
    case 'glob':
      return { kind: 'pattern', pattern: globPattern(pieces) };
    case 'arn':
      return arnPredicate(pieces);
    case 'bool':
      return /^(true|false)$/i.test(text) ? { kind: 'pattern', pattern: foldedPattern(pieces) } : { kind: 'never' };
    case 'number':
      return { kind: 'number', comparison, value: parseDecimal(text) };
    case 'time':
      return timePredicate(comparison, text);
    case 'binary':
      return binaryPredicate(text);
    case 'ip':
      return { kind: 'range', range: undefined, hostBits: false, ...parseCidr(text) };
    case 'null':
      return { kind: 'never' };
  }
}

const SHORT_ARN: Reason = { rule: 67, text: 'an ARN pattern without all six components' };
const ANY_ARN = globPattern(plain('*:*:*:*:*:*'));
const ANY_TEXT: Piece = { text: '*', literal: false };

function arnPredicate(pieces: readonly Piece[]): Predicate {
  const pattern = arnPattern(pieces);
  if (pattern !== undefined) return { kind: 'pattern', pattern };
  return { kind: 'perhaps', patterns: [globPattern([...pieces, ANY_TEXT]), ANY_ARN], reason: SHORT_ARN };
}

const UNSURE_TIME: Reason = { rule: 69, text: 'a time in a form that AWS does not name' };

function timePredicate(comparison: Comparison, text: string): Predicate {
  const value = parseTime(text);
  return value === 'unsure' ? { kind: 'unsettled', reason: UNSURE_TIME } : { kind: 'time', comparison, value };
}

const NO_BASE64: Reason = { rule: 106, text: 'a value compared by BinaryEquals is not base64' };

function binaryPredicate(text: string): Predicate {
  const bits = base64Bits(text);
  return bits === undefined ? { kind: 'unsettled', reason: NO_BASE64 } : { kind: 'binary', bits };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes of base64 text as bits; undefined: it is none. Bits that only fill up the last character carry nothing. */
export function base64Bits(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const sixes = text.replaceAll('=', '').split('');
  const bits = sixes.map((one) => ALPHABET.indexOf(one).toString(2).padStart(6, '0')).join('');
  return bits.slice(0, bits.length - (bits.length % 8));
}

/** `negated`: for an operator that says its values do not hold, a text of another kind is no clear case. */
export function predicateHolds(one: Predicate, value: string, negated: boolean): Truth {
  const stranger: Truth = negated ? 'unknown' : false;
  switch (one.kind) {
    case 'pattern':
      return patternHolds(one.pattern, value);
    case 'perhaps':
      return one.patterns.every((pattern) => matches(pattern, value)) ? 'unknown' : false;
    case 'range':
      return isInRange(one.range, one.hostBits, value) ?? stranger;
    case 'number': {
      const given = parseDecimal(value);
      return given === undefined || one.value === undefined
        ? stranger
        : inOrder(one.comparison, compareDecimals(given, one.value));
    }
    case 'time': {
      const given = parseTime(value);
      if (given === 'unsure') return 'unknown';
      return given === undefined || one.value === undefined ? stranger : inOrder(one.comparison, given - one.value);
    }
    case 'binary': {
      const bits = base64Bits(value);
      return bits === undefined ? 'unknown' : bits === one.bits;
    }
    case 'never':
      return false;
    case 'unsettled':
      return 'unknown';
  }
}

/** Whether a wildcard runs over the end of a line AWS does not say (rule 106). */
export function patternHolds(pattern: Pattern, value: string): Truth {
  if (!matches(pattern, value)) return false;
  if (!value.includes('\n') || !hasWildcard(pattern)) return true;
  return matches(withinLines(pattern), value) ? true : 'unknown';
}

/** Undefined: one of the two is no address or range. */
function isInRange(range: AddressRange | undefined, hostBits: boolean, value: string): Truth | undefined {
  const address = parseAddress(value);
  if (address === undefined || range === undefined) return undefined;
  const inside = isInside(address, range);
  // how IPv4-mapped IPv6 addresses compare AWS does not say (rule 106)
  if (isInside(address, MAPPED)) return inside || isInside(unmapped(address), range) ? 'unknown' : false;
  return inside && hostBits ? 'unknown' : inside;
}

function inOrder(comparison: Comparison, order: number): boolean {
  switch (comparison) {
    case 'equal':
      return order === 0;
    case 'less':
      return order < 0;
    case 'lessEqual':
      return order <= 0;
    case 'greater':
      return order > 0;
    case 'greaterEqual':
      return order >= 0;
  }
}

/** Why the predicate may come out unknown on values of its own kind. */
export function reasonsOf(one: Predicate): readonly Reason[] {
  if (one.kind === 'unsettled' || one.kind === 'perhaps') return [one.reason];
  return one.kind === 'range' && one.hostBits
    ? [{ rule: 69, text: 'the CIDR range has bits set behind its prefix' }]
    : [];
}
