import type { CopyWay } from '../domain/copies.ts';
import type { Resource } from '../domain/snapshot.ts';
import type { World } from '../reasoning/world.ts';

/** A place where the data of a resource lies, too. */
export interface FoundCopy {
  readonly way: CopyWay;
  readonly at: string;
  readonly of: string;
}

/** Every copy of a resource that the snapshot knows, nearest first; copies of copies, too. */
export function copiesOf({ snapshot }: World, arn: string): readonly FoundCopy[] {
  const { resources } = snapshot;
  const met = new Set([arn]);
  const found: FoundCopy[] = [];
  const layer: { readonly of: string; readonly by?: CopyWay }[] = [{ of: arn }];
  for (const { of, by } of layer) {
    const source = resources.find((one) => one.arn === of);
    const next = resources.flatMap((one) => copiesIn(one, of, source)).filter(({ way }) => isCopiedOn(by, way));
    for (const copy of next) {
      if (met.has(copy.at)) continue;
      met.add(copy.at);
      found.push(copy);
      layer.push({ of: copy.at, by: copy.way });
    }
  }
  return found;
}

/** Amazon S3 does not replicate replicas. Source: Amazon S3 User Guide, What does Amazon S3 replicate. */
const isCopiedOn = (by: CopyWay | undefined, way: CopyWay): boolean => !(by === 'replication' && way === 'replication');

/** What a resource says of copies of `of`. */
function copiesIn(one: Resource, of: string, source: Resource | undefined): readonly FoundCopy[] {
  const is = (way: CopyWay): readonly FoundCopy[] => [{ way, at: one.arn, of }];
  if (one.arn === of) return (one.copies ?? []).map(({ way, at }) => ({ way, at, of }));
  if (one.type === 'AWS::DynamoDB::Stream') return one.table === of ? is('stream') : [];
  if (one.recoveryPointsOf?.includes(of) === true) return is('recoveryPoint');
  const isSame = source !== undefined && (hasSameSource(one, source) || wasCopied(one, source));
  return isSame ? is('snapshot') : [];
}

/** Amazon EBS names this volume where a snapshot is a copy of another. Source: Amazon EC2 API Reference, Snapshot. */
const NO_VOLUME = 'vol-ffffffff';

/** Snapshots name their volume or database by an id of the account and Region. */
const hasSameSource = (one: Resource, other: Resource): boolean =>
  'copyOf' in one &&
  'copyOf' in other &&
  one.copyOf === other.copyOf &&
  one.copyOf !== NO_VOLUME &&
  one.type === other.type &&
  one.account === other.account &&
  one.region === other.region;

/** Over accounts and Regions only RDS names the snapshot that another was copied from; both hold the same. */
const wasCopied = (one: Resource, other: Resource): boolean =>
  ('copiedFrom' in one && one.copiedFrom === other.arn) || ('copiedFrom' in other && other.copiedFrom === one.arn);

/** The calls that tell of copies: what else is asked does not rest on them. */
const COPY_CALLS: ReadonlySet<string> = new Set([
  'dynamodb:ListBackups',
  'dynamodb:ListExports',
  'dynamodb:DescribeExport',
  'dynamodb:DescribeKinesisStreamingDestination',
  's3:GetBucketReplication',
  'backup:ListProtectedResourcesByBackupVault',
]);

export const tellsOfCopies = (service: string, call: string): boolean => COPY_CALLS.has(`${service}:${call}`);

/** Calls that would have told of more copies: of the resource's service in its account, and of backup vaults anywhere. */
export function copyCallsUnread(world: World, arn: string): readonly string[] {
  const resource = world.resource(arn);
  const unread = new Set<string>();
  for (const call of callsFor(resource)) if (!wasMade(world, call, resource?.account)) unread.add(call);
  for (const { service, call, status, account } of world.snapshot.coverage) {
    const matters = tellsOfCopies(service, call) && (service === 'backup' || account === resource?.account);
    if (status !== 'complete' && matters) unread.add(`${service}:${call}`);
    if (status !== 'complete' && service === 'backup' && call === 'ListBackupVaults')
      unread.add('backup:ListBackupVaults');
  }
  const vaults = world.snapshot.resources.filter(({ type }) => type === 'AWS::Backup::BackupVault');
  if (vaults.some(({ account }) => !wasMade(world, OF_VAULTS, account))) unread.add(OF_VAULTS);
  return [...unread].sort();
}

const OF_VAULTS = 'backup:ListProtectedResourcesByBackupVault';

const OF_TABLES = ['DescribeTable', 'DescribeKinesisStreamingDestination', 'ListBackups', 'ListExports'].map(
  (call) => `dynamodb:${call}`,
);

/** What a collection that reads copies asks for each such resource. */
function callsFor(resource: Resource | undefined): readonly string[] {
  if (resource?.type === 'AWS::S3::Bucket') return ['s3:GetBucketReplication', 'backup:ListBackupVaults'];
  if (resource?.type === 'AWS::DynamoDB::Table') return [...OF_TABLES, 'backup:ListBackupVaults'];
  return ['backup:ListBackupVaults'];
}

const wasMade = ({ snapshot }: World, name: string, account: string | undefined): boolean =>
  snapshot.coverage.some(
    ({ service, call, status, account: of }) =>
      `${service}:${call}` === name && of === account && status === 'complete',
  );
