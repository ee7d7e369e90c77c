import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNeo4jStore } from '../../graph/neo4j.ts';
import type { GraphStore } from '../../graph/store.ts';
import { edge, FIXTURES, node, versioned } from '../conformance/graph-store.fixtures.ts';
import { errorOf, got, load, loadAndOpen } from '../conformance/graph-store.harness.ts';
import { emptyDatabase, NEO4J, NEO4J_MUST_BE_THERE, rawDriver, WITHOUT_NEO4J } from '../conformance/neo4j-for-tests.ts';

if (NEO4J === undefined) {
  describe('a Neo4j database', () => {
    if (NEO4J_MUST_BE_THERE) it('is there', () => expect.fail(WITHOUT_NEO4J));
    else it.skip(`skipped: ${WITHOUT_NEO4J}`, () => undefined);
  });
} else {
  const options = NEO4J;
  const driver = rawDriver(options);
  const stores: GraphStore[] = [];
  const opened = async (): Promise<GraphStore> => {
    const store = await got(openNeo4jStore(options));
    stores.push(store);
    return store;
  };
  const rows = async (text: string): Promise<readonly unknown[][]> =>
    (await driver.executeQuery(text)).records.map((record) => [...record.values()]);

  beforeEach(() => emptyDatabase(driver));
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  afterAll(async () => {
    await emptyDatabase(driver);
    await driver.close();
  });

  describe('a Neo4j database that is shared with other tools', () => {
    it('keeps what others put there, also under our labels and ids, and around our nodes', async () => {
      await driver.executeQuery(
        `CREATE (r:AWSRole:AWSPrincipal {id: 'role:1', arn: 'x'})-[:STS_ASSUMEROLE_ALLOW {id: 'e'}]->(:EC2Instance {id: 'i'})`,
      );
      const store = await opened();
      const reader = await loadAndOpen(store, 's1', versioned('s1', 3));
      await driver.executeQuery(
        `MATCH (n:Tadori {id: 'role:1'}) MATCH (m:Tadori {id: 'role:2'}) CREATE (n)-[:NOTED {by: 'hand'}]->(m)`,
      );
      expect(await got(reader.count())).toMatchObject({ nodes: 5, edges: 5, byLabel: { AWSRole: 3 } });
      expect((await got(reader.edges({ from: ['role:1'] }))).items.map((one) => one.kind).sort()).toEqual([
        'CAN_ACCESS',
        'CAN_BECOME',
      ]);
      await loadAndOpen(store, 's2', versioned('s2', 3));
      expect(await rows('MATCH (n:EC2Instance) RETURN n.id')).toEqual([['i']]);
      expect(await rows('MATCH (n:AWSRole) WHERE NOT n:Tadori RETURN n.arn')).toEqual([['x']]);
      expect(await rows('MATCH ()-[r:NOTED]->() RETURN r.by')).toEqual([['hand']]);
    });
    it('gets the indexes that look-ups by hand need', async () => {
      await load(await opened(), 's1', FIXTURES.chain);
      const indexes = (
        await rows('SHOW INDEXES YIELD name, type WHERE name STARTS WITH "tadori" RETURN name, type')
      ).map(String);
      expect(indexes).toEqual(
        expect.arrayContaining([
          'tadori_id,RANGE',
          'tadori_awsprincipal_name,RANGE',
          'tadori_search,FULLTEXT',
          'tadori_access_verdict,RANGE',
        ]),
      );
    });
  });

  describe('an activation', () => {
    it('writes only the difference: what is equal keeps its identity in the database', async () => {
      const store = await opened();
      await loadAndOpen(store, 's1', {
        nodes: [node('role:a', { name: 'a' }), node('role:b', { name: 'b' })],
        edges: [edge('role:a -CAN_BECOME-> role:b')],
      });
      const identity = 'MATCH (n:Tadori)-[r]->(m:Tadori) RETURN elementId(n), elementId(r), elementId(m)';
      const before = await rows(identity);
      await loadAndOpen(store, 's2', {
        nodes: [node('role:a', { name: 'a' }), node('role:b', { name: 'changed' }), node('role:c')],
        edges: [edge('role:a -CAN_BECOME-> role:b')],
      });
      expect(await rows(identity)).toEqual(before);
      expect(await rows('MATCH (n:Tadori) RETURN DISTINCT n.lastupdated')).toEqual([['s2']]);
      expect(await rows('MATCH (:Tadori)-[r]->() RETURN DISTINCT r.lastupdated')).toEqual([['s2']]);
    });
    it('whose process died between mark and commit does not stop readers', async () => {
      const store = await opened();
      await loadAndOpen(store, 's1', FIXTURES.chain);
      await driver.executeQuery(`MERGE (c:TadoriState {id: 'commit'}) SET c.token = 'of a process that is gone'`);
      expect(await got(store.active())).toBe('s1');
      expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 5 });
      expect(await rows(`MATCH (c:TadoriState {id: 'commit'}) RETURN c.token`)).toEqual([[null]]);
    });
    it('that is being committed is waited for', async () => {
      const store = await opened();
      await loadAndOpen(store, 's1', FIXTURES.chain);
      const session = driver.session();
      const transaction = session.beginTransaction();
      await transaction.run(`MATCH (s:TadoriState {id: 'state'}) SET s.snapshot = 's2', s.version = 'v2'`);
      await driver.executeQuery(`MERGE (c:TadoriState {id: 'commit'}) SET c.token = 't'`);
      let answered = false;
      const active = got(store.active()).then((id) => {
        answered = true;
        return id;
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(answered).toBe(false);
      await transaction.commit();
      expect(await active).toBe('s2');
      await session.close();
    });
    it.each([
      0,
      undefined,
    ])('clears away what a process that died has left (in one transaction up to %s)', async (limit) => {
      await driver.executeQuery(
        "CREATE (:TadoriBuilding {id: 'role:1'})-[:CAN_BECOME]->(:TadoriRetired {id: 'role:1'})",
      );
      const store = await got(
        openNeo4jStore({ ...options, ...(limit === undefined ? {} : { inOneTransaction: limit }) }),
      );
      stores.push(store);
      const reader = await loadAndOpen(store, 's1', versioned('s1', 3));
      expect(await got(reader.count())).toMatchObject({ nodes: 5, edges: 5 });
      expect(await rows('MATCH (n) WHERE NOT n:TadoriState RETURN count(n)')).toEqual([[5]]);
    });
    it('of what is active already is no work, and of what nobody sealed is refused', async () => {
      const store = await opened();
      await loadAndOpen(store, 's1', FIXTURES.chain);
      expect(await errorOf(store.activate('s1'))).toBe('ok');
      expect(await errorOf(store.activate('s2'))).toBe('unknownSnapshot');
      expect(await errorOf((await opened()).activate('s1'))).toBe('ok');
    });
  });

  describe('a server', () => {
    it('that does not accept the password is said to be that', async () => {
      const answer = await openNeo4jStore({ ...options, password: 'wrong password' });
      expect(answer).toMatchObject({
        ok: false,
        error: { kind: 'unavailable', message: expect.stringContaining('password') },
      });
    });
    it('that is not there is said to be that, soon', async () => {
      const started = performance.now();
      const answer = await openNeo4jStore({ ...options, url: 'bolt://127.0.0.1:1' });
      expect(answer).toMatchObject({
        ok: false,
        error: { kind: 'unavailable', message: expect.stringContaining('127.0.0.1:1') },
      });
      expect(performance.now() - started).toBeLessThan(20_000);
    });
    it('whose name is no bolt address is said to be that', async () => {
      expect(await openNeo4jStore({ ...options, url: 'http://127.0.0.1' })).toMatchObject({
        ok: false,
        error: { kind: 'invalid' },
      });
    });
  });
}
