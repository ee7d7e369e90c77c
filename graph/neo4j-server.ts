import neo4j, { type Driver, type ManagedTransaction, type QueryResult, type Transaction } from 'neo4j-driver';
import { addressOf } from '../domain/bolt-url.ts';
import { ok } from '../domain/result.ts';
import { failure, type Stored, type StoreError } from './store.ts';

export interface Neo4jOptions {
  /** `bolt://127.0.0.1:7687`, `neo4j+s://...` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Default: the user's home database. */
  readonly database?: string;
  /** Nodes and edges up to which an activation is one transaction; above, it is loaded beside and swapped in. */
  readonly inOneTransaction?: number;
}

/** What the database says of itself. `version` changes with every activation. */
export interface ServerState {
  readonly snapshot?: string;
  readonly version?: string;
  /** Somebody is between starting and ending the commit of an activation. */
  readonly committing?: string;
}

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** `columns` also where there are no rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: Rows;
}
type Params = Readonly<Record<string, unknown>>;

const STATE = `OPTIONAL MATCH (s:TadoriState {id: 'state'}) OPTIONAL MATCH (c:TadoriState {id: 'commit'})
  RETURN s.snapshot AS snapshot, s.version AS version, c.token AS committing`;

const ATTEMPTS = 5;
const SETTLE_MS = 120_000;

/** A connection to the database, and reads from it that see one activation or another, never part of each. */
export class Neo4jServer {
  readonly #driver: Driver;
  readonly #address: string;
  readonly #database: string | undefined;

  constructor(options: Neo4jOptions) {
    this.#database = options.database;
    this.#address = addressOf(options.url);
    this.#driver = neo4j.driver(options.url, neo4j.auth.basic(options.user, options.password), {
      disableLosslessIntegers: true,
      connectionTimeout: 5_000,
      maxTransactionRetryTime: 5_000,
      notificationFilter: { minimumSeverityLevel: 'OFF' },
    });
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  /** One statement of ours in a transaction of its own. */
  async write(text: string, params: Params = {}, timeoutMs?: number): Promise<Rows> {
    const session = this.#session('WRITE');
    try {
      const config = timeoutMs === undefined ? {} : { timeout: timeoutMs };
      const work = (tx: ManagedTransaction): Promise<QueryResult> => Promise.resolve(tx.run(text, params));
      return rowsOf(await session.executeWrite(work, config));
    } finally {
      await session.close();
    }
  }

  /** Statements about the schema, and those that make transactions of their own, cannot share one. */
  async alone(texts: readonly string[]): Promise<void> {
    const session = this.#session('WRITE');
    try {
      for (const text of texts) await session.run(text);
    } finally {
      await session.close();
    }
  }

  /** A transaction that lasts until it is committed, rolled back, or this process is gone. */
  async begin(timeoutMs = 0): Promise<OpenTransaction> {
    const session = this.#session('WRITE');
    const transaction = session.beginTransaction({ timeout: timeoutMs });
    return {
      run: async (text, params) => rowsOf(await transaction.run(text, params)),
      commit: () => endOf(transaction.commit(), session),
      rollback: () => endOf(rolledBack(transaction), session),
    };
  }

  /**
   * The server isolates no reads: a query that runs while an activation is committed can see part of both. So the state is
   * asked for before and after, in the same transaction, and a read that met a commit is made again.
   */
  async read(text: string, params: Params, timeoutMs: number, version?: string): Stored<Table> {
    return this.guarded(async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const { before, table, after } = await this.#readBetween(text, params, timeoutMs);
        const meeting = before.committing ?? after.committing;
        if (meeting !== undefined) await this.#settle(meeting);
        else if (version !== undefined && after.version !== version) return superseded(after.snapshot);
        else if (before.version === after.version) return ok(table);
      }
      return failure('superseded', 'snapshots are being activated all the time; try again');
    });
  }

  async state(): Stored<ServerState> {
    return this.guarded(async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const { before } = await this.#readBetween('RETURN 1', {}, 10_000);
        if (before.committing === undefined) return ok(before);
        await this.#settle(before.committing);
      }
      return failure('superseded', 'snapshots are being activated all the time; try again');
    });
  }

  /** What the server would do; nothing is run. */
  async explain(
    text: string,
    params: Params,
  ): Stored<{ readonly queryType: string; readonly operators: readonly string[] }> {
    return this.guarded(async () => {
      const session = this.#session('READ');
      try {
        const { summary } = await session.run(`EXPLAIN ${text}`, params);
        return ok({ queryType: summary.queryType, operators: operatorsOf(summary.plan) });
      } finally {
        await session.close();
      }
    });
  }

  async guarded<T>(work: () => Stored<T>): Stored<T> {
    try {
      return await work();
    } catch (error) {
      return { ok: false, error: serverError(error, this.#address) };
    }
  }

  async #readBetween(
    text: string,
    params: Params,
    timeout: number,
  ): Promise<{ readonly before: ServerState; readonly table: Table; readonly after: ServerState }> {
    const session = this.#session('READ');
    const transaction = session.beginTransaction({ timeout });
    try {
      const before = stateOf(rowsOf(await transaction.run(STATE)));
      const result = transaction.run(text, params);
      const table = { columns: await result.keys(), rows: rowsOf(await result) };
      const after = stateOf(rowsOf(await transaction.run(STATE)));
      await transaction.commit();
      return { before, table, after };
    } finally {
      await session.close();
    }
  }

  /**
   * The activating transaction holds the lock of the state node until it has ended, even if its process died; once we get
   * that lock, what the commit mark stands for is over.
   */
  async #settle(token: string): Promise<void> {
    const text = `MERGE (s:TadoriState {id: 'state'}) SET s.touched = $token
      WITH s MATCH (c:TadoriState {id: 'commit', token: $token}) REMOVE c.token`;
    await this.write(text, { token }, SETTLE_MS);
  }

  #session(mode: 'READ' | 'WRITE'): ReturnType<Driver['session']> {
    const defaultAccessMode = mode === 'READ' ? neo4j.session.READ : neo4j.session.WRITE;
    return this.#driver.session({
      defaultAccessMode,
      ...(this.#database === undefined ? {} : { database: this.#database }),
    });
  }
}

/** What an activation needs of the server. */
export type Neo4jWriter = Pick<Neo4jServer, 'write' | 'alone' | 'begin'>;

export interface OpenTransaction {
  run(text: string, params?: Params): Promise<Rows>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

async function endOf(end: Promise<void>, session: { close(): Promise<void> }): Promise<void> {
  try {
    await end;
  } finally {
    await session.close().catch(() => undefined); // a commit that was made is not undone by it
  }
}

/** A transaction that the server has ended already has nothing left to roll back. */
async function rolledBack(transaction: Transaction): Promise<void> {
  if (transaction.isOpen()) await transaction.rollback();
}

const rowsOf = (result: QueryResult): Rows => result.records.map((record) => record.toObject());

function stateOf(rows: Rows): ServerState {
  const [row = {}] = rows;
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined);
  const [snapshot, version, committing] = [text('snapshot'), text('version'), text('committing')];
  return {
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(version === undefined ? {} : { version }),
    ...(committing === undefined ? {} : { committing }),
  };
}

const superseded = (snapshot: string | undefined): ReturnType<typeof failure> =>
  failure('superseded', `another snapshot was activated meanwhile (\`${snapshot}\`); open it and ask again`);

interface Plan {
  readonly operatorType: string;
  readonly children?: readonly Plan[];
}

const operatorsOf = (plan: Plan | false): readonly string[] =>
  plan === false ? [] : [plan.operatorType, ...(plan.children ?? []).flatMap(operatorsOf)];

/** In our words; the driver's and the server's own only where they speak of the query. Source: Neo4j status codes. */
export function serverError(error: unknown, address: string): StoreError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.includes('TransactionTimedOut') || code.includes('LockClientStopped') || code.includes('Terminated')) {
    return { kind: 'timeout', message: 'the query took longer than it may' };
  }
  if (/OutOfMemory/.test(code)) {
    return { kind: 'tooMuchMemory', message: `the query needs more memory than the Neo4j server gives it (${code})` };
  }
  if (/^Neo\.\w+\.(Statement|Procedure)\./.test(code)) {
    return { kind: 'refused', message };
  }
  return { kind: 'unavailable', message: unavailable(code, address) };
}

function unavailable(code: string, address: string): string {
  const server = `the Neo4j server at \`${address}\``;
  if (code.startsWith('Neo.ClientError.Security')) {
    return `${server} does not take this user and password; give them in \`TADORI_NEO4J_USER\` and \`TADORI_NEO4J_PASSWORD\` (${code})`;
  }
  if (code.startsWith('Neo.ClientError.Database')) return `${server} has no such database (${code})`;
  const said = code === '' || code === 'N/A' ? 'no code' : code;
  return `${server} cannot be reached, or went away; start it, or give its address with \`--store\` (${said})`;
}
