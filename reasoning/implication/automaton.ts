import type { Pattern } from '../patterns.ts';

type Token = Pattern['tokens'][number];

/** Texts of one or several patterns as a deterministic automaton, made as far as it is walked. State 0 is where none is left. */
export class Automaton {
  /** Those of all patterns, one after the other; undefined: a pattern ends. */
  readonly #tokens: readonly (Token | undefined)[];
  /** For each star, the first position before it from which nothing is reached that the star does not reach too. */
  readonly #reach: readonly number[];
  readonly #positions: (readonly number[])[] = [[]];
  readonly #ids = new Map<string, number>([['', DEAD]]);
  readonly #steps: Map<string, number>[] = [new Map()];
  readonly #others: number[] = [];
  readonly #chars: (readonly string[])[] = [[]];
  readonly #accepting: boolean[] = [false];
  readonly #endless: boolean[] = [false];
  readonly start: number;

  constructor(patterns: readonly Pattern[]) {
    this.#tokens = patterns.flatMap(({ tokens }) => [...tokens, undefined]);
    this.#reach = this.#tokens.map((token, at) => (token?.kind === 'star' ? this.#firstCovered(at, token.stops) : at));
    let begin = 0;
    const starts = patterns.map(({ tokens }) => {
      const at = begin;
      begin += tokens.length + 1;
      return at;
    });
    this.start = this.#state(starts);
  }

  /** The state after one more character. */
  next(state: number, char: string): number {
    const steps = this.#steps[state];
    const known = steps?.get(char);
    if (known !== undefined) return known;
    const next = this.charsAt(state).includes(char) ? this.#after(state, char) : this.#afterOther(state, char);
    steps?.set(char, next);
    return next;
  }

  /** After a character that the state does not tell from others. */
  #afterOther(state: number, char: string): number {
    const next = this.#others[state] ?? this.#after(state, char);
    this.#others[state] = next;
    return next;
  }

  #after(state: number, char: string): number {
    const reached: number[] = [];
    for (const position of this.#positions[state] ?? []) {
      const token = this.#tokens[position];
      if (token !== undefined && takes(token, char)) reached.push(token.kind === 'star' ? position : position + 1);
    }
    return this.#state(reached);
  }

  accepts(state: number): boolean {
    return this.#accepting[state] === true;
  }

  /** Does the state accept whatever follows? */
  isEndless(state: number): boolean {
    return this.#endless[state] === true;
  }

  /** The characters that the state does not treat like all others. */
  charsAt(state: number): readonly string[] {
    return this.#chars[state] ?? [];
  }

  #state(reached: readonly number[]): number {
    const all = this.#closure(reached);
    const endless = all.find((position) => this.#takesTheRest(position));
    const positions = endless === undefined ? all : [endless, endless + 1];
    const key = positions.join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#positions.length;
    this.#ids.set(key, id);
    this.#positions.push(positions);
    this.#steps.push(new Map());
    this.#chars.push(this.#charsOf(positions));
    this.#accepting.push(positions.some((position) => this.#tokens[position] === undefined));
    this.#endless.push(endless !== undefined);
    return id;
  }

  #takesTheRest(position: number): boolean {
    const token = this.#tokens[position];
    return token?.kind === 'star' && token.stops === '' && this.#tokens[position + 1] === undefined;
  }

  /** A `*` may also take nothing; positions that a later `*` covers are left out. */
  #closure(reached: readonly number[]): readonly number[] {
    const all = new Set(reached);
    for (const position of all) if (this.#tokens[position]?.kind === 'star') all.add(position + 1);
    let positions = [...all].sort((a, b) => a - b);
    for (let at = positions.length - 1; at > 0; at -= 1) {
      const star = positions[at] ?? 0;
      if (this.#tokens[star]?.kind !== 'star') continue;
      const from = this.#reach[star] ?? star;
      positions = positions.filter((position) => position < from || position >= star);
      at = Math.min(at, positions.indexOf(star));
    }
    return positions;
  }

  #charsOf(positions: readonly number[]): readonly string[] {
    const chars = new Set<string>();
    for (const position of positions) {
      const token = this.#tokens[position];
      if (token === undefined) continue;
      if (token.kind === 'char') chars.add(token.char);
      else if (token.kind === 'fold') chars.add(token.char).add(token.char.toUpperCase());
      else for (const stop of token.stops) chars.add(stop);
    }
    return [...chars];
  }

  /** Going back from a star, inside its pattern, as long as nothing in between can take a character that the star may not. */
  #firstCovered(star: number, stops: string): number {
    let at = star;
    while (at > 0) {
      const before = this.#tokens[at - 1];
      if (before === undefined || [...stops].some((char) => takes(before, char))) return at;
      at -= 1;
    }
    return at;
  }
}

export const DEAD = 0;

function takes(token: Token, char: string): boolean {
  if (token.kind === 'char') return token.char === char;
  return token.kind === 'fold' ? token.char === char.toLowerCase() : !token.stops.includes(char);
}
