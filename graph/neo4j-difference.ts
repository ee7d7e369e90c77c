import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import {
  batchesOf,
  edgeDigest,
  edgesToCreate,
  expectAllDone,
  grouped,
  labelText,
  nodeDigest,
  nodeRow,
  nodesToCreate,
  type RowStatement,
} from './neo4j-rows.ts';
import type { OpenTransaction, Rows } from './neo4j-server.ts';
import type { CheckedGraph } from './staged.ts';
import { INTERRUPTED, type Stored } from './store.ts';

interface Difference {
  /** The server's own ids. */
  readonly deleteEdges: readonly string[];
  readonly deleteNodes: readonly string[];
  readonly changeNodes: readonly { readonly node: GraphNode; readonly labelsBefore: readonly string[] }[];
  readonly createNodes: readonly GraphNode[];
  readonly createEdges: readonly GraphEdge[];
}

/** Deletes, changes and creates what differs; what is equal stays what it was, and so does what others attached to it. */
export async function applyDifference(
  transaction: OpenTransaction,
  id: string,
  graph: CheckedGraph,
  signal: AbortSignal | undefined,
): Stored<void> {
  const difference = await differenceTo(transaction, graph);
  for (const [text, rows] of batchesOf(statementsOf(difference, id))) {
    if (signal?.aborted === true) return INTERRUPTED;
    expectAllDone(await transaction.run(text, { rows }), rows);
  }
  await transaction.run('MATCH (n:Tadori) WHERE n.lastupdated <> $id SET n.lastupdated = $id', { id });
  await transaction.run('MATCH (:Tadori)-[r]->(:Tadori) WHERE r.lastupdated <> $id SET r.lastupdated = $id', { id });
  return ok(undefined);
}

async function differenceTo(transaction: OpenTransaction, graph: CheckedGraph): Promise<Difference> {
  const edges = [...graph.edges]; // a graph of which the difference is made is a small one
  const nodesBefore = byIdOf(
    await transaction.run('MATCH (n:Tadori) RETURN n.id AS id, n.tadori_digest AS digest, labels(n) AS labels'),
  );
  const edgesBefore = byIdOf(
    await transaction.run(
      `MATCH (:Tadori)-[r]->(:Tadori) WHERE r.tadori_digest IS NOT NULL
       RETURN r.id AS id, r.tadori_digest AS digest, elementId(r) AS element`,
    ),
  );
  const nodesNow = new Set(graph.nodes.map((node) => node.id));
  const edgesNow = new Map(edges.map((edge) => [edge.id, edgeDigest(edge)]));
  return {
    deleteEdges: [...edgesBefore].flatMap(([id, before]) =>
      edgesNow.get(id) === before['digest'] ? [] : [String(before['element'])],
    ),
    deleteNodes: [...nodesBefore.keys()].filter((id) => !nodesNow.has(id)),
    changeNodes: graph.nodes.flatMap((node) => {
      const before = nodesBefore.get(node.id);
      if (before === undefined || before['digest'] === nodeDigest(node)) return [];
      return [{ node, labelsBefore: texts(before['labels']) }];
    }),
    createNodes: graph.nodes.filter((node) => !nodesBefore.has(node.id)),
    createEdges: edges.filter((edge) => edgesBefore.get(edge.id)?.['digest'] !== edgesNow.get(edge.id)),
  };
}

const byIdOf = (rows: Rows): ReadonlyMap<string, Rows[number]> => new Map(rows.map((row) => [String(row['id']), row]));
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const statementsOf = (difference: Difference, id: string): readonly RowStatement[] => [
  [
    'UNWIND $rows AS element MATCH ()-[r]->() WHERE elementId(r) = element DELETE r RETURN count(*) AS done',
    difference.deleteEdges,
  ],
  ['UNWIND $rows AS id MATCH (n:Tadori {id: id}) DETACH DELETE n RETURN count(*) AS done', difference.deleteNodes],
  ...changes(difference, id),
  ...nodesToCreate(difference.createNodes, (node) => `:Tadori${labelText(node.labels)}`, id),
  ...edgesToCreate(difference.createEdges, 'Tadori', id),
];

function changes(difference: Difference, id: string): readonly RowStatement[] {
  const labelsToRemove = (labelsBefore: readonly string[], node: GraphNode): string =>
    labelText(labelsBefore.filter((label) => label !== 'Tadori' && !node.labels.includes(label)));
  const groups = grouped(difference.changeNodes, ({ node, labelsBefore }) =>
    JSON.stringify([labelText(node.labels), labelsToRemove(labelsBefore, node)]),
  );
  return groups.map(([key, list]): RowStatement => {
    const [labels, old] = texts(JSON.parse(key));
    const remove = old === '' ? '' : `REMOVE n${old}`;
    return [
      `UNWIND $rows AS row MATCH (n:Tadori {id: row.id}) SET n = row, n${labels} ${remove} RETURN count(n) AS done`,
      list.map(({ node }) => nodeRow(node, id)),
    ];
  });
}
