import type { ServiceName } from '../call-source.ts';

/**
 * Whose events tell of changes to what is read from a service: `eventSource` without `.amazonaws.com`.
 * Source: Service Authorization Reference and CloudTrail User Guide, AWS service topics for CloudTrail.
 */
export const EVENT_SOURCES: Readonly<Record<ServiceName, readonly string[]>> = {
  sts: [],
  organizations: ['organizations'],
  iam: ['iam'],
  'sso-admin': ['sso'],
  identitystore: ['identitystore', 'sso-directory'],
  ec2: ['ec2', 'account'],
  s3: ['s3', 's3express'],
  s3control: ['s3'],
  dynamodb: ['dynamodb'],
  kms: ['kms'],
  lambda: ['lambda'],
  sqs: ['sqs'],
  sns: ['sns'],
  secretsmanager: ['secretsmanager'],
  ssm: ['ssm'],
  ecr: ['ecr'],
  efs: ['elasticfilesystem'],
  rds: ['rds'],
  s3tables: ['s3tables'],
  kinesis: ['kinesis'],
  'api-gateway': ['apigateway'],
  apigatewayv2: ['apigateway'],
  eventbridge: ['events'],
  backup: ['backup'],
  codeartifact: ['codeartifact'],
  kafka: ['kafka'],
  cloudtrail: ['cloudtrail'],
  'cloudwatch-logs': ['logs'],
  ecs: ['ecs'],
  codebuild: ['codebuild'],
  sagemaker: ['sagemaker'],
  sfn: ['states'],
  cloudformation: ['cloudformation'],
  glue: ['glue', 'lakeformation'],
  lakeformation: ['lakeformation', 'glue'],
  batch: ['batch'],
  apprunner: ['apprunner'],
  opensearch: ['es'],
  opensearchserverless: ['aoss'],
  ram: ['ram'],
  eks: ['eks'],
  'cognito-identity': ['cognito-identity'],
  rolesanywhere: ['rolesanywhere'],
  'account-access': ['account-access'],
};

/** What one account does there shows in others: shares, and what the organisation or its identity store holds. */
const OF_EVERY_ACCOUNT: ReadonlySet<string> = new Set([
  'organizations',
  'sso',
  'sso-directory',
  'identitystore',
  'account-access',
  'ram',
]);

/** Their events name another Region than the one in which they are read. */
const OF_EVERY_REGION: ReadonlySet<string> = new Set(['iam', 's3', 's3express', 'account']);

/** They change things of other services, which need not log it by themselves. */
const REACHING: ReadonlySet<string> = new Set(['tagging', 'resource-groups', 'cloudcontrolapi']);

export const ofEveryAccount = (source: string): boolean => OF_EVERY_ACCOUNT.has(source);
export const ofEveryRegion = (source: string): boolean => OF_EVERY_REGION.has(source);
export const reachesEverything = (source: string): boolean => REACHING.has(source);
