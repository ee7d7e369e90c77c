import { ok, type Result } from '../domain/result.ts';
import { type EngineConnection, type EngineDatabase, type EngineResult, loadEngine } from './embedded-binary.ts';
import { type EachEdges, loadGraph, verifyContent } from './embedded-load.ts';
import {
  type EngineOptions,
  type EngineReply,
  type EngineRequest,
  type EngineRows,
  engineError,
} from './embedded-messages.ts';
import { plain } from './embedded-values.ts';
import { eachEdgeOf, readNodesOf } from './graph-files.ts';
import { failure, type StoreError } from './store.ts';

// The only process that loads the engine's binary: whatever a query does to it, the rest of the product goes on.

const options = JSON.parse(process.argv[2] ?? '{}') as EngineOptions;
const engine = loadEngine(options.packageName);
/** Reserved address space; the default of 8 TB lets a dozen open databases exhaust it. */
const MAX_DATABASE_BYTES = 2 ** 38;
const CONNECTIONS = 4;
const MEGABYTE = 2 ** 20;

const openDatabase = (file: string, readOnly: boolean): EngineDatabase =>
  new engine.Database(file, options.bufferPoolMb * MEGABYTE, true, readOnly, MAX_DATABASE_BYTES);

/** Connections to the one open file; a query waits until one is free, because their time limits are their own. */
class Connections {
  readonly #database: EngineDatabase;
  readonly #free: EngineConnection[] = [];
  readonly #waiting: ((connection: EngineConnection) => void)[] = [];
  #made = 0;

  constructor(database: EngineDatabase) {
    this.#database = database;
  }

  async query(text: string, params: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<EngineRows> {
    const connection = await this.#take();
    try {
      connection.setQueryTimeout(timeoutMs);
      const statement = await connection.prepare(text);
      if (!statement.isSuccess()) throw new Error(statement.getErrorMessage());
      const answer = await connection.execute(statement, params);
      const result: EngineResult | undefined = Array.isArray(answer) ? answer.at(-1) : answer;
      if (result === undefined) return { columns: [], rows: [] };
      const columns = await result.getColumnNames();
      const rows = await result.getAll();
      result.close();
      return { columns, rows: rows.map((row) => columns.map((name) => plain(row[name]))) };
    } finally {
      this.#give(connection);
    }
  }

  #take(): Promise<EngineConnection> {
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#made < CONNECTIONS) {
      this.#made += 1;
      return Promise.resolve(new engine.Connection(this.#database, 2));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(connection: EngineConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(connection);
    else next(connection);
  }
}

let opening: Promise<Result<Connections, StoreError>> | undefined;

async function openFile(file: string): Promise<Result<Connections, StoreError>> {
  const database = openDatabase(file, true);
  try {
    await database.init();
    return ok(new Connections(database));
  } catch (error) {
    return failure('damaged', `\`${file}\` cannot be opened (${String(error)}); delete it, and it is made again`);
  }
}

async function answer(request: EngineRequest): Promise<Result<EngineRows, StoreError>> {
  if (request.kind === 'query') {
    opening ??= openFile(options.file ?? '');
    const connections = await opening;
    if (!connections.ok) return connections;
    return ok(await connections.value.query(request.text, request.params, request.timeoutMs));
  }
  const built = await build(request);
  return built.ok ? ok({ columns: [], rows: [] }) : built;
}

/** A new file, filled, checkpointed, closed, opened again read-only and compared: never a live file, never in a transaction. */
async function build(request: Extract<EngineRequest, { kind: 'load' }>): Promise<Result<void, StoreError>> {
  const { data, manifest, target } = request;
  const nodes = await readNodesOf(data, manifest);
  if (!nodes.ok) return nodes;
  const graph = { snapshot: manifest.snapshot, nodes: nodes.value };
  const edges: EachEdges = (each) => eachEdgeOf(data, manifest, each);
  const loaded = await withConnection(target, false, (connection) => loadGraph(connection, graph, edges, target));
  if (!loaded.ok) return loaded;
  return withConnection(target, true, (connection) => verifyContent(connection, manifest.content));
}

async function withConnection<T>(
  file: string,
  readOnly: boolean,
  work: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  const database = openDatabase(file, readOnly);
  const connection = new engine.Connection(database, 2);
  try {
    return await work(connection);
  } finally {
    await connection.close();
    await database.close();
  }
}

const send = (reply: EngineReply): void => {
  process.send?.(reply);
};

process.on('message', (message) => {
  // `as`: both ends are ours
  const { id, request } = message as { readonly id: number; readonly request: EngineRequest };
  answer(request).then(
    (result) => send({ id, ...result }),
    (error: unknown) => send({ id, ...failure('unavailable', ''), error: engineError(error) }),
  );
});

/** At once, without the engine's clean-up: files are read-only here, or still being built. */
const endNow = (): void => {
  process.kill(process.pid, 'SIGKILL');
};
process.on('disconnect', endNow);
const fits = (): boolean =>
  process.memoryUsage.rss() < options.maxMemoryMb * MEGABYTE &&
  (options.leaveFreeMb === undefined || process.availableMemory() >= options.leaveFreeMb * MEGABYTE);
setInterval(() => {
  if (fits()) return;
  const error: StoreError = {
    kind: 'tooMuchMemory',
    message: `the query needed more than ${options.maxMemoryMb} MB of memory`,
  };
  process.send?.({ id: 'all', ok: false, error } satisfies EngineReply, endNow);
}, 25).unref();
