import { partsOf } from './lanes/apart.ts';
import { type Columns, columnsOf } from './lanes/columns.ts';
import { bandHeights } from './lanes/heights.ts';
import { type Items, itemsOf } from './lanes/items.ts';
import { orderedGrid } from './lanes/ordering.ts';
import { backEdge, REACH, type Turn, trackOffsets, turnControls } from './lanes/routes.ts';
import type { LaneEdge, PlacedColumn, PlacedEdge, Point, Swimlane, SwimlaneInput } from './lanes/types.ts';

const HEAD_ROW = 28;
const BAND_GAP = 4;
const SIDE = 56;
const MIN_SPACING = 80;
const MAX_SPACING = 170;
/** From a band's top to its first node's middle, and from its last node's middle to its bottom: room for the name. */
const ABOVE = 22;
const BELOW = 38;
/** Width of a band's head; nodes that stand within it begin beneath it. */
const HEAD_WIDTH = 200;

/**
 * Lays out a picture of paths: columns by kind, bands by place, so that a path walks right and down and a band crossed is
 * a border crossed. Pure and deterministic, whatever the order of the lists; `order` of the nodes breaks ties.
 */
export function swimlane(input: SwimlaneInput): Swimlane {
  const columns = columnsOf(input.nodes, input.edges);
  const placed = placeColumns(columns, input.width);
  const items = itemsOf(input.nodes, input.edges, input.bands, columns);
  const parts = partsOf(items, input.edges).map((part) => ({
    grid: orderedGrid(part, columns.list.length, input.bands.length),
    links: part.links,
  }));
  const places = new Map<string, Point>();
  const bands: Swimlane['bands'][number][] = [];
  let y = HEAD_ROW;
  for (const [index, band] of input.bands.entries()) {
    const heights = bandHeights(parts, index);
    const inside = items.all.filter((item) => item.band === index);
    const xs = inside.filter((item) => item.kind !== 'way').map((item) => placed.at(item.column));
    const underHead = xs.some((x) => (band.head === 'left' ? x < HEAD_WIDTH : x > placed.width - HEAD_WIDTH));
    const top = y + ABOVE + (underHead ? band.headHeight : 0);
    for (const item of inside) places.set(item.id, { x: placed.at(item.column), y: top + (heights.get(item.id) ?? 0) });
    const lowest = Math.max(0, ...inside.map((item) => heights.get(item.id) ?? 0));
    const height = Math.max(top - y + lowest + BELOW, band.headHeight + 12);
    bands.push({ id: band.id, y, height, headY: y });
    y += height + BAND_GAP;
  }
  return {
    width: placed.width,
    height: Math.max(y - BAND_GAP, input.minHeight),
    columns: placed.columns,
    bands: stretchLast(bands, input.minHeight),
    nodes: new Map(input.nodes.map((node) => [node.id, places.get(node.id) ?? { x: 0, y: 0 }])),
    edges: routeEdges(input.edges, columns, items, places, placed.spacing),
  };
}

interface PlacedColumns {
  readonly columns: readonly PlacedColumn[];
  readonly at: (column: number) => number;
  readonly spacing: number;
  readonly width: number;
}

function placeColumns(columns: Columns, width: number): PlacedColumns {
  const gaps = Math.max(1, columns.list.length - 1);
  const spacing = Math.round(Math.min(MAX_SPACING, Math.max(MIN_SPACING, (width - 2 * SIDE) / gaps)));
  const at = (column: number): number => SIDE + column * spacing;
  return {
    columns: columns.list.map((column, index) => ({ ...column, x: at(index) })),
    at,
    spacing,
    width: Math.max(width, at(columns.list.length - 1) + SIDE),
  };
}

const stretchLast = (bands: readonly Swimlane['bands'][number][], minHeight: number): Swimlane['bands'] =>
  bands.map((band, index) =>
    index === bands.length - 1 ? { ...band, height: Math.max(band.height, minHeight - band.y) } : band,
  );

function routeEdges(
  edges: readonly LaneEdge[],
  columns: Columns,
  items: Items,
  places: ReadonlyMap<string, Point>,
  spacing: number,
): readonly PlacedEdge[] {
  const at = (id: string): Point => places.get(id) ?? { x: 0, y: 0 };
  const turns = [...items.chains].flatMap(([edge, chain]) => turnsOf(edge, chain, columns, at));
  const offsets = trackOffsets(turns, spacing);
  return [...edges]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((edge): PlacedEdge => {
      const chain = items.chains.get(edge.id);
      if (chain === undefined) return { id: edge.id, back: true, ...backEdge(at(edge.from), at(edge.to)) };
      const [from, to] = [at(edge.from), at(edge.to)];
      const middle = (gap: number): number => SIDE + (gap + 0.5) * spacing + (offsets.get(`${edge.id} ${gap}`) ?? 0);
      return {
        id: edge.id,
        back: false,
        from: { x: from.x + REACH, y: from.y },
        to: { x: to.x - REACH, y: to.y },
        controls: controlsOf(chain, turnsOf(edge.id, chain, columns, at), middle, at),
      };
    });
}

function turnsOf(edge: string, chain: readonly string[], columns: Columns, at: (id: string) => Point): readonly Turn[] {
  const first = columns.of.get(chain[0] ?? '') ?? 0;
  return chain
    .slice(1)
    .map((id, index) => ({ edge, gap: first + index, from: at(chain[index] ?? id).y, to: at(id).y }));
}

/** A turn in each gap where the height changes, and a hold in each column that the edge passes. */
function controlsOf(
  chain: readonly string[],
  turns: readonly Turn[],
  middle: (gap: number) => number,
  at: (id: string) => Point,
): readonly Point[] {
  return turns.flatMap((turn, index) => {
    const passed = index < turns.length - 1 ? [at(chain[index + 1] ?? '')] : [];
    return [...turnControls(middle(turn.gap), turn.from, turn.to), ...passed];
  });
}
