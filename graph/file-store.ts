import { ok } from '../domain/result.ts';
import {
  activateGraph,
  activeGraph,
  activeVersion,
  commitGraph,
  graphsFolder,
  type Manifest,
  readAccessGraph,
  readManifest,
  stageGraph,
} from './graph-files.ts';
import { memoryReader } from './memory.ts';
import type { CheckedGraph } from './staged.ts';
import {
  failure,
  type GraphReader,
  type GraphStore,
  INTERRUPTED,
  type InEngine,
  isSnapshotId,
  type SnapshotWriter,
  type Stored,
} from './store.ts';
import { acquireLock } from './write-lock.ts';
import { writerInto } from './writer.ts';

/** The memory store over the graph files of a data folder: needs no engine, survives restarts, has no Cypher. */
export function createFileStore(data: string): GraphStore {
  return {
    engine: 'memory',
    beginSnapshot: (id, signal) => beginInFiles(data, id, signal, async () => ok({})),
    activate: (id) => activateGraph(data, id),
    active: () => activeGraph(data),
    version: () => activeVersion(data),
    open: (id) => openFromFiles(data, id),
    close: async () => undefined,
  };
}

/** Between staging the files and making them count, `derive` builds what is made from them; its failure leaves all as it was. */
export async function beginInFiles(
  data: string,
  id: string,
  signal: AbortSignal | undefined,
  derive: (manifest: Manifest) => Stored<InEngine>,
): Stored<SnapshotWriter> {
  if (!isSnapshotId(id)) return failure('invalid', `\`${id}\` cannot be a snapshot id`);
  const lock = await acquireLock(graphsFolder(data));
  if (!lock.ok) return lock;
  const store = async (graph: CheckedGraph): Stored<InEngine> => {
    const before = await readManifest(data, id);
    const isThere = before.ok && before.value.content === graph.content;
    // a graph that was written with its proofs (writeGraph) keeps them
    const manifest = isThere ? before.value : await stageGraph(data, id, graph, []);
    const derived = await derive(manifest);
    if (!derived.ok) return derived;
    if (signal?.aborted === true) return INTERRUPTED;
    if (!isThere) await commitGraph(data, manifest);
    return derived;
  };
  return ok(writerInto({ store, release: lock.value.release }, signal));
}

export async function openFromFiles(data: string, id: string | undefined): Stored<GraphReader> {
  const snapshot = await namedOrActive(data, id);
  if (!snapshot.ok) return snapshot;
  const graph = await readAccessGraph(data, snapshot.value);
  return graph.ok ? ok(memoryReader(graph.value)) : graph;
}

export async function namedOrActive(data: string, id: string | undefined): Stored<string> {
  if (id !== undefined) return ok(id);
  const active = await activeGraph(data);
  if (!active.ok) return active;
  return active.value === undefined ? failure('unknownSnapshot', 'no snapshot is active') : ok(active.value);
}
