/**
 * Text patterns of IAM as token lists, and the classes into which a set of patterns cuts all texts.
 * Pure text work: who uses which kind of pattern where is the business of operators.ts.
 */

/** Part of a pattern text; `literal` parts came out of a policy variable, so their `*` and `?` are plain characters. */
export interface Piece {
  readonly text: string;
  readonly literal: boolean;
}

/** `stops`: the characters a wildcard may not take. */
type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'fold'; readonly char: string }
  | { readonly kind: 'any'; readonly stops: string }
  | { readonly kind: 'star'; readonly stops: string };

export interface Pattern {
  /** Canonical text, equal exactly for equal patterns. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** What stands before its first wildcard, or letter of either case. */
  readonly beginning: string;
  /** The one text this pattern matches, if it is a plain literal. */
  readonly literal?: string;
}

export const plain = (text: string): readonly Piece[] => [{ text, literal: false }];
const textOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join('');

interface Symbol {
  readonly char: string;
  readonly wild: boolean;
}

function symbols(pieces: readonly Piece[]): readonly Symbol[] {
  return pieces.flatMap(({ text, literal }) =>
    text.split('').map((char) => ({ char, wild: !literal && (char === '*' || char === '?') })),
  );
}

/** One object for all that are alike: patterns are kept by the ten thousand, with a token for each character. */
const chars = new Map<string, Token>();
const wildcards = new Map<string, Token>();

function charToken(char: string): Token {
  const known = chars.get(char);
  if (known !== undefined) return known;
  const token: Token = { kind: 'char', char };
  chars.set(char, token);
  return token;
}

export function patternOf(tokens: readonly Token[]): Pattern {
  const text = tokens.map(printToken).join('');
  let beginning = '';
  for (const token of tokens) {
    if (token.kind !== 'char') break;
    beginning += token.char;
  }
  return { text, tokens, beginning, ...(beginning.length === tokens.length ? { literal: beginning } : {}) };
}

export function printToken(token: Token): string {
  switch (token.kind) {
    case 'char':
      return `'${token.char}`;
    case 'fold':
      return `~${token.char}`;
    case 'any':
      return `?${token.stops}`;
    case 'star':
      return `*${token.stops}`;
  }
}

/** StringEquals: nothing is a wildcard. */
export const literalPattern = (pieces: readonly Piece[]): Pattern => patternOf(textOf(pieces).split('').map(charToken));

/** StringEqualsIgnoreCase. */
export const foldedPattern = (pieces: readonly Piece[]): Pattern =>
  patternOf(
    textOf(pieces)
      .split('')
      .map((char) =>
        char.toLowerCase() === char.toUpperCase() ? { kind: 'char', char } : { kind: 'fold', char: char.toLowerCase() },
      ),
  );

/** StringLike: `*` is any text, `?` exactly one character; colons are ordinary (rule 68). */
export const globPattern = (pieces: readonly Piece[]): Pattern =>
  patternOf(symbols(pieces).map((symbol) => wildToken(symbol, '')));

/** ArnLike, ArnEquals: each of six components alone, no wildcard crosses a colon in the first five (rule 67). Undefined: fewer than six. */
export function arnPattern(pieces: readonly Piece[]): Pattern | undefined {
  const tokens: Token[] = [];
  let component = 1;
  for (const symbol of symbols(pieces)) {
    if (symbol.char === ':' && !symbol.wild && component < 6) component += 1;
    tokens.push(wildToken(symbol, component === 6 ? '' : ':'));
  }
  return component === 6 ? patternOf(tokens) : undefined;
}

/**
 * Resource element (rule 52): wildcards stay inside their segment, but a `*` that ends one may run on over colons.
 * `strict` is the reading in which it may do so in the last of the six fields only: a match by `pattern` alone hangs on more.
 */
export function resourcePattern(pieces: readonly Piece[]): { readonly pattern: Pattern; readonly strict: Pattern } {
  const list = symbols(pieces);
  const loose: Token[] = [];
  const strict: Token[] = [];
  let component = 1;
  for (const [index, symbol] of list.entries()) {
    if (symbol.char === ':' && component < 6) component += 1;
    const next = list[index + 1];
    const endsSegment = symbol.wild && symbol.char === '*' && (next === undefined || next.char === ':');
    strict.push(wildToken(symbol, component === 6 && endsSegment ? '' : ':'));
    loose.push(wildToken(symbol, endsSegment ? '' : ':'));
  }
  const pattern = patternOf(loose);
  return { pattern, strict: loose.every((token, at) => token === strict[at]) ? pattern : patternOf(strict) };
}

function wildToken(symbol: Symbol, stops: string): Token {
  if (!symbol.wild) return charToken(symbol.char);
  const id = symbol.char + stops;
  const token: Token = wildcards.get(id) ?? { kind: symbol.char === '*' ? 'star' : 'any', stops };
  wildcards.set(id, token);
  return token;
}

/** What the pattern admits after a prefix, after another one; several patterns where a `*` of it may end anywhere in the prefix. */
export function underPrefix(pattern: Pattern, from: string, to: string): readonly Pattern[] {
  const reached = consume(pattern, from);
  const head = to.split('').map(charToken);
  return reached
    .filter(
      (at) => at < pattern.tokens.length && !(reached.includes(at - 1) && pattern.tokens[at - 1]?.kind === 'star'),
    )
    .map((at) => patternOf([...head, ...pattern.tokens.slice(at)]));
}

/** As an ARN pattern; undefined where that has no text for it: `*` and `?` as plain characters, letters of either case. */
export function printPattern({ tokens }: Pattern): string | undefined {
  const plainly = tokens.every((token) => token.kind !== 'fold' && !(token.kind === 'char' && /[*?]/.test(token.char)));
  const text = (token: Token): string => ('char' in token ? token.char : token.kind === 'star' ? '*' : '?');
  return plainly ? tokens.map(text).join('') : undefined;
}

/** The same pattern where no wildcard runs over the end of a line. */
export const withinLines = (pattern: Pattern): Pattern =>
  patternOf(pattern.tokens.map((token) => ('stops' in token ? { ...token, stops: `${token.stops}\n` } : token)));

export const hasWildcard = (pattern: Pattern): boolean => pattern.tokens.some((token) => 'stops' in token);

/** Positions (token indexes not yet consumed) a pattern can be in; the end is tokens.length. Sorted, without doubles. */
export type Positions = readonly number[];

function positionsFrom(pattern: Pattern, at: number): Positions {
  const positions: number[] = [];
  arriveAt(pattern, at, positions);
  return positions;
}

/** Adds a position, and those behind it that are reached because a `*` may take nothing. None lies before those there are. */
function arriveAt({ tokens }: Pattern, position: number, positions: number[]): void {
  const last = positions.at(-1);
  if (last !== undefined && last >= position) return;
  positions.push(position);
  for (let at = position; tokens[at]?.kind === 'star'; at += 1) positions.push(at + 1);
}

export function step(pattern: Pattern, positions: Positions, char: string): Positions {
  const next: number[] = [];
  for (const position of positions) {
    const token = pattern.tokens[position];
    if (token === undefined || !accepts(token, char)) continue;
    arriveAt(pattern, token.kind === 'star' ? position : position + 1, next);
  }
  return next;
}

function accepts(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char;
    case 'fold':
      return token.char === char.toLowerCase();
    case 'any':
    case 'star':
      return !token.stops.includes(char);
  }
}

export const accepted = (pattern: Pattern, positions: Positions): boolean => positions.at(-1) === pattern.tokens.length;

export function matches(pattern: Pattern, text: string): boolean {
  const { literal, beginning, tokens } = pattern;
  if (literal !== undefined) return literal === text;
  if (!text.startsWith(beginning)) return false;
  const [next, after] = [tokens[beginning.length], tokens[beginning.length + 1]];
  if (next?.kind === 'star' && after === undefined)
    return !next.stops.split('').some((stop) => text.includes(stop, beginning.length));
  return accepted(pattern, consume(pattern, text));
}

/** Where a pattern is after a text. */
export function consume(pattern: Pattern, text: string): Positions {
  const shared = Math.min(pattern.beginning.length, text.length);
  if (!pattern.beginning.startsWith(text.slice(0, shared))) return [];
  let positions = positionsFrom(pattern, shared);
  for (let at = shared; at < text.length && positions.length > 0; at += 1)
    positions = step(pattern, positions, text.charAt(at));
  return positions;
}
