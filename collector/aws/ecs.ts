import { lastSegment } from '../../domain/arn.ts';
import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { objectOf, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { LOWER_NEXT_TOKEN } from './described.ts';

export type EcsCall = 'ListTaskDefinitions' | 'DescribeTaskDefinition';

export const ECS: ServiceCalls<EcsCall> = {
  service: 'ecs',
  reach: 'region',
  permissions: {
    ListTaskDefinitions: ['ecs:ListTaskDefinitions'],
    DescribeTaskDefinition: ['ecs:DescribeTaskDefinition'],
  },
};

/**
 * Task definitions that can be run, newest revision first; of revisions of a family that use a role for the same, the newest
 * stands for all.
 */
export async function collectTaskDefinitions(reader: Reader<EcsCall>): Promise<readonly ComputeBinding[]> {
  const input = { status: 'ACTIVE', sort: 'DESC', maxResults: 100 };
  const listed = await reader.items('ListTaskDefinitions', input, 'taskDefinitionArns', LOWER_NEXT_TOKEN);
  const arns = listed.filter((one) => typeof one === 'string');
  const read = await Promise.all(arns.map((arn) => readRevision(reader, arn)));
  const newest = new Map<string, ComputeBinding>();
  for (const one of read.flat().sort((a, b) => revisionOf(b) - revisionOf(a))) {
    const key = [familyOf(one), one.use, one.role].join(' ');
    if (!newest.has(key)) newest.set(key, one);
  }
  return [...newest.values()];
}

const familyOf = ({ name }: ComputeBinding): string => name.slice(0, name.lastIndexOf(':'));
const revisionOf = ({ name }: ComputeBinding): number => Number(name.slice(name.lastIndexOf(':') + 1));

async function readRevision(reader: Reader<EcsCall>, arn: string): Promise<readonly ComputeBinding[]> {
  const answer = await reader.get('DescribeTaskDefinition', { taskDefinition: arn }, { target: arn });
  const described = objectOf(answer, 'taskDefinition') ?? {};
  const thing = { arn, type: 'AWS::ECS::TaskDefinition', name: lastSegment(arn) } as const;
  return bindingsOf(reader.place, thing, {
    task: textOf(described, 'taskRoleArn'),
    execution: textOf(described, 'executionRoleArn'),
  });
}
