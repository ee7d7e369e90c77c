import type { Hop } from '../domain/access.ts';
import type { AccessReader } from './access-reader.ts';

/** Hops in walking order, each with the way on from where it leads: routes that end alike share their ends. Node-simple: no node twice. */
export type Route = Leg | typeof HERE;

export interface Leg {
  readonly hop: Hop;
  readonly rest: Route;
  readonly length: number;
}

/** The way from a node to itself. */
const HERE: { readonly hop?: never; readonly length: 0 } = { length: 0 };

export const routeOver = (hops: readonly Hop[]): Route => hops.reduceRight(leg, HERE);

const leg = (rest: Route, hop: Hop): Leg => ({ hop, rest, length: rest.length + 1 });

export function hopsOn(route: Route): readonly Hop[] {
  const hops: Hop[] = [];
  for (let at = route; at.hop !== undefined; at = at.rest) hops.push(at.hop);
  return hops;
}

/** Hops by the nodes at their ends, in the order of the store. */
export interface Ways {
  readonly into: ReadonlyMap<string, readonly Hop[]>;
  readonly outOf: ReadonlyMap<string, readonly Hop[]>;
  /** Nodes on which no ring lies nor before: whoever has left one never comes back to it. */
  readonly once: ReadonlySet<string>;
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

function waysOf(hops: readonly Hop[]): Ways {
  const [into, outOf] = [byEnd(hops, 'to'), byEnd(hops, 'from')];
  return { into, outOf, once: passedOnce(into, outOf) };
}

/** Those that nothing leads to, and again those to which nothing leads but from them. */
export function passedOnce(into: Ways['into'], outOf: Ways['outOf']): ReadonlySet<string> {
  const waiting = new Map([...into].map(([node, hops]) => [node, hops.length]));
  const once = new Set([...outOf.keys()].filter((node) => !waiting.has(node)));
  for (const node of once) {
    for (const { to } of outOf.get(node) ?? []) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) once.add(to);
    }
  }
  return once;
}

function byEnd(hops: readonly Hop[], end: 'from' | 'to'): ReadonlyMap<string, readonly Hop[]> {
  const groups = new Map<string, Hop[]>();
  for (const hop of hops) {
    const group = groups.get(hop[end]);
    if (group === undefined) groups.set(hop[end], [hop]);
    else group.push(hop);
  }
  return groups;
}

/** The start, then all that it reaches, by how many hops away it is, and by id. */
export function nearestFirst({ outOf }: Ways, start: string): readonly string[] {
  const met = new Set([start]);
  for (let layer = [start]; layer.length > 0; ) {
    const next = new Set(layer.flatMap((node) => (outOf.get(node) ?? []).map(({ to }) => to)));
    layer = [...next].filter((node) => !met.has(node)).sort();
    for (const node of layer) met.add(node);
  }
  return [...met];
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

/** Routes of which all begin with the same hops: they are told from there on, as others share them. */
export interface RoutesAfter extends Routes {
  readonly before: readonly Hop[];
}

/** The node-simple routes from a start to a goal, shortest first, at most so many. */
export function routesBetween(ways: Ways, distances: ReadonlyMap<string, number>, start: string, most: number): Routes {
  const { before, routes, cut } = routesFrom(ways, distances, most)(start);
  return { routes: wholeRoutes(before, routes), cut };
}

export const wholeRoutes = (before: readonly Hop[], routes: readonly Route[]): readonly Route[] =>
  before.length === 0 ? routes : routes.map((route) => before.reduceRight(leg, route));

/** The same for many starts: what leads on from the nodes that they share is looked for once. */
export function routesFrom(
  ways: Ways,
  distances: ReadonlyMap<string, number>,
  most: number,
): (start: string) => RoutesAfter {
  const goal: Goal = { ways, distances, most, known: [], ordered: new Map() };
  return (start) => ordered(goal, start) ?? { ...inOrder(goal, alone(goal, start)), before: [] };
}

interface Goal {
  readonly ways: Ways;
  readonly distances: ReadonlyMap<string, number>;
  readonly most: number;
  /** By length and node. */
  readonly known: Map<string, Onward>[];
  readonly ordered: Map<string, Ordered>;
}

/** All routes from a node, shortest first. */
interface Ordered extends RoutesAfter {
  readonly steps: number;
  /** In how many lengths they were looked for. */
  readonly lengths: number;
}

/** Kept where several ways lead to the node. Undefined: a search of its own might have come to its end before. */
function ordered(goal: Goal, start: string): Ordered | undefined {
  const known = goal.ordered.get(start);
  if (known !== undefined) return known;
  const onlyHop = onlyWayOn(goal, start);
  const found = onlyHop === undefined ? inLengths(goal, start) : orderedOver(goal, onlyHop);
  const made = found === undefined || onlyHop !== undefined ? found : { ...found, ...inOrder(goal, found) };
  if (made !== undefined && isShared(goal, start)) goal.ordered.set(start, made);
  return made;
}

const isShared = ({ ways }: Goal, node: string): boolean => (ways.into.get(node)?.length ?? 0) > 1;

/** From a node to which no way leads back, and from which one way leads on. */
function onlyWayOn({ ways, distances }: Goal, node: string): Hop | undefined {
  if (distances.get(node) === 0 || !ways.once.has(node)) return undefined;
  const [hop, ...more] = (ways.outOf.get(node) ?? []).filter(({ to }) => distances.has(to));
  return more.length === 0 ? hop : undefined;
}

/** What the search from its end found, each with the hop before it: in the same order, after as many steps and one for each length. */
function orderedOver(goal: Goal, hop: Hop): Ordered | undefined {
  const onward = ordered(goal, hop.to);
  if (onward === undefined) return undefined;
  const steps = onward.steps + onward.lengths;
  return steps > MAX_STEPS ? undefined : { ...onward, before: [hop, ...onward.before], steps };
}

const inOrder = ({ ways }: Goal, { routes, cut }: Routes): Routes => ({
  routes: [...routes].sort((a, b) => a.length - b.length || fromTheEnd(ways, a, b)),
  cut,
});

/** The routes of one length. */
interface Onward {
  readonly routes: readonly Route[];
  /** Hops that were tried. */
  readonly steps: number;
  /** There are more of them. */
  readonly cut: boolean;
  /** Longer routes are not excluded. */
  readonly longer: boolean;
}

/** Put together from what leads on from each node, not yet in order. */
function inLengths(goal: Goal, start: string): Ordered | undefined {
  const routes: Route[] = [];
  const nearest = goal.distances.get(start);
  let [steps, lengths, longer, cut] = [0, 0, nearest !== undefined, false];
  while (longer && !cut) {
    const found = onward(goal, start, (nearest ?? 0) + lengths);
    lengths += 1;
    steps += found.steps;
    if (steps > MAX_STEPS) return undefined;
    cut = addedTo(routes, found, goal.most, (route) => route);
    longer = found.longer;
  }
  return { before: [], routes, cut, steps, lengths };
}

/** Kept where several ways lead to the node: else nobody asks again. */
function onward(goal: Goal, node: string, left: number): Onward {
  const ofLength = goal.known[left] ?? new Map<string, Onward>();
  goal.known[left] = ofLength;
  const known = ofLength.get(node);
  if (known !== undefined) return known;
  const made = goal.ways.once.has(node) ? onwardOnce(goal, node, left) : onwardAlone(goal, node, left);
  if (isShared(goal, node)) ofLength.set(node, made);
  return made;
}

const AT_GOAL: Onward = { routes: [HERE], steps: 0, cut: false, longer: false };

/** From a node to which no way leads back: whatever leads on does not meet it. */
function onwardOnce(goal: Goal, node: string, left: number): Onward {
  if (left === 0) return AT_GOAL;
  const routes: Route[] = [];
  const found = { routes, steps: 0, cut: false, longer: false };
  for (const hop of goal.ways.outOf.get(node) ?? []) {
    if (found.cut) break;
    if (!canEndIn(goal, found, hop.to, left - 1)) continue;
    const more = onward(goal, hop.to, left - 1);
    found.steps += 1 + more.steps;
    found.longer ||= more.longer;
    found.cut = addedTo(routes, more, goal.most, (rest) => leg(rest, hop));
  }
  return found;
}

/** True: there are more than have room. */
function addedTo(routes: Route[], more: Onward, most: number, as: (route: Route) => Route): boolean {
  const room = most - routes.length;
  for (let at = 0; at < room && at < more.routes.length; at++) routes.push(as(more.routes[at] ?? HERE));
  return more.cut || more.routes.length > room;
}

/** Can the goal be `left` hops away from the node? The goal itself ends a route. */
function canEndIn({ distances }: Goal, found: { longer: boolean }, node: string, left: number): boolean {
  const distance = distances.get(node);
  if (distance === undefined) return false;
  if (distance > left) found.longer = true;
  return distance === 0 ? left === 0 : distance <= left;
}

interface Search extends Goal {
  steps: number;
  readonly found: Route[];
  /** To the node where the search stands. */
  readonly way: { readonly hops: Hop[]; readonly nodes: Set<string> };
  cut: boolean;
  longer: boolean;
}

const searchFrom = (goal: Goal, start: string): Search => ({
  ...goal,
  steps: 0,
  found: [],
  way: { hops: [], nodes: new Set([start]) },
  cut: false,
  longer: true,
});

function onwardAlone(goal: Goal, node: string, left: number): Onward {
  const search = { ...searchFrom(goal, node), longer: false };
  walk(search, node, left);
  const { found, steps, cut, longer } = search;
  return { routes: found, steps, cut, longer };
}

function alone(goal: Goal, start: string): Routes {
  const search = searchFrom(goal, start);
  for (let length = goal.distances.get(start) ?? 0; search.longer && !search.cut; length++) {
    search.longer = false;
    walk(search, start, length);
  }
  return { routes: search.found, cut: search.cut };
}

/** Routes with exactly `left` more hops. */
function walk(search: Search, node: string, left: number): void {
  const { hops, nodes } = search.way;
  if (left === 0) {
    if (search.found.length >= search.most) search.cut = true;
    else search.found.push(routeOver(hops));
    return;
  }
  for (const hop of search.ways.outOf.get(node) ?? []) {
    if (search.cut) return;
    if (nodes.has(hop.to) || !canEndIn(search, search, hop.to, left - 1)) continue;
    search.steps += 1;
    if (search.steps > MAX_STEPS) search.cut = true;
    nodes.add(hop.to);
    hops.push(hop);
    walk(search, hop.to, left - 1);
    hops.pop();
    nodes.delete(hop.to);
  }
}

/** Routes of one length in the order in which a walk back from the goal meets them: the last hops tell that are not the same. */
function fromTheEnd({ into }: Ways, a: Route, b: Route): number {
  let [one, other] = [a, b];
  let [hop, otherHop] = [a.hop, b.hop];
  while (one !== other && one.hop !== undefined && other.hop !== undefined) {
    if (one.hop !== other.hop) {
      hop = one.hop;
      otherHop = other.hop;
    }
    one = one.rest;
    other = other.rest;
  }
  if (hop === undefined || otherHop === undefined || hop === otherHop) return 0;
  const hops = into.get(hop.to) ?? [];
  return hops.indexOf(hop) - hops.indexOf(otherHop);
}
