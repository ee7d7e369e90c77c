import { ok } from '../domain/result.ts';
import {
  batchesOf,
  edgesToCreate,
  expectAllDone,
  grouped,
  labelText,
  nodesToCreate,
  type RowStatement,
} from './neo4j-rows.ts';
import type { Neo4jWriter, OpenTransaction } from './neo4j-server.ts';
import type { CheckedGraph } from './staged.ts';
import { INTERRUPTED, type Stored } from './store.ts';

const REMOVE = (label: string): string =>
  `MATCH (n:${label}) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS`;

/** What a process that ended in the middle has left. The caller holds the lock of the state node. */
export const removeGenerations = (server: Neo4jWriter): Promise<void> =>
  server.alone([REMOVE('TadoriBuilding'), REMOVE('TadoriRetired')]);

export const removeRetired = (server: Neo4jWriter): Promise<void> => server.alone([REMOVE('TadoriRetired')]);

/**
 * A graph that is too large for one transaction is loaded beside the active one, under the label TadoriBuilding only. What
 * raw queries look up by one of our labels is not among it.
 */
export async function loadGeneration(
  server: Neo4jWriter,
  id: string,
  graph: CheckedGraph,
  signal: AbortSignal | undefined,
): Stored<void> {
  for (const [text, rows] of batchesOf(statementsOf(graph, id))) {
    if (signal?.aborted === true) {
      await removeGenerations(server);
      return INTERRUPTED;
    }
    expectAllDone(await server.write(text, { rows }), rows);
  }
  return ok(undefined);
}

function* statementsOf({ nodes, edges }: CheckedGraph, id: string): Generator<RowStatement> {
  yield* nodesToCreate(nodes, () => ':TadoriBuilding', id);
  yield* edgesToCreate(edges, 'TadoriBuilding', id);
}

/** In one transaction all labels go from the former nodes to the new ones. */
export async function swapGenerations(transaction: OpenTransaction, graph: CheckedGraph): Promise<void> {
  const before = await transaction.run('MATCH (n:Tadori) RETURN DISTINCT n.labels AS labels');
  for (const { labels } of before) {
    const names = Array.isArray(labels) ? labels.map(String) : [];
    const text = `MATCH (n:Tadori) WHERE n.labels = $names SET n:TadoriRetired REMOVE n:Tadori${labelText(names)}`;
    await transaction.run(text, { names });
  }
  for (const [key] of grouped(graph.nodes, (node) => JSON.stringify(node.labels))) {
    const names: readonly string[] = JSON.parse(key);
    const text = `MATCH (n:TadoriBuilding) WHERE n.labels = $names REMOVE n:TadoriBuilding SET n:Tadori${labelText(names)}`;
    await transaction.run(text, { names });
  }
}
