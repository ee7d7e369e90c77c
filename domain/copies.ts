/** How data comes to lie in a second place. */
export type CopyWay = 'stream' | 'replica' | 'replication' | 'export' | 'backup' | 'recoveryPoint' | 'snapshot';

/** A second place of the data of a resource. */
export interface DataCopy {
  readonly way: CopyWay;
  /** ARN: of the replica, the bucket that is written to, the backup. */
  readonly at: string;
}

/** What a service tells of copies, beside those that are resources of their own and name their source. */
export interface CopyLinks {
  /** Tables and buckets: where their data is copied to. */
  readonly copies?: readonly DataCopy[];
  /** Backup vaults: ARNs of what their recovery points were taken of. */
  readonly recoveryPointsOf?: readonly string[];
}
