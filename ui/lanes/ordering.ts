import { inReadingOrder, type Part } from './apart.ts';
import type { Item, Link } from './items.ts';

/** Items of one band in one column, top to bottom. */
export type Cell = readonly Item[];
export interface Grid {
  readonly columns: number;
  readonly bands: number;
  readonly cell: (band: number, column: number) => Cell;
}

const SWEEPS = 4;
/** More than any cell holds, so that a band's items rank beneath those of the band above. */
const BAND_STEP = 10_000;

type Cells = ReadonlyMap<string, Cell>;
const keyOf = (band: number, column: number): string => `${band}.${column}`;

/** Orders each cell so that few edges cross: barycentre sweeps to the right and back, the best order seen is kept. */
export function orderedGrid({ items, links }: Part, columns: number, bands: number): Grid {
  const neighbours = neighboursOf(links);
  let cells = startCells(items);
  let best = cells;
  let fewest = crossings(cells, links);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 === 0 ? 'left' : 'right';
    const walk = Array.from({ length: columns }, (_, at) => (side === 'left' ? at : columns - 1 - at));
    for (const column of walk) cells = sortColumn(cells, column, bands, neighbours[side]);
    const crossed = crossings(cells, links);
    if (crossed < fewest) {
      best = cells;
      fewest = crossed;
    }
  }
  return { columns, bands, cell: (band, column) => best.get(keyOf(band, column)) ?? [] };
}

type Neighbours = ReadonlyMap<string, readonly string[]>;

function neighboursOf(links: readonly Link[]): { readonly left: Neighbours; readonly right: Neighbours } {
  const left = new Map<string, string[]>();
  const right = new Map<string, string[]>();
  for (const { from, to } of links) {
    left.set(to, [...(left.get(to) ?? []), from]);
    right.set(from, [...(right.get(from) ?? []), to]);
  }
  return { left, right };
}

function startCells(items: readonly Item[]): Cells {
  const cells = new Map<string, Item[]>();
  for (const item of [...items].sort(inReadingOrder)) {
    const key = keyOf(item.band, item.column);
    cells.set(key, [...(cells.get(key) ?? []), item]);
  }
  return cells;
}

/** Place of every item, counted through the bands. */
function ranks(cells: Cells): ReadonlyMap<string, number> {
  return new Map([...cells.values()].flatMap((cell) => cell.map((item, at) => [item.id, item.band * BAND_STEP + at])));
}

function sortColumn(cells: Cells, column: number, bands: number, neighbours: Neighbours): Cells {
  const rank = ranks(cells);
  const changed = new Map(cells);
  for (let band = 0; band < bands; band++) {
    const cell = cells.get(keyOf(band, column));
    if (cell === undefined) continue;
    const centre = (item: Item): number => {
      const places = (neighbours.get(item.id) ?? []).map((id) => rank.get(id) ?? 0);
      return places.length === 0 ? (rank.get(item.id) ?? 0) : places.reduce((sum, at) => sum + at, 0) / places.length;
    };
    const sorted = cell.map((item, at) => ({ item, at, centre: centre(item) }));
    sorted.sort((a, b) => a.centre - b.centre || a.at - b.at);
    changed.set(
      keyOf(band, column),
      sorted.map(({ item }) => item),
    );
  }
  return changed;
}

function crossings(cells: Cells, links: readonly Link[]): number {
  const rank = ranks(cells);
  const column = new Map([...cells.values()].flat().map((item) => [item.id, item.column]));
  const byGap = new Map<number, (readonly [number, number])[]>();
  for (const { from, to } of links) {
    const gap = column.get(from) ?? 0;
    byGap.set(gap, [...(byGap.get(gap) ?? []), [rank.get(from) ?? 0, rank.get(to) ?? 0]]);
  }
  let count = 0;
  for (const pairs of byGap.values()) {
    for (const [index, [a, b]] of pairs.entries()) {
      for (const [c, d] of pairs.slice(index + 1)) if ((a - c) * (b - d) < 0) count++;
    }
  }
  return count;
}
