/**
 * Actions that a grant to another account can reach; for services not named here all can.
 * Sources: the cross-account pages of KMS, DynamoDB, Secrets Manager, Kinesis, AWS Backup, EventBridge, SQS, S3,
 * S3 Express, S3 Tables, CloudTrail Lake, MSK, CodeArtifact, CodeBuild and Lambda (2025-2026).
 */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  kms: ['Decrypt', 'DeriveSharedSecret', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext', 'GenerateDataKeyWithoutPlaintext', 'GenerateMac', 'ReEncryptFrom', 'ReEncryptTo', 'Sign', 'Verify', 'VerifyMac', 'CreateGrant', 'DescribeKey', 'GetKeyRotationStatus', 'GetPublicKey', 'ListGrants', 'RetireGrant', 'RevokeGrant'],
  dynamodb: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem', 'TransactGetItems', 'TransactWriteItems', 'ConditionCheckItem', 'DescribeTable', 'UpdateTable', 'DeleteTable', 'TagResource', 'UntagResource', 'ListTagsOfResource', 'DescribeStream', 'GetRecords', 'GetShardIterator'],
  secretsmanager: ['CancelRotateSecret', 'DeleteResourcePolicy', 'DeleteSecret', 'DescribeSecret', 'GetRandomPassword', 'GetResourcePolicy', 'GetSecretValue', 'ListSecretVersionIds', 'PutResourcePolicy', 'PutSecretValue', 'RemoveRegionsFromReplication', 'ReplicateSecretToRegions', 'RestoreSecret', 'RotateSecret', 'StopReplicationToReplica', 'TagResource', 'UntagResource', 'UpdateSecret', 'UpdateSecretVersionStage', 'ValidateResourcePolicy'],
  kinesis: ['DescribeStreamConsumer', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards', 'PutRecord', 'PutRecords', 'SubscribeToShard'],
  backup: ['CopyIntoBackupVault'],
  cloudtrail: ['CancelQuery', 'DescribeQuery', 'GenerateQuery', 'GenerateQueryResultsSummary', 'GetEventDataStore', 'GetQueryResults', 'ListQueries', 'StartQuery'],
  kafka: ['CreateVpcConnection', 'DescribeCluster', 'DescribeClusterV2', 'GetBootstrapBrokers'],
  s3express: ['CreateSession'],
  s3tables: ['CreateNamespace', 'CreateTable', 'DeleteNamespace', 'DeleteTable', 'DeleteTableBucket', 'GetNamespace', 'GetTable', 'GetTableBucket', 'GetTableBucketMaintenanceConfiguration', 'GetTableData', 'GetTableMaintenanceConfiguration', 'GetTableMetadataLocation', 'ListNamespaces', 'ListTables', 'PutTableBucketMaintenanceConfiguration', 'PutTableData', 'PutTableMaintenanceConfiguration', 'RenameTable', 'UpdateTableMetadataLocation'],
  // Granting Lambda function access to other accounts, Granting Lambda layer access, Control access to Lambda function URLs
  lambda: ['CreateAlias', 'DeleteAlias', 'DeleteFunction', 'DeleteFunctionConcurrency', 'GetAlias', 'GetFunction', 'GetFunctionConfiguration', 'GetLayerVersion', 'GetPolicy', 'InvokeFunction', 'InvokeFunctionUrl', 'ListAliases', 'ListTags', 'ListVersionsByFunction', 'PublishVersion', 'PutFunctionConcurrency', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateFunctionCode'],
  // Share build projects; Share report groups: others view, and neither edit nor run
  codebuild: ['BatchGetBuilds', 'BatchGetProjects', 'BatchGetReportGroups', 'BatchGetReports', 'DescribeTestCases', 'ListBuildsForProject', 'ListReportsForReportGroup'],
  events: ['PutEvents', 'PutRule', 'PutTargets', 'DeleteRule', 'RemoveTargets', 'EnableRule', 'DisableRule'],
};

const ALL_BUT: Readonly<Record<string, readonly string[]>> = {
  codeartifact: ['PutDomainPermissionsPolicy', 'PutRepositoryPermissionsPolicy'],
  sqs: ['AddPermission', 'CancelMessageMoveTask', 'CreateQueue', 'DeleteQueue', 'ListMessageMoveTasks', 'ListQueues', 'ListQueueTags', 'RemovePermission', 'SetQueueAttributes', 'StartMessageMoveTask', 'TagQueue', 'UntagQueue'],
  s3: ['PutBucketPolicy', 'GetBucketPolicy', 'DeleteBucketPolicy'],
};

/**
 * Lambda: "most API actions that operate on an existing function" cross accounts; the list that AWS once gave is above. What is neither
 * in it nor here is unclear.
 */
const NOT_ON_AN_EXISTING_FUNCTION = /^lambda:(create(?!alias$|functionurlconfig$)|publishlayer|list(functions|layers|layerversions|codesigning|eventsource|capacity)|getaccountsettings)/;

/** Whether viewing what is shared includes batches, sandboxes, coverage and trends AWS does not say. */
const FURTHER_VIEWS =
  /^codebuild:(batchgetbuildbatches|listbuildbatchesforproject|batchgetsandboxes|listsandboxesforproject|describecodecoverages|getreportgrouptrend)$/;

const ON_FUNCTION = /:function:/;

/** Resources of the Data Catalog: of AWS Glue nothing else crosses accounts. Source: Granting cross-account access. */
const DATA_CATALOG = /^arn:[^:]*:glue:[^:]*:[^:]*:(catalog(\/|$)|(database|table|tableVersion|userDefinedFunction|connection)\/)/;

/**
 * "Consumer accounts receive read-only access": what the permissions for sharing name. What names other things of Systems Manager has no
 * list. Source: Working with shared parameters in Parameter Store.
 */
const PARAMETER = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter\//;
const READS_OF_PARAMETERS = /^ssm:(describeparameters|getparameter(s|history)?)$/;

/**
 * Whom a document is shared with views and runs it; "only the document owner can share" it. Of the rest AWS does not say whether it takes
 * documents of others. Source: Sharing SSM documents.
 */
const DOCUMENT = /^arn:[^:]*:ssm:[^:]*:[^:]*:document\//;
const USES_OF_DOCUMENTS = /^ssm:(describedocument|getdocument|sendcommand|startautomationexecution)$/;
const PERHAPS_OF_DOCUMENTS =
  /^ssm:(startsession|startchangerequestexecution|(create|update|delete|describe)association(batch|status)?|describedocumentparameters|listdocument(versions|metadatahistory)|getcalendar(state)?|listtagsforresource)$/;

export const isDocument = (arn: string): boolean => DOCUMENT.test(arn);

export function crossingOfDocument(action: string): Crossing {
  const name = action.toLowerCase();
  if (USES_OF_DOCUMENTS.test(name)) return 'crosses';
  return PERHAPS_OF_DOCUMENTS.test(name) ? 'unclear' : 'stays';
}

/** Of destinations other accounts make use alone. Source: CloudWatch Logs API Reference, PutDestinationPolicy; Cross-account subscriptions. */
const LOGS_DESTINATION = /^arn:[^:]*:logs:[^:]*:[^:]*:destination:/;
const USES_OF_DESTINATIONS = new Set(['logs:putsubscriptionfilter', 'logs:putaccountpolicy']);

export type Crossing = 'crosses' | 'stays' | 'unclear';

/** Whether a grant to another account can reach the action on this resource. */
export function crossingOf(action: string, arn: string): Crossing {
  const name = action.toLowerCase();
  if (PARAMETER.test(arn)) return READS_OF_PARAMETERS.test(name) ? 'crosses' : 'stays';
  if (isDocument(arn)) return crossingOfDocument(name);
  if (name.startsWith('glue:') && !DATA_CATALOG.test(arn)) return 'stays';
  if (LOGS_DESTINATION.test(arn) && !USES_OF_DESTINATIONS.has(name)) return 'stays';
  if (isCrossAccountAction(action)) return 'crosses';
  if (FURTHER_VIEWS.test(name)) return 'unclear';
  const onFunction = name.startsWith('lambda:') && ON_FUNCTION.test(arn);
  return onFunction && !NOT_ON_AN_EXISTING_FUNCTION.test(name) ? 'unclear' : 'stays';
}

/** Equal for ARNs on which every action crosses alike. */
export const crossingKind = (arn: string): string =>
  [PARAMETER, DOCUMENT, DATA_CATALOG, LOGS_DESTINATION, ON_FUNCTION].map((one) => one.test(arn)).join();

/** Services with a closed list. */
export const CROSS_ACCOUNT_ACTIONS: ReadonlySet<string> = new Set([...Object.keys(ONLY), ...Object.keys(ALL_BUT)]);

const namesIn = (lists: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(Object.entries(lists).map(([service, names]) => [service, new Set(names.map((one) => one.toLowerCase()))]));
const ONLY_NAMES = namesIn(ONLY);
const ALL_BUT_NAMES = namesIn(ALL_BUT);

/** `service:Name`, any case. True for services without a list. */
export function isCrossAccountAction(action: string): boolean {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  return ONLY_NAMES.get(service)?.has(name) ?? ALL_BUT_NAMES.get(service)?.has(name) !== true;
}
