import { appendFile, writeFile } from 'node:fs/promises';
import type { AccessGraph, GraphEdge, Properties } from '../domain/graph.ts';
import { groupedBy } from '../domain/grouped.ts';
import { ok, type Result } from '../domain/result.ts';
import type { EngineConnection } from './embedded-binary.ts';
import { CSV_OPTIONS, cellText, type Signs, signsFor, valueExpression } from './embedded-csv.ts';
import { edgeOfRow, nodeOfRow } from './embedded-values.ts';
import { EDGE_KINDS, NODE_TABLES } from './schema.ts';
import { type Columns, type ColumnType, edgeColumns, edgeLine, nodeColumns, nodeLine, SetDigest } from './staged.ts';
import { failure, type StoreError } from './store.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'STRING',
  integer: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOL',
  strings: 'STRING[]',
};

const quoted = (name: string): string => `\`${name}\``;

async function run(
  connection: EngineConnection,
  text: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const statement = await connection.prepare(text);
  if (!statement.isSuccess()) throw new Error(statement.getErrorMessage());
  const answer = await connection.execute(statement, params);
  const result = Array.isArray(answer) ? answer.at(-1) : answer;
  if (result === undefined) return [];
  const rows = await result.getAll();
  result.close();
  return rows;
}

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

/**
 * Fills an empty database: every table of the schema and of the graph, then COPY outside any transaction (a COPY that is
 * rolled back leaves a file that cannot be opened). `csv` is a file to write rows to.
 */
export async function loadGraph(connection: EngineConnection, graph: AccessGraph, csv: string): Promise<void> {
  const nodeTables = withSchema(nodeColumns(graph.nodes), nodeSchema());
  const edgeTables = withSchema(edgeColumns(graph.edges), edgeSchema());
  for (const [table, columns] of nodeTables) await run(connection, createNodeTable(table, columns));
  const ends = new Map(graph.nodes.map((node) => [node.id, node.labels[0]]));
  const pairs = pairsOf(graph.edges, ends);
  for (const [kind, columns] of edgeTables) {
    await run(connection, createEdgeTable(kind, columns, pairs.get(kind) ?? new Set()));
  }
  const loading = { connection, csv, signs: signsFor(graph) };
  await copyNodes(loading, graph, nodeTables);
  await copyEdges(loading, graph, edgeTables, ends);
  await run(connection, 'CHECKPOINT');
}

type Tables = ReadonlyMap<string, Columns>;

const nodeSchema = (): Tables =>
  new Map(Object.entries(NODE_TABLES).map(([table, columns]) => [table, asColumns(columns)]));
const edgeSchema = (): Tables =>
  new Map(Object.entries(EDGE_KINDS).map(([kind, { columns }]) => [kind, asColumns(columns)]));
const asColumns = (columns: Readonly<Record<string, ColumnType>>): Columns => new Map(Object.entries(columns));

/** The graph's own types win: a property that the schema also knows may be of another type in a foreign graph. */
function withSchema(found: Result<Tables, StoreError>, schema: Tables): Tables {
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

function pairsOf(
  edges: readonly GraphEdge[],
  ends: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const pairs = new Map<string, Set<string>>();
  for (const edge of edges) {
    const set = pairs.get(edge.kind) ?? new Set();
    pairs.set(edge.kind, set.add(pairText(ends.get(edge.from) ?? '', ends.get(edge.to) ?? '')));
  }
  return pairs;
}

/** One COPY for each table, or each pair of tables that a kind of edge connects. */
async function copyNodes(loading: Loading, graph: AccessGraph, tables: Tables): Promise<void> {
  for (const [table, nodes] of groupedBy(graph.nodes, (node) => node.labels[0])) {
    const columns: Columns = new Map([...NODE_COLUMNS, ...(tables.get(table) ?? [])]);
    const rows = nodes.map((node) => ({
      ...node.properties,
      id: node.id,
      labels: node.labels,
      kind: node.labels.at(-1) ?? '',
      lastupdated: graph.snapshot,
    }));
    await copy(loading, quoted(table), columns, rows, '');
  }
}

async function copyEdges(
  loading: Loading,
  graph: AccessGraph,
  tables: Tables,
  ends: ReadonlyMap<string, string>,
): Promise<void> {
  const groups = groupedBy(graph.edges, (edge) => JSON.stringify([edge.kind, ends.get(edge.from), ends.get(edge.to)]));
  for (const edges of groups.values()) {
    const [first] = edges;
    if (first === undefined) continue;
    const columns: Columns = new Map([...EDGE_COLUMNS, ...(tables.get(first.kind) ?? [])]);
    const rows = edges.map((edge) => ({
      ...edge.properties,
      [FROM]: edge.from,
      [TO]: edge.to,
      id: edge.id,
      lastupdated: graph.snapshot,
    }));
    const pair = ` (from='${ends.get(first.from)}', to='${ends.get(first.to)}')`;
    await copy(loading, quoted(first.kind), columns, rows, pair);
  }
}

interface Loading {
  readonly connection: EngineConnection;
  readonly signs: Signs;
  /** Written for each COPY anew. */
  readonly csv: string;
}

const LINES_PER_WRITE = 2_000;

/**
 * From some 65,000 rows on the engine (LadybugDB 0.19.1) makes lists null that stand near others that are, unless each COPY brings no
 * more rows than it handles at a time. Short tables are written at once, which is twice as fast.
 */
const MOST_AT_ONCE = 32_000;
const ROWS_OF_LONG_TABLES = 2_048;

async function copy(
  loading: Loading,
  table: string,
  columns: Columns,
  rows: readonly Properties[],
  pair: string,
): Promise<void> {
  const isLong = rows.length > MOST_AT_ONCE && [...columns.values()].includes('strings');
  const step = isLong ? ROWS_OF_LONG_TABLES : Math.max(rows.length, 1);
  for (let start = 0; start < rows.length; start += step)
    await copyRows(loading, table, columns, rows.slice(start, start + step), pair);
}

async function copyRows(
  { connection, signs, csv }: Loading,
  table: string,
  columns: Columns,
  rows: readonly Properties[],
  pair: string,
): Promise<void> {
  const names = [...columns.keys()];
  await writeFile(csv, '', { mode: 0o600 });
  for (let start = 0; start < rows.length; start += LINES_PER_WRITE) {
    const lines = rows
      .slice(start, start + LINES_PER_WRITE)
      .map((row) => `${names.map((name) => cellText(row[name], signs)).join(',')}\n`);
    await appendFile(csv, lines.join(''));
  }
  const fields = names.map((_, i) => `c${i}`);
  const file = `'${csv.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const source = `LOAD WITH HEADERS (${fields.map((field) => `${field} STRING`).join(', ')}) FROM ${file} ${CSV_OPTIONS}`;
  const values = [...columns.values()].map((type, i) => valueExpression(`c${i}`, type, signs));
  await run(connection, `COPY ${table} FROM (${source} RETURN ${values.join(', ')})${pair}`);
}

/** Everything in the file, read back and compared with what was to be stored. */
export async function verifyContent(connection: EngineConnection, content: string): Promise<Result<void, StoreError>> {
  const digest = new SetDigest();
  for (const table of await tableNames(connection, 'NODE')) {
    for (const row of await run(connection, `MATCH (n:${quoted(table)}) RETURN n`)) {
      digest.add(nodeLine(nodeOfRow(row['n'] as Readonly<Record<string, unknown>>)));
    }
  }
  for (const kind of await tableNames(connection, 'REL')) {
    const text = `MATCH (a)-[e:${quoted(kind)}]->(b) RETURN e, a.id AS source, b.id AS target`;
    for (const row of await run(connection, text)) {
      const edge = row['e'] as Readonly<Record<string, unknown>>;
      digest.add(edgeLine(edgeOfRow(edge, String(row['source']), String(row['target']))));
    }
  }
  return digest.hex() === content
    ? ok(undefined)
    : failure('damaged', 'the embedded engine gave back another graph than was stored; nothing was activated');
}

async function tableNames(connection: EngineConnection, type: 'NODE' | 'REL'): Promise<readonly string[]> {
  const tables = await run(connection, 'CALL show_tables() RETURN name, type');
  return tables.filter((table) => table['type'] === type).map((table) => String(table['name']));
}
