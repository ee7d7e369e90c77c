import neo4j, { type Driver } from 'neo4j-driver';
import type { Neo4jOptions } from '../../graph/neo4j.ts';

/** The server that the test run started. Its whole content belongs to the tests. */
export const NEO4J: Neo4jOptions | undefined =
  process.env['TADORI_TEST_NEO4J_URL'] === undefined
    ? undefined
    : {
        url: process.env['TADORI_TEST_NEO4J_URL'],
        user: process.env['TADORI_TEST_NEO4J_USER'] ?? 'neo4j',
        password: process.env['TADORI_TEST_NEO4J_PASSWORD'] ?? '',
      };

export const WITHOUT_NEO4J =
  'no Neo4j server: `npm test` starts one (Java 17 and Maven needed); by hand: node scripts/services/neo4j.mjs, ' +
  'and set the three TADORI_TEST_NEO4J_ variables that it prints';

/** In CI a missing server is a failure, elsewhere a visible skip. */
export const NEO4J_MUST_BE_THERE = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;

export const rawDriver = ({ url, user, password }: Neo4jOptions): Driver =>
  neo4j.driver(url, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });

export async function emptyDatabase(driver: Driver): Promise<void> {
  const session = driver.session();
  await session.run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS');
  await session.close();
}
