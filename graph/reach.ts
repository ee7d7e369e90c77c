import type { GraphEdge, GraphNode, GraphPath } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import type { GraphSource } from './source.ts';
import { byId, compareText, type ReachAsk, type Reached, type Stored } from './store.ts';

/** How a node was first met: over which edge, from which node. Start nodes have none. */
type Steps = ReadonlyMap<string, { readonly edge: GraphEdge; readonly near: string } | undefined>;

/**
 * Breadth first, one question to the engine for each depth: walks and trails, on which engines differ, never come up.
 * Within a depth edges count in the order of their ids, so the witness path is the same everywhere.
 */
export async function reach(
  source: GraphSource,
  ids: readonly string[],
  ask: ReachAsk,
  direction: 'from' | 'to',
): Stored<readonly Reached[]> {
  const starts = await source.nodes(ids);
  if (!starts.ok) return starts;
  const steps = new Map<string, { edge: GraphEdge; near: string } | undefined>(
    starts.value.map((node) => [node.id, undefined]),
  );
  let layer: readonly string[] = [...steps.keys()];
  for (let depth = 0; depth < ask.maxDepth && layer.length > 0; depth++) {
    const ends = direction === 'from' ? { from: layer } : { to: layer };
    const edges = await source.edges({ kinds: ask.kinds, ...ends });
    if (!edges.ok) return edges;
    layer = newlyMet(edges.value, steps, direction);
  }
  const nodes = await source.nodes([...steps.keys()]);
  return nodes.ok ? ok(withPaths(nodes.value, steps, direction)) : nodes;
}

function newlyMet(
  edges: readonly GraphEdge[],
  steps: Map<string, { edge: GraphEdge; near: string } | undefined>,
  direction: 'from' | 'to',
): readonly string[] {
  const met: string[] = [];
  for (const edge of edges) {
    const [near, far] = direction === 'from' ? [edge.from, edge.to] : [edge.to, edge.from];
    if (steps.has(far)) continue;
    steps.set(far, { edge, near });
    met.push(far);
  }
  return met;
}

function withPaths(nodes: readonly GraphNode[], steps: Steps, direction: 'from' | 'to'): readonly Reached[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  return [...nodes].sort(byId).map((node) => ({ node, path: pathOf(node.id, steps, known, direction) }));
}

function pathOf(end: string, steps: Steps, known: ReadonlyMap<string, GraphNode>, direction: 'from' | 'to'): GraphPath {
  const edges: GraphEdge[] = [];
  const ids: string[] = [end];
  for (let step = steps.get(end); step !== undefined; step = steps.get(step.near)) {
    edges.push(step.edge);
    ids.push(step.near);
  }
  const nodes = ids.flatMap((id) => known.get(id) ?? []);
  return direction === 'to' ? { nodes, edges } : { nodes: nodes.reverse(), edges: edges.reverse() };
}

/** Distances in edges from the given nodes, inside a set of edges that is already here. */
export function distancesFrom(ids: readonly string[], edges: Iterable<GraphEdge>): ReadonlyMap<string, number> {
  const out = new Map<string, string[]>();
  for (const edge of edges) {
    const list = out.get(edge.from);
    if (list === undefined) out.set(edge.from, [edge.to]);
    else list.push(edge.to);
  }
  const distance = new Map(ids.map((id) => [id, 0]));
  const queue = [...ids].sort(compareText);
  for (const id of queue) {
    for (const far of out.get(id) ?? []) {
      if (distance.has(far)) continue;
      distance.set(far, (distance.get(id) ?? 0) + 1);
      queue.push(far);
    }
  }
  return distance;
}
