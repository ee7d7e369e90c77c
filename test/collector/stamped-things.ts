import { API_GATEWAY, collectRestApis } from '../../collector/aws/api-gateway.ts';
import { APP_RUNNER, collectWebServices } from '../../collector/aws/apprunner.ts';
import { collectTables, DYNAMODB } from '../../collector/aws/dynamodb.ts';
import { collectTaskDefinitions, ECS } from '../../collector/aws/ecs.ts';
import { collectIam, IAM } from '../../collector/aws/iam.ts';
import { collectShares, RAM } from '../../collector/aws/ram.ts';
import { collectTableBuckets, S3_TABLES } from '../../collector/aws/s3-tables.ts';
import { collectSageMaker, SAGEMAKER } from '../../collector/aws/sagemaker.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import type { Reader, ServiceCalls } from '../../collector/reader.ts';
import type { Run } from '../../collector/run.ts';
import type { Json } from '../../domain/policy.ts';
import { ACCOUNT, failure, REGION, type Script, TEXT } from './scripted-source.ts';

/** A service with one thing of a stamp in it, as its reader meets it. */
export interface StampedThing {
  /** As the call lists it that is made anew. */
  readonly thing: Json;
  readonly script: (thing: Json) => Script;
  readonly read: (run: Run) => Promise<unknown>;
}

const PLACE = { account: ACCOUNT, partition: 'aws', region: REGION, cellRegion: REGION };
const LONG_AGO = '2024-02-03T04:05:06.000Z';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`;
const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const AWS_POLICY = 'arn:aws:iam::aws:policy/Boundary';
const TABLE = arn('dynamodb', 'table/t');

const reading =
  <Operation extends string>(
    calls: ServiceCalls<Operation>,
    collect: (reader: Reader<Operation>) => Promise<unknown>,
  ): StampedThing['read'] =>
  (run) =>
    run.task({ account: ACCOUNT }, calls, PLACE, collect);

const SAGEMAKER_EMPTY: Script = {
  'sagemaker:ListNotebookInstances': {},
  'sagemaker:ListDomains': {},
  'sagemaker:ListModels': {},
};

const ofAnyShares = (own: JsonObject) => (input: JsonObject) => (input['resourceOwner'] === 'SELF' ? own : {});

/** By `service:Operation` of the call whose earlier answer may stand. */
export const STAMPED: Readonly<Record<string, StampedThing>> = {
  'iam:GetPolicyVersion': {
    thing: { Arn: AWS_POLICY, PolicyId: 'ANPA1', DefaultVersionId: 'v2', UpdateDate: LONG_AGO },
    script: (thing) => ({
      'iam:GetAccountAuthorizationDetails': {
        RoleDetailList: [
          {
            RoleName: 'r',
            Arn: ROLE,
            AssumeRolePolicyDocument: TEXT,
            PermissionsBoundary: { PermissionsBoundaryArn: AWS_POLICY },
          },
        ],
      },
      'iam:ListUsers': {},
      'iam:ListSAMLProviders': {},
      'iam:ListOpenIDConnectProviders': {},
      'iam:ListAccountAliases': {},
      'iam:ListDelegationRequests': {},
      'iam:GetPolicy': { Policy: thing },
      'iam:GetPolicyVersion': { PolicyVersion: { Document: TEXT } },
    }),
    read: reading(IAM, collectIam),
  },
  'ecs:DescribeTaskDefinition': {
    thing: arn('ecs', 'task-definition/web:7'),
    script: (thing) => ({
      'ecs:ListTaskDefinitions': { taskDefinitionArns: [thing] },
      'ecs:DescribeTaskDefinition': { taskDefinition: { taskRoleArn: ROLE } },
    }),
    read: reading(ECS, collectTaskDefinitions),
  },
  'api-gateway:GetDeployment': {
    thing: { id: 'api1', name: 'shop', createdDate: LONG_AGO },
    script: (thing) => ({
      'api-gateway:GetRestApis': { items: [thing] },
      'api-gateway:GetStages': { item: [{ stageName: 'prod', deploymentId: 'd1' }] },
      'api-gateway:GetDeployment': { apiSummary: { '/': { GET: { authorizationType: 'AWS_IAM' } } } },
    }),
    read: reading(API_GATEWAY, collectRestApis),
  },
  'sagemaker:DescribeModel': {
    thing: { ModelName: 'm', ModelArn: arn('sagemaker', 'model/m'), CreationTime: LONG_AGO },
    script: (thing) => ({
      ...SAGEMAKER_EMPTY,
      'sagemaker:ListModels': { Models: [thing] },
      'sagemaker:DescribeModel': { ExecutionRoleArn: ROLE },
    }),
    read: reading(SAGEMAKER, collectSageMaker),
  },
  'sagemaker:DescribeNotebookInstance': {
    thing: {
      NotebookInstanceName: 'n',
      NotebookInstanceArn: arn('sagemaker', 'notebook-instance/n'),
      NotebookInstanceStatus: 'Stopped',
      CreationTime: LONG_AGO,
      LastModifiedTime: LONG_AGO,
    },
    script: (thing) => ({
      ...SAGEMAKER_EMPTY,
      'sagemaker:ListNotebookInstances': { NotebookInstances: [thing] },
      'sagemaker:DescribeNotebookInstance': { RoleArn: ROLE },
    }),
    read: reading(SAGEMAKER, collectSageMaker),
  },
  'apprunner:DescribeService': {
    thing: {
      ServiceArn: arn('apprunner', 'service/s/1'),
      ServiceName: 's',
      Status: 'RUNNING',
      CreatedAt: LONG_AGO,
      UpdatedAt: LONG_AGO,
    },
    script: (thing) => ({
      'apprunner:ListServices': { ServiceSummaryList: [thing] },
      'apprunner:DescribeService': { Service: { InstanceConfiguration: { InstanceRoleArn: ROLE } } },
    }),
    read: reading(APP_RUNNER, collectWebServices),
  },
  'dynamodb:DescribeExport': {
    thing: { ExportArn: `${TABLE}/export/1`, ExportStatus: 'COMPLETED' },
    script: (thing) => ({
      'dynamodb:ListTables': { TableNames: ['t'] },
      'dynamodb:DescribeTable': { Table: {} },
      'dynamodb:GetResourcePolicy': () => failure('PolicyNotFoundException'),
      'dynamodb:ListTagsOfResource': {},
      'dynamodb:ListBackups': {},
      'dynamodb:DescribeKinesisStreamingDestination': {},
      'dynamodb:ListExports': { ExportSummaries: [thing] },
      'dynamodb:DescribeExport': { ExportDescription: { S3Bucket: 'exported' } },
    }),
    read: reading(DYNAMODB, collectTables),
  },
  'ram:GetPermission': {
    thing: {
      arn: 'arn:aws:ram::aws:permission/P',
      version: '3',
      name: 'P',
      featureSet: 'STANDARD',
      creationTime: LONG_AGO,
      lastUpdatedTime: LONG_AGO,
    },
    script: (thing) => ({
      'ram:GetResourceShares': ofAnyShares({
        resourceShares: [{ resourceShareArn: arn('ram', 's'), status: 'ACTIVE' }],
      }),
      'ram:GetResourceShareAssociations': {},
      'ram:ListResourceSharePermissions': { permissions: [thing] },
      'ram:GetPermission': { permission: { permission: TEXT } },
    }),
    read: reading(RAM, collectShares),
  },
  's3tables:GetTableEncryption': {
    thing: {
      namespace: ['sales'],
      name: 't',
      tableARN: arn('s3tables', 'bucket/b/table/1'),
      createdAt: LONG_AGO,
    },
    script: (thing) => ({
      's3tables:ListTableBuckets': { tableBuckets: [{ arn: arn('s3tables', 'bucket/b'), name: 'b' }] },
      's3tables:GetTableBucketPolicy': { resourcePolicy: TEXT },
      's3tables:ListTables': { tables: [thing] },
      's3tables:GetTablePolicy': { resourcePolicy: TEXT },
      's3tables:ListTagsForResource': {},
      's3tables:GetTableEncryption': { encryptionConfiguration: { kmsKeyArn: arn('kms', 'key/k') } },
    }),
    read: reading(S3_TABLES, collectTableBuckets),
  },
};
