import type { SnsTopic } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, tagsOf, textMapOf } from './answers.ts';

export type SnsCall = 'ListTopics' | 'GetTopicAttributes' | 'ListTagsForResource';

export const SNS: ServiceCalls<SnsCall> = {
  service: 'sns',
  reach: 'region',
  permissions: {
    ListTopics: ['sns:ListTopics'],
    GetTopicAttributes: ['sns:GetTopicAttributes'],
    ListTagsForResource: ['sns:ListTagsForResource'],
  },
};

export async function collectTopics(reader: Reader<SnsCall>): Promise<readonly SnsTopic[]> {
  const topics = await reader.items('ListTopics', {}, 'Topics', { answer: 'NextToken', input: 'NextToken' });
  return Promise.all(topics.filter(isObject).map((topic) => readTopic(reader, neededText(topic, 'TopicArn'))));
}

async function readTopic(reader: Reader<SnsCall>, arn: string): Promise<SnsTopic> {
  const { account, region } = reader.place;
  const [answer, tags] = await Promise.all([
    reader.get('GetTopicAttributes', { TopicArn: arn }, { target: arn }),
    reader.get('ListTagsForResource', { ResourceArn: arn }, { target: arn }),
  ]);
  const attributes = textMapOf(answer, 'Attributes');
  const policy = attributes['Policy'];
  const key = attributes['KmsMasterKeyId'];
  return {
    type: 'AWS::SNS::Topic',
    arn,
    account,
    region,
    name: arn.slice(arn.lastIndexOf(':') + 1),
    tags: tagsOf(tags),
    ...(policy === undefined || policy === ''
      ? {}
      : { policy: { name: 'topic policy', document: documentOf(policy) } }),
    ...(key === undefined || key === '' ? {} : { encryption: { kind: 'customerManaged', key } }),
  };
}
