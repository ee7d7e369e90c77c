import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, tagsOf, textOf } from './answers.ts';
import { given, placeOf, readPolicy, sealedBy } from './described.ts';

export type EfsCall = 'DescribeFileSystems' | 'DescribeFileSystemPolicy';

export const EFS: ServiceCalls<EfsCall> = {
  service: 'efs',
  reach: 'region',
  permissions: {
    DescribeFileSystems: ['elasticfilesystem:DescribeFileSystems'],
    DescribeFileSystemPolicy: ['elasticfilesystem:DescribeFileSystemPolicy'],
  },
};

export async function collectFileSystems(reader: Reader<EfsCall>): Promise<readonly DescribedResource[]> {
  const paging = { answer: 'NextMarker', input: 'Marker' };
  const systems = await reader.items('DescribeFileSystems', {}, 'FileSystems', paging);
  return Promise.all(systems.filter(isObject).map((one) => readFileSystem(reader, one)));
}

async function readFileSystem(reader: Reader<EfsCall>, item: JsonObject): Promise<DescribedResource> {
  const { account, partition, region } = reader.place;
  const id = neededText(item, 'FileSystemId');
  const arn =
    textOf(item, 'FileSystemArn') ?? `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${id}`;
  const policy = await readPolicy(
    reader,
    'DescribeFileSystemPolicy',
    { FileSystemId: id },
    { target: arn, field: 'Policy', name: 'file system policy', notSet: ['PolicyNotFound'] },
  );
  return {
    type: 'AWS::EFS::FileSystem',
    arn,
    ...placeOf(reader.place),
    name: textOf(item, 'Name') ?? id,
    tags: tagsOf(item),
    ...given('policy', policy),
    ...sealedBy(textOf(item, 'KmsKeyId')),
  };
}
