import { byOrder, type Columns } from './columns.ts';
import type { LaneBand, LaneEdge, LaneNode } from './types.ts';

/** A node, or a place that an edge or a note keeps free on its way through a column. */
export interface Item {
  readonly id: string;
  readonly kind: 'node' | 'way' | 'note';
  readonly column: number;
  readonly band: number;
  readonly order: number;
}

export interface Link {
  readonly from: string;
  readonly to: string;
}

export interface Items {
  readonly all: readonly Item[];
  readonly links: readonly Link[];
  /** Items along each forward edge, both ends included. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
}

/** Edges that skip columns get a place in each of them, in the band where they arrive; notes get places beside their node. */
export function itemsOf(
  nodes: readonly LaneNode[],
  edges: readonly LaneEdge[],
  bands: readonly LaneBand[],
  columns: Columns,
): Items {
  const bandIndex = new Map(bands.map((band, index) => [band.id, index]));
  const all: Item[] = [...nodes].sort(byOrder).map((node) => ({
    id: node.id,
    kind: 'node',
    column: columns.of.get(node.id) ?? 0,
    band: bandIndex.get(node.band) ?? 0,
    order: node.order,
  }));
  const known = new Map(all.map((item) => [item.id, item]));
  const links: Link[] = [];
  const chains = new Map<string, readonly string[]>();
  const addChain = (ids: readonly string[], places: readonly Item[]): void => {
    all.push(...places);
    links.push(...ids.slice(1).map((to, index) => ({ from: ids[index] ?? to, to })));
  };
  for (const edge of [...edges].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const [from, to] = [known.get(edge.from), known.get(edge.to)];
    if (from === undefined || to === undefined || columns.back.has(edge.id)) continue;
    const places = placesBetween(from.column, to.column, { ...to, order: from.order }, `way:${edge.id}`, 'way');
    const ids = [from.id, ...places.map((place) => place.id), to.id];
    chains.set(edge.id, ids);
    addChain(ids, places);
  }
  for (const node of [...nodes].sort(byOrder)) {
    const item = known.get(node.id);
    if (item === undefined || node.reserve === undefined) continue;
    const last = Math.min(item.column + node.reserve, columns.list.length - 1);
    const places = placesBetween(item.column, last + 1, item, `note:${node.id}`, 'note');
    addChain([item.id, ...places.map((place) => place.id)], places);
  }
  return { all, links, chains };
}

const placesBetween = (from: number, to: number, like: Item, name: string, kind: Item['kind']): readonly Item[] =>
  Array.from({ length: Math.max(0, to - from - 1) }, (_, index) => ({
    id: `${name}:${from + 1 + index}`,
    kind,
    column: from + 1 + index,
    band: like.band,
    order: like.order,
  }));
