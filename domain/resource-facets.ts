import { type DescribedType, type DescribedTypeName, describedType } from './described-types.ts';
import type { Resource, ResourceType } from './snapshot.ts';

/** Types with rules of their own, and the calls that bring what of them. Only where a call was complete, what it did not bring is not there. */
export const OWN_FACETS: Readonly<Record<Exclude<Resource['type'], DescribedTypeName>, DescribedType['facets']>> = {
  'AWS::S3::Bucket': {
    policy: ['s3', 'GetBucketPolicy'],
    tags: ['s3', 'GetBucketTagging'],
    encryption: ['s3', 'GetBucketEncryption'],
    ownership: ['s3', 'GetBucketOwnershipControls'],
    acl: ['s3', 'GetBucketAcl'],
    publicAccessBlock: ['s3', 'GetPublicAccessBlock'],
    abac: ['s3', 'GetBucketAbac'],
  },
  'AWS::S3::AccessPoint': {
    policy: ['s3control', 'GetAccessPointPolicy'],
    publicAccessBlock: ['s3control', 'GetAccessPoint'],
    tags: ['s3control', 'ListTagsForResource'],
  },
  'AWS::S3::MultiRegionAccessPoint': {
    policy: ['s3control', 'GetMultiRegionAccessPointPolicy'],
    publicAccessBlock: ['s3control', 'ListMultiRegionAccessPoints'],
  },
  'AWS::DynamoDB::Table': {
    policy: ['dynamodb', 'GetResourcePolicy'],
    tags: ['dynamodb', 'ListTagsOfResource'],
    encryption: ['dynamodb', 'DescribeTable'],
  },
  'AWS::DynamoDB::Stream': {
    policy: ['dynamodb', 'GetResourcePolicy'],
    encryption: ['dynamodb', 'DescribeTable'],
  },
  'AWS::KMS::Key': {
    policy: ['kms', 'GetKeyPolicy'],
    tags: ['kms', 'ListResourceTags'],
    aliases: ['kms', 'ListAliases'],
  },
  'AWS::Lambda::Function': {
    policy: ['lambda', 'GetPolicy'],
    tags: ['lambda', 'ListTags'],
    url: ['lambda', 'GetFunctionUrlConfig'],
  },
  'AWS::Lambda::LayerVersion': { policy: ['lambda', 'GetLayerVersionPolicy'] },
  'AWS::SQS::Queue': {
    policy: ['sqs', 'GetQueueAttributes'],
    encryption: ['sqs', 'GetQueueAttributes'],
    tags: ['sqs', 'ListQueueTags'],
  },
  'AWS::SNS::Topic': {
    policy: ['sns', 'GetTopicAttributes'],
    encryption: ['sns', 'GetTopicAttributes'],
    tags: ['sns', 'ListTagsForResource'],
  },
  'AWS::SecretsManager::Secret': {
    policy: ['secretsmanager', 'GetResourcePolicy'],
    encryption: ['secretsmanager', 'ListSecrets'],
    tags: ['secretsmanager', 'ListSecrets'],
  },
  'AWS::EC2::VPCEndpoint': { policy: ['ec2', 'DescribeVpcEndpoints'], tags: ['ec2', 'DescribeVpcEndpoints'] },
};

export const facetsOf = (type: ResourceType): DescribedType['facets'] =>
  describedType(type)?.facets ?? OWN_FACETS[type as keyof typeof OWN_FACETS];
