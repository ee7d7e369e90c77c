import type { ComputeUse } from './snapshot.ts';

/** What acts as a role; of many the first ones. */
export interface UsedBy {
  readonly total: number;
  readonly first: readonly RunningThing[];
}

/** A function, task definition, instance, stack, ... that acts as a role. */
export interface RunningThing {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  /** `AWS::ECS::TaskDefinition` */
  readonly type: string;
  readonly use: ComputeUse;
}
