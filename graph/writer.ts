import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import type { Sequence } from '../domain/sequence.ts';
import { isArray } from './in-order.ts';
import { type CheckedGraph, checkGraph } from './staged.ts';
import { failure, INTERRUPTED, type InEngine, type SnapshotWriter, type Stored } from './store.ts';

/** What differs between stores: where a checked graph goes, and what to let go of when the writer ends either way. */
export interface WriterEnds {
  store(graph: CheckedGraph): Stored<InEngine>;
  release(): Promise<void>;
}

/** Collects batches; nothing reaches the store before the whole graph has been checked. */
export function writerInto(ends: WriterEnds, signal: AbortSignal | undefined): SnapshotWriter {
  const nodes: Sequence<GraphNode>[] = [];
  const edges: Sequence<GraphEdge>[] = [];
  let open = true;
  const add = async <T>(batches: Sequence<T>[], batch: Sequence<T>): Stored<void> => {
    if (!open) return failure('closed', 'this writer was sealed or aborted');
    batches.push(isArray(batch) ? [...batch] : batch);
    return ok(undefined);
  };
  const end = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await ends.release();
  };
  return {
    nodes: (batch) => add(nodes, batch),
    edges: (batch) => add(edges, batch),
    seal: async () => {
      if (!open) return failure('closed', 'this writer was sealed or aborted');
      try {
        if (signal?.aborted === true) return INTERRUPTED;
        const graph = checkGraph(
          nodes.flatMap((batch) => [...batch]),
          together(edges),
        );
        if (!graph.ok) return graph;
        const stored = await ends.store(graph.value);
        return stored.ok ? ok({ ...graph.value.counts, ...stored.value }) : stored;
      } finally {
        await end();
      }
    },
    abort: end,
  };
}

/** What came at once stays what it is: it may be larger than memory. */
function together<T>(batches: readonly Sequence<T>[]): Sequence<T> {
  const [only = [], ...more] = batches.filter(({ length }) => length > 0);
  return more.length === 0 ? only : [only, ...more].flatMap((batch) => [...batch]);
}
