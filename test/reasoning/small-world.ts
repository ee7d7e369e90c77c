import type { CellStatus } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, KmsKey, Resource, S3AccessPoint, S3Bucket, Snapshot } from '../../domain/snapshot.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { type ActionExplanation, explainActions } from '../../reasoning/explain.ts';
import { type Caller, ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';

export const OWN = '111122223333';
export const OTHER = '444455556666';
const REGION = 'eu-west-1';

/** All that reading a small world takes, in the accounts that were read. */
const CALLS = [
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'iam:GetAccountAuthorizationDetails',
  ...['ListBuckets', 'GetBucketPolicy', 'GetBucketTagging', 'GetBucketEncryption', 'GetBucketAcl', 'GetBucketAbac'],
  ...['GetBucketOwnershipControls', 'GetPublicAccessBlock'],
  ...['kms:ListKeys', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:ListResourceTags', 'kms:ListAliases'],
  ...['s3control:GetAccessPointPolicy', 's3control:GetPublicAccessBlock'],
  ...['s3control:ListMultiRegionAccessPoints', 's3control:GetMultiRegionAccessPointPolicy'],
  ...['dynamodb:ListTables', 'dynamodb:DescribeTable', 'dynamodb:GetResourcePolicy', 'dynamodb:ListTagsOfResource'],
  ...['sqs:ListQueues', 'sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
  ...['sns:ListTopics', 'sns:GetTopicAttributes', 'sns:ListTagsForResource'],
  ...['ssm:DescribeParameters', 'ssm:GetResourcePolicies', 'ssm:ListTagsForResource'],
  ...['ssm:ListDocuments', 'ssm:DescribeDocumentPermission'],
  ...['secretsmanager:ListSecrets', 'secretsmanager:GetResourcePolicy'],
  ...['lambda:ListFunctions', 'lambda:GetPolicy', 'lambda:GetFunctionUrlConfig', 'lambda:ListTags'],
  'ec2:DescribeVpcEndpoints',
  ...['ec2:DescribeSnapshots', 'ec2:DescribeSnapshotAttribute', 'rds:DescribeDBSnapshots'],
  ...['ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'rds:DescribeDBSnapshotAttributes'],
  ...['glue:GetDatabases', 'glue:GetTables', 'glue:GetResourcePolicies', 'glue:GetTags'],
  'api-gateway:GetRestApis',
  ...['codebuild:ListProjects', 'codebuild:GetResourcePolicy', 'codebuild:BatchGetProjects'],
  ...['sagemaker:ListModelPackageGroups', 'sagemaker:GetModelPackageGroupPolicy'],
  ...['sagemaker:ListModelPackages', 'sagemaker:ListTags'],
  ...['opensearch:ListDomainNames', 'opensearch:DescribeDomains', 'opensearch:ListTags'],
  ...['opensearchserverless:ListCollections', 'opensearchserverless:ListTagsForResource'],
  ...['ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy', 'ecr:GetRegistryPolicy', 'ecr:ListTagsForResource'],
].map((call) => (call.includes(':') ? call : `s3:${call}`));

interface Parts {
  readonly roles?: readonly IamRole[];
  readonly resources?: readonly Resource[];
  /** Calls that were denied. */
  readonly denied?: readonly string[];
}

/** Two accounts outside any organisation, read in full. */
export function smallWorld({ roles = [], resources = [], denied = [] }: Parts): World {
  return new World(smallSnapshot({ roles, resources, denied }));
}

function smallSnapshot({ roles = [], resources = [], denied = [] }: Parts): Snapshot {
  const accounts = [OWN, OTHER];
  return {
    ...NOTHING,
    takenAt: '2026-11-28T00:00:00Z',
    accounts: accounts.map((id) => ({ id, partition: 'aws' })),
    roles,
    resources,
    coverage: accounts.flatMap((account) =>
      CALLS.map((one) => {
        const [service = '', call = ''] = one.split(':');
        const status: CellStatus = denied.includes(one) ? 'denied' : 'complete';
        return { account, region: '*', service, call, status };
      }),
    ),
  };
}

type Said = Readonly<Record<string, Json>>;
const document = (...statements: readonly Said[]): Json => ({
  Version: '2012-10-17',
  Statement: [...statements],
});
export const allow = (action: Json, resource: Json, more: Said = {}): Said => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});
export const deny = (action: Json, resource: Json, more: Said = {}): Said => ({
  ...allow(action, resource, more),
  Effect: 'Deny',
});
const stored = (statements: readonly Said[]) =>
  statements.length === 0 ? {} : { policy: { name: 'resource policy', document: document(...statements) } };

/** A role with these statements as its only policy. */
export function role(name: string, account: string, ...statements: readonly Said[]): IamRole {
  return {
    arn: `arn:aws:iam::${account}:role/${name}`,
    account,
    name,
    path: '/',
    inlinePolicies: [{ name: 'p', document: document(...statements) }],
    attachedPolicies: [],
    tags: {},
    trustPolicy: document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  };
}

export const at = (account: string) => ({ account, region: REGION, tags: {} });

export function bucket(name: string, encryption: Resource['encryption'], ...policy: readonly Said[]): S3Bucket {
  return {
    type: 'AWS::S3::Bucket',
    arn: `arn:aws:s3:::${name}`,
    name,
    ...at(OWN),
    ownership: 'BucketOwnerEnforced',
    acl: [],
    bucketKey: false,
    ...(encryption === undefined ? { encryption: { kind: 'awsOwned' } } : { encryption }),
    ...stored(policy),
  };
}

export function accessPoint(name: string, of: string, ...policy: readonly Said[]): S3AccessPoint {
  return {
    type: 'AWS::S3::AccessPoint',
    arn: `arn:aws:s3:${REGION}:${OWN}:accesspoint/${name}`,
    name,
    ...at(OWN),
    bucket: of,
    networkOrigin: 'Internet',
    ...stored(policy),
  };
}

export const KEY = `arn:aws:kms:${REGION}:${OWN}:key/k`;

export const kmsKey = (manager: KmsKey['manager'], ...policy: readonly Said[]): KmsKey => ({
  type: 'AWS::KMS::Key',
  arn: KEY,
  name: 'k',
  ...at(OWN),
  manager,
  aliases: [],
  grants: [],
  ...stored(policy),
});

function callerIn(world: World, id: string): Caller {
  const caller = callersOf(world).find((one) => one.id === id);
  if (caller === undefined) throw new Error(`nobody is called ${id}`);
  return caller;
}

/** What one caller can do with one action on one ARN, as `can` answers it. */
export function ask(world: World, caller: string, action: string, arn: string): ActionExplanation {
  const target = targetOfArn(arn, world.snapshot.resources);
  if (target === undefined) throw new Error(`${arn} is no ARN`);
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const [one] = explainActions(world, callerIn(world, caller), target, [action], profile);
  if (one === undefined) throw new Error('one action was asked about');
  return one;
}

/** What proving records of one action: each scope with its verdict. */
export function recorded(world: World, caller: string, resource: Resource, action: string) {
  const options = {
    profile: ordinaryCaller(world.snapshot.takenAt),
    replay: decide,
    onDisagreement: (one: unknown) => {
      throw new Error(JSON.stringify(one));
    },
  };
  return effectiveAccess(world, callerIn(world, caller), resource, options).flatMap(({ scope, grants, cuts }) => {
    const grant = grants.find((one) => one.actions.includes(action));
    const cut = cuts.find((one) => one.actions.includes(action));
    if (grant === undefined && cut === undefined) return [];
    return [{ scope, verdict: grant?.verdict ?? 'denied', alsoNeeds: grant?.alsoNeeds ?? cut?.alsoNeeds ?? [] }];
  });
}
