import { proveAll } from '../../answers/prove-snapshot.ts';
import { type BuiltGraph, buildGraph } from '../../graph/build.ts';
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { openNeo4jStore } from '../../graph/neo4j.ts';
import type { GraphStore } from '../../graph/store.ts';
import { type Figure, type Measured, median, secondsSince } from '../figure.ts';
import { got, ownFolder, QUIET, sampleSnapshot } from '../sample.ts';

const RUNS = 3;
let built: BuiltGraph['graph'] | undefined;

async function sampleGraph(): Promise<BuiltGraph['graph']> {
  if (built !== undefined) return built;
  const snapshot = await sampleSnapshot();
  const proved = await proveAll(snapshot, undefined, QUIET);
  if (proved === undefined) throw new Error('proving was stopped');
  built = buildGraph(snapshot, proved.access, proved.hops, 'bench').graph;
  return built;
}

/** From the first batch until the snapshot answers, checked and read back. */
async function secondsToLoad(store: GraphStore): Promise<Measured> {
  const graph = await sampleGraph();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const writer = got(await store.beginSnapshot(`bench-${run}`));
    got(await writer.nodes(graph.nodes));
    got(await writer.edges(graph.edges));
    got(await writer.seal());
    got(await store.activate(`bench-${run}`));
    times.push(secondsSince(started));
  }
  await store.close();
  return { value: median(times) };
}

const inMemory = (): Promise<Measured> => secondsToLoad(createFileStore(ownFolder()));
const embedded = (): Promise<Measured> => secondsToLoad(createEmbeddedStore({ data: ownFolder() }));

/** The server of the tests: what it holds is overwritten. */
async function neo4j(): Promise<Measured> {
  const {
    TADORI_TEST_NEO4J_URL: url,
    TADORI_TEST_NEO4J_USER: user = 'neo4j',
    TADORI_TEST_NEO4J_PASSWORD: password = '',
  } = process.env;
  if (url === undefined)
    return { value: undefined, why: 'no server: start `node scripts/services/neo4j.mjs`, set the variables it prints' };
  return secondsToLoad(got(await openNeo4jStore({ url, user, password })));
}

export const figures: readonly Figure[] = [
  { name: 'load the sample, in memory', unit: 's', goal: { atMost: 1 }, measure: inMemory },
  { name: 'load the sample, embedded', unit: 's', goal: { atMost: 5 }, measure: embedded },
  { name: 'load the sample, Neo4j', unit: 's', goal: { atMost: 10 }, measure: neo4j },
];
