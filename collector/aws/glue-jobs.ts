import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { NEXT_TOKEN } from './described.ts';

export type GlueJobsCall = 'GetJobs';

export const GLUE_JOBS: ServiceCalls<GlueJobsCall> = {
  service: 'glue',
  reach: 'region',
  permissions: { GetJobs: ['glue:GetJobs'] },
};

export async function collectJobs(reader: Reader<GlueJobsCall>): Promise<readonly ComputeBinding[]> {
  const { account, partition, region } = reader.place;
  const jobs = await reader.items('GetJobs', {}, 'Jobs', NEXT_TOKEN);
  return jobs.filter(isObject).flatMap((one) => {
    const name = neededText(one, 'Name');
    const arn = `arn:${partition}:glue:${region}:${account}:job/${name}`;
    return bindingsOf(reader.place, { arn, type: 'AWS::Glue::Job', name }, { job: textOf(one, 'Role') });
  });
}
