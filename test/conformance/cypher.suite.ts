import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphReader, GraphStore } from '../../graph/store.ts';
import { FIXTURES, LONG_TEXT, node, versioned } from './graph-store.fixtures.ts';
import { errorOf, got, type Harness, load, loadAndOpen, query } from './graph-store.harness.ts';

/** Texts that mean the same to both engines, with what they find in the graph `circles`. */
const SHARED: readonly (readonly [text: string, rows: readonly (readonly unknown[])[]])[] = [
  [
    "MATCH (n:AWSPrincipal) WHERE n.kind = 'AWSRole' RETURN n.id AS id ORDER BY id",
    [['role:a'], ['role:b'], ['role:c'], ['role:d']],
  ],
  ['MATCH (n:AWSPrincipal|AWSResource) RETURN count(*) AS c', [[5]]],
  [
    "MATCH (a:AWSPrincipal {id: 'role:a'})-[:CAN_BECOME*1..6]->(b) RETURN DISTINCT b.name AS name ORDER BY name",
    [['a'], ['b'], ['c'], ['d']],
  ],
  [
    'MATCH (a)-[e:CAN_ACCESS]->(t:AWSResource) WHERE e.verdict IN ["allowed"] RETURN a.name AS a, t.name AS t',
    [['c', 't']],
  ],
  ['MATCH (n:AWSPrincipal) WHERE EXISTS { MATCH (n)-[:CAN_ACCESS]->(:AWSResource) } RETURN n.name AS name', [['c']]],
  ["MATCH (n:AWSPrincipal) WHERE 'AWSRole' IN n.labels RETURN count(n) AS c", [[4]]],
  [
    'MATCH (n:AWSPrincipal) RETURN n.name AS name UNION MATCH (n:AWSResource) RETURN n.name AS name ORDER BY name LIMIT 9',
    [],
  ],
  [
    'MATCH p = (a)-[:CAN_BECOME*1..2]->(b) WHERE a.name = "a" RETURN length(p) AS l, [b.name] AS n ORDER BY l',
    [
      [1, ['b']],
      [2, ['c']],
    ],
  ],
  ['OPTIONAL MATCH (u:User) RETURN u.name AS name', [[null]]],
  ['MATCH (n:AWSPrincipal) RETURN DISTINCT n.lastupdated AS s', [['circles']]],
  ['UNWIND [1, 2, 3] AS x WITH x WHERE x > 1 RETURN sum(x) AS s', [[5]]],
];

/** Read-only queries by users: one snapshot, limits that hold, and nothing but the graph in reach. */
export function cypherSuite(harness: Harness): void {
  const stores: GraphStore[] = [];
  const fresh = async (): Promise<GraphStore> => {
    const store = await harness.fresh();
    stores.push(store);
    return store;
  };
  const closeAll = async (): Promise<void> => {
    for (const store of stores.splice(0)) await store.close();
  };

  describe(`${harness.name}: Cypher`, () => {
    let reader: GraphReader;
    beforeAll(async () => {
      reader = await loadAndOpen(await fresh(), 'circles', FIXTURES.circles);
    });
    afterAll(closeAll);

    it.each(SHARED.filter(([, rows]) => rows.length > 0))('%s', async (text, rows) => {
      expect((await got(query(reader, text))).rows).toEqual(rows);
    });
    it('names its engine and its columns, also where it finds nothing', async () => {
      const answer = await got(query(reader, 'MATCH (n:User) RETURN n.name AS name, n.id AS id'));
      expect(answer).toMatchObject({ columns: ['name', 'id'], rows: [], truncated: false });
      expect(answer.engine).toMatch(harness.cypher === 'neo4j' ? /^neo4j 5\./ : /^ladybug \d/);
    });
    it('gives nodes, relationships and paths without the engine’s own parts', async () => {
      const text = "MATCH p = (a:AWSPrincipal {id: 'role:c'})-[e:CAN_ACCESS]->(b) RETURN a, e, p";
      const [role, table] = [FIXTURES.circles.nodes[2], FIXTURES.circles.nodes[4]];
      const [access] = FIXTURES.circles.edges.filter((one) => one.kind === 'CAN_ACCESS');
      const { from: _, to: __, ...relationship } = access ?? { from: '', to: '' };
      expect((await got(query(reader, text))).rows).toEqual([
        [role, relationship, { nodes: [role, table], edges: [access] }],
      ]);
    });
    it('parameters are values, whatever they hold', async () => {
      for (const name of ["' OR true //", '`', '\\', '\n', LONG_TEXT, '台帳']) {
        const answer = await got(query(reader, 'MATCH (n) WHERE n.name = $name RETURN n', { name }));
        expect(answer.rows).toEqual([]);
      }
      const answer = await got(
        query(reader, 'MATCH (n:AWSPrincipal) WHERE n.name IN $names RETURN n.name AS name', { names: ['a', "b'"] }),
      );
      expect(answer.rows).toEqual([['a']]);
    });
    it.each([
      "it\\'s",
      'say \\"hi\\"',
      'a\\\\b',
      'x\\ny',
      'u\\u0041',
      '日本 😀',
    ])('the text `%s` means the same to every engine', async (escaped) => {
      const meant: unknown = JSON.parse(`"${escaped.replace("\\'", "'")}"`);
      expect((await got(query(reader, `RETURN '${escaped}' AS text`))).rows).toEqual([[meant]]);
    });
    it('rows are capped, and the answer says so', async () => {
      const answer = await got(
        reader.cypher?.('UNWIND range(1, 5000) AS x RETURN x', {}, { maxRows: 7, timeoutMs: 10_000 }) ??
          Promise.reject(),
      );
      expect(answer.rows).toHaveLength(7);
      expect(answer.truncated).toBe(true);
      const exact = await got(query(reader, 'UNWIND range(1, 1000) AS x RETURN x'));
      expect([exact.rows.length, exact.truncated]).toEqual([1000, false]);
    });
    it('a query that takes too long is ended, and the next one is answered', async () => {
      const endless =
        'UNWIND range(1, 20000) AS a UNWIND range(1, 20000) AS b UNWIND range(1, 20000) AS c WITH a, b, c WHERE a * b * c = -1 RETURN count(*) AS c';
      const started = performance.now();
      expect(await errorOf(query(reader, endless, {}, 1_000))).toBe('timeout');
      expect(performance.now() - started).toBeLessThan(15_000);
      expect((await got(query(reader, 'RETURN 1 AS one'))).rows).toEqual([[1]]);
      expect(await got(reader.node('role:a'))).toMatchObject({ id: 'role:a' });
    });
    it('a query that the engine cannot read is refused with the engine’s words', async () => {
      const answer = await query(reader, 'MATCH (n:AWSPrincipal) RETURN nonsense');
      expect(answer).toMatchObject({
        ok: false,
        error: { kind: 'refused', message: expect.stringMatching(/nonsense/) },
      });
    });
    it('writing, reading files, calling procedures and unbounded paths are refused, and nothing has changed', async () => {
      const before = await got(reader.count());
      const files = await readdir(tmpdir());
      for (const text of HARMFUL) expect([text, await errorOf(query(reader, text))]).toEqual([text, 'refused']);
      expect(await got(reader.count())).toEqual(before);
      expect((await readdir(tmpdir())).filter((name) => name.startsWith('tadori-stolen'))).toEqual([]);
      expect(files).not.toContain('tadori-stolen');
    });
  });

  describe(`${harness.name}: Cypher sees exactly the active snapshot`, () => {
    afterAll(closeAll);
    const roles = "MATCH (n:AWSPrincipal) WHERE n.kind = 'AWSRole' RETURN n.version AS version, count(*) AS c";
    const edges = 'MATCH (:AWSPrincipal)-[e:CAN_ACCESS]->(:AWSResource) RETURN e.version AS version, count(*) AS c';

    it('before, between and after two activations, while others are loaded and dropped', async () => {
      const store = await fresh();
      const rowsOf = async (text: string): Promise<unknown> => (await got(query(await got(store.open()), text))).rows;
      await loadAndOpen(store, 'one', versioned('one', 3));
      expect([await rowsOf(roles), await rowsOf(edges)]).toEqual([[['one', 3]], [['one', 3]]]);
      const writer = await got(store.beginSnapshot('dropped'));
      await got(writer.nodes([node('role:x', { version: 'dropped' })]));
      expect(await rowsOf(roles)).toEqual([['one', 3]]);
      await writer.abort();
      await load(store, 'two', versioned('two', 5));
      expect([await rowsOf(roles), await rowsOf(edges)]).toEqual([[['one', 3]], [['one', 3]]]);
      await got(store.activate('two'));
      expect([await rowsOf(roles), await rowsOf(edges)]).toEqual([[['two', 5]], [['two', 5]]]);
      await loadAndOpen(store, 'empty', FIXTURES.empty);
      // (in an embedded engine a property that nothing has is not known at all)
      const nothing = [
        'MATCH (n:AWSPrincipal) RETURN n.name AS name',
        'MATCH ()-[e:CAN_ACCESS]->() RETURN e.verdict AS verdict',
      ];
      expect([await rowsOf(nothing[0] ?? ''), await rowsOf(nothing[1] ?? '')]).toEqual([[], []]);
    });

    const { raw } = harness;
    if (raw !== undefined) {
      it('also for tools that connect by themselves', async () => {
        const store = await fresh();
        await loadAndOpen(store, 'one', versioned('one', 3));
        await load(store, 'two', versioned('two', 5));
        const counts = async (): Promise<readonly number[]> => [
          await raw('MATCH (r:AWSRole) RETURN r'),
          await raw('MATCH (n:Tadori) RETURN n'),
          await raw('MATCH ()-[r]->() RETURN r'),
          await raw("MATCH (n:AWSPrincipal:AWSRole {id: 'role:1'})-[r:CAN_ACCESS]->() RETURN r"),
        ];
        expect(await counts()).toEqual([3, 5, 5, 1]);
        await got(store.activate('two'));
        expect(await counts()).toEqual([5, 7, 9, 1]);
        expect(await raw("MATCH (n:Tadori) WHERE n.version <> 'two' RETURN n")).toBe(0);
        expect(await raw('MATCH ()-[r]->() WHERE r.version <> "two" OR r.lastupdated <> "two" RETURN r')).toBe(0);
      });
    }
  });
}

const HARMFUL: readonly string[] = [
  'CREATE (:AWSPrincipal {id: "role:new"})',
  'MATCH (n) DETACH DELETE n',
  'MATCH (n) SET n.name = "x" RETURN n',
  'MATCH (n) REMOVE n.name RETURN n',
  'MERGE (n:AWSPrincipal {id: "x"}) RETURN n',
  'MATCH (n) RETURN n; MATCH (n) DETACH DELETE n',
  "COPY (MATCH (n) RETURN n.id) TO '/tmp/tadori-stolen.csv'",
  "EXPORT DATABASE '/tmp/tadori-stolen'",
  "LOAD FROM '/etc/passwd' (header=false) RETURN *",
  "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
  "LOAD CSV FROM 'http://127.0.0.1:1/' AS line RETURN line",
  "ATTACH '/tmp/tadori-stolen' AS other (dbtype lbug)",
  'INSTALL httpfs',
  'CALL show_tables() RETURN *',
  'CALL db.labels() YIELD label RETURN label',
  'MATCH (n) CALL { WITH n DETACH DELETE n } RETURN 1',
  'CALL timeout=0',
  'DROP TABLE AWSPrincipal',
  'SHOW TRANSACTIONS',
  'USE system RETURN 1',
  'MATCH (a)-[*]->(b) RETURN b',
  'MATCH (a)-[*1..100]->(b) RETURN b',
  'MATCH (a)-[:CAN_BECOME]->+(b) RETURN b',
  'PROFILE MATCH (n) RETURN n',
];
