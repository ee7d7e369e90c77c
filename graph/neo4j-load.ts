import { randomUUID } from 'node:crypto';
import neo4j from 'neo4j-driver';
import { ok } from '../domain/result.ts';
import { applyDifference } from './neo4j-difference.ts';
import { loadGeneration, removeGenerations, removeRetired, swapGenerations } from './neo4j-generation.ts';
import type { Neo4jWriter, OpenTransaction } from './neo4j-server.ts';
import type { CheckedGraph } from './staged.ts';
import type { Stored } from './store.ts';

/** Indexes for look-ups by hand; `Tadori` marks our nodes, so that a database can be shared with other tools. */
export const DEFINITIONS: readonly string[] = [
  'CREATE CONSTRAINT tadori_id IF NOT EXISTS FOR (n:Tadori) REQUIRE n.id IS UNIQUE',
  'CREATE CONSTRAINT tadori_building_id IF NOT EXISTS FOR (n:TadoriBuilding) REQUIRE n.id IS UNIQUE',
  'CREATE CONSTRAINT tadori_state_id IF NOT EXISTS FOR (n:TadoriState) REQUIRE n.id IS UNIQUE',
  'CREATE INDEX tadori_key IF NOT EXISTS FOR (n:Tadori) ON (n.tadori_key)',
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

/** About 4 KB of the server's heap an element, so some 120 MB: what the smallest servers can hold. */
export const ELEMENTS_IN_ONE_TRANSACTION = 30_000;

export interface Activation {
  readonly id: string;
  readonly graph: CheckedGraph;
  /** Nodes and edges up to which the difference is applied in one transaction. */
  readonly inOneTransaction: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Turns the active snapshot into this one by one commit, so that raw queries see all of the former or all of the new one: of
 * a small graph the difference, of a large one the labels of nodes that were loaded before. The lock of the state node keeps
 * other activations out; the mark around the commit is for Neo4jServer.read.
 */
export async function activateIn(server: Neo4jWriter, activation: Activation): Stored<void> {
  const { id, graph } = activation;
  const token = randomUUID();
  const transaction = await server.begin();
  try {
    const applied = await bringIn(server, transaction, activation, token);
    if (!applied.ok) {
      await rolledBack(transaction);
      return applied;
    }
    const counts = { nodes: neo4j.int(graph.nodes.length), edges: neo4j.int(graph.edges.length) };
    await transaction.run(
      `MATCH (s:TadoriState {id: 'state'})
       SET s.snapshot = $id, s.version = $token, s.nodes = $nodes, s.edges = $edges`,
      { id, token, ...counts },
    );
    await server.write("MERGE (c:TadoriState {id: 'commit'}) SET c.token = $token", { token });
    await transaction.commit();
  } catch (error) {
    await rolledBack(transaction);
    await removeLeftovers(server).catch(() => undefined); // else the next activation does
    throw error;
  } finally {
    // a mark that stays here is settled by whoever reads next: a commit that was made counts
    const unmark = "MATCH (c:TadoriState {id: 'commit', token: $token}) REMOVE c.token";
    await server.write(unmark, { token }).catch(() => undefined);
  }
  await removeRetired(server).catch(() => undefined);
  return ok(undefined);
}

/** The server rolls back what it lost: what is told is why it had to be rolled back. */
const rolledBack = (transaction: OpenTransaction): Promise<void> => transaction.rollback().catch(() => undefined);

const LOCK = `MERGE (s:TadoriState {id: 'state'}) SET s.touched = $token
  RETURN coalesce(s.nodes, 0) + coalesce(s.edges, 0) AS elements`;

/** Under the lock, so that nothing goes that another activation is just loading. */
async function removeLeftovers(server: Neo4jWriter): Promise<void> {
  const transaction = await server.begin();
  try {
    await transaction.run(LOCK, { token: randomUUID() });
    await removeGenerations(server);
  } finally {
    await transaction.rollback();
  }
}

async function bringIn(
  server: Neo4jWriter,
  transaction: OpenTransaction,
  { id, graph, inOneTransaction, signal }: Activation,
  token: string,
): Stored<void> {
  const [before] = await transaction.run(LOCK, { token });
  await removeGenerations(server);
  const elements = Math.max(Number(before?.['elements']), graph.nodes.length + graph.edges.length);
  if (elements <= inOneTransaction) return applyDifference(transaction, id, graph, signal);
  const loaded = await loadGeneration(server, id, graph, signal);
  if (loaded.ok) await swapGenerations(transaction, graph);
  return loaded;
}
