import type { Item, Link } from './items.ts';
import type { Cell, Grid } from './ordering.ts';

/** Distance between the middles of two neighbours in a column: a node has its name beneath it. */
const NODE_STEP = 44;
const NOTE_STEP = 38;
const WAY_STEP = 16;
const MIXED_STEP = 34;
const ROUNDS = 6;

function step(upper: Item, lower: Item): number {
  if (upper.kind === 'node' && lower.kind === 'node') return NODE_STEP;
  if (upper.kind === 'way' && lower.kind === 'way') return WAY_STEP;
  return upper.kind === 'note' || lower.kind === 'note' ? NOTE_STEP : MIXED_STEP;
}

/** A part and the order of its items. */
export interface OrderedPart {
  readonly grid: Grid;
  readonly links: readonly Link[];
}

/** Heights of a band's items, the topmost at 0: each part as if it were alone, and moved as a whole beneath the parts before. */
export function bandHeights(parts: readonly OrderedPart[], band: number): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const lowest = new Map<number, Item>();
  for (const { grid, links } of parts) {
    const cells = Array.from({ length: grid.columns }, (_, column) => grid.cell(band, column));
    const own = partHeights(cells, links);
    const needed = cells.map(([first], column) => {
      const above = lowest.get(column);
      if (first === undefined || above === undefined) return 0;
      return (heights.get(above.id) ?? 0) + step(above, first) - (own.get(first.id) ?? 0);
    });
    const down = Math.max(0, ...needed);
    for (const [id, height] of own) heights.set(id, height + down);
    for (const [column, cell] of cells.entries()) {
      const last = cell.at(-1);
      if (last !== undefined) lowest.set(column, last);
    }
  }
  return heights;
}

/** The topmost at 0: each as near to its neighbours' heights as the order and the steps allow. */
function partHeights(cells: readonly Cell[], links: readonly Link[]): ReadonlyMap<string, number> {
  const inside = new Set(cells.flat().map((item) => item.id));
  const near = new Map<string, string[]>();
  const left = new Map<string, string[]>();
  for (const { from, to } of links) {
    if (!inside.has(from) || !inside.has(to)) continue;
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
    left.set(to, [...(left.get(to) ?? []), from]);
  }
  const heights = new Map<string, number>();
  for (const cell of cells) place(cell, (_, at) => at * NODE_STEP, heights);
  const towards = (neighbours: ReadonlyMap<string, readonly string[]>, cell: readonly Item[]): void =>
    place(cell, (item) => meanHeight(neighbours.get(item.id) ?? [], heights) ?? heights.get(item.id) ?? 0, heights);
  for (let round = 0; round < ROUNDS; round++) {
    for (const cell of round % 2 === 0 ? cells : [...cells].reverse()) towards(near, cell);
  }
  // At last a pass that looks left only: chains of single steps come out straight.
  for (const cell of cells) towards(left, cell);
  const top = Math.min(...heights.values());
  return new Map([...heights].map(([id, y]) => [id, Math.round(y - top)]));
}

function meanHeight(ids: readonly string[], heights: ReadonlyMap<string, number>): number | undefined {
  if (ids.length === 0) return undefined;
  return ids.reduce((sum, id) => sum + (heights.get(id) ?? 0), 0) / ids.length;
}

/** Least moves from the wished heights that keep order and steps: pooling of neighbours that violate (isotonic regression). */
function place(cell: readonly Item[], wish: (item: Item, at: number) => number, heights: Map<string, number>): void {
  let offset = 0;
  const offsets = cell.map((item, at) => {
    const upper = cell[at - 1];
    if (upper !== undefined) offset += step(upper, item);
    return offset;
  });
  const pools: { sum: number; count: number }[] = [];
  for (const [at, item] of cell.entries()) {
    let pool = { sum: wish(item, at) - (offsets[at] ?? 0), count: 1 };
    for (let last = pools.at(-1); last !== undefined && mean(last) > mean(pool); last = pools.at(-1)) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  }
  const levels = pools.flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)));
  for (const [at, item] of cell.entries()) heights.set(item.id, (levels[at] ?? 0) + (offsets[at] ?? 0));
}

const mean = ({ sum, count }: { readonly sum: number; readonly count: number }): number => sum / count;
