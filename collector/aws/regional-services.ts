import type { Resource } from '../../domain/snapshot.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { API_GATEWAY, collectRestApis } from './api-gateway.ts';
import { BACKUP, collectBackupVaults } from './backup.ts';
import { CLOUDTRAIL, collectEventDataStores } from './cloudtrail.ts';
import { CLOUDWATCH_LOGS, collectDestinations } from './cloudwatch-logs.ts';
import { CODEARTIFACT, collectPackages } from './codeartifact.ts';
import { collectTables, DYNAMODB } from './dynamodb.ts';
import { collectVpcEndpoints, EC2_ENDPOINTS } from './ec2.ts';
import { collectSnapshotsAndImages, EC2_SNAPSHOTS } from './ec2-snapshots.ts';
import { collectRepositories, ECR } from './ecr.ts';
import { collectFileSystems, EFS } from './efs.ts';
import { collectCatalog, GLUE_CATALOG } from './glue-catalog.ts';
import { collectClusters, KAFKA } from './kafka.ts';
import { collectStreams, KINESIS } from './kinesis.ts';
import { collectKeys, KMS } from './kms.ts';
import { collectLambda, LAMBDA } from './lambda.ts';
import { collectModelPackages, MODEL_PACKAGES } from './model-packages.ts';
import { collectDomains, OPENSEARCH } from './opensearch.ts';
import { collectCollections, OPENSEARCH_SERVERLESS } from './opensearch-serverless.ts';
import { collectDatabaseSnapshots, RDS } from './rds.ts';
import { collectAccessPoints, S3_ACCESS_POINTS } from './s3-control.ts';
import { collectDirectoryBuckets, S3_DIRECTORY_BUCKETS } from './s3-directory-buckets.ts';
import { collectTableBuckets, S3_TABLES } from './s3-tables.ts';
import { collectSecrets, SECRETS_MANAGER } from './secretsmanager.ts';
import { collectTopics, SNS } from './sns.ts';
import { collectQueues, SQS } from './sqs.ts';
import { collectSsm, SSM } from './ssm.ts';

/** Resources of one service, read in every Region of every account. */
export interface RegionalService {
  readonly calls: ServiceCalls;
  readonly collect: (reader: Reader<string>) => Promise<readonly Resource[]>;
}

const service = <Operation extends string>(
  calls: ServiceCalls<Operation>,
  collect: (reader: Reader<Operation>) => Promise<readonly Resource[]>,
): RegionalService => ({ calls, collect });

export const REGIONAL_SERVICES: readonly RegionalService[] = [
  service(S3_ACCESS_POINTS, collectAccessPoints),
  service(DYNAMODB, collectTables),
  service(KMS, collectKeys),
  service(LAMBDA, collectLambda),
  service(SQS, collectQueues),
  service(SNS, collectTopics),
  service(SECRETS_MANAGER, collectSecrets),
  service(SSM, collectSsm),
  service(EC2_ENDPOINTS, collectVpcEndpoints),
  service(EC2_SNAPSHOTS, collectSnapshotsAndImages),
  service(RDS, collectDatabaseSnapshots),
  service(ECR, collectRepositories),
  service(EFS, collectFileSystems),
  service(S3_DIRECTORY_BUCKETS, collectDirectoryBuckets),
  service(S3_TABLES, collectTableBuckets),
  service(KINESIS, collectStreams),
  service(BACKUP, collectBackupVaults),
  service(CODEARTIFACT, collectPackages),
  service(KAFKA, collectClusters),
  service(CLOUDTRAIL, collectEventDataStores),
  service(CLOUDWATCH_LOGS, collectDestinations),
  service(GLUE_CATALOG, collectCatalog),
  service(OPENSEARCH, collectDomains),
  service(OPENSEARCH_SERVERLESS, collectCollections),
  service(API_GATEWAY, collectRestApis),
  service(MODEL_PACKAGES, collectModelPackages),
];
