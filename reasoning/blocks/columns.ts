import type { Cells } from './cells.ts';
import { type Condensed, numberAt } from './condensed.ts';
import type { Crowd } from './crowd.ts';
import { type LeftOfCallers, positionIn, SHUT } from './frame.ts';

/** The block of every caller with one target. */
export class Column {
  readonly #crowd: Crowd;
  readonly #cells: Cells;
  /** Of ordinary callers of accounts that the target tells from others, by account. */
  readonly #near: ReadonlyMap<number, Int32Array>;
  /** Callers of whom conditions of its policies leave something unusual, with their blocks where they are of another account. */
  readonly #special: Special | undefined;
  /** Of the other ordinary ones, by cell; left out: nothing can be granted to them. */
  readonly #far: Condensed | undefined;
  /** Of everybody else. */
  readonly #others: Int32Array;

  constructor(crowd: Crowd, cells: Cells, found: Found) {
    this.#crowd = crowd;
    this.#cells = cells;
    this.#near = found.near;
    this.#special = found.special;
    this.#far = found.far;
    this.#others = found.others;
  }

  /** SHUT where nothing can be granted, ODD where it has to be asked by itself. */
  blockOf(caller: number): number {
    const account = this.#crowd.accounts[caller] ?? 0;
    const position = this.#crowd.positions[caller] ?? 0;
    if (account === 0) return this.#others[position] ?? SHUT;
    const near = this.#near.get(account);
    if (near !== undefined) return near[position] ?? SHUT;
    const special = this.#special === undefined ? -1 : positionIn(this.#special.left, caller);
    if (special !== -1) return this.#special?.blocks[special] ?? SHUT;
    return (this.#far && numberAt(this.#far, this.#cells.of(caller))) ?? SHUT;
  }
}

interface Special {
  readonly left: LeftOfCallers;
  readonly blocks: Int32Array;
}

interface Found {
  readonly special: Special | undefined;
  readonly near: ReadonlyMap<number, Int32Array>;
  readonly far: Condensed | undefined;
  readonly others: Int32Array;
}
