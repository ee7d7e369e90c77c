import type { Frame } from './frame.ts';
import { Pairing } from './pairing.ts';

/** Ordinary callers whom neither anything around them nor guardrails of some targets tell apart, accounts aside. */
export interface Cell {
  readonly shape: number;
  /** How they see the guardrails of the target. */
  readonly group: number;
  /** Equal for cells that come to the same on targets of which documents in their identity, boundary and session say nothing special. */
  readonly common: number;
  readonly members: number[];
}

/** Cells that look alike beside documents. */
export interface Face {
  readonly cells: number[];
  readonly members: number[];
}

/** What tells callers apart, by number for each caller. */
export interface Told {
  readonly shapes: Int32Array;
  /** By shape: what is common to those of whose documents none says anything special. */
  readonly commons: readonly number[];
  readonly groups: Int32Array;
  /** Beside documents. */
  readonly looks: Int32Array;
}

/** The ordinary callers of a kind in cells. */
export class Cells {
  /** For each caller; -1 for who is by itself. */
  readonly ofCallers: Int32Array;
  readonly cells: readonly Cell[];
  readonly faces: readonly Face[];

  constructor({ callers, known: { crowd } }: Frame, { shapes, commons, groups, looks }: Told) {
    const [ofFaces, ofShapes, ofCells, ofCommons] = [new Pairing(), new Pairing(), new Pairing(), new Pairing()];
    const cells: Cell[] = [];
    const faces: Face[] = [];
    this.ofCallers = Int32Array.from(callers, (_, caller) => {
      if (crowd.accounts[caller] === 0) return -1;
      const [shape = 0, group = 0] = [shapes[caller], groups[caller]];
      const face = ofFaces.of(0, looks[caller] ?? 0) - 1;
      const cell = ofCells.of(ofShapes.of(face, shape), group) - 1;
      const ofFace = faces[face] ?? { cells: [], members: [] };
      faces[face] = ofFace;
      ofFace.members.push(caller);
      if (cells[cell] === undefined) {
        cells[cell] = { shape, group, common: ofCommons.of(commons[shape] ?? 0, group), members: [] };
        ofFace.cells.push(cell);
      }
      cells[cell]?.members.push(caller);
      return cell;
    });
    this.cells = cells;
    this.faces = faces;
  }
}
