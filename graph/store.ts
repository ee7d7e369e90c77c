import type { GraphEdge, GraphNode, GraphPath } from '../domain/graph.ts';
import type { Result } from '../domain/result.ts';
import type { Sequence } from '../domain/sequence.ts';

/**
 * Why a store gave no answer.
 * `locked`: another writer is at work. `unknownSnapshot`: not here, or nothing is active. `superseded`: another snapshot
 * was activated meanwhile, open again. `invalid`: the graph, an option or a cursor is not well formed. `refused`: the guard
 * or the engine does not run this query. `unavailable`: engine or server missing or gone. `damaged`: a file is not what its
 * manifest says. `interrupted`: the caller's signal.
 */
export interface StoreError {
  readonly kind: (typeof STORE_ERRORS)[number];
  readonly message: string;
}

export const STORE_ERRORS = [
  'locked',
  'unknownSnapshot',
  'superseded',
  'invalid',
  'refused',
  'timeout',
  'tooMuchMemory',
  'unavailable',
  'damaged',
  'interrupted',
  'closed',
] as const;

export type Stored<T> = Promise<Result<T, StoreError>>;

/**
 * Keeps graphs by snapshot; one of them is active. Everything that reads sees one snapshot, old or new, never a mix.
 * Nothing here knows a query language: each adapter has its own text.
 */
export interface GraphStore {
  /** `memory`, `ladybug 0.19.1`, `neo4j 5.26.30` */
  readonly engine: string;
  /**
   * One writer at a time, in all processes together; a second one is refused as `locked`. Ids are file names: letters,
   * digits, `.`, `_`, `-`. An aborted signal ends seal() as `interrupted` and leaves the store as it was.
   */
  beginSnapshot(id: string, signal?: AbortSignal): Stored<SnapshotWriter>;
  /** Makes a sealed snapshot the one that open() and raw queries see. Atomic; the former one goes on answering until then. */
  activate(id: string, signal?: AbortSignal): Stored<void>;
  active(): Stored<string | undefined>;
  /**
   * Text that is another one whenever open() would read something else, also of the same snapshot proved again; undefined
   * where nothing is active.
   */
  version(): Stored<string | undefined>;
  /**
   * Without an id: the active snapshot. A server that holds one snapshot only (Neo4j) opens no other, and an engine that could not
   * take a graph (`withoutCypher`) does not open it.
   */
  open(id?: string): Stored<GraphReader>;
  /** What became of a sealed snapshot in an engine that cannot take every graph; left out: it can. */
  readonly inEngine?: (id: string) => Stored<InEngine>;
  /** Ends child processes, connections and open readers. */
  close(): Promise<void>;
}

/**
 * Batches in any order and of any size, empty ones too. Nothing is visible before seal(); after seal() or abort() it is closed. Edges that
 * come all at once, in the order of their ids, need not be in memory; they stay where they are until the snapshot is activated.
 */
export interface SnapshotWriter {
  nodes(batch: readonly GraphNode[]): Stored<void>;
  edges(batch: Sequence<GraphEdge>): Stored<void>;
  /**
   * Checks the whole graph (ids unique, ends exist, one type per property, names are identifiers), stores it, and reads it
   * back where an engine keeps it.
   */
  seal(): Stored<Sealed>;
  abort(): Promise<void>;
}

export interface Sealed extends GraphCounts, InEngine {}

export interface InEngine {
  /** Why the engine does not hold this graph: Cypher over it is refused with these words. All else is there, and it can be activated. */
  readonly withoutCypher?: string;
}

export interface GraphCounts {
  readonly nodes: number;
  readonly edges: number;
  /** A node counts under each of its labels. */
  readonly byLabel: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
}

/** Part of a sorted list; `next` is there where more follow, and is the `cursor` of the next call. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface PageAsk {
  /** Default 1000, at most 10000. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface EdgeAsk extends PageAsk {
  /** Left out: every kind. A kind that does not occur finds nothing. */
  readonly kinds?: readonly string[];
  readonly from?: readonly string[];
  readonly to?: readonly string[];
}

export interface NeighbourAsk extends PageAsk {
  readonly kinds?: readonly string[];
  readonly direction: 'out' | 'in' | 'both';
}

export interface Neighbour {
  readonly edge: GraphEdge;
  /** The other end; the node itself for a self loop, which is listed once. */
  readonly node: GraphNode;
}

export interface ReachAsk {
  readonly kinds?: readonly string[];
  /** 0 to 32 edges. */
  readonly maxDepth: number;
}

/** One endpoint and one way to it: a shortest path, in walking order. */
export interface Reached {
  readonly node: GraphNode;
  readonly path: GraphPath;
}

export interface PathAsk extends PageAsk {
  /** Nodes a path may begin in; left out: any. */
  readonly from?: readonly string[];
  readonly kinds?: readonly string[];
  /** Kinds of the last edge; left out: as `kinds`. */
  readonly lastKinds?: readonly string[];
  /** Default 1. With 0 the target alone is a path too, if it may begin one. */
  readonly minDepth?: number;
  /** 0 to 32 edges. */
  readonly maxDepth: number;
}

/**
 * One snapshot, read only. Lists are sorted by id (by code points); ids that do not exist find nothing.
 * Paths are node-simple. Whatever the engine, equal graphs give equal answers.
 */
export interface GraphReader {
  readonly snapshot: string;
  readonly engine: string;
  node(id: string): Stored<GraphNode | undefined>;
  nodesByLabel(label: string, ask?: PageAsk): Stored<Page<GraphNode>>;
  /** Sorted by edge id. */
  neighbours(id: string, ask: NeighbourAsk): Stored<Page<Neighbour>>;
  edges(ask: EdgeAsk): Stored<Page<GraphEdge>>;
  /** Every node that the given ones reach, they themselves by a path without edges. Among equally short paths: least edge ids. */
  reachFrom(ids: readonly string[], ask: ReachAsk): Stored<readonly Reached[]>;
  /** Every node that reaches one of the given ones. */
  reachTo(ids: readonly string[], ask: ReachAsk): Stored<readonly Reached[]>;
  /**
   * Paths that end in the target, shortest first, equally long ones by their edge ids from the last edge back.
   * A page can be short, even empty, and yet have a `next`: the work of one call is bounded.
   */
  simplePathsTo(target: string, ask: PathAsk): Stored<Page<GraphPath>>;
  /** The first `k` of them from one node to another; fewer with a `next` (for simplePathsTo) where the work got too much. */
  shortestPaths(from: string, to: string, k: number, ask: ReachAsk): Stored<Page<GraphPath>>;
  count(): Stored<GraphCounts>;
  /** Read-only query in the engine's own dialect, past the guard. Left out where the engine has no Cypher. */
  readonly cypher?: (
    text: string,
    params: Readonly<Record<string, unknown>>,
    limits: CypherLimits,
  ) => Stored<CypherRows>;
  close(): Promise<void>;
}

export interface CypherLimits {
  readonly maxRows: number;
  readonly timeoutMs: number;
  /** The query's process is ended above this. Neo4j: the server's own setting counts (db.memory.transaction.max). */
  readonly maxMemoryMb?: number;
}

export const CYPHER_LIMITS: CypherLimits = { maxRows: 1000, timeoutMs: 10_000, maxMemoryMb: 1024 };

/** Cells are JSON values; nodes are { id, labels, properties }, relationships { id, kind, from?, to?, properties }, paths { nodes, edges }. */
export interface CypherRows {
  readonly engine: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** More rows existed than the cap lets through. */
  readonly truncated: boolean;
}

export const failure = (
  kind: StoreError['kind'],
  message: string,
): { readonly ok: false; readonly error: StoreError } => ({
  ok: false,
  error: { kind, message },
});

export const INTERRUPTED = failure('interrupted', 'interrupted; the store is as it was');

const SNAPSHOT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Snapshot ids become file names. */
export const isSnapshotId = (text: string): boolean => SNAPSHOT_ID.test(text) && !text.includes('.building');

/** Order of all lists: by code points, as UTF-8 bytes sort; JavaScript's own order differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other code unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => compareText(a.id, b.id);
