export type CellStatus = 'complete' | 'denied' | 'throttled' | 'unsupported' | 'failed' | 'skipped';

/**
 * What became of one call: only `complete` counts as knowledge. `target` names the item for per-item calls: an item that
 * has such a cell is not known, the other items of the call are.
 * `region` is `global` for services with one endpoint and `*` where no Region was read (imported files); `account` is `-`
 * where the organisation itself is not known.
 */
export interface CoverageCell {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly call: string;
  readonly status: CellStatus;
  readonly target?: string;
  readonly detail?: string;
  /** ISO 8601: when it was asked, where an earlier collection did and nothing told of a change since. */
  readonly readAt?: string;
}
