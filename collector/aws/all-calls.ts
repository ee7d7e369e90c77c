import { IDENTITY_STORE } from '../identity/directory.ts';
import { SSO_ADMIN } from '../identity/permission-sets.ts';
import type { ServiceCalls } from '../reader.ts';
import { STS } from './caller.ts';
import { DYNAMODB } from './dynamodb.ts';
import { EC2_ENDPOINTS, EC2_REGIONS } from './ec2.ts';
import { IAM } from './iam.ts';
import { KMS } from './kms.ts';
import { LAMBDA } from './lambda.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { S3 } from './s3.ts';
import { S3_ACCESS_POINTS, S3_ACCOUNT } from './s3-control.ts';
import { SECRETS_MANAGER } from './secretsmanager.ts';
import { SNS } from './sns.ts';
import { SQS } from './sqs.ts';

/** Every call a collection makes: what the collector role, the dry run and the gaps of imported files are made from. */
export const ALL_CALLS: readonly ServiceCalls[] = [
  STS,
  ORGANIZATIONS,
  SSO_ADMIN,
  IDENTITY_STORE,
  EC2_REGIONS,
  IAM,
  S3,
  S3_ACCOUNT,
  S3_ACCESS_POINTS,
  DYNAMODB,
  KMS,
  LAMBDA,
  SQS,
  SNS,
  SECRETS_MANAGER,
  EC2_ENDPOINTS,
];
