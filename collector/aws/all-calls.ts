import { ACCOUNT_ACCESS } from '../identity/account-access.ts';
import { IDENTITY_STORE } from '../identity/directory.ts';
import { SSO_ADMIN } from '../identity/permission-sets.ts';
import type { ServiceCalls } from '../reader.ts';
import { HTTP_APIS } from './api-gateway-v2.ts';
import { STS } from './caller.ts';
import { CODEBUILD } from './codebuild.ts';
import { COMPUTE_SERVICES } from './compute-services.ts';
import { EC2_REGIONS } from './ec2.ts';
import { ENTRANCE_SERVICES } from './entrance-services.ts';
import { EVENTBRIDGE } from './eventbridge.ts';
import { IAM } from './iam.ts';
import { LAKE_FORMATION } from './lake-formation.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { RAM } from './ram.ts';
import { REGIONAL_SERVICES } from './regional-services.ts';
import { S3 } from './s3.ts';
import { S3_ACCOUNT } from './s3-control.ts';

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
  ...REGIONAL_SERVICES.map(({ calls }) => calls),
  LAKE_FORMATION,
  ...COMPUTE_SERVICES.map(({ calls }) => calls),
  CODEBUILD,
  HTTP_APIS,
  EVENTBRIDGE,
  RAM,
  ACCOUNT_ACCESS,
  ...ENTRANCE_SERVICES.map(({ calls }) => calls),
];
