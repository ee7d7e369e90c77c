import type { DescribedResource, Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, textMapOf, textOf, textsOf } from './answers.ts';
import {
  type ContainerPolicy,
  given,
  noteContainer,
  placeOf,
  readContainerPolicy,
  readPolicy,
  sealedBy,
} from './described.ts';

export type S3TablesCall =
  | 'ListTableBuckets'
  | 'GetTableBucketPolicy'
  | 'ListTables'
  | 'GetTablePolicy'
  | 'GetTableEncryption'
  | 'ListTagsForResource';

export const S3_TABLES: ServiceCalls<S3TablesCall> = {
  service: 's3tables',
  reach: 'region',
  permissions: {
    ListTableBuckets: ['s3tables:ListTableBuckets'],
    GetTableBucketPolicy: ['s3tables:GetTableBucketPolicy'],
    ListTables: ['s3tables:ListTables'],
    GetTablePolicy: ['s3tables:GetTablePolicy'],
    GetTableEncryption: ['s3tables:GetTableEncryption'],
    ListTagsForResource: ['s3tables:ListTagsForResource'],
  },
};

const PAGING = { answer: 'continuationToken', input: 'continuationToken' };
const NO_POLICY = { field: 'resourcePolicy', notSet: ['NotFoundException'] };

/** Table buckets, then their tables, which the policy of the bucket speaks of, too. */
export async function collectTableBuckets(reader: Reader<S3TablesCall>): Promise<readonly DescribedResource[]> {
  const buckets = await reader.items('ListTableBuckets', {}, 'tableBuckets', PAGING);
  const lists = await Promise.all(buckets.filter(isObject).map((one) => readBucket(reader, one)));
  return lists.flat();
}

async function readBucket(reader: Reader<S3TablesCall>, item: JsonObject): Promise<readonly DescribedResource[]> {
  const arn = neededText(item, 'arn');
  const aim = { ...NO_POLICY, target: arn, name: 'table bucket policy' };
  const [around, tables, tags] = await Promise.all([
    readContainerPolicy(reader, 'GetTableBucketPolicy', { tableBucketARN: arn }, aim),
    reader.items('ListTables', { tableBucketARN: arn }, 'tables', PAGING, { target: arn }),
    readTags(reader, arn),
  ]);
  const bucket: DescribedResource = {
    type: 'AWS::S3Tables::TableBucket',
    arn,
    ...placeOf(reader.place),
    name: neededText(item, 'name'),
    tags,
    ...given('policy', around.policy),
  };
  const read = await Promise.all(tables.filter(isObject).map((one) => readTable(reader, arn, one, around)));
  return [bucket, ...read];
}

const readTags = async (reader: Reader<S3TablesCall>, arn: string): Promise<Tags> =>
  textMapOf(await reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }), 'tags');

async function readTable(
  reader: Reader<S3TablesCall>,
  bucket: string,
  item: JsonObject,
  around: ContainerPolicy,
): Promise<DescribedResource> {
  const arn = neededText(item, 'tableARN');
  const name = neededText(item, 'name');
  const [namespace = ''] = textsOf(item, 'namespace');
  noteContainer(reader, 'GetTableBucketPolicy', arn, around);
  const input = { tableBucketARN: bucket, namespace, name };
  const [policy, sealed, tags] = await Promise.all([
    readPolicy(reader, 'GetTablePolicy', input, { ...NO_POLICY, target: arn, name: 'table policy' }),
    reader.lookUp('GetTableEncryption', input, { target: arn, notSet: ['NotFoundException'] }),
    readTags(reader, arn),
  ]);
  const key = sealed.kind === 'answer' ? objectOf(sealed.answer, 'encryptionConfiguration') : undefined;
  return {
    type: 'AWS::S3Tables::Table',
    arn,
    ...placeOf(reader.place),
    name: `${namespace}.${name}`,
    tags,
    ...given('policy', policy),
    ...given('containerPolicy', around.policy),
    ...(sealed.kind === 'failed' ? {} : sealedBy(textOf(key ?? {}, 'kmsKeyArn'))),
  };
}
