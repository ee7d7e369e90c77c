import { createHash } from 'node:crypto';
import type { GraphEdge, GraphNode, Properties, PropertyValue } from '../domain/graph.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Sequence } from '../domain/sequence.ts';
import { inOrder } from './in-order.ts';
import { byId, compareText, failure, type GraphCounts, type StoreError } from './store.ts';

/** A whole graph, checked and sorted: what every adapter stores. */
export interface CheckedGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: Sequence<GraphEdge>;
  readonly counts: GraphCounts;
  /** Digest of nodes and edges, whatever their order. */
  readonly content: string;
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

/** Rules that hold in every engine, so that a graph that one of them takes is taken by all. Goes through the edges once. */
export function checkGraph(nodes: readonly GraphNode[], edges: Sequence<GraphEdge>): Checked<CheckedGraph> {
  const sorted = { nodes: [...nodes].sort(byId), edges: inOrder(edges) };
  const check = new GraphCheck();
  for (const node of sorted.nodes) check.addNode(node);
  for (const edge of sorted.edges) check.addEdge(edge);
  const problem = check.problem();
  if (problem !== undefined) return failure('invalid', problem);
  return ok({ ...sorted, counts: check.counts(), content: check.content() });
}

class GraphCheck {
  readonly #nodes = new Set<string>();
  readonly #labels = new Tally();
  readonly #kinds = new Tally();
  readonly #tables = { nodes: new Tables(), edges: new Tables() };
  readonly #digest = new SetDigest();
  #edges = 0;
  #before = '';
  #problem: string | undefined;

  addNode(node: GraphNode): void {
    this.#problem ??= idProblem('node', node.id, this.#before);
    this.#before = node.id;
    this.#nodes.add(node.id);
    for (const label of new Set(node.labels)) this.#labels.add(label);
    this.#tables.nodes.add(node.labels[0], node.properties);
    this.#digest.add(nodeLine(node));
  }

  addEdge(edge: GraphEdge): void {
    this.#problem ??= idProblem('edge', edge.id, this.#edges === 0 ? '' : this.#before) ?? this.#endProblem(edge);
    this.#before = edge.id;
    this.#edges += 1;
    this.#kinds.add(edge.kind);
    this.#tables.edges.add(edge.kind, edge.properties);
    this.#digest.add(edgeLine(edge));
  }

  #endProblem({ id, from, to }: GraphEdge): string | undefined {
    const loose = [from, to].find((end) => !this.#nodes.has(end));
    return loose === undefined ? undefined : `edge \`${id}\` ends in \`${loose}\`, which is not a node`;
  }

  problem(): string | undefined {
    const { nodes, edges } = this.#tables;
    const found = this.#problem ?? nameProblem(this.#labels.names(), this.#kinds.names());
    return found ?? nodes.problem() ?? edges.problem();
  }

  counts(): GraphCounts {
    return {
      nodes: this.#nodes.size,
      edges: this.#edges,
      byLabel: this.#labels.counts(),
      byKind: this.#kinds.counts(),
    };
  }

  content(): string {
    return this.#digest.hex();
  }
}

/** They come in the order of ids, so that two of one id stand beside each other. */
function idProblem(what: string, id: string, before: string): string | undefined {
  if (id === '') return `a ${what} id is empty`;
  if (id === before) return `two ${what}s have the id \`${id}\``;
  if (compareText(before, id) > 0) throw new Error(`${what} ${id} comes after ${before}`);
  const problem = textProblem(id);
  return problem === undefined ? undefined : `a ${what} id ${problem}`;
}

/** Labels and kinds share one name space in an embedded engine, and case does not tell its names apart. */
function nameProblem(labels: readonly string[], kinds: readonly string[]): string | undefined {
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
  const tables = new Tables();
  for (const node of nodes) tables.add(node.labels[0], node.properties);
  return tables.columns();
}

export function edgeColumns(edges: readonly GraphEdge[]): Checked<ReadonlyMap<string, Columns>> {
  const tables = new Tables();
  for (const edge of edges) tables.add(edge.kind, edge.properties);
  return tables.columns();
}

/** Which columns the tables of a graph need. */
export class Tables {
  readonly #tables = new Map<string, Map<string, ColumnType>>();
  #problem: string | undefined;

  add(table: string, properties: Properties): void {
    const columns = this.#tables.get(table) ?? new Map<string, ColumnType>();
    this.#tables.set(table, columns);
    for (const [name, value] of Object.entries(properties)) {
      const problem = addColumn(columns, name, value);
      if (problem !== undefined) this.#problem ??= `property \`${name}\` of \`${table}\` ${problem}`;
    }
  }

  problem(): string | undefined {
    if (this.#problem !== undefined) return this.#problem;
    const folded = [...this.#tables].find(([, columns]) => sameButForCase([...columns.keys()]) !== undefined);
    if (folded === undefined) return undefined;
    return `property \`${sameButForCase([...folded[1].keys()])}\` of \`${folded[0]}\` occurs in two spellings`;
  }

  columns(): Checked<ReadonlyMap<string, Columns>> {
    const problem = this.problem();
    return problem === undefined ? ok(this.#tables) : failure('invalid', problem);
  }
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
  const [labels, kinds] = [new Tally(), new Tally()];
  for (const node of nodes) for (const label of new Set(node.labels)) labels.add(label);
  for (const edge of edges) kinds.add(edge.kind);
  return { nodes: nodes.length, edges: edges.length, byLabel: labels.counts(), byKind: kinds.counts() };
}

class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  names(): readonly string[] {
    return [...this.#counts.keys()];
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => compareText(a, b)));
  }
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
