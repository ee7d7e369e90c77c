import { type Crossing, crossingOfDocument, isDocument } from './cross-account-actions.ts';

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
function crossingOfSnapshot(action: string): Crossing {
  const name = action.toLowerCase();
  if (USES.test(name)) return 'crosses';
  return name.startsWith('ebs:') ? 'unclear' : 'stays';
}

/** Launching instances, and tags of one's own. Sources: Share an AMI with specific AWS accounts; Tag your Amazon EC2 resources. */
const LAUNCHES = /^ec2:(runinstances|requestspot(instances|fleet)|(create|modify)fleet|(create|delete)tags)$/;

/**
 * Copying and storing want the snapshots behind the image shared, too, or more than a public image gives; leaving a sharing again is for
 * accounts that it names; of the rest AWS does not say whether the owner alone may ask. Sources: Copy an Amazon EC2 AMI; Store and
 * restore an AMI using S3; Cancel having an AMI shared with your AWS account.
 */
const PERHAPS =
  /^ec2:(copyimage|createstoreimagetask|cancelimagelaunchpermission|createreplacerootvolumetask|exportimage|describeimageattribute|getimageancestry)$/;

/** "Users can only launch instances from the AMI. They can't delete, share, or modify it." Source: Share an AMI with specific AWS accounts. */
function crossingOfImage(action: string): Crossing {
  const name = action.toLowerCase();
  if (LAUNCHES.test(name)) return 'crosses';
  return PERHAPS.test(name) ? 'unclear' : 'stays';
}

/** Which actions the sharing of a snapshot, image or document reaches; undefined: the ARN names none of them. */
export function crossingOfShared(arn: string): ((action: string) => Crossing) | undefined {
  if (/^arn:[^:]*:ec2:[^:]*:[^:]*:image\//.test(arn)) return crossingOfImage;
  if (isDocument(arn)) return crossingOfDocument;
  return /^arn:[^:]*:(ec2|rds):[^:]*:[^:]*:(cluster-)?snapshot[/:]/.test(arn) ? crossingOfSnapshot : undefined;
}

/** An entry that is left of an organisation or OU: whether the caller's account belongs to it is not known. */
export const isUnsureOf = (sharedWith: readonly string[]): boolean => sharedWith.some((one) => one.startsWith('arn:'));
