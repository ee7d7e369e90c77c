import type { ComputeBinding, DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, tagsOf, textOf } from './answers.ts';
import { bindingsOf, type ResourcesAndBindings } from './compute.ts';
import { given, NEXT_TOKEN, placeOf, policyIn } from './described.ts';

export type EventBridgeCall = 'ListEventBuses' | 'ListTagsForResource' | 'ListRules' | 'ListTargetsByRule';

export const EVENTBRIDGE: ServiceCalls<EventBridgeCall> = {
  service: 'eventbridge',
  reach: 'region',
  permissions: {
    ListEventBuses: ['events:ListEventBuses'],
    ListTagsForResource: ['events:ListTagsForResource'],
    ListRules: ['events:ListRules'],
    ListTargetsByRule: ['events:ListTargetsByRule'],
  },
};

type EventBridgeReader = Reader<EventBridgeCall>;

/**
 * Event buses; the list brings their policies. The default bus, which every account has in every Region, only where it has one. With
 * them the roles as which rules send events on, of the default bus as well.
 */
export async function collectEventBridge(reader: EventBridgeReader): Promise<ResourcesAndBindings> {
  const listed = await reader.items('ListEventBuses', {}, 'EventBuses', NEXT_TOKEN);
  const buses = listed.filter(isObject);
  const told = buses.filter((one) => one['Name'] !== 'default' || textOf(one, 'Policy') !== undefined);
  const [resources, bindings] = await Promise.all([
    Promise.all(told.map((one) => readBus(reader, one))),
    Promise.all(buses.map((one) => readRules(reader, one))),
  ]);
  return { resources, computeBindings: bindings.flat() };
}

async function readBus(reader: EventBridgeReader, item: JsonObject): Promise<DescribedResource> {
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

async function readRules(reader: EventBridgeReader, bus: JsonObject): Promise<readonly ComputeBinding[]> {
  const input = { EventBusName: neededText(bus, 'Name') };
  const rules = await reader.items('ListRules', input, 'Rules', NEXT_TOKEN, { target: neededText(bus, 'Arn') });
  const read = await Promise.all(rules.filter(isObject).map((one) => readRule(reader, one, input)));
  return read.flat();
}

/** A role stands with the rule, or with each of its targets. Source: Amazon EventBridge API Reference, PutRule, Target. */
async function readRule(
  reader: EventBridgeReader,
  rule: JsonObject,
  bus: JsonObject,
): Promise<readonly ComputeBinding[]> {
  const thing = { arn: neededText(rule, 'Arn'), type: 'AWS::Events::Rule', name: neededText(rule, 'Name') } as const;
  const input = { ...bus, Rule: thing.name };
  const targets = await reader.items('ListTargetsByRule', input, 'Targets', NEXT_TOKEN, { target: thing.arn });
  const roles = new Set([rule, ...targets.filter(isObject)].map((one) => textOf(one, 'RoleArn')));
  return [...roles].flatMap((role) => bindingsOf(reader.place, thing, { service: role }));
}
