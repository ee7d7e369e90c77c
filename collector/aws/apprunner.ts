import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { NEXT_TOKEN } from './described.ts';

export type AppRunnerCall = 'ListServices' | 'DescribeService';

export const APP_RUNNER: ServiceCalls<AppRunnerCall> = {
  service: 'apprunner',
  reach: 'region',
  permissions: {
    ListServices: ['apprunner:ListServices'],
    DescribeService: ['apprunner:DescribeService'],
  },
};

export async function collectWebServices(reader: Reader<AppRunnerCall>): Promise<readonly ComputeBinding[]> {
  const listed = await reader.items('ListServices', {}, 'ServiceSummaryList', NEXT_TOKEN);
  const read = await Promise.all(listed.filter(isObject).map((one) => readService(reader, one)));
  return read.flat();
}

/** The code runs as the instance role; the access role fetches its image. Source: How App Runner works with IAM. */
async function readService(reader: Reader<AppRunnerCall>, listed: JsonObject): Promise<readonly ComputeBinding[]> {
  const arn = neededText(listed, 'ServiceArn');
  const answer = await reader.get('DescribeService', { ServiceArn: arn }, { target: arn });
  const service = objectOf(answer, 'Service');
  const instance = objectOf(service, 'InstanceConfiguration') ?? {};
  const access = objectOf(objectOf(service, 'SourceConfiguration'), 'AuthenticationConfiguration') ?? {};
  const thing = { arn, type: 'AWS::AppRunner::Service', name: neededText(listed, 'ServiceName') } as const;
  return bindingsOf(reader.place, thing, {
    instance: textOf(instance, 'InstanceRoleArn'),
    access: textOf(access, 'AccessRoleArn'),
  });
}
