import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, textMapOf } from './answers.ts';
import { given, placeOf, readPolicy } from './described.ts';

export type KafkaCall = 'ListClustersV2' | 'GetClusterPolicy';

export const KAFKA: ServiceCalls<KafkaCall> = {
  service: 'kafka',
  reach: 'region',
  permissions: {
    ListClustersV2: ['kafka:ListClustersV2'],
    GetClusterPolicy: ['kafka:GetClusterPolicy'],
  },
};

export async function collectClusters(reader: Reader<KafkaCall>): Promise<readonly DescribedResource[]> {
  const paging = { answer: 'NextToken', input: 'NextToken' };
  const clusters = await reader.items('ListClustersV2', {}, 'ClusterInfoList', paging);
  return Promise.all(clusters.filter(isObject).map((one) => readCluster(reader, one)));
}

async function readCluster(reader: Reader<KafkaCall>, item: JsonObject): Promise<DescribedResource> {
  const arn = neededText(item, 'ClusterArn');
  const policy = await readPolicy(
    reader,
    'GetClusterPolicy',
    { ClusterArn: arn },
    { target: arn, field: 'Policy', name: 'cluster policy', notSet: ['NotFoundException'] },
  );
  return {
    type: 'AWS::MSK::Cluster',
    arn,
    ...placeOf(reader.place),
    name: neededText(item, 'ClusterName'),
    tags: textMapOf(item, 'Tags'),
    ...given('policy', policy),
  };
}
