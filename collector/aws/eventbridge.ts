import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, tagsOf, textOf } from './answers.ts';
import { given, NEXT_TOKEN, placeOf, policyIn } from './described.ts';

export type EventBridgeCall = 'ListEventBuses' | 'ListTagsForResource';

export const EVENTBRIDGE: ServiceCalls<EventBridgeCall> = {
  service: 'eventbridge',
  reach: 'region',
  permissions: {
    ListEventBuses: ['events:ListEventBuses'],
    ListTagsForResource: ['events:ListTagsForResource'],
  },
};

/** Event buses; the list brings their policies. The default bus, which every account has in every Region, only where it has one. */
export async function collectEventBuses(reader: Reader<EventBridgeCall>): Promise<readonly DescribedResource[]> {
  const buses = await reader.items('ListEventBuses', {}, 'EventBuses', NEXT_TOKEN);
  const told = buses.filter(isObject).filter((one) => one['Name'] !== 'default' || textOf(one, 'Policy') !== undefined);
  return Promise.all(told.map((one) => readBus(reader, one)));
}

async function readBus(reader: Reader<EventBridgeCall>, item: JsonObject): Promise<DescribedResource> {
  const arn = neededText(item, 'Arn');
  const tags = await reader.get('ListTagsForResource', { ResourceARN: arn }, { target: arn });
  return {
    type: 'AWS::Events::EventBus',
    arn,
    ...placeOf(reader.place),
    name: neededText(item, 'Name'),
    tags: tagsOf(tags),
    ...given('policy', policyIn(item, 'Policy', 'event bus policy')),
  };
}
