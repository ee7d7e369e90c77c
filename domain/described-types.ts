/** What a call of its own brings of a resource. */
export type Facet =
  | 'policy'
  | 'containerPolicy'
  | 'tags'
  | 'encryption'
  | 'sharing'
  | 'ownership'
  | 'acl'
  | 'publicAccessBlock'
  | 'abac'
  | 'url'
  | 'aliases';

/** A call by the service name of coverage cells: `['ecr', 'GetRepositoryPolicy']`. */
export type FacetCall = readonly [service: string, call: string];

/** What a type of resource is called elsewhere, and which calls bring what of it. */
export interface DescribedType {
  /** Label of its nodes in the graph. */
  readonly label: string;
  /** Service prefix and resource type of the Service Authorization Reference. */
  readonly catalogue: readonly [service: string, type: string];
  /** What stands behind the fifth colon of its ARNs. */
  readonly shape: RegExp;
  /** The call that lists what an account has of it. */
  readonly list: FacetCall;
  readonly facets: Readonly<Partial<Record<Facet, FacetCall>>>;
  /** Actions whose requests name what is under the thing (`domain/d/_search`); all others name the thing itself. */
  readonly inside?: RegExp;
  /** Actions whose requests name what the thing lies in (the path `/shop` of `/shop/password`); all others name the thing itself. */
  readonly above?: RegExp;
}

const described = <Types extends Readonly<Record<`AWS::${string}`, DescribedType>>>(types: Types): Types => types;

/**
 * Types of resources that need no rules of their own beside those of their service: one entry each. The reading is in
 * collector/aws, a file for each service. Names of types are those of IAM Access Analyzer or, where it has none, of CloudFormation.
 */
export const DESCRIBED_TYPES = described({
  'AWS::ECR::Repository': {
    label: 'AWSECRRepository',
    catalogue: ['ecr', 'repository'],
    shape: /^repository\//,
    list: ['ecr', 'DescribeRepositories'],
    facets: {
      policy: ['ecr', 'GetRepositoryPolicy'],
      containerPolicy: ['ecr', 'GetRegistryPolicy'],
      tags: ['ecr', 'ListTagsForResource'],
    },
  },
  'AWS::EFS::FileSystem': {
    label: 'AWSEFSFileSystem',
    catalogue: ['elasticfilesystem', 'file-system'],
    shape: /^file-system\//,
    list: ['efs', 'DescribeFileSystems'],
    facets: { policy: ['efs', 'DescribeFileSystemPolicy'] },
  },
  'AWS::EC2::Snapshot': {
    label: 'AWSEC2Snapshot',
    catalogue: ['ec2', 'snapshot'],
    shape: /^snapshot\//,
    list: ['ec2', 'DescribeSnapshots'],
    facets: { sharing: ['ec2', 'DescribeSnapshotAttribute'] },
  },
  'AWS::EC2::Image': {
    label: 'AWSEC2Image',
    catalogue: ['ec2', 'image'],
    shape: /^image\//,
    list: ['ec2', 'DescribeImages'],
    facets: { sharing: ['ec2', 'DescribeImageAttribute'], encryption: ['ec2', 'DescribeSnapshots'] },
  },
  'AWS::RDS::DBSnapshot': {
    label: 'AWSRDSSnapshot',
    catalogue: ['rds', 'snapshot'],
    shape: /^snapshot:/,
    list: ['rds', 'DescribeDBSnapshots'],
    facets: { sharing: ['rds', 'DescribeDBSnapshotAttributes'] },
  },
  'AWS::RDS::DBClusterSnapshot': {
    label: 'AWSRDSClusterSnapshot',
    catalogue: ['rds', 'cluster-snapshot'],
    shape: /^cluster-snapshot:/,
    list: ['rds', 'DescribeDBClusterSnapshots'],
    facets: { sharing: ['rds', 'DescribeDBClusterSnapshotAttributes'] },
  },
  'AWS::S3Express::DirectoryBucket': {
    label: 'AWSS3DirectoryBucket',
    catalogue: ['s3express', 'bucket'],
    shape: /^bucket\//,
    list: ['s3', 'ListDirectoryBuckets'],
    facets: {
      policy: ['s3', 'GetBucketPolicy'],
      encryption: ['s3', 'GetBucketEncryption'],
      tags: ['s3control', 'ListTagsForResource'],
    },
  },
  'AWS::S3::AccessGrantsInstance': {
    label: 'AWSS3AccessGrantsInstance',
    catalogue: ['s3', 'accessgrantsinstance'],
    shape: /^access-grants\/default$/,
    list: ['s3control', 'ListAccessGrantsInstances'],
    facets: {
      policy: ['s3control', 'GetAccessGrantsInstanceResourcePolicy'],
      tags: ['s3control', 'ListTagsForResource'],
    },
  },
  'AWS::S3Tables::TableBucket': {
    label: 'AWSS3TableBucket',
    catalogue: ['s3tables', 'TableBucket'],
    shape: /^bucket\/[^/]+$/,
    list: ['s3tables', 'ListTableBuckets'],
    facets: { policy: ['s3tables', 'GetTableBucketPolicy'], tags: ['s3tables', 'ListTagsForResource'] },
  },
  'AWS::S3Tables::Table': {
    label: 'AWSS3Table',
    catalogue: ['s3tables', 'Table'],
    shape: /^bucket\/[^/]+\/table\//,
    list: ['s3tables', 'ListTables'],
    facets: {
      policy: ['s3tables', 'GetTablePolicy'],
      containerPolicy: ['s3tables', 'GetTableBucketPolicy'],
      encryption: ['s3tables', 'GetTableEncryption'],
      tags: ['s3tables', 'ListTagsForResource'],
    },
  },
  'AWS::SSM::Parameter': {
    label: 'AWSSSMParameter',
    catalogue: ['ssm', 'parameter'],
    shape: /^parameter\//,
    list: ['ssm', 'DescribeParameters'],
    facets: {
      policy: ['ssm', 'GetResourcePolicies'],
      tags: ['ssm', 'ListTagsForResource'],
      encryption: ['ssm', 'DescribeParameters'],
    },
    above: /^ssm:GetParametersByPath$/i,
  },
  'AWS::SSM::Document': {
    label: 'AWSSSMDocument',
    catalogue: ['ssm', 'document'],
    shape: /^document\//,
    list: ['ssm', 'ListDocuments'],
    facets: {
      policy: ['ssm', 'GetResourcePolicies'],
      sharing: ['ssm', 'DescribeDocumentPermission'],
      tags: ['ssm', 'ListDocuments'],
    },
  },
  'AWS::Kinesis::Stream': {
    label: 'AWSKinesisStream',
    catalogue: ['kinesis', 'stream'],
    shape: /^stream\/[^/]+$/,
    list: ['kinesis', 'ListStreams'],
    facets: {
      policy: ['kinesis', 'GetResourcePolicy'],
      tags: ['kinesis', 'ListTagsForStream'],
      encryption: ['kinesis', 'DescribeStreamSummary'],
    },
  },
  'AWS::Events::EventBus': {
    label: 'AWSEventBus',
    catalogue: ['events', 'event-bus'],
    shape: /^event-bus\//,
    list: ['eventbridge', 'ListEventBuses'],
    facets: { policy: ['eventbridge', 'ListEventBuses'], tags: ['eventbridge', 'ListTagsForResource'] },
  },
  'AWS::Backup::BackupVault': {
    label: 'AWSBackupVault',
    catalogue: ['backup', 'backupVault'],
    shape: /^backup-vault:/,
    list: ['backup', 'ListBackupVaults'],
    facets: { policy: ['backup', 'GetBackupVaultAccessPolicy'], tags: ['backup', 'ListTags'] },
  },
  'AWS::CodeArtifact::Domain': {
    label: 'AWSCodeArtifactDomain',
    catalogue: ['codeartifact', 'domain'],
    shape: /^domain\//,
    list: ['codeartifact', 'ListDomains'],
    facets: {
      policy: ['codeartifact', 'GetDomainPermissionsPolicy'],
      tags: ['codeartifact', 'ListTagsForResource'],
    },
  },
  'AWS::CodeArtifact::Repository': {
    label: 'AWSCodeArtifactRepository',
    catalogue: ['codeartifact', 'repository'],
    shape: /^repository\//,
    list: ['codeartifact', 'ListRepositories'],
    facets: {
      policy: ['codeartifact', 'GetRepositoryPermissionsPolicy'],
      containerPolicy: ['codeartifact', 'GetDomainPermissionsPolicy'],
      tags: ['codeartifact', 'ListTagsForResource'],
    },
  },
  'AWS::MSK::Cluster': {
    label: 'AWSMSKCluster',
    catalogue: ['kafka', 'cluster'],
    shape: /^cluster\//,
    list: ['kafka', 'ListClustersV2'],
    facets: { policy: ['kafka', 'GetClusterPolicy'] },
  },
  'AWS::CloudTrail::EventDataStore': {
    label: 'AWSEventDataStore',
    catalogue: ['cloudtrail', 'eventdatastore'],
    shape: /^eventdatastore\//,
    list: ['cloudtrail', 'ListEventDataStores'],
    facets: { policy: ['cloudtrail', 'GetResourcePolicy'], tags: ['cloudtrail', 'ListTags'] },
  },
  'AWS::Logs::Destination': {
    label: 'AWSLogsDestination',
    catalogue: ['logs', 'destination'],
    shape: /^destination:/,
    list: ['cloudwatch-logs', 'DescribeDestinations'],
    facets: {
      policy: ['cloudwatch-logs', 'DescribeDestinations'],
      tags: ['cloudwatch-logs', 'ListTagsForResource'],
    },
  },
  'AWS::CodeBuild::Project': {
    label: 'AWSCodeBuildProject',
    catalogue: ['codebuild', 'project'],
    shape: /^project\//,
    list: ['codebuild', 'ListProjects'],
    facets: { policy: ['codebuild', 'GetResourcePolicy'], tags: ['codebuild', 'BatchGetProjects'] },
  },
  'AWS::CodeBuild::ReportGroup': {
    label: 'AWSCodeBuildReportGroup',
    catalogue: ['codebuild', 'report-group'],
    shape: /^report-group\//,
    list: ['codebuild', 'ListReportGroups'],
    facets: { policy: ['codebuild', 'GetResourcePolicy'], tags: ['codebuild', 'BatchGetReportGroups'] },
  },
  'AWS::SageMaker::ModelPackageGroup': {
    label: 'AWSModelPackageGroup',
    catalogue: ['sagemaker', 'model-package-group'],
    shape: /^model-package-group\//,
    list: ['sagemaker', 'ListModelPackageGroups'],
    facets: { policy: ['sagemaker', 'GetModelPackageGroupPolicy'], tags: ['sagemaker', 'ListTags'] },
  },
  'AWS::SageMaker::ModelPackage': {
    label: 'AWSModelPackage',
    catalogue: ['sagemaker', 'model-package'],
    shape: /^model-package\//,
    list: ['sagemaker', 'ListModelPackages'],
    facets: { containerPolicy: ['sagemaker', 'GetModelPackageGroupPolicy'], tags: ['sagemaker', 'ListTags'] },
  },
  'AWS::Glue::Catalog': {
    label: 'AWSGlueCatalog',
    catalogue: ['glue', 'catalog'],
    shape: /^catalog$/,
    list: ['glue', 'GetDatabases'],
    facets: { policy: ['glue', 'GetResourcePolicies'], tags: ['glue', 'GetTags'] },
  },
  'AWS::Glue::Database': {
    label: 'AWSGlueDatabase',
    catalogue: ['glue', 'database'],
    shape: /^database\//,
    list: ['glue', 'GetDatabases'],
    facets: {
      policy: ['glue', 'GetResourcePolicies'],
      containerPolicy: ['glue', 'GetResourcePolicies'],
      tags: ['glue', 'GetTags'],
    },
  },
  'AWS::Glue::Table': {
    label: 'AWSGlueTable',
    catalogue: ['glue', 'table'],
    shape: /^table\//,
    list: ['glue', 'GetTables'],
    facets: {
      policy: ['glue', 'GetResourcePolicies'],
      containerPolicy: ['glue', 'GetResourcePolicies'],
      tags: ['glue', 'GetTags'],
    },
  },
  'AWS::OpenSearchService::Domain': {
    label: 'AWSOpenSearchDomain',
    catalogue: ['es', 'domain'],
    shape: /^domain\//,
    list: ['opensearch', 'ListDomainNames'],
    facets: { policy: ['opensearch', 'DescribeDomains'], tags: ['opensearch', 'ListTags'] },
    inside: /^es:ES(Http|CrossCluster)/i,
  },
  'AWS::OpenSearchServerless::Collection': {
    label: 'AWSOpenSearchCollection',
    catalogue: ['aoss', 'Collection'],
    shape: /^collection\//,
    list: ['opensearchserverless', 'ListCollections'],
    facets: { tags: ['opensearchserverless', 'ListTagsForResource'] },
  },
  'AWS::ApiGateway::RestApi': {
    label: 'AWSRestApi',
    catalogue: ['execute-api', 'execute-api-general'],
    shape: /^[^/]+(\/|$)/,
    list: ['api-gateway', 'GetRestApis'],
    facets: { policy: ['api-gateway', 'GetRestApis'], tags: ['api-gateway', 'GetRestApis'] },
    inside: /^execute-api:/i,
  },
  'AWS::ApiGatewayV2::Api': {
    label: 'AWSHttpApi',
    catalogue: ['execute-api', 'execute-api-general'],
    shape: /^[^/]+(\/|$)/,
    list: ['apigatewayv2', 'GetApis'],
    facets: { tags: ['apigatewayv2', 'GetApis'] },
    inside: /^execute-api:/i,
  },
});

export type DescribedTypeName = keyof typeof DESCRIBED_TYPES;

export const describedType = (type: string): DescribedType | undefined =>
  Object.hasOwn(DESCRIBED_TYPES, type) ? DESCRIBED_TYPES[type as DescribedTypeName] : undefined;

export const ALL_DESCRIBED: readonly DescribedType[] = Object.values(DESCRIBED_TYPES);
