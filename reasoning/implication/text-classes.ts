import type { Pattern } from '../patterns.ts';
import { Automaton, DEAD } from './automaton.ts';

/** Texts that no group of patterns tells apart, by one sample. `in[i]`: do they lie inside some pattern of group i? */
export interface TextClass {
  readonly sample: string;
  readonly in: readonly boolean[];
}

export interface TextClasses {
  readonly classes: readonly TextClass[];
  /** False: there may be more; too many states would have to be looked at. */
  readonly complete: boolean;
  /** States that were looked at. */
  readonly visits: number;
}

/** Which classes are wanted; left out: all. */
export interface Wanted {
  /** Texts that are no samples; a class of nothing else is left out. */
  readonly refused?: (text: string) => boolean;
  /** How many states may be looked at; left out: MAX_VISITS. */
  readonly visits?: number;
  /** Nothing is wanted of texts that lie in the groups `sure`, and in no more than the groups `possible`. */
  readonly isIdle?: (sure: readonly number[], possible: readonly number[]) => boolean;
}

/** States of the automata of the patterns that all texts fit, and of those groups that can still fit: number, state, number, state ... */
interface Visit {
  readonly text: string;
  readonly within: readonly number[];
  readonly live: readonly number[];
}

const MAX_VISITS = 8_000;
/** How often one state is entered with different texts, where some samples are refused. */
const REVISITS = 65;
const FILLERS = [...'xyzqwkjv789abcdefghimnoprstul0123456', '~', '^', '|', '\u00b7', '\u00bf'];

/**
 * All classes into which the groups cut the texts that fit every pattern of `within`. At each place only the characters that some
 * pattern can take there are tried, and one that stands for all others.
 */
export function classesWithin(
  within: readonly Pattern[],
  groups: readonly (readonly Pattern[])[],
  wanted: Wanted = {},
): TextClasses {
  const domains = within.map((pattern) => automatonOf([pattern]));
  const automata = groups.map(automatonOf);
  const first = new Exploration(domains, automata, wanted, 1).run();
  return first.open === 0 || !first.complete ? first : new Exploration(domains, automata, wanted, REVISITS).run();
}

/** By the first pattern and the texts of all; they live as long as that pattern. */
const automata = new WeakMap<Pattern, Map<string, Automaton>>();
const NEVER = new Automaton([]);

/** The same groups meet in many places, and what was walked of an automaton need not be made again. */
function automatonOf(group: readonly Pattern[]): Automaton {
  const [first] = group;
  if (first === undefined) return NEVER;
  const known = automata.get(first) ?? new Map<string, Automaton>();
  automata.set(first, known);
  const id = group.map(({ text }) => text).join('\n');
  const automaton = known.get(id) ?? new Automaton(group);
  known.set(id, automaton);
  return automaton;
}

interface Explored extends TextClasses {
  /** Classes of which only refused texts were seen. */
  readonly open: number;
}

class Exploration {
  readonly #domains: readonly Automaton[];
  readonly #automata: readonly Automaton[];
  readonly #wanted: Wanted;
  readonly #visits: number;
  readonly #seen = new Map<string, number>();
  readonly #found = new Map<string, TextClass>();
  readonly #open = new Set<string>();
  readonly #queue: Visit[];

  constructor(domains: readonly Automaton[], list: readonly Automaton[], wanted: Wanted, visits: number) {
    this.#domains = domains;
    this.#automata = list;
    this.#wanted = wanted;
    this.#visits = visits;
    this.#queue = [
      { text: '', within: domains.map((one) => one.start), live: list.flatMap((one, i) => [i, one.start]) },
    ];
  }

  run(): Explored {
    const most = this.#wanted.visits ?? MAX_VISITS;
    for (const visit of this.#queue) {
      this.#look(visit);
      if (this.#isSettled(visit)) continue;
      for (const char of this.#charactersAt(visit)) this.#enter(visit, char);
      if (this.#queue.length > most) break;
    }
    const open = [...this.#open].filter((vector) => !this.#found.has(vector)).length;
    return {
      classes: [...this.#found.values()],
      open,
      visits: this.#queue.length,
      complete: this.#queue.length <= most,
    };
  }

  #look({ text, within, live }: Visit): void {
    if (!this.#domains.every((one, i) => one.accepts(within[i] ?? DEAD))) return;
    const inside: number[] = [];
    for (let at = 0; at < live.length; at += 2) {
      const [index = 0, state = DEAD] = [live[at], live[at + 1]];
      if (this.#automata[index]?.accepts(state) === true) inside.push(index);
    }
    const vector = inside.join();
    if (this.#wanted.refused?.(text) === true) this.#open.add(vector);
    else if (!this.#found.has(vector))
      this.#found.set(vector, { sample: text, in: this.#automata.map((_, i) => inside.includes(i)) });
  }

  /** Nothing lies behind that is wanted and was not found. */
  #isSettled({ live }: Visit): boolean {
    const sure: number[] = [];
    const possible: number[] = [];
    for (let at = 0; at < live.length; at += 2) {
      const [index = 0, state = DEAD] = [live[at], live[at + 1]];
      possible.push(index);
      if (this.#automata[index]?.isEndless(state) === true) sure.push(index);
    }
    if (sure.length === possible.length && this.#found.has(sure.join())) return true;
    return this.#wanted.isIdle?.(sure, possible) === true;
  }

  #charactersAt({ within, live }: Visit): readonly string[] {
    const chars = new Set<string>();
    for (const [i, one] of this.#domains.entries()) for (const char of one.charsAt(within[i] ?? DEAD)) chars.add(char);
    for (let at = 0; at < live.length; at += 2) {
      for (const char of this.#automata[live[at] ?? 0]?.charsAt(live[at + 1] ?? DEAD) ?? []) chars.add(char);
    }
    return [FILLERS.find((filler) => !chars.has(filler)) ?? '\u2026', ...chars];
  }

  #enter(visit: Visit, char: string): void {
    const within: number[] = [];
    for (const [i, one] of this.#domains.entries()) {
      const next = one.next(visit.within[i] ?? DEAD, char);
      if (next === DEAD) return;
      within.push(next);
    }
    const live: number[] = [];
    for (let at = 0; at < visit.live.length; at += 2) {
      const index = visit.live[at] ?? 0;
      const next = this.#automata[index]?.next(visit.live[at + 1] ?? DEAD, char) ?? DEAD;
      if (next !== DEAD) live.push(index, next);
    }
    const key = keyOf(within, live);
    const times = this.#seen.get(key) ?? 0;
    if (times >= this.#visits) return;
    this.#seen.set(key, times + 1);
    this.#queue.push({ text: visit.text + char, within, live });
  }
}

/** Equal for equal states: two characters a number, so that no number is too large. */
function keyOf(within: readonly number[], live: readonly number[]): string {
  const units: number[] = [];
  for (const state of within) units.push(state & 0xffff, state >>> 16);
  for (const number of live) units.push(number & 0xffff, number >>> 16);
  return String.fromCharCode(...units);
}
