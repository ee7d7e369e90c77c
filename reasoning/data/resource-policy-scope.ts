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

/** `service:Name`, any case: only identity policies grant it. Domain policies of OpenSearch speak of `es:ESHttp*` alone. */
export function isIdentityOnly(action: string): boolean {
  const name = action.toLowerCase();
  return UNSUPPORTED.has(name) || (name.startsWith('es:') && !name.startsWith('es:eshttp'));
}

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

/**
 * How an action of CodeArtifact heeds the policies of domain and repository: the writing of a domain policy heeds none, that of a
 * repository policy the domain's alone; of deleting them AWS does not say. Sources: Domain policies; Repository policies (CodeArtifact).
 */
export function heedOfPolicies(action: string): 'all' | 'some' | 'none' {
  if (/^codeartifact:PutDomainPermissionsPolicy$/i.test(action)) return 'none';
  return /^codeartifact:(PutRepository|DeleteRepository|DeleteDomain)PermissionsPolicy$/i.test(action) ? 'some' : 'all';
}
