import type { PublicAccessBlock, Resource, S3AccessPoint } from '../domain/snapshot.ts';
import type { Question } from './question.ts';
import { callsUnread } from './reads.ts';
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
  const point = resource?.type === 'AWS::S3::AccessPoint' ? resource : pointOf(world, profile.accessPoint?.arn);
  const bucket = resource?.type === 'AWS::S3::AccessPoint' ? bucketBehind(world, resource) : resource;
  const levels = [...levelsOf(world, bucket), ...(point === undefined ? [] : levelsOf(world, point))];
  const on = (setting: keyof PublicAccessBlock): boolean => levels.some(({ block }) => block?.[setting] === true);
  const owners = point === undefined ? [] : [point.account, bucket?.account ?? point.bucketAccount];
  const spared = 'account' in principal && owners.includes(principal.account);
  return {
    restricts: on('restrictPublicBuckets') && !spared,
    ignoresAcls: on('ignorePublicAcls'),
    calls: [...new Set(levels.flatMap(({ calls }) => calls))],
  };
}

function pointOf(world: World, arn: string | undefined): S3AccessPoint | undefined {
  const found = arn === undefined ? undefined : world.resource(arn);
  return found?.type === 'AWS::S3::AccessPoint' ? found : undefined;
}

/** Undefined: the bucket is not in the snapshot. */
export const bucketBehind = ({ snapshot }: World, { bucket }: S3AccessPoint): Resource | undefined =>
  snapshot.resources.find((one) => one.type === 'AWS::S3::Bucket' && one.name === bucket);

function levelsOf(world: World, resource: Resource | undefined): readonly Level[] {
  if (resource === undefined) return [{ block: undefined, calls: ['s3:GetPublicAccessBlock'] }];
  const own = resource.type === 'AWS::S3::Bucket' || resource.type === 'AWS::S3::AccessPoint' ? resource : undefined;
  const known = world.knows('s3control', 'GetPublicAccessBlock', resource.account);
  return [
    { block: own?.publicAccessBlock, calls: callsUnread(world, resource, 'publicAccessBlock') },
    {
      block: world.account(resource.account)?.s3PublicAccessBlock,
      calls: known ? [] : ['s3control:GetPublicAccessBlock'],
    },
  ];
}
