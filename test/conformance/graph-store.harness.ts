import type { CypherRows, GraphReader, GraphStore, Sealed, Stored } from '../../graph/store.ts';
import type { Fixture } from './graph-store.fixtures.ts';

/** One adapter under test. */
export interface Harness {
  readonly name: string;
  /** A store over empty ground. */
  fresh(): Promise<GraphStore>;
  /** Another store over the same ground, as another process would open it. Left out: nothing outlives the store. */
  readonly again?: () => Promise<GraphStore>;
  /** Arguments of load-child.ts that reach the same ground. */
  readonly childArguments?: () => readonly string[];
  /** False: only the active snapshot can be opened. */
  readonly keepsOthers: boolean;
  readonly cypher: 'none' | 'ladybug' | 'neo4j';
  /** A query without guard and adapter: number of rows. */
  readonly raw?: (text: string) => Promise<number>;
  /** Files that a finished or broken load must not leave behind. */
  readonly leftovers?: () => Promise<readonly string[]>;
}

export const got = async <T>(answer: Stored<T>): Promise<T> => {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
  return result.value;
};

export const errorOf = async (answer: Stored<unknown>): Promise<string> => {
  const result = await answer;
  return result.ok ? 'ok' : result.error.kind;
};

export async function load(store: GraphStore, id: string, graph: Fixture): Promise<Sealed> {
  const writer = await got(store.beginSnapshot(id));
  await got(writer.nodes(graph.nodes));
  await got(writer.edges(graph.edges));
  return got(writer.seal());
}

export async function loadAndOpen(store: GraphStore, id: string, graph: Fixture): Promise<GraphReader> {
  await load(store, id, graph);
  await got(store.activate(id));
  return got(store.open());
}

export const query = (
  reader: GraphReader,
  text: string,
  params: Readonly<Record<string, unknown>> = {},
  timeoutMs = 10_000,
): Stored<CypherRows> => {
  if (reader.cypher === undefined) throw new Error('this reader has no Cypher');
  return reader.cypher(text, params, { maxRows: 1000, timeoutMs });
};
