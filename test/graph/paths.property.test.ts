import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessGraph, GraphEdge, GraphNode, GraphPath } from '../../domain/graph.ts';
import { memoryReader } from '../../graph/memory.ts';
import { byId, compareText, type PathAsk } from '../../graph/store.ts';
import { got } from '../conformance/graph-store.harness.ts';

/** Small dense graphs with parallel edges, circles and self loops. */
const graphs: fc.Arbitrary<AccessGraph> = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.constantFrom('X', 'Y')), { maxLength: 14 }),
  )
  .map(([count, list]) => ({
    snapshot: 'random',
    nodes: Array.from(
      { length: count },
      (_, i): GraphNode => ({ id: `n${i}`, labels: ['AWSPrincipal'], properties: {} }),
    ),
    edges: list
      .filter(([from, to]) => from < count && to < count)
      .map(([from, to, kind], i): GraphEdge => ({ id: `e${i}`, kind, from: `n${from}`, to: `n${to}`, properties: {} })),
  }));

const kindSets = fc.constantFrom<readonly string[] | undefined>(undefined, ['X'], ['Y'], ['X', 'Y'], []);
const nodeIds = fc.integer({ min: 0, max: 5 }).map((i) => `n${i}`);

/** Every node-simple path that ends in the target, by trying everything forwards. */
function everyPath(graph: AccessGraph, target: string, ask: PathAsk): readonly (readonly GraphEdge[])[] {
  const found: (readonly GraphEdge[])[] = [];
  const extend = (path: readonly GraphEdge[], nodes: readonly string[]): void => {
    const at = nodes.at(-1);
    if (at === target && path.length >= (ask.minDepth ?? 1)) found.push(path);
    if (at === target || path.length === ask.maxDepth) return;
    for (const edge of graph.edges) {
      const kinds = edge.to === target ? (ask.lastKinds ?? ask.kinds) : ask.kinds;
      if (edge.from !== at || nodes.includes(edge.to) || !(kinds?.includes(edge.kind) ?? true)) continue;
      extend([...path, edge], [...nodes, edge.to]);
    }
  };
  for (const { id } of graph.nodes) if (ask.from?.includes(id) ?? true) extend([], [id]);
  const key = (path: readonly GraphEdge[]): string =>
    [String(path.length).padStart(3, '0'), ...[...path].reverse().map((edge) => edge.id.padEnd(4))].join(' ');
  return found.sort((a, b) => compareText(key(a), key(b)));
}

const edgeIds = (paths: readonly GraphPath[]): readonly (readonly string[])[] =>
  paths.map((path) => path.edges.map((edge) => edge.id));

describe('paths of the reference store', () => {
  const asks = fc.record({
    graph: graphs,
    target: nodeIds,
    from: fc.option(fc.array(nodeIds, { maxLength: 3 }), { nil: undefined }),
    kinds: kindSets,
    lastKinds: kindSets,
    minDepth: fc.constantFrom(0, 1, 2),
    maxDepth: fc.integer({ min: 0, max: 6 }),
    limit: fc.constantFrom(1, 2, 1000),
  });

  it('are all node-simple paths, each once, in their order, on whatever pages', async () => {
    await fc.assert(
      fc.asyncProperty(asks, async ({ graph, target, from, kinds, lastKinds, minDepth, maxDepth, limit }) => {
        const ask: PathAsk = {
          minDepth,
          maxDepth,
          ...(from === undefined ? {} : { from }),
          ...(kinds === undefined ? {} : { kinds }),
          ...(lastKinds === undefined ? {} : { lastKinds }),
        };
        const reader = memoryReader(graph);
        const found: GraphPath[] = [];
        let cursor: string | undefined;
        do {
          const page = await got(
            reader.simplePathsTo(target, { ...ask, limit, ...(cursor === undefined ? {} : { cursor }) }),
          );
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items);
          cursor = page.next;
        } while (cursor !== undefined);
        const expected = everyPath(graph, target, ask).map((path) => path.map((edge) => edge.id));
        expect(edgeIds(found)).toEqual(expected);
        for (const path of found) {
          expect(path.nodes).toHaveLength(path.edges.length + 1);
          expect(new Set(path.nodes.map((node) => node.id)).size).toBe(path.nodes.length);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('the k shortest are the first k, and no path is shorter', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, nodeIds, nodeIds, fc.integer({ min: 1, max: 5 }), async (graph, from, to, k) => {
        const page = await got(memoryReader(graph).shortestPaths(from, to, k, { maxDepth: 6 }));
        const expected = everyPath(graph, to, { from: [from], minDepth: 0, maxDepth: 6 });
        expect(edgeIds(page.items)).toEqual(expected.slice(0, k).map((path) => path.map((edge) => edge.id)));
      }),
      { numRuns: 200 },
    );
  });

  it('reach finds exactly the nodes that some path reaches, each by a shortest one', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        nodeIds,
        kindSets,
        fc.integer({ min: 0, max: 6 }),
        async (graph, start, kinds, maxDepth) => {
          const ask = { maxDepth, ...(kinds === undefined ? {} : { kinds }) };
          const reached = await got(memoryReader(graph).reachFrom([start], ask));
          const shortest = new Map<string, number>();
          for (const { id } of graph.nodes) {
            const [first] = everyPath(graph, id, { ...ask, from: [start], minDepth: 0 });
            if (first !== undefined) shortest.set(id, first.length);
          }
          expect(reached.map((one) => one.node.id)).toEqual([...shortest.keys()].sort(compareText));
          for (const { node, path } of reached) {
            expect(path.edges).toHaveLength(shortest.get(node.id) ?? -1);
            expect([path.nodes[0]?.id, path.nodes.at(-1)?.id]).toEqual([start, node.id]);
            path.edges.forEach((edge, i) => {
              expect([edge.from, edge.to]).toEqual([path.nodes[i]?.id, path.nodes[i + 1]?.id]);
            });
          }
          const back = await got(memoryReader(turned(graph)).reachTo([start], ask));
          expect(back.map((one) => one.node.id)).toEqual(reached.map((one) => one.node.id));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('an enumeration that has to work too long stops, says where, and goes on there', async () => {
    // the only path is s -> x -> t; every longer try gets lost among eight nodes that all lead to each other and to x
    const crowd = Array.from({ length: 8 }, (_, i) => `c${i}`);
    const pairs = [
      ['s', 'x'],
      ['x', 't'],
      ...crowd.flatMap((a) => ['x', ...crowd].map((b) => [a, b])),
      ...crowd.map((b) => ['x', b]),
    ];
    const graph: AccessGraph = {
      snapshot: 'crowd',
      nodes: ['s', 'x', 't', ...crowd].map((id) => ({ id, labels: ['AWSPrincipal'], properties: {} })),
      edges: pairs.map(([from = '', to = '']) => ({ id: `${from}-${to}`, kind: 'X', from, to, properties: {} })),
    };
    const reader = memoryReader(graph);
    const pages: (readonly (readonly string[])[])[] = [];
    let cursor: string | undefined;
    do {
      const ask = { from: ['s'], maxDepth: 9, ...(cursor === undefined ? {} : { cursor }) };
      const page = await got(reader.simplePathsTo('t', ask));
      pages.push(edgeIds(page.items));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(pages.flat()).toEqual([['s-x', 'x-t']]);
    expect(pages.length).toBeGreaterThan(1);
  });
});

const turned = (graph: AccessGraph): AccessGraph => ({
  ...graph,
  edges: graph.edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from })).sort(byId),
});

describe('the order of ids', () => {
  it('is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
    expect(compareText('\uff5e', '\u{1f600}')).toBeLessThan(0);
  });
});
