import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, textMapOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN, placeOf, policyIn } from './described.ts';

export type LogsCall = 'DescribeDestinations' | 'ListTagsForResource';

export const CLOUDWATCH_LOGS: ServiceCalls<LogsCall> = {
  service: 'cloudwatch-logs',
  reach: 'region',
  permissions: {
    DescribeDestinations: ['logs:DescribeDestinations'],
    ListTagsForResource: ['logs:ListTagsForResource'],
  },
};

/** Where other accounts send their logs to, if the policy lets them. Source: CloudWatch Logs User Guide, Cross-account subscriptions. */
export async function collectDestinations(reader: Reader<LogsCall>): Promise<readonly DescribedResource[]> {
  const listed = await reader.items('DescribeDestinations', {}, 'destinations', LOWER_NEXT_TOKEN);
  return Promise.all(listed.filter(isObject).map((one) => readDestination(reader, one)));
}

async function readDestination(reader: Reader<LogsCall>, listed: JsonObject): Promise<DescribedResource> {
  const arn = neededText(listed, 'arn');
  return {
    type: 'AWS::Logs::Destination',
    arn,
    ...placeOf(reader.place),
    name: neededText(listed, 'destinationName'),
    tags: textMapOf(await reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }), 'tags'),
    ...given('policy', policyIn(listed, 'accessPolicy', 'destination policy')),
  };
}
