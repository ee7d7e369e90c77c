import type { Pattern } from '../patterns.ts';
import { Automaton, DEAD } from './automaton.ts';

/** Texts of a domain that no pattern tells apart, by one sample. `in[i]`: do they lie inside pattern i? */
export interface TextClass {
  readonly sample: string;
  readonly in: readonly boolean[];
}

/** Which classes are wanted. */
export interface Wanted {
  /** Texts that are no samples; a class of nothing else is left out. */
  readonly refused?: (text: string) => boolean;
  /** Only classes inside one of these patterns, by number; left out: all. */
  readonly inside?: readonly number[];
}

/** State of the domain's automaton after the text, and of those patterns that it can still fit: number, state, number, state ... */
interface Visit {
  readonly text: string;
  readonly domain: number;
  readonly live: readonly number[];
}

const MAX_VISITS = 8_000;
/** How often one state is entered with different texts, where some samples are refused. */
const REVISITS = 65;
const FILLERS = [...'xyzqwkjv789abcdefghimnoprstul0123456', '~', '^', '|', '\u00b7', '\u00bf'];

/**
 * All classes into which the patterns cut the texts of a domain. At each place only the characters that some pattern can take there
 * are tried, and one that stands for all others. Undefined: more than MAX_VISITS states.
 */
export function classesWithin(
  domain: Pattern,
  patterns: readonly Pattern[],
  wanted: Wanted = {},
): readonly TextClass[] | undefined {
  const automata = patterns.map(automatonOf);
  const first = new Exploration(automatonOf(domain), automata, wanted, 1).run();
  if (first === undefined || first.open === 0) return first?.classes;
  return new Exploration(automatonOf(domain), automata, wanted, REVISITS).run()?.classes;
}

const automata = new WeakMap<Pattern, Automaton>();

function automatonOf(pattern: Pattern): Automaton {
  const known = automata.get(pattern);
  if (known !== undefined) return known;
  const automaton = new Automaton(pattern);
  automata.set(pattern, automaton);
  return automaton;
}

interface Explored {
  readonly classes: readonly TextClass[];
  /** Classes of which only refused texts were seen. */
  readonly open: number;
}

class Exploration {
  readonly #domain: Automaton;
  readonly #automata: readonly Automaton[];
  readonly #refused: (text: string) => boolean;
  readonly #inside: ReadonlySet<number> | undefined;
  readonly #visits: number;
  readonly #seen = new Map<string, number>();
  readonly #found = new Map<string, TextClass>();
  readonly #open = new Set<string>();
  readonly #queue: Visit[];

  constructor(domain: Automaton, list: readonly Automaton[], wanted: Wanted, visits: number) {
    this.#domain = domain;
    this.#automata = list;
    this.#refused = wanted.refused ?? (() => false);
    this.#inside = wanted.inside === undefined ? undefined : new Set(wanted.inside);
    this.#visits = visits;
    this.#queue = [{ text: '', domain: domain.start, live: list.flatMap((one, i) => [i, one.start]) }];
  }

  run(): Explored | undefined {
    for (const visit of this.#queue) {
      this.#look(visit);
      if (this.#isSettled(visit)) continue;
      for (const char of this.#charactersAt(visit)) this.#enter(visit, char);
      if (this.#queue.length > MAX_VISITS) return undefined;
    }
    const open = [...this.#open].filter((vector) => !this.#found.has(vector)).length;
    return { classes: [...this.#found.values()], open };
  }

  #look({ text, domain, live }: Visit): void {
    if (!this.#domain.accepts(domain)) return;
    const inside: number[] = [];
    for (let at = 0; at < live.length; at += 2) {
      const [index = 0, state = DEAD] = [live[at], live[at + 1]];
      if (this.#automata[index]?.accepts(state) === true) inside.push(index);
    }
    if (this.#inside !== undefined && !inside.some((index) => this.#inside?.has(index))) return;
    const vector = inside.join();
    if (this.#refused(text)) this.#open.add(vector);
    else if (!this.#found.has(vector))
      this.#found.set(vector, { sample: text, in: this.#automata.map((_, i) => inside.includes(i)) });
  }

  /** Nothing lies behind that was not found. */
  #isSettled({ live }: Visit): boolean {
    if (this.#inside !== undefined) return !live.some((index, at) => at % 2 === 0 && this.#inside?.has(index));
    return live.length === 0 && this.#found.has('');
  }

  #charactersAt({ domain, live }: Visit): readonly string[] {
    const chars = new Set<string>(this.#domain.charsAt(domain));
    for (let at = 0; at < live.length; at += 2) {
      for (const char of this.#automata[live[at] ?? 0]?.charsAt(live[at + 1] ?? DEAD) ?? []) chars.add(char);
    }
    return [FILLERS.find((filler) => !chars.has(filler)) ?? '\u2026', ...chars];
  }

  #enter(visit: Visit, char: string): void {
    const domain = this.#domain.next(visit.domain, char);
    if (domain === DEAD) return;
    const live: number[] = [];
    for (let at = 0; at < visit.live.length; at += 2) {
      const index = visit.live[at] ?? 0;
      const next = this.#automata[index]?.next(visit.live[at + 1] ?? DEAD, char) ?? DEAD;
      if (next !== DEAD) live.push(index, next);
    }
    const key = `${domain}|${live.join()}`;
    const times = this.#seen.get(key) ?? 0;
    if (times >= this.#visits) return;
    this.#seen.set(key, times + 1);
    this.#queue.push({ text: visit.text + char, domain, live });
  }
}
