import type { RequestFacts } from '../../domain/request.ts';
import { KMS_IDENTITY_ONLY_ACTIONS } from './kms-operations.ts';

/**
 * What the resource policies of a service do not speak of: a statement of theirs grants none of these actions. Sources: DynamoDB API
 * operations supported by resource-based policies; Identity and Access Management in Amazon OpenSearch Service (copies of 2026).
 */
const UNSUPPORTED: ReadonlySet<string> = new Set(
  [
    'CreateGlobalTable',
    'CreateTable',
    'DeleteBackup',
    'DescribeBackup',
    'DescribeEndpoints',
    'DescribeExport',
    'DescribeGlobalTable',
    'DescribeGlobalTableSettings',
    'DescribeImport',
    'DescribeLimits',
    'ImportTable',
    'ListBackups',
    'ListContributorInsights',
    'ListExports',
    'ListGlobalTables',
    'ListImports',
    'ListStreams',
    'ListTables',
    'RestoreTableFromBackup',
    'UpdateGlobalTable',
    'UpdateGlobalTableSettings',
  ].map((name) => `dynamodb:${name}`.toLowerCase()),
);
/** Signing in to a registry is for identity policies. Source: Private repository policies in Amazon ECR. */
const SIGN_IN = 'ecr:getauthorizationtoken';
const SOME_IDENTITY_ONLY = /^(dynamodb|ecr|es):/i;

/** `service:Name`, any case: only identity policies grant it. Domain policies of OpenSearch speak of `es:ESHttp*` alone. */
export function isIdentityOnly(action: string): boolean {
  if (!SOME_IDENTITY_ONLY.test(action)) return false;
  const name = action.toLowerCase();
  return UNSUPPORTED.has(name) || name === SIGN_IN || (name.startsWith('es:') && !name.startsWith('es:eshttp'));
}

/**
 * Services none of whose resources takes a policy that grants their actions: IAM has trust policies alone, which speak of AWS STS.
 * Sources: AWS services that work with IAM; How Amazon RDS works with IAM; How Amazon EC2 Auto Scaling works with IAM (2026).
 */
const WITHOUT_RESOURCE_POLICIES: ReadonlySet<string> = new Set(['autoscaling', 'ec2', 'iam', 'rds']);

/** `service:Name`, any case: no policy of any resource grants it. */
export function isGrantedByIdentityAlone(action: string): boolean {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  if (WITHOUT_RESOURCE_POLICIES.has(service) || isIdentityOnly(action)) return true;
  return service === 'kms' && KMS_IDENTITY_ONLY.has(name);
}
const KMS_IDENTITY_ONLY: ReadonlySet<string> = new Set([...KMS_IDENTITY_ONLY_ACTIONS].map((name) => name.toLowerCase()));

/** Condition keys that Amazon EFS enforces for NFS clients. Source: Using IAM to control access to file systems. */
const NFS_KEYS: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:sourceip',
  'elasticfilesystem:accesspointarn',
  'elasticfilesystem:accessedviamounttarget',
]);

/** What NFS clients ask for: `elasticfilesystem:ClientMount` ... */
export const isNfsAction = (action: string): boolean =>
  /^elasticfilesystem:client(mount|write|rootaccess)$/i.test(action);

export const isNfsKey = (key: string): boolean => NFS_KEYS.has(key.toLowerCase());

/** What a registry policy of Amazon ECR in the scope V1 speaks of. Source: Private registry permissions in Amazon ECR. */
const REGISTRY_V1 = /^ecr:(ReplicateImage|BatchImportUpstreamImage|CreateRepository)$/i;

/** Whether an action heeds the policies of what its resource stands in. */
export function heedOfContainer(action: string, { registryPolicyScope }: RequestFacts): 'all' | 'some' | 'none' {
  if (/^ecr:/i.test(action) && registryPolicyScope === 'V1') return REGISTRY_V1.test(action) ? 'all' : 'none';
  return /^codeartifact:PutRepositoryPermissionsPolicy$/i.test(action) ? 'all' : heedOfPolicies(action);
}

/**
 * How an action of CodeArtifact heeds the policy of the thing itself: the writing of it does not; of the deleting AWS does not say.
 * Sources: Domain policies; Repository policies (CodeArtifact).
 */
export function heedOfPolicies(action: string): 'all' | 'some' | 'none' {
  if (/^codeartifact:Put(Domain|Repository)PermissionsPolicy$/i.test(action)) return 'none';
  return /^codeartifact:Delete(Repository|Domain)PermissionsPolicy$/i.test(action) ? 'some' : 'all';
}
