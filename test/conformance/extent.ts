/** How often suites try what chance or the moment decides. */
export interface Extent {
  /** That read at once while snapshots are swapped. */
  readonly readers: number;
  /** Milliseconds into a load after which its process is killed. */
  readonly killedAfter: readonly number[];
  /** More than engines handle at once (2,048 of one table). */
  readonly rows: number;
  readonly graphs: number;
  readonly queries: number;
}

/** With every change. */
export const SHORT: Extent = { readers: 12, killedAfter: [50, 500], rows: 4_200, graphs: 2, queries: 500 };

/** With the long tests. */
export const FULL: Extent = {
  readers: 100,
  killedAfter: [0, 50, 200, 500, 900],
  rows: 6_000,
  graphs: 8,
  queries: 1_500,
};
