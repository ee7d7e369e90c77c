import type { AccessGraph, GraphEdge, GraphNode, StreamedGraph } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import { readerOver } from './reader.ts';
import type { EdgeQuery, GraphSource } from './source.ts';
import { countsOf } from './staged.ts';
import {
  byId,
  compareText,
  failure,
  type GraphReader,
  type GraphStore,
  type InEngine,
  isSnapshotId,
  type Stored,
} from './store.ts';
import { writerInto } from './writer.ts';

/** The reference store: plain adjacency lists, nothing on disk. */
export function createMemoryStore(): GraphStore {
  const sealed = new Map<string, AccessGraph>();
  let current: string | undefined;
  let changes = 0;
  let writing = false;
  return {
    engine: 'memory',
    beginSnapshot: async (id, signal) => {
      if (!isSnapshotId(id)) return failure('invalid', `\`${id}\` cannot be a snapshot id`);
      if (writing) return failure('locked', 'another snapshot is being written');
      writing = true;
      const store = async (graph: Omit<StreamedGraph, 'snapshot'>): Stored<InEngine> => {
        if (id === current) changes += 1;
        sealed.set(id, { snapshot: id, nodes: graph.nodes, edges: [...graph.edges] });
        return ok({});
      };
      const release = async (): Promise<void> => {
        writing = false;
      };
      return ok(writerInto({ store, release }, signal));
    },
    activate: async (id) => {
      if (!sealed.has(id)) return failure('unknownSnapshot', `there is no sealed snapshot \`${id}\``);
      current = id;
      changes += 1;
      return ok(undefined);
    },
    active: async () => ok(current),
    version: async () => ok(current === undefined ? undefined : String(changes)),
    open: async (id = current) => {
      const graph = id === undefined ? undefined : sealed.get(id);
      return graph === undefined
        ? failure('unknownSnapshot', id === undefined ? 'no snapshot is active' : `there is no snapshot \`${id}\``)
        : ok(memoryReader(graph));
    },
    close: async () => sealed.clear(),
  };
}

/** Answers from a graph in memory. The graph must be well formed: built by buildGraph, or read from its files. */
export const memoryReader = (graph: AccessGraph): GraphReader =>
  readerOver(graph.snapshot, 'memory', new MemorySource(graph));

class MemorySource implements GraphSource {
  readonly #graph: AccessGraph;
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #byLabel: ReadonlyMap<string, readonly GraphNode[]>;
  readonly #edges: readonly GraphEdge[];
  readonly #out: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly #in: ReadonlyMap<string, readonly GraphEdge[]>;

  constructor(graph: AccessGraph) {
    this.#graph = graph;
    const nodes = [...graph.nodes].sort(byId);
    this.#edges = [...graph.edges].sort(byId);
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#byLabel = grouped(nodes, (node) => node.labels);
    this.#out = grouped(this.#edges, (edge) => [edge.from]);
    this.#in = grouped(this.#edges, (edge) => [edge.to]);
  }

  async nodes(ids: readonly string[]): Stored<readonly GraphNode[]> {
    return ok([...new Set(ids)].flatMap((id) => this.#nodes.get(id) ?? []));
  }

  async labelled(label: string, after: string | undefined, limit: number): Stored<readonly GraphNode[]> {
    return ok(part(this.#byLabel.get(label) ?? [], after, limit));
  }

  async edges(query: EdgeQuery): Stored<readonly GraphEdge[]> {
    const kinds = query.kinds === undefined ? undefined : new Set(query.kinds);
    const to = query.to === undefined ? undefined : new Set(query.to);
    const found = this.#candidates(query).filter(
      (edge) => (kinds?.has(edge.kind) ?? true) && (to?.has(edge.to) ?? true),
    );
    return ok(part(found, query.after, query.limit));
  }

  async counts(): ReturnType<GraphSource['counts']> {
    return ok(countsOf(this.#graph.nodes, this.#graph.edges));
  }

  async close(): Promise<void> {
    // nothing is held
  }

  #candidates({ from, to }: EdgeQuery): readonly GraphEdge[] {
    const [index, ids] = from === undefined ? [this.#in, to] : [this.#out, from];
    if (ids === undefined) return this.#edges;
    const unique = [...new Set(ids)];
    const found = unique.flatMap((id) => index.get(id) ?? []);
    return unique.length === 1 ? found : found.sort(byId);
  }
}

function grouped<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

/** The part of a sorted list that comes after an id. */
function part<T extends { readonly id: string }>(
  items: readonly T[],
  after: string | undefined,
  limit: number | undefined,
): readonly T[] {
  const first = after === undefined ? 0 : items.findIndex((item) => compareText(item.id, after) > 0);
  return first === -1 ? [] : items.slice(first, limit === undefined ? undefined : first + limit);
}
