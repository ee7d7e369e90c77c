import { createHash } from 'node:crypto';
import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { partsOf } from './in-order.ts';
import { stored } from './neo4j-values.ts';
import { edgeLine, nodeLine } from './staged.ts';

/** A statement that takes `$rows` and returns as `done` how many of them it found something to do for. */
export type RowStatement = readonly [text: string, rows: readonly unknown[]];

const ROWS_PER_STATEMENT = 5_000;

export function* batchesOf(statements: Iterable<RowStatement>): Generator<RowStatement> {
  for (const [text, rows] of statements) {
    for (const part of partsOf(rows, ROWS_PER_STATEMENT)) yield [text, part];
  }
}

/** A row that found nothing is a fault that must not go unnoticed. */
export function expectAllDone(answer: readonly Readonly<Record<string, unknown>>[], rows: readonly unknown[]): void {
  const done = answer[0]?.['done'];
  if (done !== rows.length) throw new Error(`the server took ${String(done)} of ${rows.length} rows`);
}

export const labelText = (labels: readonly string[]): string => labels.map((label) => `:\`${label}\``).join('');

/** With all their labels, and the one that says whether they are of the active snapshot. */
export const nodesToCreate = (
  nodes: readonly GraphNode[],
  marks: (node: GraphNode) => string,
  id: string,
): readonly RowStatement[] =>
  grouped(nodes, marks).map(([labels, group]) => [
    `UNWIND $rows AS row CREATE (n${labels}) SET n = row RETURN count(n) AS done`,
    group.map((node) => nodeRow(node, id)),
  ]);

/** Between nodes that carry `label`; no more of them at a time than are sent together. */
export function* edgesToCreate(edges: Iterable<GraphEdge>, label: string, id: string): Generator<RowStatement> {
  for (const part of partsOf(edges, ROWS_PER_STATEMENT)) {
    for (const [kind, group] of grouped(part, (edge) => edge.kind)) {
      const text = `UNWIND $rows AS row MATCH (a:${label} {id: row.from}) MATCH (b:${label} {id: row.to})
     CREATE (a)-[r:\`${kind}\`]->(b) SET r = row.properties RETURN count(r) AS done`;
      yield [text, group.map((edge) => edgeRow(edge, id))];
    }
  }
}

export const nodeRow = (node: GraphNode, id: string): Readonly<Record<string, unknown>> => ({
  ...stored(node.properties),
  id: node.id,
  labels: node.labels,
  kind: node.labels.at(-1),
  lastupdated: id,
  tadori_digest: nodeDigest(node),
  ...keyOf(node.id),
});

const edgeRow = (edge: GraphEdge, id: string): Readonly<Record<string, unknown>> => ({
  from: edge.from,
  to: edge.to,
  properties: {
    ...stored(edge.properties),
    id: edge.id,
    lastupdated: id,
    tadori_digest: edgeDigest(edge),
    ...keyOf(edge.id),
  },
});

const digestOf = (line: string): string => createHash('sha256').update(line).digest('base64url').slice(0, 22);
export const nodeDigest = (node: GraphNode): string => digestOf(nodeLine(node));
export const edgeDigest = (edge: GraphEdge): string => digestOf(edgeLine(edge));

export function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups];
}

/**
 * Our lists are sorted by code points. Neo4j compares code units in memory and code points in an index, and the two differ from
 * U+D800 on. Ids that reach there get a key that sorts alike both ways: such characters are spelled in lower ones, behind a
 * mark above all others, which is spelled itself.
 */
export const sortKey = (id: string): string => id.replaceAll(/[\u{d7ff}\u{e000}-\u{10ffff}]/gu, spelled);

const MARK = '\ud7ff';

function spelled(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  return `${MARK}${[20, 10, 0].map((shift) => String.fromCharCode(0x100 + ((point >> shift) & 0x3ff))).join('')}`;
}

const keyOf = (id: string): { readonly tadori_key?: string } => {
  const key = sortKey(id);
  return key === id ? {} : { tadori_key: key };
};
