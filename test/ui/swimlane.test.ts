import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointOn } from '../../ui/lanes/routes.ts';
import type { ColumnKind, LaneEdge, LaneNode, Swimlane, SwimlaneInput } from '../../ui/lanes/types.ts';
import { swimlane } from '../../ui/swimlane.ts';

const KINDS: readonly ColumnKind[] = ['entry', 'group', 'permissionSet', 'ssoRole', 'role', 'resource'];
const BANDS = ['identity', 'a', 'b', 'c'];

/** Any graph at all, circles and edges against the order included. */
const anyInput: fc.Arbitrary<SwimlaneInput> = fc
  .array(fc.record({ column: fc.constantFrom(...KINDS), band: fc.constantFrom(...BANDS) }), {
    minLength: 1,
    maxLength: 40,
  })
  .chain((kinds) => {
    const nodes = kinds.map((one, index): LaneNode => ({ ...one, id: `n${index}`, order: index }));
    const pair = fc.tuple(fc.nat(nodes.length - 1), fc.nat(nodes.length - 1));
    return fc.array(pair, { maxLength: 60 }).map((pairs) => ({
      nodes,
      edges: edgesOf(pairs),
      bands: BANDS.map((id) => ({
        id,
        headHeight: 68,
        head: id === 'identity' ? ('right' as const) : ('left' as const),
      })),
      width: 688,
      minHeight: 600,
    }));
  });

const edgesOf = (pairs: readonly (readonly [number, number])[]): readonly LaneEdge[] => [
  ...new Map(
    pairs
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [`n${a} > n${b}`, { id: `n${a} > n${b}`, from: `n${a}`, to: `n${b}` }]),
  ).values(),
];

const anyPath = fc.array(fc.record({ column: fc.constantFrom(...KINDS), band: fc.constantFrom(...BANDS) }), {
  minLength: 1,
  maxLength: 4,
});

/** Beside what is there, with no edge between the two. */
function withPath(
  input: SwimlaneInput,
  path: readonly Pick<LaneNode, 'column' | 'band'>[],
  order: number,
): SwimlaneInput {
  const nodes = path.map((one, index): LaneNode => ({ ...one, id: `z${index}`, order }));
  const edges = nodes.slice(1).map((to, at) => ({ id: `z${at} > ${to.id}`, from: `z${at}`, to: to.id }));
  return { ...input, nodes: [...nodes, ...input.nodes], edges: [...edges, ...input.edges] };
}

const heightOf = (layout: Swimlane, id: string): number => layout.nodes.get(id)?.y ?? Number.NaN;

const rank = (layout: Swimlane, input: SwimlaneInput): readonly string[] =>
  input.nodes.map((node) => node.id).sort((a, b) => heightOf(layout, a) - heightOf(layout, b) || (a < b ? -1 : 1));

/** How far an edge leads down, where both of its ends stand in one band. */
function inOneBand(layout: Swimlane, input: SwimlaneInput, edge: LaneEdge): number | undefined {
  const band = (id: string): string | undefined => input.nodes.find((node) => node.id === id)?.band;
  if (band(edge.from) !== band(edge.to)) return undefined;
  return heightOf(layout, edge.to) - heightOf(layout, edge.from);
}

const places = (layout: Swimlane): readonly { readonly x: number; readonly y: number }[] => [...layout.nodes.values()];

describe('the swimlane layout', () => {
  it('lets no two nodes overlap', () =>
    fc.assert(
      fc.property(anyInput, (input) => {
        const all = places(swimlane(input));
        for (const [index, a] of all.entries()) {
          for (const b of all.slice(index + 1)) {
            expect(Math.abs(a.x - b.x) >= 40 || Math.abs(a.y - b.y) >= 43).toBe(true);
          }
        }
      }),
    ));

  it('draws every edge from left to right, but those that lead back', () =>
    fc.assert(
      fc.property(anyInput, (input) => {
        const layout = swimlane(input);
        for (const edge of layout.edges) {
          if (edge.back) continue;
          const xs = Array.from({ length: 41 }, (_, at) => pointOn(edge.from, edge.controls, edge.to, at / 40).x);
          for (const [at, x] of xs.entries()) expect(x).toBeGreaterThanOrEqual((xs[at - 1] ?? x) - 0.01);
          expect(edge.to.x).toBeGreaterThan(edge.from.x);
        }
      }),
    ));

  it('calls an edge backward only where its end stands no further right', () =>
    fc.assert(
      fc.property(anyInput, (input) => {
        const layout = swimlane(input);
        const x = (id: string): number => layout.nodes.get(id)?.x ?? 0;
        for (const edge of input.edges) {
          const placed = layout.edges.find((one) => one.id === edge.id);
          expect(placed?.back).toBe(x(edge.from) >= x(edge.to));
        }
      }),
    ));

  it('keeps every node inside its band, and bands apart', () =>
    fc.assert(
      fc.property(anyInput, (input) => {
        const layout = swimlane(input);
        for (const node of input.nodes) {
          const band = layout.bands.find((one) => one.id === node.band);
          const y = layout.nodes.get(node.id)?.y ?? Number.NaN;
          expect(y).toBeGreaterThan((band?.y ?? Number.NaN) + 12);
          expect(y + 32).toBeLessThan((band?.y ?? 0) + (band?.height ?? 0) + 1);
        }
        for (const [index, band] of layout.bands.entries()) {
          const above = layout.bands[index - 1];
          if (above !== undefined) expect(band.y).toBeGreaterThan(above.y + above.height);
        }
      }),
    ));

  it('gives the same picture whatever the order of the lists', () =>
    fc.assert(
      fc.property(anyInput, fc.nat(), (input, turn) => {
        const turned = <T>(list: readonly T[]): readonly T[] => {
          const at = list.length === 0 ? 0 : turn % list.length;
          return [...list.slice(at), ...list.slice(0, at)].reverse();
        };
        expect(swimlane({ ...input, nodes: turned(input.nodes), edges: turned(input.edges) })).toEqual(swimlane(input));
      }),
    ));

  it('stays as it is when a path that stands apart is added', () =>
    fc.assert(
      fc.property(anyInput, anyPath, (input, path) => {
        const before = swimlane(input);
        const more = swimlane(withPath(input, path, 999));
        if (before.columns.length !== more.columns.length) return;
        for (const edge of input.edges) expect(inOneBand(more, input, edge)).toEqual(inOneBand(before, input, edge));
        expect(rank(more, input)).toEqual(rank(before, input));
      }),
    ));

  it('moves lines down as a whole when a path that stands apart comes first', () =>
    fc.assert(
      fc.property(anyInput, anyPath, (input, path) => {
        const before = swimlane(input);
        const more = swimlane(withPath(input, path, -1));
        if (before.columns.length !== more.columns.length) return;
        for (const edge of input.edges) expect(inOneBand(more, input, edge)).toEqual(inOneBand(before, input, edge));
      }),
    ));

  it('ranks roles by the longest chain that leads to them', () => {
    const node = (id: string, column: ColumnKind, order: number): LaneNode => ({ id, column, band: 'a', order });
    const layout = swimlane({
      nodes: [
        node('s', 'ssoRole', 0),
        node('h1', 'role', 1),
        node('h2', 'role', 2),
        node('h3', 'role', 3),
        node('r', 'resource', 4),
      ],
      edges: [
        ['s', 'h1'],
        ['s', 'h3'],
        ['h1', 'h2'],
        ['h2', 'h3'],
        ['h3', 'h1'],
        ['h3', 'r'],
      ].map(([from = '', to = '']) => ({ id: `${from} > ${to}`, from, to })),
      bands: [{ id: 'a', headHeight: 40, head: 'left' }],
      width: 688,
      minHeight: 0,
    });
    expect(layout.columns.map((column) => `${column.kind} ${column.depth}`)).toEqual([
      'ssoRole 0',
      'role 1',
      'role 2',
      'role 3',
      'resource 0',
    ]);
    expect(layout.edges.filter((edge) => edge.back).map((edge) => edge.id)).toEqual(['h3 > h1']);
  });

  it('lays out two thousand nodes in the blink of an eye', () => {
    const nodes = Array.from(
      { length: 2000 },
      (_, n): LaneNode => ({
        id: `n${n}`,
        column: KINDS[n % KINDS.length] ?? 'role',
        band: BANDS[n % 4] ?? 'a',
        order: n,
      }),
    );
    const edges = nodes.slice(1).map((node, n) => ({ id: `e${n}`, from: `n${(n * 7) % 2000}`, to: node.id }));
    const started = performance.now();
    swimlane({
      nodes,
      edges: edges.filter((edge) => edge.from !== edge.to),
      bands: BANDS.map((id) => ({ id, headHeight: 40, head: 'left' })),
      width: 688,
      minHeight: 0,
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
