import type { VpcEndpoint } from '../../domain/snapshot.ts';
import { CALLER, type CallSource, type JsonObject } from '../call-source.ts';
import type { Plan } from '../plan.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, objectsOf, tagsOf, textOf } from './answers.ts';

export type Ec2RegionsCall = 'DescribeRegions';
export type Ec2EndpointsCall = 'DescribeVpcEndpoints';

export const EC2_REGIONS: ServiceCalls<Ec2RegionsCall> = {
  service: 'ec2',
  reach: 'account',
  permissions: { DescribeRegions: ['ec2:DescribeRegions'] },
};

export const EC2_ENDPOINTS: ServiceCalls<Ec2EndpointsCall> = {
  service: 'ec2',
  reach: 'region',
  permissions: { DescribeVpcEndpoints: ['ec2:DescribeVpcEndpoints'] },
};

/** Regions enabled for the account, sorted; undefined: not known. */
export async function readRegions(reader: Reader<Ec2RegionsCall>): Promise<readonly string[] | undefined> {
  const answer = await reader.get('DescribeRegions', { AllRegions: false });
  if (answer === undefined) return undefined;
  return objectsOf(answer, 'Regions')
    .filter((region) => textOf(region, 'OptInStatus') !== 'not-opted-in')
    .map((region) => neededText(region, 'RegionName'))
    .filter((region) => partitionOf(region) === reader.place.partition)
    .sort();
}

/** Of the Regions that a plan names, those that AWS does not have. Where AWS does not tell its Regions, none is called misspelt. */
export async function unknownRegions(
  source: CallSource,
  { homeRegion, regions = [] }: Plan,
): Promise<readonly string[]> {
  if (regions.length === 0) return [];
  const input = { AllRegions: true };
  const call = { account: CALLER, region: homeRegion, service: 'ec2', operation: 'DescribeRegions', input } as const;
  const answer = await source.call(call);
  const known = new Set(answer.ok ? objectsOf(answer.value, 'Regions').map((one) => textOf(one, 'RegionName')) : []);
  return known.size === 0 ? [] : regions.filter((name) => !known.has(name));
}

/** Partitions share nothing, credentials least of all; an endpoint that lists another's Regions is not followed there. */
const partitionOf = (region: string): string => PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
const PARTITIONS = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
] as const;

export async function collectVpcEndpoints(reader: Reader<Ec2EndpointsCall>): Promise<readonly VpcEndpoint[]> {
  const paging = { answer: 'NextToken', input: 'NextToken' };
  const endpoints = await reader.items('DescribeVpcEndpoints', { MaxResults: 1000 }, 'VpcEndpoints', paging);
  return endpoints.filter(isObject).flatMap((endpoint) => vpcEndpointOf(reader, endpoint));
}

const TYPES = ['Gateway', 'Interface', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'] as const;

function vpcEndpointOf(reader: Reader<Ec2EndpointsCall>, item: JsonObject): readonly VpcEndpoint[] {
  const { account, partition, region } = reader.place;
  const id = neededText(item, 'VpcEndpointId');
  const arn = `arn:${partition}:ec2:${region}:${account}:vpc-endpoint/${id}`;
  // Gateway is the default where an endpoint is made without a type.
  const endpointType = TYPES.find((type) => type === (item['VpcEndpointType'] ?? 'Gateway'));
  if (endpointType === undefined) {
    reader.doubt('DescribeVpcEndpoints', arn, `unknown type \`${String(item['VpcEndpointType'])}\``);
    return [];
  }
  const policy = textOf(item, 'PolicyDocument');
  return [
    {
      type: 'AWS::EC2::VPCEndpoint',
      arn,
      account,
      region,
      name: id,
      tags: tagsOf(item),
      ...(policy === undefined ? {} : { policy: { name: 'endpoint policy', document: documentOf(policy) } }),
      vpcId: neededText(item, 'VpcId'),
      serviceName: textOf(item, 'ServiceName') ?? '',
      endpointType,
    },
  ];
}
