import type { Levels } from './documents-around.ts';
import type { Frame } from './frame.ts';
import { Pairing } from './pairing.ts';
import type { Shapes } from './shapes.ts';

/** Ordinary callers whom neither anything around them nor guardrails of some targets tell apart, accounts aside. */
export interface Cell {
  readonly shape: number;
  /** How they see the guardrails of the target. */
  readonly group: number;
}

/** Ordinary callers by what of them tells beside documents. */
export function byLook({ known: { crowd } }: Frame, looks: Int32Array): readonly (readonly number[])[] {
  const members: number[][] = [];
  for (const [caller, look] of looks.entries()) {
    while (members.length <= look) members.push([]);
    if (crowd.accounts[caller] !== 0) members[look]?.push(caller);
  }
  return members;
}

/** All cells, by number. There are thousands of them for each kind: they are columns of numbers, which take little room. */
interface Gathered {
  /** One of each. */
  readonly examples: Int32Array;
  /** Equal for cells that come to the same on targets of which documents in their identity, boundary and session say nothing special. */
  readonly commons: Int32Array;
  /** How many callers each has, where they begin among the members, and these. */
  readonly sizes: Int32Array;
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** By look. */
  readonly looking: readonly Int32Array[];
}

/** The ordinary callers of a kind in cells, each as somebody asks about it. */
export class Cells {
  readonly #frame: Frame;
  readonly #shapes: Shapes;
  /** The guardrails of the target. */
  readonly #levels: Levels;
  readonly #looks: Int32Array;
  readonly #ofShapes = new Pairing();
  readonly #ofCells = new Pairing();
  readonly #ofCallers: Int32Array;
  #gathered: Gathered | undefined;

  /** `looks`: what of each caller tells beside documents. */
  constructor(frame: Frame, shapes: Shapes, levels: Levels, looks: Int32Array) {
    this.#frame = frame;
    this.#shapes = shapes;
    this.#levels = levels;
    this.#looks = looks;
    this.#ofCallers = new Int32Array(frame.callers.length).fill(UNASKED);
  }

  /** -1 for who is by itself. */
  of(caller: number): number {
    const known = this.#ofCallers[caller] ?? UNASKED;
    if (known !== UNASKED) return known;
    const found = this.#find(caller);
    this.#ofCallers[caller] = found;
    return found;
  }

  #find(caller: number): number {
    if (this.#frame.known.crowd.accounts[caller] === 0) return -1;
    const shape = this.#ofShapes.of(this.#looks[caller] ?? 0, this.#shapes.of(caller));
    return this.#ofCells.of(shape, this.#shapes.groupUnder(this.#levels, caller)) - 1;
  }

  get count(): number {
    return this.#all().sizes.length;
  }

  /** How many callers each has. */
  get sizes(): Int32Array {
    return this.#all().sizes;
  }

  /** Of callers that look alike beside documents: the numbers of their cells. */
  looking(look: number): Int32Array {
    return this.#all().looking[look] ?? NONE;
  }

  cell(number: number): Cell {
    const caller = this.#all().examples[number] ?? 0;
    return { shape: this.#shapes.of(caller), group: this.#shapes.groupUnder(this.#levels, caller) };
  }

  shapeOf(number: number): number {
    return this.#shapes.of(this.#all().examples[number] ?? 0);
  }

  commonOf(number: number): number {
    return this.#all().commons[number] ?? 0;
  }

  members(number: number): Int32Array {
    const { starts, sizes, members } = this.#all();
    const start = starts[number] ?? 0;
    return members.subarray(start, start + (sizes[number] ?? 0));
  }

  #all(): Gathered {
    this.#gathered ??= this.#gather();
    return this.#gathered;
  }

  #gather(): Gathered {
    const examples: number[] = [];
    const counts: number[] = [];
    for (let caller = 0; caller < this.#ofCallers.length; caller++) {
      const number = this.of(caller);
      if (number === -1) continue;
      examples[number] ??= caller;
      counts[number] = (counts[number] ?? 0) + 1;
    }
    const sizes = Int32Array.from(counts);
    const starts = startsOf(sizes);
    return {
      examples: Int32Array.from(examples),
      commons: this.#commonsOf(examples),
      sizes,
      starts,
      members: this.#membersFrom(starts),
      looking: this.#byLook(examples),
    };
  }

  #commonsOf(examples: readonly number[]): Int32Array {
    const { commons } = this.#shapes;
    const ofCommons = new Pairing();
    return Int32Array.from(examples, (caller) =>
      ofCommons.of(commons[this.#shapes.of(caller)] ?? 0, this.#shapes.groupUnder(this.#levels, caller)),
    );
  }

  #membersFrom(starts: Int32Array): Int32Array {
    const next = starts.slice();
    const members = new Int32Array(this.#ofCallers.length);
    for (let caller = 0; caller < this.#ofCallers.length; caller++) {
      const number = this.of(caller);
      const place = next[number];
      if (place === undefined) continue;
      members[place] = caller;
      next[number] = place + 1;
    }
    return members;
  }

  #byLook(examples: readonly number[]): readonly Int32Array[] {
    const cells: number[][] = [];
    for (const [cell, caller] of examples.entries()) {
      const look = this.#looks[caller] ?? 0;
      while (cells.length <= look) cells.push([]);
      cells[look]?.push(cell);
    }
    return cells.map((list) => Int32Array.from(list));
  }
}

function startsOf(sizes: Int32Array): Int32Array {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return end - size;
  });
}

const UNASKED = -2;
const NONE = new Int32Array(0);
