import type { SqsQueue } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, textMapOf, textOf } from './answers.ts';

export type SqsCall = 'ListQueues' | 'GetQueueAttributes' | 'ListQueueTags';

export const SQS: ServiceCalls<SqsCall> = {
  service: 'sqs',
  reach: 'region',
  permissions: {
    ListQueues: ['sqs:ListQueues'],
    GetQueueAttributes: ['sqs:GetQueueAttributes'],
    ListQueueTags: ['sqs:ListQueueTags'],
  },
};

export async function collectQueues(reader: Reader<SqsCall>): Promise<readonly SqsQueue[]> {
  const paging = { answer: 'NextToken', input: 'NextToken' };
  const urls = await reader.items('ListQueues', { MaxResults: 1000 }, 'QueueUrls', paging);
  return Promise.all(urls.filter((url) => typeof url === 'string').map((url) => readQueue(reader, url)));
}

async function readQueue(reader: Reader<SqsCall>, url: string): Promise<SqsQueue> {
  const { account, partition, region } = reader.place;
  const name = url.slice(url.lastIndexOf('/') + 1);
  const arn = `arn:${partition}:sqs:${region}:${account}:${name}`;
  const [answer, tags] = await Promise.all([
    reader.get('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] }, { target: arn }),
    reader.get('ListQueueTags', { QueueUrl: url }, { target: arn }),
  ]);
  const attributes = textMapOf(answer, 'Attributes');
  const policy = attributes['Policy'];
  const key = attributes['KmsMasterKeyId'];
  return {
    type: 'AWS::SQS::Queue',
    arn,
    account,
    region,
    name,
    tags: textMapOf(tags, 'Tags'),
    ...(policy === undefined || policy === ''
      ? {}
      : { policy: { name: 'queue policy', document: documentOf(policy) } }),
    ...deadLettersOf(attributes['RedrivePolicy']),
    ...(key !== undefined && key !== ''
      ? { encryption: { kind: 'customerManaged', key } }
      : attributes['SqsManagedSseEnabled'] === 'true'
        ? { encryption: { kind: 'awsOwned' } }
        : {}),
  };
}

/** `{"deadLetterTargetArn":"arn:aws:sqs:...","maxReceiveCount":3}` */
function deadLettersOf(redrivePolicy: string | undefined): Pick<SqsQueue, 'deadLetterQueue'> {
  const redrive = documentOf(redrivePolicy ?? '');
  const arn = isObject(redrive) ? textOf(redrive, 'deadLetterTargetArn') : undefined;
  return arn === undefined ? {} : { deadLetterQueue: arn };
}
