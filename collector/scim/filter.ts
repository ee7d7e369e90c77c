import { err, ok, type Result } from '../../domain/result.ts';
import { type Place, type Resolve, subPlacesOf } from './place.ts';

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];
export type Operand = string | number | boolean | null;

/** A filter of RFC 7644, 3.4.2.2. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'present'; readonly place: Place }
  | { readonly kind: 'compare'; readonly place: Place; readonly operator: Operator; readonly operand: Operand }
  /** Some element of a multi-valued attribute fits. */
  | { readonly kind: 'element'; readonly place: Place; readonly fits: Filter };

/** A longer text is nobody's question; deeper brackets are nobody's either. */
const LONGEST = 8_000;
const DEEPEST = 40;

/** What is wrong with the text is the error. */
export function parseFilter(text: string, resolve: Resolve): Result<Filter, string> {
  const parser = Parser.on(text);
  if (!parser.ok) return parser;
  const filter = parser.value.either(resolve, 0);
  return filter.ok ? parser.value.ended(filter) : filter;
}

/** `emails[type eq "work"].value`: an attribute, a condition on its elements, a sub-attribute of those. */
export interface ValuePath {
  readonly place: Place;
  readonly fits?: Filter;
  readonly sub?: Place;
}

/** Undefined for a path that is well written and names what is not kept here. */
export function parseValuePath(text: string, resolve: Resolve): Result<ValuePath | undefined, string> {
  const parser = Parser.on(text);
  if (!parser.ok) return parser;
  const path = parser.value.valuePath(resolve);
  return path.ok ? parser.value.ended(path) : path;
}

type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly text: string };

const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

function tokensOf(text: string): Result<readonly Token[], string> {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) return err(`cannot be read at character ${at + 1}`);
    const [, sign, quoted, word = ''] = found;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push(quoted === undefined ? { kind: 'word', text: word } : { kind: 'text', text: quoted });
  }
  return ok(tokens);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  private constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  static on(text: string): Result<Parser, string> {
    if (text.length > LONGEST) return err(`is longer than ${LONGEST} characters`);
    const tokens = tokensOf(text);
    return tokens.ok ? ok(new Parser(tokens.value)) : tokens;
  }

  ended<T>(read: Result<T, string>): Result<T, string> {
    const left = this.#tokens[this.#at];
    return left === undefined ? read : err(`has \`${left.text}\` too much`);
  }

  either(resolve: Resolve, depth: number): Result<Filter, string> {
    return this.#joined('or', () => this.#joined('and', () => this.#single(resolve, depth + 1)));
  }

  #joined(kind: 'and' | 'or', next: () => Result<Filter, string>): Result<Filter, string> {
    const of: Filter[] = [];
    do {
      const one = next();
      if (!one.ok) return one;
      of.push(one.value);
    } while (this.#takes('word', kind));
    const [only] = of;
    return ok(only !== undefined && of.length === 1 ? only : { kind, of });
  }

  #single(resolve: Resolve, depth: number): Result<Filter, string> {
    if (depth > DEEPEST) return err(`has brackets deeper than ${DEEPEST}`);
    const negated = this.#takes('word', 'not');
    if (this.#takes('sign', '(')) {
      const inside = this.either(resolve, depth);
      if (!inside.ok) return inside;
      if (!this.#takes('sign', ')')) return err('lacks a `)`');
      return ok(negated ? { kind: 'not', of: inside.value } : inside.value);
    }
    return negated ? err('lacks a `(` after `not`') : this.#test(resolve, depth);
  }

  #test(resolve: Resolve, depth: number): Result<Filter, string> {
    const place = this.#place(resolve);
    if (!place.ok) return place;
    if (!this.#takes('sign', '[')) return this.#condition(place.value);
    const fits = this.#brackets(place.value, depth);
    if (!fits.ok) return fits;
    const sub = this.#sub(place.value);
    if (!sub.ok) return sub;
    if (sub.value === undefined) return ok({ kind: 'element', place: place.value, fits: fits.value });
    // `emails[type eq "work"].value eq "x"`, as Entra asks: the same element does both
    const condition = this.#condition(sub.value);
    if (!condition.ok) return condition;
    return ok({ kind: 'element', place: place.value, fits: { kind: 'and', of: [fits.value, condition.value] } });
  }

  #brackets(place: Place, depth: number): Result<Filter, string> {
    const fits = this.either(subPlacesOf(place), depth);
    if (!fits.ok) return fits;
    return this.#takes('sign', ']') ? fits : err('lacks a `]`');
  }

  #condition(place: Place): Result<Filter, string> {
    const word = this.#next('word')?.text.toLowerCase();
    if (word === 'pr') return ok({ kind: 'present', place });
    const operator = OPERATORS.find((one) => one === word);
    if (operator === undefined) return err(`has no operator after \`${place.path.join('.')}\``);
    const operand = this.#operand();
    if (!operand.ok) return operand;
    return ok({ kind: 'compare', place: comparedPlace(place), operator, operand: operand.value });
  }

  #operand(): Result<Operand, string> {
    const token = this.#next('text') ?? this.#next('word');
    if (token === undefined) return err('ends where a value is expected');
    try {
      const value: unknown = JSON.parse(token.text);
      if (value === null || typeof value !== 'object') return ok(value as Operand);
    } catch {
      // a text without quotes, as some identity providers send it, is taken as it stands
      if (token.kind === 'word') return ok(token.text);
    }
    return err(`has a value that is none: \`${token.text}\``);
  }

  #place(resolve: Resolve): Result<Place, string> {
    const word = this.#next('word');
    if (word === undefined) return err('lacks the name of an attribute');
    const place = resolve(word.text);
    return place === undefined ? err(`names \`${word.text}\`, which is not kept here`) : ok(place);
  }

  #sub(place: Place): Result<Place | undefined, string> {
    const word = this.#tokens[this.#at];
    if (word?.kind !== 'word' || !word.text.startsWith('.')) return ok(undefined);
    this.#at += 1;
    const sub = subPlacesOf(place)(word.text.slice(1));
    return sub === undefined ? err(`names \`${word.text}\`, which is not kept here`) : ok(sub);
  }

  valuePath(resolve: Resolve): Result<ValuePath | undefined, string> {
    const word = this.#next('word');
    if (word === undefined) return err('lacks the name of an attribute');
    if (!/^[a-z$][\w.:$-]*$/i.test(word.text)) return err(`is no path: \`${word.text}\``);
    const place = resolve(word.text);
    if (!this.#takes('sign', '[')) return ok(place && { place });
    if (place === undefined) return this.#passOver();
    const fits = this.#brackets(place, 0);
    if (!fits.ok) return fits;
    const sub = this.#sub(place);
    if (!sub.ok) return sub;
    return ok({ place, fits: fits.value, ...(sub.value === undefined ? {} : { sub: sub.value }) });
  }

  #passOver(): Result<undefined, string> {
    const closed = this.#tokens.some((token, at) => at >= this.#at && token.kind === 'sign' && token.text === ']');
    this.#at = this.#tokens.length;
    return closed ? ok(undefined) : err('lacks a `]`');
  }

  #takes(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  #next(kind: Token['kind']): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token;
  }
}

/** A complex attribute is compared by its `value`: `members eq "id"`, `manager eq "id"`. */
export function comparedPlace(place: Place): Place {
  const value = place.attribute.subAttributes?.find((one) => one.name === 'value');
  if (value === undefined) return place;
  return { path: [...place.path, value.name], attribute: value, parent: place.attribute };
}
