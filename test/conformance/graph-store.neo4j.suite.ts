import type { Driver } from 'neo4j-driver';
import { afterAll, describe, expect, it } from 'vitest';
import { type Neo4jOptions, openNeo4jStore } from '../../graph/neo4j.ts';
import { cypherSuite } from './cypher.suite.ts';
import { documentsSuite } from './documents.suite.ts';
import type { Extent } from './extent.ts';
import { got, type Harness } from './graph-store.harness.ts';
import { liveStoreSuite } from './graph-store.live.suite.ts';
import { graphStoreSuite } from './graph-store.suite.ts';
import { emptyDatabase, NEO4J, NEO4J_MUST_BE_THERE, rawDriver, WITHOUT_NEO4J } from './neo4j-for-tests.ts';
import { randomSuite } from './random.suite.ts';

const harnessOf = (options: Neo4jOptions, driver: Driver, name = 'neo4j'): Harness => ({
  name,
  fresh: async () => {
    await driver.executeQuery('MATCH (n) DETACH DELETE n');
    return got(openNeo4jStore(options));
  },
  again: () => got(openNeo4jStore(options)),
  childArguments: () => ['neo4j', options.url, options.user, options.password, String(options.inOneTransaction ?? '')],
  keepsOthers: false,
  cypher: 'neo4j',
  raw: async (text) => (await driver.executeQuery(text)).records.length,
});

export function neo4jSuite(extent: Extent): void {
  if (NEO4J !== undefined) {
    suitesAt(NEO4J, extent);
  } else if (NEO4J_MUST_BE_THERE) {
    it('a Neo4j server is there', () => expect.fail(WITHOUT_NEO4J));
  } else {
    describe('neo4j', () => {
      it.skip(`skipped: ${WITHOUT_NEO4J}`, () => undefined);
    });
  }
}

function suitesAt(server: Neo4jOptions, extent: Extent): void {
  const driver = rawDriver(server);
  const harness = harnessOf(server, driver);
  const beside = harnessOf({ ...server, inOneTransaction: 0 }, driver, 'neo4j, loaded beside');
  graphStoreSuite(harness, extent);
  for (const suite of [graphStoreSuite, liveStoreSuite, cypherSuite]) suite(beside, extent);
  liveStoreSuite(harness, extent);
  cypherSuite(harness);
  randomSuite(harness, extent);
  documentsSuite(harness);
  afterAll(async () => {
    await emptyDatabase(driver);
    await driver.close();
  });
}
