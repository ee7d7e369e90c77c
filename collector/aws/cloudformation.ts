import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { NEXT_TOKEN } from './described.ts';

export type CloudFormationCall = 'DescribeStacks';

export const CLOUDFORMATION: ServiceCalls<CloudFormationCall> = {
  service: 'cloudformation',
  reach: 'region',
  permissions: { DescribeStacks: ['cloudformation:DescribeStacks'] },
};

/** Stacks with a service role; the others act as whoever changes them. Source: AWS CloudFormation service role. */
export async function collectStacks(reader: Reader<CloudFormationCall>): Promise<readonly ComputeBinding[]> {
  const stacks = await reader.items('DescribeStacks', {}, 'Stacks', NEXT_TOKEN);
  return stacks.filter(isObject).flatMap((one) => {
    const name = neededText(one, 'StackName');
    const thing = { arn: neededText(one, 'StackId'), type: 'AWS::CloudFormation::Stack', name } as const;
    return bindingsOf(reader.place, thing, { service: textOf(one, 'RoleARN') });
  });
}
