import type { Hop } from '../domain/access.ts';
import type { AccessReader } from './access-reader.ts';

/** Hops in walking order. Node-simple: no node twice. */
export type Route = readonly Hop[];

/** Hops by the nodes at their ends, in the order of the store. */
export interface Ways {
  readonly into: ReadonlyMap<string, readonly Hop[]>;
  readonly outOf: ReadonlyMap<string, readonly Hop[]>;
}

/** Every hop over which one of the goals can be reached. Each node is read once, however many routes lead over it. */
export const waysInto = async (reader: AccessReader, goals: readonly string[]): Promise<Ways> =>
  waysOf(await hopsMet((nodes) => reader.hopsTo(nodes), goals, 'from'));

/** Every hop over which something can be reached from the node. */
export const waysOutOf = async (reader: AccessReader, start: string): Promise<Ways> =>
  waysOf(await hopsMet((nodes) => reader.hopsFrom(nodes), [start], 'to'));

async function hopsMet(
  read: (nodes: readonly string[]) => Promise<readonly Hop[]>,
  nodes: readonly string[],
  far: 'from' | 'to',
): Promise<readonly Hop[]> {
  const met = new Set(nodes);
  const layers: (readonly Hop[])[] = [];
  for (let layer = [...met]; layer.length > 0; ) {
    const hops = await read(layer);
    layers.push(hops);
    layer = [...new Set(hops.map((hop) => hop[far]))].filter((node) => !met.has(node));
    for (const node of layer) met.add(node);
  }
  return layers.flat();
}

const waysOf = (hops: readonly Hop[]): Ways => ({ into: byEnd(hops, 'to'), outOf: byEnd(hops, 'from') });

function byEnd(hops: readonly Hop[], end: 'from' | 'to'): ReadonlyMap<string, readonly Hop[]> {
  const groups = new Map<string, Hop[]>();
  for (const hop of hops) {
    const group = groups.get(hop[end]);
    if (group === undefined) groups.set(hop[end], [hop]);
    else group.push(hop);
  }
  return groups;
}

/** Each node that reaches the goal with the fewest hops it takes, nearest first: the goal itself with none. */
export function distancesTo({ into }: Ways, goal: string): ReadonlyMap<string, number> {
  const distances = new Map([[goal, 0]]);
  for (const [node, distance] of distances) {
    for (const { from } of into.get(node) ?? []) {
      if (!distances.has(from)) distances.set(from, distance + 1);
    }
  }
  return distances;
}

export interface Routes {
  readonly routes: readonly Route[];
  /** There are or may be more. */
  readonly cut: boolean;
}

/** Hops that the search for the routes of one start may try: many more are needed only where everybody may become everybody. */
const MAX_STEPS = 20_000;

/** The node-simple routes from a start to a goal, shortest first, at most so many. */
export function routesBetween(ways: Ways, distances: ReadonlyMap<string, number>, start: string, most: number): Routes {
  const nearest = distances.get(start);
  if (nearest === undefined) return { routes: [], cut: false };
  const way = { hops: [], nodes: new Set([start]) };
  const search: Search = { ways, distances, most, steps: 0, found: [], way, cut: false, longer: true };
  for (let length = nearest; search.longer && !search.cut; length++) {
    search.longer = false;
    walk(search, start, length);
  }
  return { routes: search.found.sort((a, b) => a.length - b.length || fromTheEnd(ways, a, b)), cut: search.cut };
}

interface Search {
  readonly ways: Ways;
  readonly distances: ReadonlyMap<string, number>;
  readonly most: number;
  steps: number;
  readonly found: Route[];
  /** To the node where the search stands. */
  readonly way: { readonly hops: Hop[]; readonly nodes: Set<string> };
  cut: boolean;
  /** Longer routes are not excluded. */
  longer: boolean;
}

/** Routes with exactly `left` more hops. */
function walk(search: Search, node: string, left: number): void {
  const { hops, nodes } = search.way;
  if (left === 0) {
    if (search.found.length >= search.most) search.cut = true;
    else search.found.push([...hops]);
    return;
  }
  for (const hop of search.ways.outOf.get(node) ?? []) {
    if (search.cut) return;
    if (nodes.has(hop.to) || !canEndIn(search, hop.to, left - 1)) continue;
    search.steps += 1;
    if (search.steps > MAX_STEPS) search.cut = true;
    nodes.add(hop.to);
    hops.push(hop);
    walk(search, hop.to, left - 1);
    hops.pop();
    nodes.delete(hop.to);
  }
}

/** Can the goal be `left` hops away from the node? The goal itself ends a route. */
function canEndIn(search: Search, node: string, left: number): boolean {
  const distance = search.distances.get(node);
  if (distance === undefined) return false;
  if (distance > left) search.longer = true;
  return distance === 0 ? left === 0 : distance <= left;
}

/** Routes of one length in the order in which a walk back from the goal meets them. */
function fromTheEnd({ into }: Ways, a: Route, b: Route): number {
  const at = a.findLastIndex((hop, index) => hop !== b[index]);
  const [hop, other] = [a[at], b[at]];
  if (hop === undefined || other === undefined) return 0;
  const hops = into.get(hop.to) ?? [];
  return hops.indexOf(hop) - hops.indexOf(other);
}
