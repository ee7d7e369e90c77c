import type { DescribedResource } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { neededText, objectOf, objectsOf, tagsOf, textOf, textsOf } from './answers.ts';
import { placeOf, readPolicy, sealedBy } from './described.ts';

export type KinesisCall = 'ListStreams' | 'DescribeStreamSummary' | 'GetResourcePolicy' | 'ListTagsForStream';

export const KINESIS: ServiceCalls<KinesisCall> = {
  service: 'kinesis',
  reach: 'region',
  permissions: {
    ListStreams: ['kinesis:ListStreams'],
    DescribeStreamSummary: ['kinesis:DescribeStreamSummary'],
    GetResourcePolicy: ['kinesis:GetResourcePolicy'],
    ListTagsForStream: ['kinesis:ListTagsForStream'],
  },
};

export async function collectStreams(reader: Reader<KinesisCall>): Promise<readonly DescribedResource[]> {
  const pages = await reader.pages('ListStreams', {}, { answer: 'NextToken', input: 'NextToken' });
  const names = pages.flatMap((page) => {
    const summaries = objectsOf(page, 'StreamSummaries').map((one) => neededText(one, 'StreamName'));
    return summaries.length > 0 ? summaries : textsOf(page, 'StreamNames');
  });
  return Promise.all(names.map((name) => readStream(reader, name)));
}

async function readStream(reader: Reader<KinesisCall>, name: string): Promise<DescribedResource> {
  const { account, partition, region } = reader.place;
  const arn = `arn:${partition}:kinesis:${region}:${account}:stream/${name}`;
  const [policy, tags, described] = await Promise.all([
    readPolicy(
      reader,
      'GetResourcePolicy',
      { ResourceARN: arn },
      { target: arn, field: 'Policy', name: 'stream policy', notSet: ['ResourceNotFoundException'] },
    ),
    reader.get('ListTagsForStream', { StreamName: name, Limit: 50 }, { target: arn }),
    reader.get('DescribeStreamSummary', { StreamName: name }, { target: arn }),
  ]);
  const summary = objectOf(described, 'StreamDescriptionSummary') ?? {};
  const key = textOf(summary, 'EncryptionType') === 'KMS' ? textOf(summary, 'KeyId') : undefined;
  return {
    type: 'AWS::Kinesis::Stream',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(tags),
    ...(policy === undefined || isEmpty(policy.document) ? {} : { policy }),
    ...(described === undefined ? {} : sealedBy(key)),
  };
}

/** A stream without a policy answers `{}`. */
const isEmpty = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && Object.keys(document).length === 0;
