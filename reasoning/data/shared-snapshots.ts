import type { Crossing } from './cross-account-actions.ts';

/**
 * What an account can do with a snapshot that another one shares with it: of a volume, whatever uses it ("as you would any other
 * snapshot that you own"), and tags of its own; of a database, to find, copy and restore it. Sources: Share an EBS snapshot; Tag your
 * Amazon EC2 resources; EnableFastSnapshotRestores; Sharing a DB snapshot; DescribeDBSnapshots.
 */
const USES =
  /^(ec2:(createvolume|copysnapshot|runinstances|requestspot(instances|fleet)|registerimage|createreplacerootvolumetask|(enable|disable)fastsnapshotrestores|(create|delete)tags)|rds:((copy|describe)db(cluster)?snapshots?|restoredb(instance|cluster)from(db)?snapshot))$/;

/**
 * Changing a snapshot, its lock, tier or sharing, is for its owner, and a snapshot in the making is nobody else's. Sources: the API
 * references of Amazon EC2 and RDS; Sharing a DB snapshot, which names what sharing gives.
 */
const OWNERS =
  /^(ec2:((create|delete|lock|unlock|import)snapshots?|(modify|reset|describe)snapshotattribute|(modify|restore)snapshottier|restoresnapshotfromrecyclebin|(create|copy|import)image)|rds:((create|delete|modify)db(cluster)?snapshot|(modify|describe)db(cluster)?snapshotattributes?|describedbsnapshottenantdatabases|(start|describe)exporttasks?|(add|remove)tags(to|from)resource|listtagsforresource|stopdbinstance|deletedbcluster|crossregioncommunication))$/;

/** Whether the sharing of a snapshot reaches an action on it; unclear: reading its blocks, and what AWS does not list yet. */
export function crossingOfSnapshot(action: string): Crossing {
  const name = action.toLowerCase();
  if (USES.test(name)) return 'crosses';
  return OWNERS.test(name) ? 'stays' : 'unclear';
}

export const SHARING_UNREAD = 'whom the snapshot is shared with was not read';
export const SHARED_USE_UNCLEAR = 'whether sharing a snapshot reaches this action';
