/** What a run reads; a recording keeps it, so that replaying asks for the same. */
export interface Plan {
  /** Region of the run's own credentials. */
  readonly homeRegion: string;
  /** Role that is assumed in other accounts, for messages. */
  readonly roleName: string;
  /** Only these accounts; absent: every account of the organisation. */
  readonly accounts?: readonly string[];
  /** Only these Regions; absent: every Region enabled for an account. */
  readonly regions?: readonly string[];
  /** Also how principals were used: many calls. */
  readonly usage?: true;
}

/** `done` of `total` tasks; the total grows while accounts and Regions become known. */
export interface CollectProgress {
  readonly account: string;
  readonly service: string;
  readonly done: number;
  readonly total: number;
  /** Accounts read to their end, of those that are known, and calls made so far; of a collection alone. */
  readonly reading?: { readonly accounts: number; readonly ofAccounts: number; readonly calls: number };
}
