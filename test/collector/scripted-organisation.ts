import { CALLER } from '../../collector/call-source.ts';
import type { Plan } from '../../collector/plan.ts';
import { failure, type Script } from './scripted-source.ts';

export const MAIN = '111122223333';
export const MEMBER = '444455556666';
const POLICY = { Version: '2012-10-17', Statement: [] };
const TEXT = JSON.stringify(POLICY);

/** An organisation of two accounts, each with a role and a table, Identity Center in one Region. */
export const SCRIPT: Script = {
  'sts:GetCallerIdentity': (_, { account }) => {
    const id = account === CALLER ? MAIN : account;
    return { Account: id, Arn: `arn:aws:iam::${id}:user/u` };
  },
  'organizations:DescribeOrganization': { Organization: { Id: 'o-1', MasterAccountId: MAIN } },
  'organizations:ListRoots': {
    Roots: [{ Id: 'r-1', PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] }],
  },
  'organizations:ListAccounts': {
    Accounts: [MAIN, MEMBER].map((Id) => ({ Id, Name: `name of ${Id}`, Status: 'ACTIVE' })),
  },
  'organizations:ListAccountsForParent': { Accounts: [{ Id: MAIN }, { Id: MEMBER }] },
  'organizations:ListOrganizationalUnitsForParent': {},
  'organizations:ListPolicies': { Policies: [{ Id: 'p-1', Name: 'All', AwsManaged: true }] },
  'organizations:DescribePolicy': { Policy: { Content: TEXT } },
  'organizations:ListTargetsForPolicy': { Targets: [{ TargetId: 'r-1' }] },
  'ec2:DescribeRegions': { Regions: ['us-east-1', 'eu-west-1'].map((RegionName) => ({ RegionName })) },
  'ec2:DescribeVpcEndpoints': {},
  'iam:GetAccountAuthorizationDetails': (_, { account }) => ({
    RoleDetailList: [
      {
        RoleName: 'App',
        Arn: `arn:aws:iam::${account}:role/App`,
        AssumeRolePolicyDocument: TEXT,
        RolePolicyList: [],
        AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/Used' }],
      },
    ],
    Policies: ['Used', 'Unused'].map((name) => ({
      Arn: `arn:aws:iam::aws:policy/${name}`,
      PolicyVersionList: [{ IsDefaultVersion: true, Document: TEXT }],
    })),
  }),
  'iam:ListUsers': {},
  'iam:ListSAMLProviders': {},
  'iam:ListOpenIDConnectProviders': {},
  'iam:ListAccountAliases': {},
  'iam:ListDelegationRequests': {},
  's3:ListBuckets': { Owner: { ID: 'one id for all' } },
  's3control:GetPublicAccessBlock': () => failure('NoSuchPublicAccessBlockConfiguration'),
  's3control:ListAccessPoints': {},
  's3control:ListMultiRegionAccessPoints': {},
  's3control:ListAccessGrantsInstances': {},
  'dynamodb:ListTables': (_, { region }) => ({ TableNames: region === 'eu-west-1' ? ['t'] : [] }),
  'dynamodb:DescribeTable': (_, { account, region }) => ({
    Table: { SSEDescription: { Status: 'ENABLED', KMSMasterKeyArn: `arn:aws:kms:${region}:${account}:key/managed` } },
  }),
  'dynamodb:GetResourcePolicy': () => failure('PolicyNotFoundException'),
  'dynamodb:ListTagsOfResource': {},
  'dynamodb:ListBackups': {},
  'dynamodb:DescribeKinesisStreamingDestination': {},
  'dynamodb:ListExports': {},
  'kms:ListKeys': (_, { region }) => ({ Keys: region === 'eu-west-1' ? [{ KeyId: 'managed' }] : [] }),
  'kms:ListAliases': { Aliases: [{ AliasName: 'alias/aws/dynamodb', TargetKeyId: 'managed' }] },
  'kms:DescribeKey': { KeyMetadata: { KeyManager: 'AWS' } },
  'kms:GetKeyPolicy': { Policy: TEXT },
  'kms:ListGrants': {},
  'lambda:ListFunctions': {},
  'lambda:ListLayers': {},
  'sqs:ListQueues': {},
  'sns:ListTopics': {},
  'secretsmanager:ListSecrets': {},
  'ssm:DescribeParameters': {},
  'ssm:ListDocuments': {},
  'ec2:DescribeSnapshots': {},
  'ec2:DescribeImages': {},
  'rds:DescribeDBSnapshots': {},
  'rds:DescribeDBClusterSnapshots': {},
  'ecr:DescribeRepositories': {},
  'efs:DescribeFileSystems': {},
  's3:ListDirectoryBuckets': {},
  's3tables:ListTableBuckets': {},
  'kinesis:ListStreams': {},
  'eventbridge:ListEventBuses': {},
  'backup:ListBackupVaults': {},
  'codeartifact:ListDomains': {},
  'codeartifact:ListRepositories': {},
  'kafka:ListClustersV2': {},
  'cloudtrail:ListEventDataStores': {},
  'cloudwatch-logs:DescribeDestinations': {},
  'ec2:DescribeInstances': {},
  'ecs:ListTaskDefinitions': {},
  'codebuild:ListProjects': {},
  'codebuild:ListReportGroups': {},
  'sagemaker:ListModelPackageGroups': {},
  'sagemaker:ListNotebookInstances': {},
  'sagemaker:ListDomains': {},
  'sagemaker:ListModels': {},
  'sfn:ListStateMachines': {},
  'cloudformation:DescribeStacks': {},
  'glue:GetJobs': {},
  'glue:GetDatabases': {},
  'glue:GetResourcePolicies': {},
  'lakeformation:ListResources': {},
  'glue:GetResourcePolicy': () => failure('EntityNotFoundException'),
  'opensearch:ListDomainNames': {},
  'opensearchserverless:ListCollections': {},
  'api-gateway:GetRestApis': {},
  'apigatewayv2:GetApis': {},
  'ram:GetResourceShares': {},
  'batch:DescribeJobDefinitions': {},
  'apprunner:ListServices': {},
  'eks:ListClusters': {},
  'cognito-identity:ListIdentityPools': {},
  'rolesanywhere:ListTrustAnchors': {},
  'rolesanywhere:ListProfiles': {},
  'rolesanywhere:ListCrls': {},
  'account-access:ListApplications': {},
  'sso-admin:ListInstances': (_, { region }) => ({
    Instances:
      region === 'eu-west-1'
        ? [{ InstanceArn: 'arn:aws:sso:::instance/i', IdentityStoreId: 'd-1', OwnerAccountId: MAIN }]
        : [],
  }),
  'sso-admin:DescribeInstanceAccessControlAttributeConfiguration': {
    Status: 'ENABLED',
    InstanceAccessControlAttributeConfiguration: {
      AccessControlAttributes: [{ Key: 'Team', Value: { Source: ['${path:enterprise.department}'] } }],
    },
  },
  'sso-admin:ListPermissionSets': { PermissionSets: ['ps-1', 'ps-2'] },
  'sso-admin:DescribePermissionSet': ({ PermissionSetArn }) => ({
    PermissionSet: { Name: `set ${String(PermissionSetArn)}`, SessionDuration: 'PT1H30M' },
  }),
  'sso-admin:GetInlinePolicyForPermissionSet': { InlinePolicy: '' },
  'sso-admin:ListManagedPoliciesInPermissionSet': {},
  'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': {
    CustomerManagedPolicyReferences: [{ Name: 'Own', Path: '/' }],
  },
  'sso-admin:GetPermissionsBoundaryForPermissionSet': ({ PermissionSetArn }) =>
    PermissionSetArn === 'ps-1'
      ? failure('ResourceNotFoundException')
      : { PermissionsBoundary: { ManagedPolicyArn: 'arn:aws:iam::aws:policy/Cap' } },
  'sso-admin:ListAccountsForProvisionedPermissionSet': ({ PermissionSetArn }) => ({
    AccountIds: PermissionSetArn === 'ps-1' ? [MEMBER] : [],
  }),
  'sso-admin:ListAccountAssignments': { AccountAssignments: [{ PrincipalType: 'GROUP', PrincipalId: 'g' }] },
  'identitystore:ListUsers': {
    Users: [
      {
        UserId: 'u',
        UserName: 'ann',
        UserStatus: 'DISABLED',
        Emails: [{ Value: 'second@x' }, { Value: 'first@x', Primary: true }],
        Extensions: { 'aws:identitystore:enterprise': { department: 'Kitchen', manager: { value: 'm' } } },
      },
    ],
  },
  'identitystore:ListGroups': {
    Groups: [{ GroupId: 'g', DisplayName: 'Bakers', ExternalIds: [{ Issuer: 'i', Id: 'ext' }] }],
  },
  'identitystore:ListGroupMemberships': { GroupMemberships: [{ MemberId: { UserId: 'u' } }] },
};

export const PLAN: Plan = { homeRegion: 'eu-west-1', roleName: 'Reader' };
export const TAKING = { takenAt: '2026-11-24T00:00:00.000Z', people: [], pushed: [], plan: PLAN };
