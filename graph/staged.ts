import { createHash } from 'node:crypto';
import type { GraphEdge, GraphNode, Properties, PropertyValue } from '../domain/graph.ts';
import { ok, type Result } from '../domain/result.ts';
import { byId, compareText, failure, type GraphCounts, type StoreError } from './store.ts';

/** A whole graph, checked and sorted: what every adapter stores. */
export interface CheckedGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly counts: GraphCounts;
}

/** `double` where any value of the property is not a safe integer. */
export type ColumnType = 'string' | 'integer' | 'double' | 'boolean' | 'strings';
export type Columns = ReadonlyMap<string, ColumnType>;

type Checked<T> = Result<T, StoreError>;

/** Engines keep a leading underscore for themselves. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);

/** Adapters write these themselves. */
const RESERVED = new Set(['id', 'labels', 'kind', 'lastupdated', 'tadori_digest', 'tadori_key']);
const MAX_TEXT = 1_000_000;

/** Rules that hold in every engine, so that a graph that one of them takes is taken by all. */
export function checkGraph(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Checked<CheckedGraph> {
  const problem = idProblem(nodes, edges) ?? endProblem(nodes, edges) ?? nameProblem(nodes, edges);
  if (problem !== undefined) return failure('invalid', problem);
  const columns = [nodeColumns(nodes), edgeColumns(edges)];
  const bad = columns.find((one) => !one.ok);
  if (bad !== undefined && !bad.ok) return bad;
  return ok({ nodes: [...nodes].sort(byId), edges: [...edges].sort(byId), counts: countsOf(nodes, edges) });
}

function idProblem(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string | undefined {
  return twice('node', nodes) ?? twice('edge', edges);
}

function twice(what: string, items: readonly { readonly id: string }[]): string | undefined {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) return `two ${what}s have the id \`${id}\``;
    if (textProblem(id) !== undefined || id === '') return `a ${what} id ${textProblem(id) ?? 'is empty'}`;
    seen.add(id);
  }
  return undefined;
}

function endProblem(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string | undefined {
  const known = new Set(nodes.map((node) => node.id));
  const loose = edges.find((edge) => !known.has(edge.from) || !known.has(edge.to));
  if (loose === undefined) return undefined;
  return `edge \`${loose.id}\` ends in \`${known.has(loose.from) ? loose.to : loose.from}\`, which is not a node`;
}

/** Labels and kinds share one name space in an embedded engine, and case does not tell its names apart. */
function nameProblem(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string | undefined {
  const labels = new Set(nodes.flatMap((node) => node.labels));
  const kinds = new Set(edges.map((edge) => edge.kind));
  const wrong = [...labels, ...kinds].find((name) => !IDENTIFIER.test(name));
  if (wrong !== undefined) return `\`${wrong}\` cannot be a label or an edge kind`;
  const folded = new Map<string, string>();
  for (const name of [...labels, ...kinds]) {
    const other = folded.get(name.toLowerCase());
    if (other !== undefined) return `the names \`${other}\` and \`${name}\` cannot stand beside each other`;
    folded.set(name.toLowerCase(), name);
  }
  return undefined;
}

/** Columns of each table: one for each shared (first) label. */
export function nodeColumns(nodes: readonly GraphNode[]): Checked<ReadonlyMap<string, Columns>> {
  return columnsBy(nodes.map((node) => [node.labels[0], node.properties]));
}

export function edgeColumns(edges: readonly GraphEdge[]): Checked<ReadonlyMap<string, Columns>> {
  return columnsBy(edges.map((edge) => [edge.kind, edge.properties]));
}

function columnsBy(
  rows: readonly (readonly [table: string, properties: Properties])[],
): Checked<ReadonlyMap<string, Columns>> {
  const tables = new Map<string, Map<string, ColumnType>>();
  for (const [table, properties] of rows) {
    const columns = tables.get(table) ?? new Map<string, ColumnType>();
    tables.set(table, columns);
    for (const [name, value] of Object.entries(properties)) {
      const problem = addColumn(columns, name, value);
      if (problem !== undefined) return failure('invalid', `property \`${name}\` of \`${table}\` ${problem}`);
    }
  }
  const folded = [...tables].find(([, columns]) => sameButForCase([...columns.keys()]) !== undefined);
  if (folded === undefined) return ok(tables);
  const name = sameButForCase([...folded[1].keys()]);
  return failure('invalid', `property \`${name}\` of \`${folded[0]}\` occurs in two spellings`);
}

function addColumn(columns: Map<string, ColumnType>, name: string, value: PropertyValue): string | undefined {
  if (!IDENTIFIER.test(name)) return 'has a name that is no identifier';
  if (RESERVED.has(name.toLowerCase())) return 'has a name that stores use themselves';
  const type = typeOf(value);
  if (type === undefined) return 'is neither text, number, boolean nor a list of texts';
  const texts = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  const problem = texts.map(textProblem).find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  const before = columns.get(name) ?? type;
  const both = before === type ? type : isNumber(before) && isNumber(type) ? 'double' : undefined;
  if (both === undefined) return `is ${before} in one place and ${type} in another`;
  columns.set(name, both);
  return undefined;
}

function typeOf(value: unknown): ColumnType | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' && Number.isFinite(value)) return Number.isSafeInteger(value) ? 'integer' : 'double';
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? 'strings' : undefined;
}

const isNumber = (type: ColumnType): boolean => type === 'integer' || type === 'double';

/** Engines store UTF-8 and end texts at NUL: what would come back changed is refused. */
function textProblem(text: string): string | undefined {
  if (text.length > MAX_TEXT) return 'is longer than a million characters';
  if (text.includes('\0')) return 'holds a NUL character';
  return /\p{Surrogate}/u.test(text) ? 'holds half of a surrogate pair' : undefined;
}

function sameButForCase(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size);
}

export function countsOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphCounts {
  return {
    nodes: nodes.length,
    edges: edges.length,
    byLabel: tally(nodes.flatMap((node) => [...new Set(node.labels)])),
    byKind: tally(edges.map((edge) => edge.kind)),
  };
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => compareText(a, b)));
}

/** One line of canonical JSON: equal elements have equal lines. */
export const nodeLine = (node: GraphNode): string =>
  JSON.stringify([node.id, node.labels, sortedProperties(node.properties)]);

export const edgeLine = (edge: GraphEdge): string =>
  JSON.stringify([edge.id, edge.kind, edge.from, edge.to, sortedProperties(edge.properties)]);

const sortedProperties = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).sort(([a], [b]) => compareText(a, b)));

/** Digest of a set of lines that does not depend on their order: engines give rows in an order of their own. */
export class SetDigest {
  readonly #sum = new Uint32Array(8);

  add(line: string): void {
    const hash = createHash('sha256').update(line).digest();
    for (let i = 0; i < 8; i++) this.#sum[i] = (this.#sum[i] ?? 0) + hash.readUInt32LE(i * 4);
  }

  hex(): string {
    return Buffer.from(this.#sum.buffer).toString('hex');
  }
}

/** Names the content of a graph. */
export function contentDigest(nodes: Iterable<GraphNode>, edges: Iterable<GraphEdge>): string {
  const digest = new SetDigest();
  for (const node of nodes) digest.add(nodeLine(node));
  for (const edge of edges) digest.add(edgeLine(edge));
  return digest.hex();
}
