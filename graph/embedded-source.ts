import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import { guardCypher } from './cypher-guard.ts';
import type { EngineRows } from './embedded-messages.ts';
import type { EngineProcess } from './embedded-process.ts';
import { NODE_TABLES } from './schema.ts';
import type { EdgeQuery, GraphSource } from './source.ts';
import { byId, type CypherLimits, type CypherRows, failure, type GraphCounts, type Stored } from './store.ts';
import { edgeOf, nodeOf } from './stored-shapes.ts';

/** Our own questions are small; one that takes this long is a fault. */
const OWN_QUERY_MS = 120_000;

/** A graph in the embedded engine. Its own questions and those of users run in two processes. */
export class EmbeddedSource implements GraphSource {
  readonly #engine: string;
  readonly #own: EngineProcess;
  readonly #users: (maxMemoryMb: number | undefined) => EngineProcess;
  readonly #release: () => Promise<void>;
  #kinds: Promise<Awaited<Stored<ReadonlySet<string>>>> | undefined;

  constructor(
    engine: string,
    own: EngineProcess,
    users: (maxMemoryMb: number | undefined) => EngineProcess,
    release: () => Promise<void>,
  ) {
    this.#engine = engine;
    this.#own = own;
    this.#users = users;
    this.#release = release;
  }

  async nodes(ids: readonly string[]): Stored<readonly GraphNode[]> {
    if (ids.length === 0) return ok([]);
    return this.#nodes('MATCH (n) WHERE n.id IN $ids RETURN n', { ids: [...new Set(ids)] });
  }

  labelled(label: string, after: string | undefined, limit: number): Stored<readonly GraphNode[]> {
    const text = `MATCH (n) WHERE list_contains(n.labels, $label) AND n.id > $after RETURN n ORDER BY n.id LIMIT ${limit}`;
    return this.#nodes(text, { label, after: after ?? '' });
  }

  async edges(query: EdgeQuery): Stored<readonly GraphEdge[]> {
    const kinds = await this.#knownKinds(query.kinds);
    if (!kinds.ok) return kinds;
    if (kinds.value.length === 0 || query.from?.length === 0 || query.to?.length === 0) return ok([]);
    const found = await this.#own.query(edgeText(query, kinds.value), paramsOf(query), OWN_QUERY_MS);
    if (!found.ok) return found;
    const edges = readAs(found.value.rows, ([edge, from, to]) => edgeOf(edge, from, to));
    return edges.ok ? ok([...edges.value].sort(byId)) : edges;
  }

  async counts(): Stored<GraphCounts> {
    const labels = await this.#tally('MATCH (n) UNWIND n.labels AS name RETURN name, count(DISTINCT n.id) AS c');
    if (!labels.ok) return labels;
    const kinds = await this.#tally('MATCH ()-[e]->() RETURN label(e) AS name, count(*) AS c');
    if (!kinds.ok) return kinds;
    const nodes = await this.#tally("MATCH (n) RETURN 'nodes' AS name, count(*) AS c");
    if (!nodes.ok) return nodes;
    const edges = Object.values(kinds.value).reduce((sum, count) => sum + count, 0);
    return ok({ nodes: nodes.value['nodes'] ?? 0, edges, byLabel: labels.value, byKind: kinds.value });
  }

  async cypher(text: string, params: Readonly<Record<string, unknown>>, limits: CypherLimits): Stored<CypherRows> {
    const guarded = guardCypher(text, params, limits.maxRows);
    if (!guarded.ok) return guarded;
    const users = this.#users(limits.maxMemoryMb);
    const answer = await users.query(guarded.value.text, guarded.value.params, limits.timeoutMs);
    if (!answer.ok) return failure(answer.error.kind, answer.error.message + hintFor(answer.error.message));
    const { columns, rows } = answer.value;
    const truncated = rows.length > limits.maxRows;
    return ok({ engine: this.#engine, columns, rows: rows.slice(0, limits.maxRows), truncated });
  }

  close(): Promise<void> {
    return this.#release();
  }

  async #nodes(text: string, params: Readonly<Record<string, unknown>>): Stored<readonly GraphNode[]> {
    const found = await this.#own.query(text, params, OWN_QUERY_MS);
    return found.ok ? readAs(found.value.rows, ([node]) => nodeOf(node)) : found;
  }

  async #tally(text: string): Stored<Readonly<Record<string, number>>> {
    const found = await this.#own.query(`${text} ORDER BY name`, {}, OWN_QUERY_MS);
    return found.ok
      ? ok(Object.fromEntries(found.value.rows.map(([name, count]) => [String(name), Number(count)])))
      : found;
  }

  /** A kind that no table has is an error to the engine, and no edge to us. */
  async #knownKinds(asked: readonly string[] | undefined): Stored<readonly string[]> {
    this.#kinds ??= this.#readKinds();
    const known = await this.#kinds;
    if (!known.ok) {
      this.#kinds = undefined;
      return known;
    }
    return ok(asked === undefined ? [...known.value] : asked.filter((kind) => known.value.has(kind)));
  }

  async #readKinds(): Stored<ReadonlySet<string>> {
    const tables = await this.#own.query('CALL show_tables() RETURN name, type', {}, OWN_QUERY_MS);
    if (!tables.ok) return tables;
    return ok(new Set(tables.value.rows.filter(([, type]) => type === 'REL').map(([name]) => String(name))));
  }
}

/** Tables are named by shared labels: the specific ones of other engines are not known here. */
const hintFor = (message: string): string =>
  /^Binder exception: Table \w+ does not exist/.test(message)
    ? ` In this engine a label is a shared one (${Object.keys(NODE_TABLES).join(', ')}); one kind is, for example, MATCH (n:AWSPrincipal) WHERE n.kind = 'AWSRole'`
    : '';

function edgeText(query: EdgeQuery, kinds: readonly string[]): string {
  const tests = [
    ...(query.from === undefined ? [] : ['a.id IN $from']),
    ...(query.to === undefined ? [] : ['b.id IN $to']),
    ...(query.after === undefined ? [] : ['e.id > $after']),
  ];
  const where = tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`;
  const page = query.limit === undefined ? '' : ` ORDER BY e.id LIMIT ${query.limit}`;
  const pattern = `(a)-[e:${kinds.map((kind) => `\`${kind}\``).join('|')}]->(b)`;
  return `MATCH ${pattern}${where} RETURN e, a.id AS source, b.id AS target${page}`;
}

const paramsOf = ({ from, to, after }: EdgeQuery): Readonly<Record<string, unknown>> => ({
  ...(from === undefined ? {} : { from: [...new Set(from)] }),
  ...(to === undefined ? {} : { to: [...new Set(to)] }),
  ...(after === undefined ? {} : { after }),
});

/** Rows of our own queries; a row of another shape means that the engine's file is not what was stored. */
function readAs<T>(
  rows: EngineRows['rows'],
  read: (row: readonly unknown[]) => T | undefined,
): Awaited<Stored<readonly T[]>> {
  const items = rows.flatMap((row) => read(row) ?? []);
  return items.length === rows.length
    ? ok(items)
    : failure(
        'damaged',
        "the embedded engine's file holds what was never stored; delete the folder `engine`, and it is made again",
      );
}
