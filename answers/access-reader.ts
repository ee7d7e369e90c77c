import type { EffectiveAccess, Hop } from '../domain/access.ts';

/** What the questions read of a proved snapshot, whichever store holds it. */
export interface AccessReader {
  accessTo(resource: string): Promise<readonly EffectiveAccess[]>;
  accessOf(principal: string): Promise<readonly EffectiveAccess[]>;
  hopsTo(node: string): Promise<readonly Hop[]>;
  hopsFrom(node: string): Promise<readonly Hop[]>;
}

/** Hops in walking order. Node-simple: no node twice. */
export type Route = readonly Hop[];

export interface Routes {
  readonly routes: readonly Route[];
  /** Longer or further routes were left out. */
  readonly truncated: boolean;
}

const MAX_HOPS = 10;
const MAX_ROUTES = 2_000;

/** All node-simple routes that end in `goal` and begin in a node that `isStart` accepts, shortest first. */
export async function routesTo(
  reader: AccessReader,
  goal: string,
  isStart: (node: string) => boolean,
): Promise<Routes> {
  const all = await walk(async (route) => {
    const hops = await reader.hopsTo(route[0]?.from ?? goal);
    return hops.filter((hop) => !visits(route, goal, hop.from)).map((hop) => [hop, ...route]);
  });
  return { ...all, routes: all.routes.filter((route) => isStart(route[0]?.from ?? goal)) };
}

/** All node-simple routes that begin in `start`, shortest first; the empty route ends in `start` itself. */
export function routesFrom(reader: AccessReader, start: string): Promise<Routes> {
  return walk(async (route) => {
    const hops = await reader.hopsFrom(route.at(-1)?.to ?? start);
    return hops.filter((hop) => !visits(route, start, hop.to)).map((hop) => [...route, hop]);
  });
}

const visits = (route: Route, end: string, node: string): boolean =>
  node === end || route.some((hop) => hop.from === node || hop.to === node);

/** Breadth first, so that what a limit cuts off is longest. */
async function walk(longer: (route: Route) => Promise<readonly Route[]>): Promise<Routes> {
  const found: Route[] = [[]];
  let layer: readonly Route[] = [[]];
  for (let length = 1; length <= MAX_HOPS; length++) {
    const next = (await Promise.all(layer.map(longer))).flat();
    if (next.length === 0) return { routes: found, truncated: false };
    found.push(...next.slice(0, MAX_ROUTES - found.length));
    if (found.length >= MAX_ROUTES) break;
    layer = next;
  }
  return { routes: found, truncated: true };
}
