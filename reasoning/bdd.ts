import { ABSENT, TripleTable } from './triple-table.ts';

/** A reduced ordered binary decision diagram: equal functions have equal numbers. 0 is false, 1 is true. */
export type BddRef = number;

export const BDD_FALSE: BddRef = 0;
export const BDD_TRUE: BddRef = 1;
const TERMINAL_LEVEL = 0x7fffffff;
/** A table of more does not fit into an array. */
const MOST_NODES = 2 ** 26;

/** One product of a sum of products: variable number -> required value. */
export type Cube = ReadonlyMap<number, boolean>;

/** Owns the nodes of one set of variables; numbers of two managers never mix. */
export class Bdd {
  readonly #level: number[] = [TERMINAL_LEVEL, TERMINAL_LEVEL];
  readonly #low: BddRef[] = [0, 1];
  readonly #high: BddRef[] = [0, 1];
  readonly #unique = new TripleTable();
  readonly #andMemo = new TripleTable();
  /** Of each node, as far as it was asked. */
  readonly #not: (BddRef | undefined)[] = [BDD_TRUE, BDD_FALSE];

  variable(index: number): BddRef {
    return this.#node(index, BDD_FALSE, BDD_TRUE);
  }

  and(f: BddRef, g: BddRef): BddRef {
    if (f === g || g === BDD_TRUE) return f;
    if (f === BDD_TRUE) return g;
    if (f === BDD_FALSE || g === BDD_FALSE) return BDD_FALSE;
    if (f > g) return this.and(g, f);
    const known = this.#andMemo.get(f, g, 0);
    if (known !== ABSENT) return known;
    const level = Math.min(this.level(f), this.level(g));
    const low = this.and(this.#below(f, level, false), this.#below(g, level, false));
    const high = this.and(this.#below(f, level, true), this.#below(g, level, true));
    const result = this.#node(level, low, high);
    this.#andMemo.set(f, g, 0, result);
    return result;
  }

  or(f: BddRef, g: BddRef): BddRef {
    if (f === g || g === BDD_FALSE) return f;
    if (f === BDD_FALSE) return g;
    if (f === BDD_TRUE || g === BDD_TRUE) return BDD_TRUE;
    return this.not(this.and(this.not(f), this.not(g)));
  }

  not(f: BddRef): BddRef {
    const known = this.#not[f];
    if (known !== undefined) return known;
    const result = this.#node(this.level(f), this.not(this.#lowOf(f)), this.not(this.#highOf(f)));
    this.#not[f] = result;
    this.#not[result] = f;
    return result;
  }

  and3(...terms: readonly BddRef[]): BddRef {
    return terms.reduce((all, term) => this.and(all, term), BDD_TRUE);
  }

  or3(...terms: readonly BddRef[]): BddRef {
    return terms.reduce((any, term) => this.or(any, term), BDD_FALSE);
  }

  /** f with one variable fixed. */
  restrict(f: BddRef, variable: number, value: boolean): BddRef {
    if (this.level(f) > variable) return f;
    const done = new Map<BddRef, BddRef>();
    const under = (node: BddRef): BddRef => {
      if (this.level(node) > variable) return node;
      if (this.level(node) === variable) return this.#below(node, variable, value);
      const known = done.get(node);
      if (known !== undefined) return known;
      const result = this.#node(this.level(node), under(this.#lowOf(node)), under(this.#highOf(node)));
      done.set(node, result);
      return result;
    };
    return under(f);
  }

  exists(f: BddRef, variables: readonly number[]): BddRef {
    return variables.reduce((g, v) => this.or(this.restrict(g, v, false), this.restrict(g, v, true)), f);
  }

  forAll(f: BddRef, variables: readonly number[]): BddRef {
    return variables.reduce((g, v) => this.and(this.restrict(g, v, false), this.restrict(g, v, true)), f);
  }

  /** Is f true under this assignment? Variables left out count as false. */
  evaluate(f: BddRef, assignment: (variable: number) => boolean): boolean {
    let at = f;
    while (at > BDD_TRUE) at = assignment(this.level(at)) ? this.#highOf(at) : this.#lowOf(at);
    return at === BDD_TRUE;
  }

  /** A satisfying assignment with few variables set, or undefined for false. */
  satisfy(f: BddRef): Cube | undefined {
    if (f === BDD_FALSE) return undefined;
    const cube = new Map<number, boolean>();
    let at = f;
    while (at !== BDD_TRUE) {
      const takeLow = this.#lowOf(at) !== BDD_FALSE;
      cube.set(this.level(at), !takeLow);
      at = takeLow ? this.#lowOf(at) : this.#highOf(at);
    }
    return cube;
  }

  /** Variables that make a difference to some of them. */
  support(functions: readonly BddRef[]): ReadonlySet<number> {
    const found = new Set<number>();
    const seen = new Set<BddRef>();
    const open = [...functions];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at <= BDD_TRUE || seen.has(at)) continue;
      seen.add(at);
      found.add(this.level(at));
      open.push(this.#lowOf(at), this.#highOf(at));
    }
    return found;
  }

  level(f: BddRef): number {
    return this.#level[f] ?? TERMINAL_LEVEL;
  }

  get size(): number {
    return this.#level.length;
  }

  #lowOf(f: BddRef): BddRef {
    return this.#low[f] ?? BDD_FALSE;
  }

  #highOf(f: BddRef): BddRef {
    return this.#high[f] ?? BDD_FALSE;
  }

  #below(f: BddRef, level: number, value: boolean): BddRef {
    if (this.level(f) !== level) return f;
    return value ? this.#highOf(f) : this.#lowOf(f);
  }

  #node(level: number, low: BddRef, high: BddRef): BddRef {
    if (low === high) return low;
    const known = this.#unique.get(level, low, high);
    if (known !== ABSENT) return known;
    const ref = this.#level.length;
    if (ref >= MOST_NODES) throw new Error('a question has too many different conditions to be held in memory');
    this.#level.push(level);
    this.#low.push(low);
    this.#high.push(high);
    this.#not.push(undefined);
    this.#unique.set(level, low, high, ref);
    return ref;
  }
}
