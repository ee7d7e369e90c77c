import type { Crossing } from './cross-account-actions.ts';

/**
 * What an account can do with a snapshot that another one shares with it: of a volume, whatever uses it ("as you would any other
 * snapshot that you own"), and tags of its own; of a database, to find, copy and restore it. Sources: Share an EBS snapshot; Tag your
 * Amazon EC2 resources; EnableFastSnapshotRestores; Sharing a DB snapshot; DescribeDBSnapshots.
 */
const USES =
  /^(ec2:(createvolume|copysnapshot|runinstances|requestspot(instances|fleet)|registerimage|createreplacerootvolumetask|(enable|disable)fastsnapshotrestores|(create|delete)tags)|rds:((copy|describe)db(cluster)?snapshots?|restoredb(instance|cluster)from(db)?snapshot))$/;

/**
 * Whether the sharing of a snapshot reaches an action on it. A closed list, as those of other services are: changing a snapshot, its
 * lock, tier or sharing is for its owner, and one in the making is nobody else's. Unclear: reading its blocks (EBS direct APIs).
 */
export function crossingOfSnapshot(action: string): Crossing {
  const name = action.toLowerCase();
  if (USES.test(name)) return 'crosses';
  return name.startsWith('ebs:') ? 'unclear' : 'stays';
}
