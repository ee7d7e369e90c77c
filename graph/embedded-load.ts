import { randomUUID } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import type { GraphEdge, GraphNode, Properties } from '../domain/graph.ts';
import { groupedBy } from '../domain/grouped.ts';
import { ok, type Result } from '../domain/result.ts';
import type { EngineConnection, EngineResult } from './embedded-binary.ts';
import { CSV_OPTIONS, cellText, type Signs, UsedSigns, valueExpression } from './embedded-csv.ts';
import { edgeOfRow, nodeOfRow } from './embedded-values.ts';
import type { Each } from './graph-files.ts';
import { EDGE_KINDS, NODE_TABLES } from './schema.ts';
import { type Columns, type ColumnType, edgeLine, nodeColumns, nodeLine, SetDigest, Tables } from './staged.ts';
import { failure, type Stored, type StoreError } from './store.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'STRING',
  integer: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOL',
  strings: 'STRING[]',
};

const quoted = (name: string): string => `\`${name}\``;

type Row = Readonly<Record<string, unknown>>;

async function run(connection: EngineConnection, text: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(connection, text)) rows.push(row);
  return rows;
}

/** As they come: all of them together can be larger than memory. */
async function* rowsOf(connection: EngineConnection, text: string): AsyncGenerator<Row> {
  const statement = await connection.prepare(text);
  if (!statement.isSuccess()) throw new Error(statement.getErrorMessage());
  const answer = await connection.execute(statement, {});
  const result = Array.isArray(answer) ? answer.at(-1) : answer;
  if (result === undefined) return;
  try {
    for (let row = await next(result); row !== null; row = await next(result)) yield row;
  } finally {
    result.close();
  }
}

const next = async (result: EngineResult): Promise<Row | null> => (result.hasNext() ? result.getNext() : null);

/** Columns that every table has, in the order of its definition. */
const NODE_COLUMNS: Columns = new Map([
  ['id', 'string'],
  ['labels', 'strings'],
  ['kind', 'string'],
  ['lastupdated', 'string'],
]);
/** The ends come first in a row; an underscore is in no name of a property. */
const [FROM, TO] = ['_from', '_to'];
const EDGE_COLUMNS: Columns = new Map([
  [FROM, 'string'],
  [TO, 'string'],
  ['id', 'string'],
  ['lastupdated', 'string'],
]);

interface NodesOf {
  readonly snapshot: string;
  readonly nodes: readonly GraphNode[];
}

/** Edges that may be more than fit into memory: goes through all of them, in parts. */
export type EachEdges = (each: Each<GraphEdge>) => Stored<void>;

/**
 * Fills an empty database: every table of the schema and of the graph, then COPY outside any transaction (a COPY that is
 * rolled back leaves a file that cannot be opened). `beside`: a file beside which rows are written.
 */
export async function loadGraph(
  connection: EngineConnection,
  graph: NodesOf,
  edges: EachEdges,
  beside: string,
): Promise<Result<void, StoreError>> {
  const { nodes, snapshot } = graph;
  const [used, shape] = [new UsedSigns(), new EdgeShape(nodes)];
  for (const node of nodes) used.add(node);
  const seen = await edges((part) => {
    for (const edge of part) {
      used.add(edge);
      shape.add(edge);
    }
  });
  if (!seen.ok) return seen;
  const nodeTables = withSchema(nodeColumns(nodes), nodeSchema());
  const edgeTables = withSchema(shape.columns(), edgeSchema());
  for (const [table, columns] of nodeTables) await run(connection, createNodeTable(table, columns));
  for (const [kind, columns] of edgeTables) await run(connection, createEdgeTable(kind, columns, shape.pairsOf(kind)));
  const loading = { connection, beside, signs: used.free(), snapshot };
  await copyNodes(loading, nodes, nodeTables);
  const copies = new EdgeCopies(loading, shape, edgeTables);
  const copied = await edges((part) => copies.add(part));
  if (!copied.ok) return copied;
  await copies.end();
  await run(connection, 'CHECKPOINT');
  return ok(undefined);
}

type TableColumns = ReadonlyMap<string, Columns>;

const nodeSchema = (): TableColumns =>
  new Map(Object.entries(NODE_TABLES).map(([table, columns]) => [table, asColumns(columns)]));
const edgeSchema = (): TableColumns =>
  new Map(Object.entries(EDGE_KINDS).map(([kind, { columns }]) => [kind, asColumns(columns)]));
const asColumns = (columns: Readonly<Record<string, ColumnType>>): Columns => new Map(Object.entries(columns));

/** The graph's own types win: a property that the schema also knows may be of another type in a foreign graph. */
function withSchema(found: Result<TableColumns, StoreError>, schema: TableColumns): TableColumns {
  if (!found.ok) throw new Error(found.error.message);
  const names = new Set([...schema.keys(), ...found.value.keys()]);
  return new Map(
    [...names].map((name) => [name, new Map([...(schema.get(name) ?? []), ...(found.value.get(name) ?? [])])]),
  );
}

const columnTexts = (columns: Columns): readonly string[] =>
  [...columns].map(([name, type]) => `${quoted(name)} ${TYPES[type]}`);

const createNodeTable = (table: string, columns: Columns): string =>
  `CREATE NODE TABLE ${quoted(table)}(${['id STRING PRIMARY KEY', 'labels STRING[]', 'kind STRING', 'lastupdated STRING', ...columnTexts(columns)].join(', ')})`;

function createEdgeTable(kind: string, columns: Columns, seen: ReadonlySet<string>): string {
  const planned = Object.entries(EDGE_KINDS).find(([name]) => name === kind)?.[1].pair;
  const pairs = new Set([...(planned === undefined ? [] : [pairText(planned[0], planned[1])]), ...seen]);
  const texts = [...pairs, 'id STRING', 'lastupdated STRING', ...columnTexts(columns)];
  return `CREATE REL TABLE ${quoted(kind)}(${texts.join(', ')})`;
}

const pairText = (from: string, to: string): string => `FROM ${quoted(from)} TO ${quoted(to)}`;

/** What must be known of all edges before the first is stored. */
class EdgeShape {
  readonly #labels: ReadonlyMap<string, string>;
  readonly #tables = new Tables();
  readonly #groups = new Map<string, EdgeGroup>();

  constructor(nodes: readonly GraphNode[]) {
    this.#labels = new Map(nodes.map((node) => [node.id, node.labels[0]]));
  }

  add(edge: GraphEdge): void {
    this.#tables.add(edge.kind, edge.properties);
    const group = this.groupOf(edge);
    this.#groups.set(keyOf(group), group);
  }

  groupOf({ kind, from, to }: GraphEdge): EdgeGroup {
    return { kind, from: this.#labels.get(from) ?? '', to: this.#labels.get(to) ?? '' };
  }

  columns(): Result<TableColumns, StoreError> {
    return this.#tables.columns();
  }

  pairsOf(kind: string): ReadonlySet<string> {
    const groups = [...this.#groups.values()].filter((group) => group.kind === kind);
    return new Set(groups.map(({ from, to }) => pairText(from, to)));
  }
}

/** Edges of one kind between nodes of two tables: they are stored together. */
interface EdgeGroup {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

const keyOf = ({ kind, from, to }: EdgeGroup): string => `${kind} ${from} ${to}`;

async function copyNodes(loading: Loading, all: readonly GraphNode[], tables: TableColumns): Promise<void> {
  for (const [table, nodes] of groupedBy(all, (node) => node.labels[0])) {
    const columns: Columns = new Map([...NODE_COLUMNS, ...(tables.get(table) ?? [])]);
    const rows = nodes.map((node) => ({
      ...node.properties,
      id: node.id,
      labels: node.labels,
      kind: node.labels.at(-1) ?? '',
      lastupdated: loading.snapshot,
    }));
    const copy = new TableCopy(loading, { table: quoted(table), columns, pair: '' });
    for (const row of rows) await copy.add(row);
    await copy.end();
  }
}

class EdgeCopies {
  readonly #loading: Loading;
  readonly #shape: EdgeShape;
  readonly #tables: TableColumns;
  readonly #copies = new Map<string, TableCopy>();

  constructor(loading: Loading, shape: EdgeShape, tables: TableColumns) {
    this.#loading = loading;
    this.#shape = shape;
    this.#tables = tables;
  }

  async add(edges: readonly GraphEdge[]): Promise<void> {
    for (const edge of edges) {
      const group = this.#shape.groupOf(edge);
      const copy = this.#copies.get(keyOf(group)) ?? this.#begun(group);
      const { id, from, to, properties } = edge;
      await copy.add({ ...properties, [FROM]: from, [TO]: to, id, lastupdated: this.#loading.snapshot });
    }
  }

  async end(): Promise<void> {
    for (const copy of this.#copies.values()) await copy.end();
  }

  #begun(group: EdgeGroup): TableCopy {
    const columns: Columns = new Map([...EDGE_COLUMNS, ...(this.#tables.get(group.kind) ?? [])]);
    const pair = ` (from='${group.from}', to='${group.to}')`;
    const copy = new TableCopy(this.#loading, { table: quoted(group.kind), columns, pair });
    this.#copies.set(keyOf(group), copy);
    return copy;
  }
}

interface Loading {
  readonly connection: EngineConnection;
  readonly signs: Signs;
  /** A file beside which rows are written, for each COPY anew. */
  readonly beside: string;
  readonly snapshot: string;
}

interface CopiedTable {
  readonly table: string;
  readonly columns: Columns;
  /** Of tables that edges connect. */
  readonly pair: string;
}

const LINES_PER_WRITE = 2_000;

/**
 * Megabytes of the engine's memory for a graph of so many edges, up to a limit. A COPY of edges holds all of them, twice; with too
 * little it ends without an answer. 940,000 edges of access take 3,400.
 */
export const loadPoolMb = (edges: number, limitMb: number): number =>
  Math.min(limitMb, Math.max(512, Math.ceil(edges / 125)));

/**
 * Rows of a table, or of two that edges connect, on their way into it: in a file until all are there. One COPY takes them, as each
 * writes anew what those before it brought between the same tables (ADR 7).
 */
class TableCopy {
  readonly #loading: Loading;
  readonly #into: CopiedTable;
  readonly #csv: string;
  #waiting: Properties[] = [];

  constructor(loading: Loading, into: CopiedTable) {
    this.#loading = loading;
    this.#into = into;
    this.#csv = `${loading.beside}.${randomUUID()}.csv`;
  }

  async add(row: Properties): Promise<void> {
    this.#waiting.push(row);
    if (this.#waiting.length >= LINES_PER_WRITE) await this.#write();
  }

  async #write(): Promise<void> {
    const { columns } = this.#into;
    const fieldsOf = (row: Properties): readonly string[] =>
      [...columns].map(([name, type]) => cellText(row[name], type, this.#loading.signs));
    const lines = this.#waiting.map((row) => `${fieldsOf(row).join(',')}\n`);
    await appendFile(this.#csv, lines.join(''), { mode: 0o600 });
    this.#waiting = [];
  }

  async end(): Promise<void> {
    await this.#write();
    await run(this.#loading.connection, copyText(this.#into, this.#csv, this.#loading.signs));
    await rm(this.#csv);
  }
}

function copyText({ table, columns, pair }: CopiedTable, csv: string, signs: Signs): string {
  const fields = [...columns.keys()].map((_, i) => `c${i}`);
  const file = `'${csv.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const source = `LOAD WITH HEADERS (${fields.map((field) => `${field} STRING`).join(', ')}) FROM ${file} ${CSV_OPTIONS}`;
  const values = [...columns.values()].map((type, i) => valueExpression(`c${i}`, type, signs));
  return `COPY ${table} FROM (${source} RETURN ${values.join(', ')})${pair}`;
}

/** Everything in the file, read back and compared with what was to be stored. */
export async function verifyContent(connection: EngineConnection, content: string): Promise<Result<void, StoreError>> {
  const digest = new SetDigest();
  for (const table of await tableNames(connection, 'NODE')) {
    for await (const row of rowsOf(connection, `MATCH (n:${quoted(table)}) RETURN n`)) {
      digest.add(nodeLine(nodeOfRow(row['n'] as Row)));
    }
  }
  for (const kind of await tableNames(connection, 'REL')) {
    for (const slice of await slicesOf(connection, quoted(kind))) {
      const text = `MATCH (a)-[e:${quoted(kind)}]->(b) WHERE ${slice} RETURN e, a.id AS source, b.id AS target`;
      for await (const row of rowsOf(connection, text)) {
        digest.add(edgeLine(edgeOfRow(row['e'] as Row, String(row['source']), String(row['target']))));
      }
    }
  }
  return digest.hex() === content
    ? ok(undefined)
    : failure('damaged', 'the embedded engine gave back another graph than was stored; nothing was activated');
}

/** The engine holds an answer in memory as a whole. */
const EDGES_PER_ANSWER = 100_000;

/** Conditions that take each edge once. */
async function slicesOf(connection: EngineConnection, kind: string): Promise<readonly string[]> {
  const [row] = await run(connection, `MATCH ()-[e:${kind}]->() RETURN count(*) AS edges`);
  const slices = Math.ceil(Number(row?.['edges']) / EDGES_PER_ANSWER);
  return Array.from({ length: slices }, (_, slice) => `offset(id(e)) % ${slices} = ${slice}`);
}

async function tableNames(connection: EngineConnection, type: 'NODE' | 'REL'): Promise<readonly string[]> {
  const tables = await run(connection, 'CALL show_tables() RETURN name, type');
  return tables.filter((table) => table['type'] === type).map((table) => String(table['name']));
}
