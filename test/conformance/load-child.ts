// Loads a snapshot of many nodes, saying where it is, so that a test can end it in the middle.
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { openNeo4jStore } from '../../graph/neo4j.ts';
import type { GraphStore } from '../../graph/store.ts';
import { versioned } from './graph-store.fixtures.ts';
import { got } from './graph-store.harness.ts';

const [kind = '', id = '', size = '', where = '', user = '', password = '', inOneTransaction = ''] =
  process.argv.slice(2);

async function storeOf(): Promise<GraphStore> {
  if (kind === 'embedded') return createEmbeddedStore({ data: where });
  if (kind === 'files') return createFileStore(where);
  return got(
    openNeo4jStore({
      url: where,
      user,
      password,
      ...(inOneTransaction === '' ? {} : { inOneTransaction: Number(inOneTransaction) }),
    }),
  );
}

const say = (what: string): void => {
  process.stdout.write(`${what}\n`);
};

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

const store = await storeOf();
const graph = versioned(id, Number(size));
const writer = await got(store.beginSnapshot(id, interrupted.signal));
await got(writer.nodes(graph.nodes));
await got(writer.edges(graph.edges));
say('loading');
const sealed = await writer.seal();
const activated = sealed.ok ? await store.activate(id, interrupted.signal) : sealed;
say(activated.ok ? 'active' : activated.error.kind);
await store.close();
