import type { AccessGraph, GraphEdge, PropertyValue } from '../domain/graph.ts';
import { ok, type Result } from '../domain/result.ts';
import type { EngineConnection } from './embedded-binary.ts';
import { edgeOfRow, nodeOfRow } from './embedded-values.ts';
import { EDGE_KINDS, NODE_TABLES } from './schema.ts';
import { type Columns, type ColumnType, edgeColumns, edgeLine, nodeColumns, nodeLine, SetDigest } from './staged.ts';
import { failure, type StoreError } from './store.ts';

const NODES_PER_COPY = 5_000;
const EDGES_PER_COPY = 20_000;

const TYPES: Readonly<Record<ColumnType, string>> = {
  string: 'STRING',
  integer: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOL',
  strings: 'STRING[]',
};

export const quoted = (name: string): string => `\`${name}\``;

export async function run(
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

/**
 * Fills an empty database: every table of the schema and of the graph, then COPY from parameters, outside any transaction
 * (a COPY that is rolled back leaves a file that cannot be opened). Parameters need no text format with its own rules for
 * quotes, empty texts and lists in between.
 */
export async function loadGraph(connection: EngineConnection, graph: AccessGraph): Promise<void> {
  const nodeTables = withSchema(nodeColumns(graph.nodes), nodeSchema());
  const edgeTables = withSchema(edgeColumns(graph.edges), edgeSchema());
  for (const [table, columns] of nodeTables) await run(connection, createNodeTable(table, columns));
  const ends = new Map(graph.nodes.map((node) => [node.id, node.labels[0]]));
  const pairs = pairsOf(graph.edges, ends);
  for (const [kind, columns] of edgeTables) {
    await run(connection, createEdgeTable(kind, columns, pairs.get(kind) ?? new Set()));
  }
  await copyNodes(connection, graph, nodeTables);
  await copyEdges(connection, graph, edgeTables, ends);
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

async function copyNodes(connection: EngineConnection, graph: AccessGraph, tables: Tables): Promise<void> {
  for (const [table, nodes] of groupedBy(graph.nodes, (node) => node.labels[0])) {
    const columns = tables.get(table) ?? new Map();
    const texts = ['r.id', 'r.labels', 'r.kind', 'r.lastupdated', ...[...columns].map(valueText)];
    const text = `COPY ${quoted(table)} FROM (UNWIND $rows AS r RETURN ${texts.join(', ')})`;
    for (const batch of batches(nodes, NODES_PER_COPY)) {
      const rows = batch.map((node) => ({
        id: node.id,
        labels: node.labels,
        kind: node.labels.at(-1),
        lastupdated: graph.snapshot,
        ...cells(columns, node.properties),
      }));
      await run(connection, text, { rows });
    }
  }
}

async function copyEdges(
  connection: EngineConnection,
  graph: AccessGraph,
  tables: Tables,
  ends: ReadonlyMap<string, string>,
): Promise<void> {
  const groups = groupedBy(graph.edges, (edge) => JSON.stringify([edge.kind, ends.get(edge.from), ends.get(edge.to)]));
  for (const edges of groups.values()) {
    const [first] = edges;
    if (first === undefined) continue;
    const columns = tables.get(first.kind) ?? new Map();
    const texts = ['r._from', 'r._to', 'r.id', 'r.lastupdated', ...[...columns].map(valueText)];
    const pair = `from='${ends.get(first.from)}', to='${ends.get(first.to)}'`;
    const text = `COPY ${quoted(first.kind)} FROM (UNWIND $rows AS r RETURN ${texts.join(', ')}) (${pair})`;
    for (const batch of batches(edges, EDGES_PER_COPY)) {
      const rows = batch.map((edge) => ({
        _from: edge.from,
        _to: edge.to,
        id: edge.id,
        lastupdated: graph.snapshot,
        ...cells(columns, edge.properties),
      }));
      await run(connection, text, { rows });
    }
  }
}

/** Doubles travel as text: the engine takes the type of a parameter column from its first row and reads 3 as the bits of a double. */
const valueText = ([name, type]: readonly [string, ColumnType]): string =>
  type === 'double' ? `CAST(r.${quoted(name)} AS DOUBLE)` : `r.${quoted(name)}`;

/** Every row has every column: rows of different shape are refused. */
function cells(
  columns: Columns,
  properties: Readonly<Record<string, PropertyValue>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...columns].map(([name, type]) => {
      const value = properties[name];
      return [name, value === undefined ? null : type === 'double' ? String(value) : value];
    }),
  );
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
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

export async function tableNames(connection: EngineConnection, type: 'NODE' | 'REL'): Promise<readonly string[]> {
  const tables = await run(connection, 'CALL show_tables() RETURN name, type');
  return tables.filter((table) => table['type'] === type).map((table) => String(table['name']));
}
