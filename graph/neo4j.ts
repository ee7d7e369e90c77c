import { addressOf, namesUser } from '../domain/bolt-url.ts';
import { ok } from '../domain/result.ts';
import { activateIn, DEFINITIONS, ELEMENTS_IN_ONE_TRANSACTION } from './neo4j-load.ts';
import { type Neo4jOptions, Neo4jServer, type OpenTransaction } from './neo4j-server.ts';
import { Neo4jSource } from './neo4j-source.ts';
import { readerOver } from './reader.ts';
import type { CheckedGraph } from './staged.ts';
import {
  failure,
  type GraphReader,
  type GraphStore,
  type InEngine,
  isSnapshotId,
  type SnapshotWriter,
  type Stored,
} from './store.ts';
import { writerInto } from './writer.ts';

export type { Neo4jOptions } from './neo4j-server.ts';

const LOCK_MS = 2_000;
const ADDRESS = /^(bolt|neo4j)(\+s|\+ssc)?:\/\/[^\s/]+\/?$/;

/**
 * The active snapshot in a Neo4j 5 database, for investigators who query it with their own tools. It holds one snapshot;
 * a sealed one stays in this process until it is activated. Our nodes carry the label `Tadori`, nothing else is touched.
 */
export async function openNeo4jStore(options: Neo4jOptions): Stored<GraphStore> {
  if (namesUser(options.url)) {
    return failure(
      'invalid',
      `leave user and password out of the address of \`${addressOf(options.url)}\`; give them in \`TADORI_NEO4J_USER\` and \`TADORI_NEO4J_PASSWORD\``,
    );
  }
  if (!ADDRESS.test(options.url)) {
    return failure(
      'invalid',
      `\`${addressOf(options.url)}\` is no address of a Neo4j server: write it like \`bolt://127.0.0.1:7687\``,
    );
  }
  const server = new Neo4jServer(options);
  const engine = await engineOf(server);
  if (engine.ok) return ok(new Neo4jStore(server, engine.value, options.inOneTransaction));
  await server.close();
  return engine;
}

const engineOf = (server: Neo4jServer): Stored<string> =>
  server.guarded(async () => {
    const [row] = await server.write('CALL dbms.components() YIELD versions RETURN versions[0] AS version');
    return ok(`neo4j ${String(row?.['version'])}`);
  });

class Neo4jStore implements GraphStore {
  readonly engine: string;
  readonly #server: Neo4jServer;
  readonly #inOneTransaction: number;
  readonly #sealed = new Map<string, CheckedGraph>();
  #writing = false;
  #defined = false;

  constructor(server: Neo4jServer, engine: string, inOneTransaction = ELEMENTS_IN_ONE_TRANSACTION) {
    this.#server = server;
    this.#inOneTransaction = inOneTransaction;
    this.engine = engine;
  }

  async beginSnapshot(id: string, signal?: AbortSignal): Stored<SnapshotWriter> {
    if (!isSnapshotId(id)) return failure('invalid', `\`${id}\` cannot be a snapshot id`);
    if (this.#writing) return failure('locked', 'another snapshot is being written');
    this.#writing = true;
    const lock = await this.#lock();
    if (!lock.ok) {
      this.#writing = false;
      return lock;
    }
    const store = async (graph: CheckedGraph): Stored<InEngine> => {
      this.#sealed.set(id, graph);
      return ok({});
    };
    const release = async (): Promise<void> => {
      this.#writing = false;
      await lock.value.rollback();
    };
    return ok(writerInto({ store, release }, signal));
  }

  async activate(id: string, signal?: AbortSignal): Stored<void> {
    const graph = this.#sealed.get(id);
    if (graph === undefined) return this.#alreadyActive(id);
    const activation = { id, graph, inOneTransaction: this.#inOneTransaction, signal };
    const activated = await this.#server.guarded(() => activateIn(this.#server, activation));
    if (activated.ok) this.#sealed.delete(id);
    return activated;
  }

  async active(): Stored<string | undefined> {
    const state = await this.#server.state();
    return state.ok ? ok(state.value.snapshot) : state;
  }

  async version(): Stored<string | undefined> {
    const state = await this.#server.state();
    return state.ok ? ok(state.value.version) : state;
  }

  async open(id?: string): Stored<GraphReader> {
    const state = await this.#server.state();
    if (!state.ok) return state;
    const { snapshot, version } = state.value;
    if (snapshot === undefined || version === undefined) return failure('unknownSnapshot', 'no snapshot is active');
    if (id !== undefined && id !== snapshot) {
      return failure('unknownSnapshot', `Neo4j holds the active snapshot only (\`${snapshot}\`), not \`${id}\``);
    }
    return ok(readerOver(snapshot, this.engine, new Neo4jSource(this.#server, this.engine, version)));
  }

  async close(): Promise<void> {
    this.#sealed.clear();
    await this.#server.close();
  }

  async #alreadyActive(id: string): Stored<void> {
    const active = await this.active();
    if (!active.ok) return active;
    return active.value === id ? ok(undefined) : failure('unknownSnapshot', `there is no sealed snapshot \`${id}\``);
  }

  /** The lock of a node, held by an open transaction: it ends with our connection, however that ends. */
  async #lock(): Stored<OpenTransaction> {
    return this.#server.guarded(async () => {
      if (!this.#defined) await this.#server.alone(DEFINITIONS);
      this.#defined = true;
      const transaction = await this.#server.begin();
      const taken = transaction.run("MERGE (w:TadoriState {id: 'writer'}) SET w.touched = timestamp()");
      if (await isDoneWithin(taken, LOCK_MS)) return ok(transaction);
      // the request stands until the other writer ends, and is given back then
      taken.then(transaction.rollback, transaction.rollback).catch(() => undefined);
      return failure('locked', 'another snapshot is being written to this Neo4j database');
    });
  }
}

/** Rejects as the work does. */
async function isDoneWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
