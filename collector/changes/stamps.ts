import type { ServiceName } from '../call-source.ts';

/**
 * When the answer that an earlier collection got to a call still holds, by AWS's word: the thing never changes once it is
 * there, or a call that is made anew shows whether it did.
 */
export interface Stamp {
  readonly service: ServiceName;
  /** Whose earlier answer may be used. */
  readonly call: string;
  /** The call that is made anew and tells of the thing, and the field of its answer in which things stand. */
  readonly list: string;
  readonly things: string;
  /** Which thing a call is about: fields of the thing, or of the input of `list`, and those of the call's input that say the same. */
  readonly named: Readonly<Record<string, string>> | 'text';
  /** Fields of the thing that are there both times and the same; none where its name says it all. */
  readonly same: readonly string[];
  /** The field of `same` that tells when the thing was changed last. */
  readonly changedAt?: string;
  /** Where a field has to say one of these besides: what is on its way may end either way. */
  readonly settled?: Readonly<Record<string, readonly string[]>>;
  /** Where AWS documents it. */
  readonly pages: readonly string[];
}

const DOCS = 'https://docs.aws.amazon.com';

/**
 * One entry for each call. What has none is asked anew: `docs/collecting.md` says why, for calls that might seem to belong here.
 */
export const STAMPS: readonly Stamp[] = [
  {
    // a change makes a new version, and that moves UpdateDate
    service: 'iam',
    call: 'GetPolicyVersion',
    list: 'GetPolicy',
    things: 'Policy',
    named: { Arn: 'PolicyArn', DefaultVersionId: 'VersionId' },
    same: ['PolicyId', 'UpdateDate'],
    pages: [`${DOCS}/IAM/latest/UserGuide/access_policies_managed-versioning.html`],
  },
  {
    // a change makes a new revision, and no number is given twice, even when revisions are deleted
    service: 'ecs',
    call: 'DescribeTaskDefinition',
    list: 'ListTaskDefinitions',
    things: 'taskDefinitionArns',
    named: 'text',
    same: [],
    pages: [
      `${DOCS}/AmazonECS/latest/developerguide/update-task-definition-console-v2.html`,
      `${DOCS}/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html`,
    ],
  },
  {
    // "an immutable representation of a RestApi resource"
    service: 'api-gateway',
    call: 'GetDeployment',
    list: 'GetRestApis',
    things: 'items',
    named: { id: 'restApiId' },
    same: ['createdDate'],
    pages: [`${DOCS}/apigateway/latest/api/API_Deployment.html`],
  },
  {
    // no call updates a model: another role needs another model
    service: 'sagemaker',
    call: 'DescribeModel',
    list: 'ListModels',
    things: 'Models',
    named: { ModelName: 'ModelName' },
    same: ['ModelArn', 'CreationTime'],
    pages: [`${DOCS}/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-model.html`],
  },
  {
    // the role is changed by UpdateNotebookInstance, of an instance that is stopped
    service: 'sagemaker',
    call: 'DescribeNotebookInstance',
    list: 'ListNotebookInstances',
    things: 'NotebookInstances',
    named: { NotebookInstanceName: 'NotebookInstanceName' },
    same: ['CreationTime', 'LastModifiedTime', 'NotebookInstanceStatus'],
    changedAt: 'LastModifiedTime',
    settled: { NotebookInstanceStatus: ['InService', 'Stopped'] },
    pages: [
      `${DOCS}/sagemaker/latest/APIReference/API_NotebookInstanceSummary.html`,
      `${DOCS}/sagemaker/latest/APIReference/API_UpdateNotebookInstance.html`,
    ],
  },
  {
    // both roles are changed by UpdateService; while that lasts, the status says so
    service: 'apprunner',
    call: 'DescribeService',
    list: 'ListServices',
    things: 'ServiceSummaryList',
    named: { ServiceArn: 'ServiceArn' },
    same: ['CreatedAt', 'UpdatedAt', 'Status'],
    changedAt: 'UpdatedAt',
    settled: { Status: ['RUNNING', 'PAUSED'] },
    pages: [
      `${DOCS}/apprunner/latest/api/API_ServiceSummary.html`,
      `${DOCS}/apprunner/latest/api/API_UpdateService.html`,
    ],
  },
  {
    // an export that came to its end is a thing of the past: no call changes one
    service: 'dynamodb',
    call: 'DescribeExport',
    list: 'ListExports',
    things: 'ExportSummaries',
    named: { ExportArn: 'ExportArn' },
    same: ['ExportStatus'],
    settled: { ExportStatus: ['COMPLETED'] },
    pages: [`${DOCS}/amazondynamodb/latest/APIReference/API_ExportSummary.html`],
  },
  {
    // a permission is updated by a new version; one that AWS RAM made from a policy is not, and is asked for
    service: 'ram',
    call: 'GetPermission',
    list: 'ListResourceSharePermissions',
    things: 'permissions',
    named: { arn: 'permissionArn', version: 'permissionVersion' },
    same: ['creationTime', 'lastUpdatedTime', 'featureSet'],
    settled: { featureSet: ['STANDARD'] },
    pages: [`${DOCS}/ram/latest/userguide/security-ram-permissions.html`],
  },
  {
    // "if you want to change the encryption for an existing table, then you'll need to create a table"
    service: 's3tables',
    call: 'GetTableEncryption',
    list: 'ListTables',
    things: 'tables',
    named: { tableBucketARN: 'tableBucketARN', namespace: 'namespace', name: 'name' },
    same: ['tableARN', 'createdAt'],
    pages: [`${DOCS}/AmazonS3/latest/userguide/s3-tables-kms-encryption.html`],
  },
];
