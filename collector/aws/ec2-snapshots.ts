import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectsOf, tagsOf, textOf } from './answers.ts';
import { given, NEXT_TOKEN, placeOf, sealedAs } from './described.ts';
import { collectImages } from './ec2-images.ts';

export type Ec2SnapshotCall =
  | 'DescribeSnapshots'
  | 'DescribeSnapshotAttribute'
  | 'GetSnapshotBlockPublicAccessState'
  | 'DescribeImages'
  | 'DescribeImageAttribute';

export const EC2_SNAPSHOTS: ServiceCalls<Ec2SnapshotCall> = {
  service: 'ec2',
  reach: 'region',
  permissions: {
    DescribeSnapshots: ['ec2:DescribeSnapshots'],
    DescribeSnapshotAttribute: ['ec2:DescribeSnapshotAttribute'],
    GetSnapshotBlockPublicAccessState: ['ec2:GetSnapshotBlockPublicAccessState'],
    DescribeImages: ['ec2:DescribeImages'],
    DescribeImageAttribute: ['ec2:DescribeImageAttribute'],
  },
};

/** Snapshots of volumes and images that the account owns, with whom they are shared. */
export async function collectSnapshotsAndImages(
  reader: Reader<Ec2SnapshotCall>,
): Promise<readonly DescribedResource[]> {
  const input = { OwnerIds: ['self'], MaxResults: 1000 };
  const found = await reader.items('DescribeSnapshots', input, 'Snapshots', NEXT_TOKEN);
  const { account } = reader.place;
  const own = found.filter(isObject).filter((one) => (textOf(one, 'OwnerId') ?? account) === account);
  const [snapshots, images] = await Promise.all([readSnapshots(reader, own), collectImages(reader, own)]);
  return [...snapshots, ...images];
}

async function readSnapshots(
  reader: Reader<Ec2SnapshotCall>,
  own: readonly JsonObject[],
): Promise<readonly DescribedResource[]> {
  if (own.length === 0) return [];
  const state = await reader.get('GetSnapshotBlockPublicAccessState', {});
  const brake = state === undefined ? undefined : BRAKES[textOf(state, 'State') ?? ''];
  return Promise.all(own.map((one) => readSnapshot(reader, one, brake)));
}

/** A state that AWS does not name is not known. */
const BRAKES: Readonly<Record<string, Pick<DescribedResource, 'publicSharing'>>> = {
  'block-all-sharing': { publicSharing: 'blockAll' },
  'block-new-sharing': { publicSharing: 'blockNew' },
  unblocked: {},
};

async function readSnapshot(
  reader: Reader<Ec2SnapshotCall>,
  item: JsonObject,
  brake: Pick<DescribedResource, 'publicSharing'> | undefined,
): Promise<DescribedResource> {
  const { partition, region } = reader.place;
  const id = neededText(item, 'SnapshotId');
  const arn = `arn:${partition}:ec2:${region}::snapshot/${id}`;
  const input = { SnapshotId: id, Attribute: 'createVolumePermission' };
  const answer = await reader.get('DescribeSnapshotAttribute', input, { target: arn });
  const shared = objectsOf(answer, 'CreateVolumePermissions').flatMap(
    (one) => textOf(one, 'Group') ?? textOf(one, 'UserId') ?? [],
  );
  const unsure = brake === undefined && shared.includes('all');
  if (unsure) reader.doubt('DescribeSnapshotAttribute', arn, 'whether the account blocks public sharing is not known');
  return {
    type: 'AWS::EC2::Snapshot',
    arn,
    ...placeOf(reader.place),
    name: id,
    tags: tagsOf(item),
    ...sealedAs(item['Encrypted'] === true, textOf(item, 'KmsKeyId')),
    ...(answer === undefined || unsure ? {} : { sharedWith: [...new Set(shared)].sort() }),
    ...brake,
    ...given('copyOf', textOf(item, 'VolumeId')),
  };
}
