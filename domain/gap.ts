export type CellStatus = 'complete' | 'denied' | 'throttled' | 'unsupported' | 'failed' | 'skipped';

/** What became of one call: only `complete` counts as knowledge. `target` names the item for per-item calls. */
export interface CoverageCell {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly call: string;
  readonly status: CellStatus;
  readonly target?: string;
  readonly detail?: string;
}
