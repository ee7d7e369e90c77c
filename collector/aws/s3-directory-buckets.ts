import type { DescribedResource } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, textOf } from './answers.ts';
import { given, placeOf, readPolicy, sealedBy } from './described.ts';
import { readTags, S3_ACCESS_POINTS } from './s3-control.ts';
import { noteDirectoryAccessPoints } from './s3-doors.ts';

export type DirectoryBucketCall = 'ListDirectoryBuckets' | 'GetBucketPolicy' | 'GetBucketEncryption';

export const S3_DIRECTORY_BUCKETS: ServiceCalls<DirectoryBucketCall> = {
  service: 's3',
  reach: 'region',
  permissions: {
    ListDirectoryBuckets: ['s3express:ListAllMyDirectoryBuckets'],
    GetBucketPolicy: ['s3express:GetBucketPolicy'],
    GetBucketEncryption: ['s3express:GetEncryptionConfiguration'],
  },
};

export async function collectDirectoryBuckets(
  reader: Reader<DirectoryBucketCall>,
): Promise<readonly DescribedResource[]> {
  const paging = { answer: 'ContinuationToken', input: 'ContinuationToken' };
  const buckets = await reader.items('ListDirectoryBuckets', {}, 'Buckets', paging);
  const listed = buckets.filter(isObject).map((one) => neededText(one, 'Name'));
  const names = listed.filter((name) => OF_A_ZONE.test(name));
  if (names.length > 0) await noteDirectoryAccessPoints(reader.beside(S3_ACCESS_POINTS));
  return Promise.all(names.map((name) => readBucket(reader, name)));
}

/** How every directory bucket is named: `lake--use1-az4--x-s3`. Source: Directory bucket naming rules. */
const OF_A_ZONE = /--[a-z0-9-]+--x-s3$/;

async function readBucket(reader: Reader<DirectoryBucketCall>, name: string): Promise<DescribedResource> {
  const { account, partition, region } = reader.place;
  const arn = `arn:${partition}:s3express:${region}:${account}:bucket/${name}`;
  const [policy, sealed, tags] = await Promise.all([
    readPolicy(
      reader,
      'GetBucketPolicy',
      { Bucket: name },
      { target: arn, field: 'Policy', name: 'bucket policy', notSet: ['NoSuchBucketPolicy'] },
    ),
    reader.get('GetBucketEncryption', { Bucket: name }, { target: arn }),
    readTags(reader.beside(S3_ACCESS_POINTS), arn),
  ]);
  const [rule] = objectsOf(objectOf(sealed, 'ServerSideEncryptionConfiguration'), 'Rules');
  const byDefault = objectOf(rule, 'ApplyServerSideEncryptionByDefault') ?? {};
  return {
    type: 'AWS::S3Express::DirectoryBucket',
    arn,
    ...placeOf(reader.place),
    name,
    tags,
    ...given('policy', policy),
    ...(sealed === undefined ? {} : sealedBy(textOf(byDefault, 'KMSMasterKeyID'))),
  };
}
