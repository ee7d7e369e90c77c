import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import { NEXT_TOKEN, placeOf, sealedAs } from './described.ts';

/** `DescribeSnapshots` is made before, and tells the keys. */
type ImageCall = 'DescribeImages' | 'DescribeImageAttribute' | 'DescribeSnapshots';

/** Images that the account owns. Whether the account blocks public sharing of new ones closes none that is public. Source: Understand block public access for AMIs. */
export async function collectImages(
  reader: Reader<ImageCall>,
  snapshots: readonly JsonObject[],
): Promise<readonly DescribedResource[]> {
  const input = { Owners: ['self'], IncludeDisabled: true, MaxResults: 1000 };
  const found = await reader.items('DescribeImages', input, 'Images', NEXT_TOKEN);
  const { account } = reader.place;
  const own = found.filter(isObject).filter((one) => (textOf(one, 'OwnerId') ?? account) === account);
  const keys = new Map(snapshots.map((one) => [textOf(one, 'SnapshotId'), textOf(one, 'KmsKeyId')]));
  return Promise.all(own.map((one) => readImage(reader, one, keys)));
}

async function readImage(
  reader: Reader<ImageCall>,
  item: JsonObject,
  keys: ReadonlyMap<string | undefined, string | undefined>,
): Promise<DescribedResource> {
  const { partition, region } = reader.place;
  const id = neededText(item, 'ImageId');
  const arn = `arn:${partition}:ec2:${region}::image/${id}`;
  const sharedWith = await readSharing(reader, item, arn);
  return {
    type: 'AWS::EC2::Image',
    arn,
    ...placeOf(reader.place),
    name: id,
    tags: tagsOf(item),
    ...sealOf(reader, item, arn, keys),
    ...(sharedWith === undefined ? {} : { sharedWith }),
  };
}

/** A disabled image is private. Source: Disable an Amazon EC2 AMI. */
async function readSharing(
  reader: Reader<ImageCall>,
  item: JsonObject,
  arn: string,
): Promise<readonly string[] | undefined> {
  if (textOf(item, 'State') === 'disabled') return [];
  const input = { ImageId: neededText(item, 'ImageId'), Attribute: 'launchPermission' };
  const answer = await reader.get('DescribeImageAttribute', input, { target: arn });
  if (answer === undefined) return undefined;
  const shared = objectsOf(answer, 'LaunchPermissions').flatMap(
    (one) => SHARES.map((field) => textOf(one, field)).find((text) => text !== undefined) ?? [],
  );
  return [...new Set(shared)].sort();
}
const SHARES = ['Group', 'UserId', 'OrganizationArn', 'OrganizationalUnitArn'];

/** The key of the snapshots behind it; of several keys, or where one of them is not known, none is told. */
function sealOf(
  reader: Reader<ImageCall>,
  item: JsonObject,
  arn: string,
  keys: ReadonlyMap<string | undefined, string | undefined>,
): Pick<DescribedResource, 'encryption'> {
  const disks = objectsOf(item, 'BlockDeviceMappings').flatMap((one): readonly JsonObject[] => [
    objectOf(one, 'Ebs') ?? {},
  ]);
  const sealing = disks.filter((one) => one['Encrypted'] === true).map((one) => keys.get(textOf(one, 'SnapshotId')));
  const [key, ...others] = new Set(sealing);
  if (sealing.length === 0) return sealedAs(false, undefined);
  if (key !== undefined && others.length === 0) return sealedAs(true, key);
  reader.doubt('DescribeSnapshots', arn, 'which keys seal the snapshots behind the image is not told');
  return {};
}
