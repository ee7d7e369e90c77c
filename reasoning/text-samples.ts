import { accepted, consume, type Pattern, type Positions, printToken, step } from './patterns.ts';

interface ClassOptions {
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
  const taken = new Set([...literals].map((one) => one.slice(prefix.length)));
  const samples = walkedOnce(placeUnder([...open.values()], prefix, minLength, taken));
  return samples === undefined ? undefined : [...literals, ...samples.map((one) => prefix + one)];
}

/** What the texts behind a prefix are asked. */
interface Place {
  /** Patterns that go on behind it, one of each way to go on; where another pattern is, no text makes a difference. */
  readonly rests: readonly Rest[];
  readonly alphabet: readonly string[];
  readonly minLength: number;
  /** Texts that are no sample of others. */
  readonly taken: ReadonlySet<string>;
}

interface Rest {
  readonly pattern: Pattern;
  readonly positions: Positions;
  /** Equal for patterns that go on alike. */
  readonly text: string;
}

function placeUnder(
  patterns: readonly Pattern[],
  prefix: string,
  minLength: number,
  taken: ReadonlySet<string>,
): Place {
  const rests = new Map(patterns.flatMap((one) => restOf(one, prefix)).map((one) => [one.text, one]));
  const alphabet = alphabetOf(patterns, prefix);
  const [other = ''] = alphabet;
  const live = charsOf([...rests.values()].flatMap(({ pattern, positions }) => pattern.tokens.slice(positions[0])));
  // a character that no rest speaks of leads where `other` leads, which is tried before it; only where that is taken it matters
  const isAlone = [...taken].every((one) => one === '');
  return {
    rests: [...rests.values()],
    alphabet: isAlone ? alphabet.filter((char) => char === other || live.has(char)) : alphabet,
    minLength,
    taken,
  };
}

function restOf(pattern: Pattern, prefix: string): readonly Rest[] {
  const positions = consume(pattern, prefix);
  const [first] = positions;
  if (first === undefined) return [];
  const behind = pattern.tokens.slice(first).map(printToken).join('');
  return [{ pattern, positions, text: `${positions.map((one) => one - first).join()} ${behind}` }];
}

const MAX_WALKS = 5_000;
/** What was found at a place, by all that it hangs on: many resources, and callers, ask the same of what follows a prefix. */
const walks = new Map<string, readonly string[] | undefined>();

function walkedOnce(place: Place): readonly string[] | undefined {
  const { rests, alphabet, minLength, taken } = place;
  const id = [minLength, alphabet.join(''), rests.length, ...rests.map(({ text }) => text), ...taken].join('\u0000');
  const known = walks.get(id);
  if (known !== undefined || walks.has(id)) return known;
  if (walks.size >= MAX_WALKS) walks.clear();
  const samples = walked(place);
  walks.set(id, samples);
  return samples;
}

/** One sample per reachable acceptance vector of the rests, none of them taken. */
function walked({ rests, alphabet, minLength, taken }: Place): readonly string[] | undefined {
  const walk = new Walk(rests, alphabet);
  // once more for each text that is taken; the empty one is met at the start alone
  const revisits = 1 + Math.min([...taken].filter((one) => one !== '').length, 64);
  const seen = new Map<number, number>();
  const found = new Map<string, string>();
  const queue = [{ text: '', state: walk.start }];
  for (const { text, state } of queue) {
    const isShort = text.length < minLength;
    const vector = walk.vectorOf(state);
    if (!isShort && !found.has(vector) && !taken.has(text)) found.set(vector, text);
    for (const [at, next] of walk.nextOf(state).entries()) {
      // of short texts those of another length are not met again
      const key = next * (minLength + 1) + (isShort ? text.length : minLength);
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
  readonly start: number;
  readonly #sides: readonly Side[];
  readonly #alphabet: readonly string[];
  readonly #ids = new Map<string, number>();
  readonly #states: (readonly number[])[] = [];
  readonly #vectors: string[] = [];
  readonly #next: (readonly number[] | undefined)[] = [];

  constructor(rests: readonly Rest[], alphabet: readonly string[]) {
    this.#alphabet = alphabet;
    this.#sides = rests.map(({ pattern }) => new Side(pattern, alphabet));
    this.start = this.#numberOf(rests.map(({ positions }, i) => this.#sides[i]?.numberOf(positions) ?? 0));
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
    const after = (char: number): number =>
      this.#numberOf(this.#sides.map((side, i) => side.after(from[i] ?? 0, char)));
    const elsewhere = after(0);
    const isSpokenOf = (char: number): boolean => this.#sides.some((side, i) => side.speaksOf(from[i] ?? 0, char));
    const next = this.#alphabet.map((_, char) => (isSpokenOf(char) ? after(char) : elsewhere));
    this.#next[state] = next;
    return next;
  }

  #numberOf(places: readonly number[]): number {
    const id = places.join();
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    const number = this.#states.length;
    this.#ids.set(id, number);
    this.#states.push(places);
    this.#vectors.push(this.#sides.map((side, i) => side.accepts(places[i] ?? 0)).join());
    return number;
  }
}

/** One of the patterns: where it can be, by number. Characters are numbers of the alphabet. */
class Side {
  readonly #pattern: Pattern;
  readonly #alphabet: readonly string[];
  readonly #ids = new Map<string, number>();
  readonly #positions: Positions[] = [];
  readonly #accepts: boolean[] = [];
  readonly #after: (number | undefined)[][] = [];
  readonly #spoken: (readonly boolean[] | undefined)[] = [];

  constructor(pattern: Pattern, alphabet: readonly string[]) {
    this.#pattern = pattern;
    this.#alphabet = alphabet;
  }

  numberOf(positions: Positions): number {
    const id = positions.join();
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    const number = this.#positions.length;
    this.#ids.set(id, number);
    this.#positions.push(positions);
    this.#after.push([]);
    this.#accepts.push(accepted(this.#pattern, positions));
    return number;
  }

  accepts(at: number): boolean {
    return this.#accepts[at] === true;
  }

  after(at: number, char: number): number {
    const row = this.#after[at] ?? [];
    const known = row[char];
    if (known !== undefined) return known;
    const next = this.numberOf(step(this.#pattern, this.#positions[at] ?? [], this.#alphabet[char] ?? ''));
    row[char] = next;
    return next;
  }

  /** Does the character lead elsewhere than one that nobody speaks of? Where that one is spoken of, nothing stands for others. */
  speaksOf(at: number, char: number): boolean {
    const known = this.#spoken[at] ?? this.#spokenAt(at);
    this.#spoken[at] = known;
    return known[char] === true;
  }

  #spokenAt(at: number): readonly boolean[] {
    const spoken = charsOf((this.#positions[at] ?? []).flatMap((position) => this.#pattern.tokens[position] ?? []));
    const [other = ''] = this.#alphabet;
    return this.#alphabet.map((char) => [char, char.toLowerCase(), other].some((one) => spoken.has(one)));
  }
}

/** The characters patterns speak of, and before them one that stands for all others. */
function alphabetOf(patterns: readonly Pattern[], prefix: string): readonly string[] {
  const chars = charsOf(patterns.flatMap((pattern) => pattern.tokens));
  const other = FILLERS.find((filler) => !chars.has(filler) && !prefix.includes(filler)) ?? '\u00b7';
  return [other, ...chars];
}

/** With both cases of folded ones, and those that wildcards may not take. */
function charsOf(tokens: Pattern['tokens']): ReadonlySet<string> {
  const chars = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'char') chars.add(token.char);
    else if (token.kind === 'fold') chars.add(token.char).add(token.char.toUpperCase());
    else for (const stop of token.stops) chars.add(stop);
  }
  return chars;
}
