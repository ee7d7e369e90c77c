import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import type { GraphCounts, GraphReader, Stored } from './store.ts';

/** Edges that match all that is given, sorted by id, after `after`, at most `limit`; without a limit, all. */
export interface EdgeQuery {
  readonly kinds?: readonly string[] | undefined;
  readonly from?: readonly string[] | undefined;
  readonly to?: readonly string[] | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** What an engine must be able to do; every operation of a reader is made of these, so that all engines answer alike. */
export interface GraphSource {
  /** Those that exist, in any order. */
  nodes(ids: readonly string[]): Stored<readonly GraphNode[]>;
  labelled(label: string, after: string | undefined, limit: number): Stored<readonly GraphNode[]>;
  edges(query: EdgeQuery): Stored<readonly GraphEdge[]>;
  counts(): Stored<GraphCounts>;
  readonly cypher?: NonNullable<GraphReader['cypher']>;
  close(): Promise<void>;
}
