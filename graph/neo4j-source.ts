import type { Node, Relationship } from 'neo4j-driver';
import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import { guardCypher } from './cypher-guard.ts';
import { sortKey } from './neo4j-rows.ts';
import type { Neo4jServer, Rows, Table } from './neo4j-server.ts';
import { edgeOf, nodeOf, plain } from './neo4j-values.ts';
import type { EdgeQuery, GraphSource } from './source.ts';
import { isIdentifier } from './staged.ts';
import { byId, type CypherLimits, type CypherRows, failure, type GraphCounts, type Stored } from './store.ts';

const OWN_QUERY_MS = 120_000;

/** Operators that leave the graph, whatever the query looks like. */
const FOREIGN_OPERATORS =
  /^(ProcedureCall|LoadCSV|Foreach|SubqueryForeach|TransactionForeach|Show|TerminateTransactions)/;

/** The active snapshot of a Neo4j database, as of one activation: after the next one its answers are `superseded`. */
export class Neo4jSource implements GraphSource {
  readonly #server: Neo4jServer;
  readonly #engine: string;
  readonly #version: string;
  #nodeKey: string | undefined;

  constructor(server: Neo4jServer, engine: string, version: string) {
    this.#server = server;
    this.#engine = engine;
    this.#version = version;
  }

  async nodes(ids: readonly string[]): Stored<readonly GraphNode[]> {
    if (ids.length === 0) return ok([]);
    return this.#nodes('UNWIND $ids AS id MATCH (n:Tadori {id: id}) RETURN n', { ids: [...new Set(ids)] });
  }

  async labelled(label: string, after: string | undefined, limit: number): Stored<readonly GraphNode[]> {
    if (!isIdentifier(label)) return ok([]);
    const key = await this.#sortsNodes();
    if (!key.ok) return key;
    const text = `MATCH (n:Tadori:\`${label}\`) WHERE ${key.value} > $after RETURN n ORDER BY ${key.value} LIMIT ${limit}`;
    return this.#nodes(text, { after: sortKey(after ?? '') });
  }

  async edges(query: EdgeQuery): Stored<readonly GraphEdge[]> {
    const kinds = query.kinds?.filter(isIdentifier);
    if (kinds?.length === 0) return ok([]);
    const rows = await this.#read(edgeText(query, kinds), {
      from: [...new Set(query.from)],
      to: [...new Set(query.to)],
      after: sortKey(query.after ?? ''),
    });
    return rows.ok ? ok(rows.value.map(toEdge).sort(byId)) : rows;
  }

  async counts(): Stored<GraphCounts> {
    const labels = await this.#read(
      'MATCH (n:Tadori) UNWIND n.labels AS name RETURN name, count(*) AS c ORDER BY name',
      {},
    );
    if (!labels.ok) return labels;
    const kinds = await this.#read(
      `MATCH (:Tadori)-[r]->(:Tadori) WHERE r.tadori_digest IS NOT NULL RETURN type(r) AS name, count(*) AS c ORDER BY name`,
      {},
    );
    if (!kinds.ok) return kinds;
    const nodes = await this.#read('MATCH (n:Tadori) RETURN count(n) AS c', {});
    if (!nodes.ok) return nodes;
    const edges = kinds.value.reduce((sum, row) => sum + Number(row['c']), 0);
    return ok({
      nodes: Number(nodes.value[0]?.['c']),
      edges,
      byLabel: tallyOf(labels.value),
      byKind: tallyOf(kinds.value),
    });
  }

  /** The guard, then the server's own plan, then a read-only session with a time limit: Community has no read-only users. */
  async cypher(text: string, params: Readonly<Record<string, unknown>>, limits: CypherLimits): Stored<CypherRows> {
    const guarded = guardCypher(text, params, limits.maxRows);
    if (!guarded.ok) return guarded;
    const plan = await this.#server.explain(guarded.value.text, guarded.value.params);
    if (!plan.ok) return plan;
    const foreign = plan.value.operators.find((operator) => FOREIGN_OPERATORS.test(operator));
    if (plan.value.queryType !== 'r' || foreign !== undefined) {
      return failure('refused', `the server would not only read the graph (${foreign ?? plan.value.queryType})`);
    }
    const table = await this.#server.read(guarded.value.text, guarded.value.params, limits.timeoutMs, this.#version);
    return table.ok ? ok(this.#limited(table.value, limits.maxRows)) : table;
  }

  /** Where no id needs a key of its own it is the plain id, which an index serves. One activation, so one answer. */
  async #sortsNodes(): Stored<string> {
    if (this.#nodeKey === undefined) {
      const keyed = await this.#read('MATCH (n:Tadori) WHERE n.tadori_key IS NOT NULL RETURN 1 AS one LIMIT 1', {});
      if (!keyed.ok) return keyed;
      this.#nodeKey = keyed.value.length > 0 ? keyText('n') : 'n.id';
    }
    return ok(this.#nodeKey);
  }

  async close(): Promise<void> {
    // connections belong to the store
  }

  #limited({ columns, rows }: Table, maxRows: number): CypherRows {
    return {
      engine: this.#engine,
      columns,
      rows: rows.slice(0, maxRows).map((row) => columns.map((name) => plain(row[name]))),
      truncated: rows.length > maxRows,
    };
  }

  async #read(text: string, params: Readonly<Record<string, unknown>>): Stored<Rows> {
    const table = await this.#server.read(text, params, OWN_QUERY_MS, this.#version);
    return table.ok ? ok(table.value.rows) : table;
  }

  async #nodes(text: string, params: Readonly<Record<string, unknown>>): Stored<readonly GraphNode[]> {
    const rows = await this.#read(text, params);
    // `as`: the query returns nodes
    return rows.ok ? ok(rows.value.map((row) => nodeOf(row['n'] as Node))) : rows;
  }
}

const keyText = (variable: string): string => `coalesce(${variable}.tadori_key, ${variable}.id)`;

/** Anchored in whichever end is given, so that the unique index finds it. */
function edgeText({ from, to, after, limit }: EdgeQuery, kinds: readonly string[] | undefined): string {
  const types = kinds === undefined ? '' : `:${kinds.map((kind) => `\`${kind}\``).join('|')}`;
  const anchor =
    from !== undefined
      ? 'UNWIND $from AS f MATCH (a:Tadori {id: f}) MATCH (a)'
      : to !== undefined
        ? 'UNWIND $to AS t MATCH (b:Tadori {id: t}) MATCH (a:Tadori)'
        : 'MATCH (a:Tadori)';
  const far = from === undefined && to !== undefined ? '(b)' : '(b:Tadori)';
  const tests = [
    'r.tadori_digest IS NOT NULL',
    ...(from !== undefined && to !== undefined ? ['b.id IN $to'] : []),
    ...(after === undefined ? [] : [`${keyText('r')} > $after`]),
  ];
  const page = limit === undefined ? '' : ` ORDER BY ${keyText('r')} LIMIT ${limit}`;
  return `${anchor}-[r${types}]->${far} WHERE ${tests.join(' AND ')} RETURN r, a.id AS source, b.id AS target${page}`;
}

// `as`: the query returns relationships
const toEdge = (row: Rows[number]): GraphEdge =>
  edgeOf(row['r'] as Relationship, String(row['source']), String(row['target']));

const tallyOf = (rows: Rows): Readonly<Record<string, number>> =>
  Object.fromEntries(rows.map((row) => [String(row['name']), Number(row['c'])]));
