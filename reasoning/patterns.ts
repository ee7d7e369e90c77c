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

function patternOf(tokens: readonly Token[]): Pattern {
  const text = tokens.map(printToken).join('');
  const literal = tokens.every((token) => token.kind === 'char')
    ? tokens.map((token) => (token.kind === 'char' ? token.char : '')).join('')
    : undefined;
  return { text, tokens, ...(literal === undefined ? {} : { literal }) };
}

function printToken(token: Token): string {
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
export const literalPattern = (pieces: readonly Piece[]): Pattern =>
  patternOf(
    textOf(pieces)
      .split('')
      .map((char) => ({ kind: 'char', char })),
  );

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
  return { pattern: patternOf(loose), strict: patternOf(strict) };
}

function wildToken(symbol: Symbol, stops: string): Token {
  if (!symbol.wild) return { kind: 'char', char: symbol.char };
  return { kind: symbol.char === '*' ? 'star' : 'any', stops };
}

/** What the pattern admits after a prefix, after another one; several patterns where a `*` of it may end anywhere in the prefix. */
export function underPrefix(pattern: Pattern, from: string, to: string): readonly Pattern[] {
  const reached = consume(pattern, from);
  const head = to.split('').map((char): Token => ({ kind: 'char', char }));
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
type Positions = readonly number[];

const start = (pattern: Pattern): Positions => {
  const positions: number[] = [];
  arriveAt(pattern, 0, positions);
  return positions;
};

/** Adds a position, and those behind it that are reached because a `*` may take nothing. None lies before those there are. */
function arriveAt({ tokens }: Pattern, position: number, positions: number[]): void {
  const last = positions.at(-1);
  if (last !== undefined && last >= position) return;
  positions.push(position);
  for (let at = position; tokens[at]?.kind === 'star'; at += 1) positions.push(at + 1);
}

function step(pattern: Pattern, positions: Positions, char: string): Positions {
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

const accepted = (pattern: Pattern, positions: Positions): boolean => positions.at(-1) === pattern.tokens.length;

export function matches(pattern: Pattern, text: string): boolean {
  if (pattern.literal !== undefined) return pattern.literal === text;
  let positions = start(pattern);
  for (const char of text.split('')) {
    positions = step(pattern, positions, char);
    if (positions.length === 0) return false;
  }
  return accepted(pattern, positions);
}

export interface ClassOptions {
  /** Only texts that begin so count. */
  readonly prefix?: string;
  /** Shortest text after the prefix. Default 0. */
  readonly minLength?: number;
}

const MAX_STATES = 20_000;
const FILLERS = ['x', 'y', 'z', 'q', 'w', 'k', 'j', 'v', '7', '8', '9', '~', '^', '|'];

/**
 * One text of each class of texts that no pattern tells apart; literals stand for themselves alone. Undefined: more than MAX_STATES
 * automaton states (answer unknown). Literals are told apart by look-up; only patterns with wildcards (or folded case) are walked.
 */
export function textSamples(patterns: readonly Pattern[], options: ClassOptions = {}): readonly string[] | undefined {
  const prefix = options.prefix ?? '';
  const minLength = options.minLength ?? 0;
  const literals = new Set<string>();
  for (const { literal } of patterns) {
    if (literal?.startsWith(prefix) && literal.length >= prefix.length + minLength) literals.add(literal);
  }
  // an empty text behaves like no other (set operators skip it), so no other text may stand for it or it for them
  if (minLength === 0) literals.add(prefix);
  const open = new Map(patterns.flatMap((one) => (one.literal === undefined ? [[one.text, one] as const] : [])));
  const samples = openSamples([...open.values()], prefix, minLength, literals);
  return samples === undefined ? undefined : [...literals, ...samples];
}

/** One sample per reachable acceptance vector of the patterns with wildcards, none of them a literal. */
function openSamples(
  patterns: readonly Pattern[],
  prefix: string,
  minLength: number,
  literals: ReadonlySet<string>,
): readonly string[] | undefined {
  const alphabet = alphabetOf(patterns, prefix);
  const walk = new Walk(patterns, alphabet);
  const revisits = 1 + Math.min(literals.size, 64);
  const seen = new Map<number, number>();
  const found = new Map<string, string>();
  const shortest = prefix.length + minLength;
  const queue = [{ text: prefix, state: walk.stateAfter(prefix) }];
  for (const { text, state } of queue) {
    const isShort = text.length < shortest;
    const vector = walk.vectorOf(state);
    if (!isShort && !found.has(vector) && !literals.has(text)) found.set(vector, text);
    for (const [at, next] of walk.nextOf(state).entries()) {
      // of short texts those of another length are not met again
      const key = next * (shortest + 1) + (isShort ? text.length : shortest);
      const times = seen.get(key) ?? 0;
      if (times >= revisits) continue;
      seen.set(key, times + 1);
      queue.push({ text: text + alphabet[at], state: next });
    }
    if (seen.size > MAX_STATES) return undefined;
  }
  return [...found.values()];
}

/** Where several patterns are after the same text, by number; what follows is worked out once for each. */
class Walk {
  readonly #patterns: readonly Pattern[];
  readonly #alphabet: readonly string[];
  readonly #ids = new Map<string, number>();
  readonly #states: (readonly Positions[])[] = [];
  readonly #vectors: string[] = [];
  readonly #next: (readonly number[] | undefined)[] = [];
  /** Of each pattern, by positions and character. */
  readonly #steps: readonly Map<string, Map<string, Positions>>[];

  constructor(patterns: readonly Pattern[], alphabet: readonly string[]) {
    this.#patterns = patterns;
    this.#alphabet = alphabet;
    this.#steps = patterns.map(() => new Map());
  }

  stateAfter(text: string): number {
    return this.#numberOf(this.#patterns.map((pattern) => consume(pattern, text)));
  }

  /** Equal for states in which the same patterns accept. */
  vectorOf(state: number): string {
    return this.#vectors[state] ?? '';
  }

  /** By the characters of the alphabet. */
  nextOf(state: number): readonly number[] {
    const known = this.#next[state];
    if (known !== undefined) return known;
    const from = this.#states[state] ?? [];
    const next = this.#alphabet.map((char) =>
      this.#numberOf(from.map((positions, i) => this.#step(i, positions, char))),
    );
    this.#next[state] = next;
    return next;
  }

  #step(index: number, positions: Positions, char: string): Positions {
    const pattern = this.#patterns[index];
    if (pattern === undefined) return positions;
    const id = positions.join();
    const row = this.#steps[index]?.get(id) ?? new Map<string, Positions>();
    this.#steps[index]?.set(id, row);
    const next = row.get(char) ?? step(pattern, positions, char);
    row.set(char, next);
    return next;
  }

  #numberOf(states: readonly Positions[]): number {
    const id = states.map((one) => one.join()).join(';');
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    const number = this.#states.length;
    this.#ids.set(id, number);
    this.#states.push(states);
    this.#vectors.push(this.#patterns.map((pattern, i) => accepted(pattern, states[i] ?? [])).join());
    return number;
  }
}

function consume(pattern: Pattern, prefix: string): Positions {
  let positions = start(pattern);
  for (const char of prefix) positions = step(pattern, positions, char);
  return positions;
}

/** The characters patterns speak of, both cases of folded ones, those that wildcards may not take, and one that stands for all others. */
function alphabetOf(patterns: readonly Pattern[], prefix: string): readonly string[] {
  const chars = new Set<string>();
  for (const token of patterns.flatMap((pattern) => pattern.tokens)) {
    if (token.kind === 'char') chars.add(token.char);
    else if (token.kind === 'fold') chars.add(token.char).add(token.char.toUpperCase());
    else for (const stop of token.stops) chars.add(stop);
  }
  const other = FILLERS.find((filler) => !chars.has(filler) && !prefix.includes(filler)) ?? '\u00b7';
  return [other, ...chars];
}
