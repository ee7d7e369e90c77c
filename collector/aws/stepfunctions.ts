import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { LOWER_NEXT_TOKEN } from './described.ts';

export type StepFunctionsCall = 'ListStateMachines' | 'DescribeStateMachine';

export const STEP_FUNCTIONS: ServiceCalls<StepFunctionsCall> = {
  service: 'sfn',
  reach: 'region',
  permissions: {
    ListStateMachines: ['states:ListStateMachines'],
    DescribeStateMachine: ['states:DescribeStateMachine'],
  },
};

export async function collectStateMachines(reader: Reader<StepFunctionsCall>): Promise<readonly ComputeBinding[]> {
  const listed = await reader.items('ListStateMachines', {}, 'stateMachines', LOWER_NEXT_TOKEN);
  const read = await Promise.all(listed.filter(isObject).map((one) => readMachine(reader, one)));
  return read.flat();
}

/** What the machine does is not asked for, only what is said of it. Source: API DescribeStateMachine, includedData. */
async function readMachine(reader: Reader<StepFunctionsCall>, listed: JsonObject): Promise<readonly ComputeBinding[]> {
  const arn = neededText(listed, 'stateMachineArn');
  const input = { stateMachineArn: arn, includedData: 'METADATA_ONLY' };
  const described = await reader.get('DescribeStateMachine', input, { target: arn });
  const thing = { arn, type: 'AWS::StepFunctions::StateMachine', name: neededText(listed, 'name') } as const;
  return bindingsOf(reader.place, thing, { execution: textOf(described ?? {}, 'roleArn') });
}
