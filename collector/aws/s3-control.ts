import type { PublicAccessBlock, S3AccessPoint, S3MultiRegionAccessPoint, Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, objectOf, tagsOf, textOf } from './answers.ts';
import { given } from './described.ts';
import { publicAccessBlockOf } from './s3.ts';
import type { S3RegionalDoor } from './s3-doors.ts';
import { collectMultiRegionAccessPoints, type MultiRegionCall } from './s3-multi-region.ts';

export type S3AccountCall = 'GetPublicAccessBlock' | MultiRegionCall;
export type S3AccessPointCall =
  | 'ListAccessPoints'
  | 'GetAccessPoint'
  | 'GetAccessPointPolicy'
  | 'ListTagsForResource'
  | S3RegionalDoor;

/** The account's own Block Public Access, one setting for all Regions, and its Multi-Region Access Points. */
export const S3_ACCOUNT: ServiceCalls<S3AccountCall> = {
  service: 's3control',
  reach: 'account',
  permissions: {
    GetPublicAccessBlock: ['s3:GetAccountPublicAccessBlock'],
    ListMultiRegionAccessPoints: ['s3:ListMultiRegionAccessPoints'],
    GetMultiRegionAccessPointPolicy: ['s3:GetMultiRegionAccessPointPolicy'],
  },
};

export const S3_ACCESS_POINTS: ServiceCalls<S3AccessPointCall> = {
  service: 's3control',
  reach: 'region',
  permissions: {
    ListAccessPoints: ['s3:ListAccessPoints'],
    GetAccessPoint: ['s3:GetAccessPoint'],
    GetAccessPointPolicy: ['s3:GetAccessPointPolicy'],
    // for access points and S3 Access Grants, and for directory buckets
    ListTagsForResource: ['s3:ListTagsForResource', 's3express:ListTagsForResource'],
    ListAccessPointsForDirectoryBuckets: ['s3express:ListAccessPointsForDirectoryBuckets'],
  },
};

export interface S3OfAccount {
  readonly block?: PublicAccessBlock;
  readonly points: readonly S3MultiRegionAccessPoint[];
}

export async function collectS3OfAccount(reader: Reader<S3AccountCall>): Promise<S3OfAccount> {
  const aim = { notSet: ['NoSuchPublicAccessBlockConfiguration'] };
  const [answer, points] = await Promise.all([
    reader.get('GetPublicAccessBlock', { AccountId: reader.place.account }, aim),
    collectMultiRegionAccessPoints(reader),
  ]);
  return { ...given('block', publicAccessBlockOf(objectOf(answer, 'PublicAccessBlockConfiguration'))), points };
}

/** Tags of an access point, a directory bucket or an instance of S3 Access Grants. */
export async function readTags(reader: Reader<'ListTagsForResource'>, arn: string): Promise<Tags> {
  const input = { AccountId: reader.place.account, ResourceArn: arn };
  return tagsOf(await reader.get('ListTagsForResource', input, { target: arn }));
}

type AccessPointReader = Reader<S3AccessPointCall>;

/** Access points of one Region. Those on file systems (FSx) have no bucket and are left out. */
export async function collectAccessPoints(reader: AccessPointReader): Promise<readonly S3AccessPoint[]> {
  const input = { AccountId: reader.place.account, MaxResults: 1000 };
  const paging = { answer: 'NextToken', input: 'NextToken' };
  const listed = await reader.items('ListAccessPoints', input, 'AccessPointList', paging);
  const onBuckets = listed.filter(isObject).filter((point) => textOf(point, 'Bucket') !== undefined);
  return Promise.all(onBuckets.map((point) => readAccessPoint(reader, point)));
}

async function readAccessPoint(reader: AccessPointReader, listed: JsonObject): Promise<S3AccessPoint> {
  const { account, partition, region } = reader.place;
  const name = neededText(listed, 'Name');
  const arn = `arn:${partition}:s3:${region}:${account}:accesspoint/${name}`;
  const input = { AccountId: account, Name: name };
  const [described, read, tags] = await Promise.all([
    reader.get('GetAccessPoint', input, { target: arn }),
    reader.get('GetAccessPointPolicy', input, { target: arn, notSet: ['NoSuchAccessPointPolicy'] }),
    readTags(reader, arn),
  ]);
  const item = described ?? listed;
  const policy = read === undefined ? undefined : textOf(read, 'Policy');
  const bucketAccount = textOf(item, 'BucketAccountId');
  const vpcId = textOf(objectOf(item, 'VpcConfiguration') ?? {}, 'VpcId');
  const block = publicAccessBlockOf(objectOf(item, 'PublicAccessBlockConfiguration'));
  return {
    type: 'AWS::S3::AccessPoint',
    arn,
    account,
    region,
    name,
    tags,
    ...(policy === undefined ? {} : { policy: { name: 'access point policy', document: documentOf(policy) } }),
    bucket: neededText(listed, 'Bucket'),
    ...(bucketAccount === undefined ? {} : { bucketAccount }),
    networkOrigin: textOf(item, 'NetworkOrigin') === 'VPC' ? 'VPC' : 'Internet',
    ...(vpcId === undefined ? {} : { vpcId }),
    ...(block === undefined ? {} : { publicAccessBlock: block }),
  };
}
