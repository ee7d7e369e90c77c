import type { PublicAccessBlock, Resource, S3Bucket } from '../domain/snapshot.ts';
import { type AccessPoint, bucketNamed, isAccessPoint } from './access-points.ts';
import type { Reason } from './predicates.ts';
import type { Caller, Question } from './question.ts';
import { callsUnread, isRead } from './reads.ts';
import { isPublicPolicy } from './s3-public.ts';
import { resourceName } from './stored-policies.ts';
import type { World } from './world.ts';

/** What Block Public Access does to one call (rule 82). */
export interface Blocks {
  /** A public policy does not reach this caller. */
  readonly restricts: boolean;
  readonly ignoresAcls: boolean;
  /** Calls that were not made and may bring more settings. */
  readonly calls: readonly string[];
}

/** One level at which settings can stand. */
interface Level {
  readonly block: PublicAccessBlock | undefined;
  readonly calls: readonly string[];
}

/**
 * The settings of the bucket, of the access point of the call and of both accounts add up; those of the organisation are read as the
 * account's. They spare the account of the bucket and that of the access point. Source: Blocking public access to your Amazon S3 storage.
 */
export function blocksAround(world: World, { caller: { principal }, target, profile }: Question): Blocks {
  const { resource } = target;
  const itself = resource?.type === 'AWS::S3::AccessPoint' ? resource : undefined;
  const point = itself ?? pointOf(world, profile.accessPoint?.arn);
  const bucket = itself === undefined ? resource : bucketNamed(world, itself.bucket);
  const levels = [...levelsOf(world, bucket), ...(point === undefined ? [] : levelsOf(world, point))];
  const on = (setting: keyof PublicAccessBlock): boolean => levels.some(({ block }) => block?.[setting] === true);
  const owners = point === undefined ? [] : [point.account, bucket?.account ?? itself?.bucketAccount];
  const spared = 'account' in principal && owners.includes(principal.account);
  return {
    restricts: on('restrictPublicBuckets') && !spared,
    ignoresAcls: on('ignorePublicAcls'),
    calls: [...new Set(levels.flatMap(({ calls }) => calls))],
  };
}

function pointOf(world: World, arn: string | undefined): AccessPoint | undefined {
  const found = arn === undefined ? undefined : world.resource(arn);
  return isAccessPoint(found) ? found : undefined;
}

/**
 * Of a public policy of a Multi-Region Access Point each bucket behind it is asked: its own settings, those of the access point and of both
 * accounts count, and both accounts are spared. Undefined: nothing cuts it. Source: Multi-Region Access Points, Permissions.
 */
export function cutAtBucket(
  world: World,
  { principal }: Caller,
  point: AccessPoint,
  bucket: S3Bucket,
): { readonly refused: true } | { readonly doubt: Reason } | undefined {
  if (point.type === 'AWS::S3::AccessPoint' || principal.kind === 'service') return undefined;
  if ('account' in principal && [point.account, bucket.account].includes(principal.account)) return undefined;
  const { policies } = world.stored(resourceName(point.arn), point.policy, isRead(world, point, 'policy'));
  if (!policies.some(({ document }) => isPublicPolicy(document, point.arn))) return undefined;
  const levels = [...levelsOf(world, bucket), ...levelsOf(world, point)];
  if (levels.some(({ block }) => block?.restrictPublicBuckets === true)) return { refused: true };
  const calls = [...new Set(levels.flatMap((level) => level.calls))];
  if (calls.length === 0) return undefined;
  const text = `whether a public policy of the Multi-Region Access Point is cut could not be read: ${calls.join(', ')}`;
  return { doubt: { rule: 82, text } };
}

function levelsOf(world: World, resource: Resource | undefined): readonly Level[] {
  if (resource === undefined) return [{ block: undefined, calls: ['s3:GetPublicAccessBlock'] }];
  const own = resource.type === 'AWS::S3::Bucket' || isAccessPoint(resource) ? resource : undefined;
  const known = world.knows('s3control', 'GetPublicAccessBlock', resource.account);
  return [
    { block: own?.publicAccessBlock, calls: callsUnread(world, resource, 'publicAccessBlock') },
    {
      block: world.account(resource.account)?.s3PublicAccessBlock,
      calls: known ? [] : ['s3control:GetPublicAccessBlock'],
    },
  ];
}
