import type { GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import { reach } from './reach.ts';
import { simplePathsTo } from './simple-paths.ts';
import type { EdgeQuery, GraphSource } from './source.ts';
import {
  byId,
  type EdgeAsk,
  failure,
  type GraphReader,
  type Neighbour,
  type NeighbourAsk,
  type Page,
  type PageAsk,
  type Stored,
} from './store.ts';

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;
const MAX_DEPTH = 32;

/** All operations of a reader, made of what a source can do. Checks what is asked, and that the reader is still open. */
export function readerOver(snapshot: string, engine: string, source: GraphSource): GraphReader {
  let closed = false;
  const asked = <T>(problem: string | undefined, answer: () => Stored<T>): Stored<T> => {
    if (closed) return Promise.resolve(failure('closed', 'this reader is closed'));
    return problem === undefined ? answer() : Promise.resolve(failure('invalid', problem));
  };
  const cypher = source.cypher?.bind(source);
  return {
    snapshot,
    engine,
    node: (id) => asked(undefined, () => nodeOf(source, id)),
    nodesByLabel: (label, ask = {}) => asked(pageProblem(ask), () => labelledPage(source, label, ask)),
    neighbours: (id, ask) => asked(pageProblem(ask), () => neighbourPage(source, id, ask)),
    edges: (ask) => asked(pageProblem(ask), () => pageOfEdges(source, ask, ask)),
    reachFrom: (ids, ask) => asked(depthProblem(ask.maxDepth), () => reach(source, ids, ask, 'from')),
    reachTo: (ids, ask) => asked(depthProblem(ask.maxDepth), () => reach(source, ids, ask, 'to')),
    simplePathsTo: (target, ask) =>
      asked(limitProblem(ask.limit) ?? depthProblem(ask.maxDepth) ?? depthProblem(ask.minDepth ?? 1), () =>
        simplePathsTo(source, target, ask),
      ),
    shortestPaths: (from, to, k, ask) =>
      asked(limitProblem(k) ?? depthProblem(ask.maxDepth), () =>
        simplePathsTo(source, to, { ...ask, from: [from], minDepth: 0, limit: k }),
      ),
    count: () => asked(undefined, () => source.counts()),
    ...(cypher === undefined
      ? {}
      : { cypher: (text, params, limits) => asked(undefined, () => cypher(text, params, limits)) }),
    close: async () => {
      if (closed) return;
      closed = true;
      await source.close();
    },
  };
}

async function nodeOf(source: GraphSource, id: string): Stored<GraphNode | undefined> {
  const found = await source.nodes([id]);
  return found.ok ? ok(found.value[0]) : found;
}

async function labelledPage(source: GraphSource, label: string, ask: PageAsk): Stored<Page<GraphNode>> {
  const limit = ask.limit ?? DEFAULT_LIMIT;
  const found = await source.labelled(label, ask.cursor, limit + 1);
  return found.ok ? ok(pageOf(found.value, limit)) : found;
}

async function pageOfEdges(source: GraphSource, query: EdgeQuery, ask: PageAsk): Stored<Page<Neighbour['edge']>> {
  const limit = ask.limit ?? DEFAULT_LIMIT;
  const found = await source.edges({ ...endsOf(query), after: ask.cursor, limit: limit + 1 });
  return found.ok ? ok(pageOf(found.value, limit)) : found;
}

const endsOf = ({ kinds, from, to }: EdgeAsk | EdgeQuery): EdgeQuery => ({ kinds, from, to });

async function neighbourPage(source: GraphSource, id: string, ask: NeighbourAsk): Stored<Page<Neighbour>> {
  const limit = ask.limit ?? DEFAULT_LIMIT;
  const sides: readonly EdgeQuery[] = [
    ...(ask.direction === 'in' ? [] : [{ from: [id] }]),
    ...(ask.direction === 'out' ? [] : [{ to: [id] }]),
  ];
  const found = new Map<string, Neighbour['edge']>();
  for (const side of sides) {
    const edges = await source.edges({ ...side, kinds: ask.kinds, after: ask.cursor, limit: limit + 1 });
    if (!edges.ok) return edges;
    for (const edge of edges.value) found.set(edge.id, edge);
  }
  const page = pageOf([...found.values()].sort(byId), limit);
  const far = (edge: Neighbour['edge']): string => (edge.from === id ? edge.to : edge.from);
  const nodes = await source.nodes([...new Set(page.items.map(far))]);
  if (!nodes.ok) return nodes;
  const known = new Map(nodes.value.map((node) => [node.id, node]));
  const items = page.items.flatMap((edge): Neighbour[] => {
    const node = known.get(far(edge));
    return node === undefined ? [] : [{ edge, node }];
  });
  return ok({ ...page, items });
}

/** From one item more than asked for. */
function pageOf<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: last.id } : { items };
}

const pageProblem = (ask: PageAsk): string | undefined => limitProblem(ask.limit);

function limitProblem(limit: number | undefined): string | undefined {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) return undefined;
  return `\`limit\` must be a whole number from 1 to ${MAX_LIMIT}`;
}

function depthProblem(depth: number): string | undefined {
  if (Number.isInteger(depth) && depth >= 0 && depth <= MAX_DEPTH) return undefined;
  return `a depth must be a whole number from 0 to ${MAX_DEPTH}`;
}
