import type { Pattern } from '../patterns.ts';

type Token = Pattern['tokens'][number];

/** A pattern as a deterministic automaton, made as far as it is walked. State 0 is where no text of the pattern is left. */
export class Automaton {
  readonly #tokens: readonly Token[];
  /** For each star, the first position before it from which nothing is reached that the star does not reach too. */
  readonly #reach: readonly number[];
  readonly #positions: (readonly number[])[] = [[]];
  readonly #ids = new Map<string, number>([['', DEAD]]);
  readonly #steps: Map<string, number>[] = [new Map()];
  readonly #chars: (readonly string[])[] = [[]];
  readonly start: number;

  constructor({ tokens }: Pattern) {
    this.#tokens = tokens;
    this.#reach = tokens.map((token, at) => (token.kind === 'star' ? firstCovered(tokens, at, token.stops) : at));
    this.start = this.#state([0]);
  }

  /** The state after one more character; `other` characters, which the state does not tell apart, share one name. */
  next(state: number, char: string): number {
    const steps = this.#steps[state];
    const name = this.charsAt(state).includes(char) ? char : OTHER;
    const known = steps?.get(name);
    if (known !== undefined) return known;
    const reached: number[] = [];
    for (const position of this.#positions[state] ?? []) {
      const token = this.#tokens[position];
      if (token !== undefined && takes(token, char)) reached.push(token.kind === 'star' ? position : position + 1);
    }
    const next = this.#state(reached);
    steps?.set(name, next);
    return next;
  }

  accepts(state: number): boolean {
    return this.#positions[state]?.at(-1) === this.#tokens.length;
  }

  /** The characters that the state does not treat like all others. */
  charsAt(state: number): readonly string[] {
    return this.#chars[state] ?? [];
  }

  #state(reached: readonly number[]): number {
    const positions = this.#closure(reached);
    const key = positions.join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#positions.length;
    this.#ids.set(key, id);
    this.#positions.push(positions);
    this.#steps.push(new Map());
    this.#chars.push(this.#charsOf(positions));
    return id;
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
}

export const DEAD = 0;
const OTHER = '';

function takes(token: Token, char: string): boolean {
  if (token.kind === 'char') return token.char === char;
  return token.kind === 'fold' ? token.char === char.toLowerCase() : !token.stops.includes(char);
}

/** Going back from a star as long as nothing in between can take a character that the star may not. */
function firstCovered(tokens: readonly Token[], star: number, stops: string): number {
  let at = star;
  while (at > 0) {
    const before = tokens[at - 1];
    if (before === undefined || [...stops].some((char) => takes(before, char))) return at;
    at -= 1;
  }
  return at;
}
