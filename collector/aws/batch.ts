import { lastSegment } from '../../domain/arn.ts';
import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { LOWER_NEXT_TOKEN } from './described.ts';

export type BatchCall = 'DescribeJobDefinitions';

export const BATCH: ServiceCalls<BatchCall> = {
  service: 'batch',
  reach: 'region',
  permissions: { DescribeJobDefinitions: ['batch:DescribeJobDefinitions'] },
};

export async function collectJobDefinitions(reader: Reader<BatchCall>): Promise<readonly ComputeBinding[]> {
  const found = await reader.items('DescribeJobDefinitions', { status: 'ACTIVE' }, 'jobDefinitions', LOWER_NEXT_TOKEN);
  return found.filter(isObject).flatMap((one) => {
    const arn = neededText(one, 'jobDefinitionArn');
    const thing = { arn, type: 'AWS::Batch::JobDefinition', name: lastSegment(arn) } as const;
    return placesOf(one).flatMap((place) =>
      bindingsOf(reader.place, thing, {
        job: textOf(place, 'jobRoleArn') ?? textOf(place, 'taskRoleArn'),
        execution: textOf(place, 'executionRoleArn'),
      }),
    );
  });
}

/**
 * Where the roles of a definition stand: of one container, of tasks on Amazon ECS, of nodes with either. Jobs on Amazon EKS
 * act as a service account of Kubernetes. Source: API JobDefinition.
 */
function placesOf(definition: JsonObject): readonly JsonObject[] {
  const ranges = objectsOf(objectOf(definition, 'nodeProperties'), 'nodeRangeProperties');
  return [
    ...[definition, ...ranges].flatMap((one) => [
      objectOf(one, definition === one ? 'containerProperties' : 'container') ?? {},
      ...objectsOf(objectOf(one, 'ecsProperties'), 'taskProperties'),
    ]),
  ];
}
