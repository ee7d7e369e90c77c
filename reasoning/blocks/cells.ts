import type { Frame } from './frame.ts';
import { Pairing } from './pairing.ts';
import type { Levels, Shapes } from './shapes.ts';

/** Ordinary callers whom neither anything around them nor guardrails of some targets tell apart, accounts aside. */
export interface Cell {
  readonly shape: number;
  /** How they see the guardrails of the target. */
  readonly group: number;
  /** Equal for cells that come to the same on targets of which documents in their identity, boundary and session say nothing special. */
  readonly common: number;
  readonly members: readonly number[];
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
  #all: readonly Cell[] | undefined;
  /** By look. */
  readonly #looking: number[][] = [];

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

  /** All of them, with everybody in them. */
  get all(): readonly Cell[] {
    this.#all ??= this.#gathered();
    return this.#all;
  }

  /** Of callers that look alike beside documents: the numbers of their cells. */
  looking(look: number): readonly number[] {
    this.#all ??= this.#gathered();
    return this.#looking[look] ?? [];
  }

  #gathered(): readonly Cell[] {
    const { commons } = this.#shapes;
    const ofCommons = new Pairing();
    const cells: (Cell & { readonly members: number[] })[] = [];
    for (let caller = 0; caller < this.#ofCallers.length; caller++) {
      const number = this.of(caller);
      if (number === -1) continue;
      const [shape, group] = [this.#shapes.of(caller), this.#shapes.groupUnder(this.#levels, caller)];
      const cell = cells[number] ?? { shape, group, common: ofCommons.of(commons[shape] ?? 0, group), members: [] };
      if (cells[number] === undefined) this.#note(this.#looks[caller] ?? 0, number);
      cells[number] = cell;
      cell.members.push(caller);
    }
    // there are thousands of them: what grew has room to spare
    return cells.map((cell) => ({ ...cell, members: cell.members.slice() }));
  }

  #note(look: number, cell: number): void {
    const ofLook = this.#looking[look] ?? [];
    this.#looking[look] = ofLook;
    ofLook.push(cell);
  }
}

const UNASKED = -2;
