import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { APP_RUNNER, collectWebServices } from './apprunner.ts';
import { BATCH, collectJobDefinitions } from './batch.ts';
import { CLOUDFORMATION, collectStacks } from './cloudformation.ts';
import { collectInstances, EC2_INSTANCES } from './ec2-instances.ts';
import { collectTaskDefinitions, ECS } from './ecs.ts';
import { collectJobs, GLUE_JOBS } from './glue-jobs.ts';
import { collectSageMaker, SAGEMAKER } from './sagemaker.ts';
import { collectStateMachines, STEP_FUNCTIONS } from './stepfunctions.ts';

/** What runs as roles, by service, read in every Region of every account. */
export interface ComputeService {
  readonly calls: ServiceCalls;
  readonly collect: (reader: Reader<string>) => Promise<readonly ComputeBinding[]>;
}

const service = <Operation extends string>(
  calls: ServiceCalls<Operation>,
  collect: (reader: Reader<Operation>) => Promise<readonly ComputeBinding[]>,
): ComputeService => ({ calls, collect });

export const COMPUTE_SERVICES: readonly ComputeService[] = [
  service(EC2_INSTANCES, collectInstances),
  service(ECS, collectTaskDefinitions),
  service(SAGEMAKER, collectSageMaker),
  service(STEP_FUNCTIONS, collectStateMachines),
  service(CLOUDFORMATION, collectStacks),
  service(GLUE_JOBS, collectJobs),
  service(BATCH, collectJobDefinitions),
  service(APP_RUNNER, collectWebServices),
];
