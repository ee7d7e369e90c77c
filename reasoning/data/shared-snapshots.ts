import type { Crossing } from './cross-account-actions.ts';

/** What an account can do with a snapshot that another one shares with it. Sources: Share an EBS snapshot; Sharing a DB snapshot. */
const USES: ReadonlySet<string> = new Set([
  'ec2:createvolume',
  'ec2:copysnapshot',
  'rds:copydbsnapshot',
  'rds:restoredbinstancefromdbsnapshot',
  'rds:copydbclustersnapshot',
  'rds:restoredbclusterfromsnapshot',
]);

/** Changing a snapshot, its lock, tier or sharing, is for its owner. Sources: the API references of Amazon EC2 and RDS. */
const OWNERS =
  /^(ec2:((delete|lock|unlock)snapshot|(modify|reset|describe)snapshotattribute|(modify|restore)snapshottier|restoresnapshotfromrecyclebin|createsnapshots?)|rds:((create|delete|modify)db(cluster)?snapshot|(modify|describe)db(cluster)?snapshotattributes?))$/;

/** Whether the sharing of a snapshot reaches an action on it; of tags and fast restores AWS does not say in full. */
export function crossingOfSnapshot(action: string): Crossing {
  const name = action.toLowerCase();
  if (USES.has(name)) return 'crosses';
  return OWNERS.test(name) ? 'stays' : 'unclear';
}

export const SHARING_UNREAD = 'whom the snapshot is shared with was not read';
export const SHARED_USE_UNCLEAR = 'whether sharing a snapshot reaches this action';
