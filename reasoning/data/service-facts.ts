import { isCrossAccountAction } from './cross-account-actions.ts';
import { isIdentityOnly, isNfsAction } from './resource-policy-scope.ts';

/** Services that take unsigned requests. Sources: the resource policy pages of each service (copies of 2026). */
const ANONYMOUS_SERVICES: ReadonlySet<string> = new Set([
  'elasticfilesystem',
  'es',
  'execute-api',
  'lambda',
  's3',
  'sns',
  'sqs',
]);

/** In front of buckets of several Regions. Source: Making requests through a Multi-Region Access Point. */
export const isMultiRegionAccessPoint = (arn: string): boolean => /^arn:[^:]*:s3::[^:]+:accesspoint\//.test(arn);

/** Grantees show who they are. Source: Amazon S3 API Reference, GetDataAccess. */
const ACCESS_GRANTS = /^arn:[^:]*:s3:[^:]*:[^:]*:access-grants\//;

/**
 * `service:Name`, any case. What no other account may do nobody may do without a signature; file systems and domains take unsigned
 * calls of their clients alone, Multi-Region Access Points none (Multi-Region Access Point restrictions and limitations).
 */
export function takesUnsigned(action: string, arn: string): boolean {
  const [service = ''] = action.toLowerCase().split(':');
  if (!ANONYMOUS_SERVICES.has(service) || !isCrossAccountAction(action) || isIdentityOnly(action)) return false;
  if (isMultiRegionAccessPoint(arn) || ACCESS_GRANTS.test(arn)) return false;
  return service !== 'elasticfilesystem' || isNfsAction(action);
}

/** Reading, writing and deleting a bucket policy is for identities of the bucket's account. Source: API PutBucketPolicy. */
export const isOwnersAlone = (action: string): boolean => /^s3:(get|put|delete)bucketpolicy$/i.test(action);

/** Of these AWS does not say in so many words that unsigned requests are taken: believed. */
export const ANONYMOUS_BELIEVED: ReadonlySet<string> = new Set(['sns', 'sqs']);

/** Identity providers that web identity callers name without an ARN. Source: AWS JSON policy elements: Principal. */
export const BUILT_IN_PROVIDERS: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/**
 * Services whose ARNs start their resource part with a resource type, where AWS allows no wildcard.
 * Source: Identify AWS resources with Amazon Resource Names; Service Authorization Reference.
 */
export const TYPED_RESOURCE_SERVICES: ReadonlySet<string> = new Set([
  'dynamodb',
  'ec2',
  'iam',
  'kms',
  'lambda',
  'secretsmanager',
]);
