import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessGraph, GraphEdge, GraphNode } from '../../domain/graph.ts';
import type { Result } from '../../domain/result.ts';
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { findEngine } from '../../graph/embedded-binary.ts';
import { openNeo4jStore } from '../../graph/neo4j.ts';
import { CYPHER_LIMITS, type GraphReader, type GraphStore, type StoreError } from '../../graph/store.ts';
import { readText } from '../../scripts/lib/source.ts';
import { snippets } from './markdown.ts';

const texts = snippets(readText('README.md')).filter(({ kind }) => kind === 'cypher');

const node = (id: string, label: string, specific: string): GraphNode => ({
  id,
  labels: [label, specific],
  properties: { name: id },
});
const edge = (kind: string, from: string, to: string, properties: GraphEdge['properties'] = {}): GraphEdge => ({
  id: `${kind}:${from}:${to}`,
  kind,
  from,
  to,
  properties,
});

/** Ann, in the analysts' group, walks over two roles to a table; Bob has an account and nothing more. */
const graph: AccessGraph = {
  snapshot: 'readme',
  nodes: [
    node('ann', 'User', 'Person'),
    node('bob', 'User', 'Person'),
    node('ann@idp', 'UserAccount', 'AWSSSOUser'),
    node('bob@idp', 'UserAccount', 'AWSSSOUser'),
    node('analysts', 'UserGroup', 'AWSSSOGroup'),
    node('Hop1', 'AWSPrincipal', 'AWSRole'),
    node('Hop2', 'AWSPrincipal', 'AWSRole'),
    node('finance-ledger', 'AWSResource', 'AWSDynamoDBTable'),
  ],
  edges: [
    edge('HAS_ACCOUNT', 'ann', 'ann@idp'),
    edge('HAS_ACCOUNT', 'bob', 'bob@idp'),
    edge('CAN_BECOME', 'ann@idp', 'analysts'),
    edge('CAN_BECOME', 'analysts', 'Hop1'),
    edge('CAN_BECOME', 'Hop1', 'Hop2'),
    edge('CAN_ACCESS', 'Hop2', 'finance-ledger', {
      verdict: 'allowed',
      resource_scope: 'finance-ledger',
      actions: ['dynamodb:GetItem'],
    }),
  ],
};

const url = process.env['TADORI_TEST_NEO4J_URL'];

const openNeo4j = async (): Promise<GraphStore> =>
  worth(
    await openNeo4jStore({
      url: url ?? '',
      user: process.env['TADORI_TEST_NEO4J_USER'] ?? '',
      password: process.env['TADORI_TEST_NEO4J_PASSWORD'] ?? '',
    }),
  );

describe.each([
  {
    engine: 'embedded',
    open: async (data: string) => createEmbeddedStore({ data }),
    missing: findEngine().ok ? undefined : 'no embedded engine for this platform',
  },
  { engine: 'neo4j', open: openNeo4j, missing: url === undefined ? 'TADORI_TEST_NEO4J_URL is not set' : undefined },
])('Cypher texts of the README, as written, in $engine', ({ engine, open, missing }) => {
  const data = mkdtempSync(join(tmpdir(), 'tadori-readme-'));
  let store: GraphStore;
  let reader: GraphReader;

  beforeAll(async () => {
    if (missing !== undefined) return;
    store = await open(data);
    reader = await loaded(store);
  });
  afterAll(async () => {
    await reader?.close();
    await store?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const labelled = texts.filter(({ words }) => words.includes(engine));
  it('are there', () => expect(labelled.length).toBeGreaterThan(1));

  it.for(labelled)('$text', async ({ text }, test) => {
    if (missing !== undefined) test.skip(missing);
    expect(await rowsOf(reader, text)).toEqual([expectedRow(text)]);
  });
});

const expectedRow = (text: string): readonly unknown[] =>
  text.includes('person') ? ['ann', 'Hop2', 4] : ['Hop2', 'finance-ledger', ['dynamodb:GetItem']];

async function loaded(store: GraphStore): Promise<GraphReader> {
  const writer = worth(await store.beginSnapshot(graph.snapshot));
  worth(await writer.nodes(graph.nodes));
  worth(await writer.edges(graph.edges));
  worth(await writer.seal());
  worth(await store.activate(graph.snapshot));
  return worth(await store.open());
}

async function rowsOf(reader: GraphReader, text: string): Promise<readonly (readonly unknown[])[]> {
  const { cypher } = reader;
  if (cypher === undefined) throw new Error('this store has no Cypher');
  return worth(await cypher(text, {}, CYPHER_LIMITS)).rows;
}

function worth<T>(result: Result<T, StoreError>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
