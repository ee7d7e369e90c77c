import type { Resource } from '../domain/snapshot.ts';
import type { World } from './world.ts';

/** What of a resource a call of its own brings. */
export type Facet = 'policy' | 'tags' | 'encryption' | 'ownership' | 'acl' | 'publicAccessBlock' | 'abac' | 'url';

type Call = readonly [service: string, call: string];

/** Only where the call was complete, what it did not bring is not there. */
const CALLS: Readonly<Record<Resource['type'], Readonly<Partial<Record<Facet, Call>>>>> = {
  'AWS::S3::Bucket': {
    policy: ['s3', 'GetBucketPolicy'],
    tags: ['s3', 'GetBucketTagging'],
    encryption: ['s3', 'GetBucketEncryption'],
    ownership: ['s3', 'GetBucketOwnershipControls'],
    acl: ['s3', 'GetBucketAcl'],
    publicAccessBlock: ['s3', 'GetPublicAccessBlock'],
    abac: ['s3', 'GetBucketAbac'],
  },
  'AWS::S3::AccessPoint': { policy: ['s3control', 'GetAccessPointPolicy'] },
  'AWS::DynamoDB::Table': {
    policy: ['dynamodb', 'GetResourcePolicy'],
    tags: ['dynamodb', 'ListTagsOfResource'],
    encryption: ['dynamodb', 'DescribeTable'],
  },
  'AWS::DynamoDB::Stream': {
    policy: ['dynamodb', 'GetResourcePolicy'],
    encryption: ['dynamodb', 'DescribeTable'],
  },
  'AWS::KMS::Key': { policy: ['kms', 'GetKeyPolicy'], tags: ['kms', 'ListResourceTags'] },
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

export const callFor = (resource: Resource, facet: Facet): Call | undefined => CALLS[resource.type][facet];

/** Was it read for this resource? A facet that no call brings came with the resource itself. */
export function isRead(world: World, resource: Resource, facet: Facet): boolean {
  const call = callFor(resource, facet);
  return call === undefined || world.knows(call[0], call[1], resource.account, resource.arn, resource.region);
}

/** The call that would have brought the policy of a thing outside the inventory, by its service; undefined: not known. */
export function policyCallOfService(service: string): Call | undefined {
  const types = Object.values(CALLS);
  return types.map((facets) => facets.policy).find((call) => call?.[0] === service);
}
