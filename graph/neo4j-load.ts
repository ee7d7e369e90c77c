import { createHash, randomUUID } from 'node:crypto';
import neo4j from 'neo4j-driver';
import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import type { Neo4jServer, OpenTransaction, Rows } from './neo4j-server.ts';
import { stored } from './neo4j-values.ts';
import { type CheckedGraph, edgeLine, nodeLine } from './staged.ts';
import { INTERRUPTED, type Stored } from './store.ts';

const ROWS_PER_STATEMENT = 5_000;

/** Indexes for look-ups by hand; `Tadori` marks our nodes, so that a database can be shared with other tools. */
export const DEFINITIONS: readonly string[] = [
  'CREATE CONSTRAINT tadori_id IF NOT EXISTS FOR (n:Tadori) REQUIRE n.id IS UNIQUE',
  'CREATE CONSTRAINT tadori_state_id IF NOT EXISTS FOR (n:TadoriState) REQUIRE n.id IS UNIQUE',
  ...['AWSPrincipal', 'AWSResource', 'AWSPolicy', 'AWSAccount', 'User', 'UserAccount', 'UserGroup'].flatMap((label) =>
    ['id', 'name'].map((name) => indexOf(label, name)),
  ),
  ...['AWSPrincipal', 'AWSResource'].map((label) => indexOf(label, 'account_id')),
  'CREATE FULLTEXT INDEX tadori_search IF NOT EXISTS FOR (n:Tadori) ON EACH [n.name, n.arn]',
  'CREATE INDEX tadori_become_technique IF NOT EXISTS FOR ()-[r:CAN_BECOME]-() ON (r.technique)',
  'CREATE INDEX tadori_access_verdict IF NOT EXISTS FOR ()-[r:CAN_ACCESS]-() ON (r.verdict)',
];

function indexOf(label: string, property: string): string {
  const name = `tadori_${label}_${property}`.toLowerCase();
  return `CREATE INDEX ${name} IF NOT EXISTS FOR (n:${label}) ON (n.${property})`;
}

/**
 * Turns the active snapshot into this one: the difference, in one transaction, so that raw queries see all of the former or
 * all of the new one. The mark around the commit is for Neo4jServer.read.
 */
export async function activateIn(
  server: Neo4jServer,
  id: string,
  graph: CheckedGraph,
  signal: AbortSignal | undefined,
): Stored<void> {
  const token = randomUUID();
  const transaction = await server.begin();
  try {
    await transaction.run("MERGE (s:TadoriState {id: 'state'}) SET s.touched = $token", { token });
    const applied = await applyDifference(transaction, id, graph, signal);
    if (!applied.ok) {
      await transaction.rollback();
      return applied;
    }
    const state = { token, id, nodes: neo4j.int(graph.nodes.length), edges: neo4j.int(graph.edges.length) };
    await transaction.run(
      `MATCH (s:TadoriState {id: 'state'})
       SET s.snapshot = $id, s.version = $token, s.nodes = $nodes, s.edges = $edges`,
      state,
    );
    await server.write("MERGE (c:TadoriState {id: 'commit'}) SET c.token = $token", { token });
    await transaction.commit();
    return ok(undefined);
  } catch (error) {
    await transaction.rollback();
    throw error;
  } finally {
    await server.write("MATCH (c:TadoriState {id: 'commit', token: $token}) REMOVE c.token", { token });
  }
}

interface Difference {
  readonly deleteEdges: readonly string[];
  readonly deleteNodes: readonly string[];
  readonly changeNodes: readonly { readonly node: GraphNode; readonly labelsBefore: readonly string[] }[];
  readonly createNodes: readonly GraphNode[];
  readonly createEdges: readonly GraphEdge[];
}

async function applyDifference(
  transaction: OpenTransaction,
  id: string,
  graph: CheckedGraph,
  signal: AbortSignal | undefined,
): Stored<void> {
  const difference = await differenceTo(transaction, graph);
  for (const [text, rows] of statementsOf(difference, id)) {
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
      if (signal?.aborted === true) return INTERRUPTED;
      const part = rows.slice(start, start + ROWS_PER_STATEMENT);
      const [done] = await transaction.run(text, { rows: part });
      if (done?.['done'] !== part.length) throw new Error(`the server took ${done?.['done']} of ${part.length} rows`);
    }
  }
  await transaction.run('MATCH (n:Tadori) WHERE n.lastupdated <> $id SET n.lastupdated = $id', { id });
  await transaction.run('MATCH (:Tadori)-[r]->(:Tadori) WHERE r.lastupdated <> $id SET r.lastupdated = $id', { id });
  return ok(undefined);
}

const digestOf = (line: string): string => createHash('sha256').update(line).digest('base64url').slice(0, 22);

async function differenceTo(transaction: OpenTransaction, graph: CheckedGraph): Promise<Difference> {
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
  const edgesNow = new Map(graph.edges.map((edge) => [edge.id, digestOf(edgeLine(edge))]));
  const createNodes = graph.nodes.filter((node) => !nodesBefore.has(node.id));
  const changeNodes = graph.nodes.flatMap((node) => {
    const before = nodesBefore.get(node.id);
    if (before === undefined || before['digest'] === digestOf(nodeLine(node))) return [];
    return [{ node, labelsBefore: texts(before['labels']) }];
  });
  return {
    deleteEdges: [...edgesBefore].flatMap(([id, before]) =>
      edgesNow.get(id) === before['digest'] ? [] : [String(before['element'])],
    ),
    deleteNodes: [...nodesBefore.keys()].filter((id) => !nodesNow.has(id)),
    changeNodes,
    createNodes,
    createEdges: graph.edges.filter((edge) => edgesBefore.get(edge.id)?.['digest'] !== edgesNow.get(edge.id)),
  };
}

const byIdOf = (rows: Rows): ReadonlyMap<string, Rows[number]> => new Map(rows.map((row) => [String(row['id']), row]));
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

type Statement = readonly [text: string, rows: readonly unknown[]];

/** In this order; each counts what it did, so that a row that found nothing is noticed. */
function statementsOf(difference: Difference, id: string): readonly Statement[] {
  return [
    [
      'UNWIND $rows AS element MATCH ()-[r]->() WHERE elementId(r) = element DELETE r RETURN count(*) AS done',
      difference.deleteEdges,
    ],
    ['UNWIND $rows AS id MATCH (n:Tadori {id: id}) DETACH DELETE n RETURN count(*) AS done', difference.deleteNodes],
    ...changes(difference, id),
    ...grouped(difference.createNodes, (node) => labelText(node.labels)).map(
      ([labels, nodes]): Statement => [
        `UNWIND $rows AS row CREATE (n:Tadori${labels}) SET n = row RETURN count(n) AS done`,
        nodes.map((node) => nodeRow(node, id)),
      ],
    ),
    ...grouped(difference.createEdges, (edge) => edge.kind).map(
      ([kind, edges]): Statement => [
        `UNWIND $rows AS row MATCH (a:Tadori {id: row.from}) MATCH (b:Tadori {id: row.to})
         CREATE (a)-[r:\`${kind}\`]->(b) SET r = row.properties RETURN count(r) AS done`,
        edges.map((edge) => edgeRow(edge, id)),
      ],
    ),
  ];
}

function changes(difference: Difference, id: string): readonly Statement[] {
  const labelsToRemove = (labelsBefore: readonly string[], node: GraphNode): string =>
    labelText(labelsBefore.filter((label) => label !== 'Tadori' && !node.labels.includes(label)));
  const groups = grouped(difference.changeNodes, ({ node, labelsBefore }) =>
    JSON.stringify([labelText(node.labels), labelsToRemove(labelsBefore, node)]),
  );
  return groups.map(([key, list]): Statement => {
    const [labels, old] = texts(JSON.parse(key));
    const remove = old === '' ? '' : `REMOVE n${old}`;
    return [
      `UNWIND $rows AS row MATCH (n:Tadori {id: row.id}) SET n = row, n${labels} ${remove} RETURN count(n) AS done`,
      list.map(({ node }) => nodeRow(node, id)),
    ];
  });
}

const labelText = (labels: readonly string[]): string => labels.map((label) => `:\`${label}\``).join('');

const nodeRow = (node: GraphNode, id: string): Readonly<Record<string, unknown>> => ({
  ...stored(node.properties),
  id: node.id,
  labels: node.labels,
  kind: node.labels.at(-1),
  lastupdated: id,
  tadori_digest: digestOf(nodeLine(node)),
});

const edgeRow = (edge: GraphEdge, id: string): Readonly<Record<string, unknown>> => ({
  from: edge.from,
  to: edge.to,
  properties: {
    ...stored(edge.properties),
    id: edge.id,
    lastupdated: id,
    tadori_digest: digestOf(edgeLine(edge)),
  },
});

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups];
}
