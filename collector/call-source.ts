import type { CellStatus } from '../domain/gap.ts';
import type { Json } from '../domain/policy.ts';
import type { Result } from '../domain/result.ts';

export type JsonObject = { readonly [key: string]: Json };

/** The AWS services that are read, by the names of their SDK clients; coverage cells carry the same names. */
export type ServiceName =
  | 'sts'
  | 'organizations'
  | 'iam'
  | 'sso-admin'
  | 'identitystore'
  | 'ec2'
  | 's3'
  | 's3control'
  | 'dynamodb'
  | 'kms'
  | 'lambda'
  | 'sqs'
  | 'sns'
  | 'secretsmanager'
  | 'ssm'
  | 'ecr'
  | 'efs'
  | 'rds'
  | 's3tables'
  | 'kinesis'
  | 'eventbridge'
  | 'backup'
  | 'codeartifact'
  | 'kafka'
  | 'cloudtrail'
  | 'cloudwatch-logs'
  | 'ecs'
  | 'codebuild'
  | 'sagemaker'
  | 'sfn'
  | 'cloudformation'
  | 'glue'
  | 'lakeformation'
  | 'batch'
  | 'apprunner'
  | 'opensearch'
  | 'opensearchserverless'
  | 'api-gateway'
  | 'apigatewayv2'
  | 'ram'
  | 'eks'
  | 'cognito-identity'
  | 'rolesanywhere'
  | 'account-access';

/** Stands for the account whose credentials the run was started with, until its id is known. */
export const CALLER = 'caller';

/** One read-only AWS call. */
export interface Call {
  /** Account whose resources are read: 12 digits, or CALLER. */
  readonly account: string;
  /** Region the call goes to. */
  readonly region: string;
  readonly service: ServiceName;
  /** As AWS spells it: `ListBuckets`. */
  readonly operation: string;
  readonly input: JsonObject;
}

/** Why there is no answer. `code` is AWS's error code, by which "not set" is told from "not allowed". */
export interface CallFailure {
  readonly status: Exclude<CellStatus, 'complete'>;
  readonly code: string;
  readonly message: string;
}

/** Where answers come from: AWS, or a recording of it. Answers are AWS's own, as JSON: dates are ISO 8601 texts. */
export interface CallSource {
  call(call: Call): Promise<Result<JsonObject, CallFailure>>;
}
