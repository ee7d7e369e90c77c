import { describe, expect, it } from 'vitest';
import { documentOf } from '../../collector/aws/answers.ts';
import { collectTables, DYNAMODB } from '../../collector/aws/dynamodb.ts';
import { collectVpcEndpoints, EC2_ENDPOINTS, EC2_REGIONS, readRegions } from '../../collector/aws/ec2.ts';
import { collectIam, IAM } from '../../collector/aws/iam.ts';
import { collectKeys, KMS } from '../../collector/aws/kms.ts';
import { collectLambda, LAMBDA } from '../../collector/aws/lambda.ts';
import { collectOrganization, ORGANIZATIONS } from '../../collector/aws/organizations.ts';
import { collectBuckets, S3 } from '../../collector/aws/s3.ts';
import { collectAccessPoints, readAccountBlock, S3_ACCESS_POINTS, S3_ACCOUNT } from '../../collector/aws/s3-control.ts';
import { collectSecrets, SECRETS_MANAGER } from '../../collector/aws/secretsmanager.ts';
import { collectTopics, SNS } from '../../collector/aws/sns.ts';
import { collectQueues, SQS } from '../../collector/aws/sqs.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import { ACCOUNT, failure, REGION, read, type Script } from './scripted-source.ts';

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }],
};
const TEXT = JSON.stringify(POLICY);
const ENCODED = encodeURIComponent(TEXT);

describe('policy documents', () => {
  it.each([
    ['an object stays one', POLICY, POLICY],
    ['JSON text is read', TEXT, POLICY],
    ['percent-encoded text is decoded first', ENCODED, POLICY],
    ['a percent sign inside JSON text is not decoded', '{"Sid":"100%25"}', { Sid: '100%25' }],
    ['text that is no JSON is kept as it is', 'not { json', 'not { json'],
    ['bad percent-encoding is kept as it is', '%7B%zz', '%7B%zz'],
  ])('%s', (_, given, wanted) => expect(documentOf(given)).toEqual(wanted));
});

const ROLE: JsonObject = {
  RoleName: 'App',
  RoleId: 'AROAEXAMPLE',
  Arn: `arn:aws:iam::${ACCOUNT}:role/team/App`,
  Path: '/team/',
  CreateDate: '2024-05-01T10:00:00.000Z',
  AssumeRolePolicyDocument: ENCODED,
  RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: ENCODED }],
  AttachedManagedPolicies: [
    { PolicyName: 'Own', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/Own` },
    { PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  ],
  PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/Cap', PermissionsBoundaryType: 'Policy' },
  Tags: [{ Key: 'team', Value: 'blue' }],
  InstanceProfileList: [{ Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`, Roles: [{ RoleName: 'App' }] }],
  RoleLastUsed: { LastUsedDate: '2026-01-01T00:00:00.000Z', Region: 'eu-west-1' },
};
const IAM_SCRIPT: Script = {
  'iam:GetAccountAuthorizationDetails': ({ Marker }) =>
    Marker === undefined
      ? {
          UserDetailList: [
            {
              UserName: 'dora',
              Arn: `arn:aws:iam::${ACCOUNT}:user/dora`,
              Path: '/',
              GroupList: ['devs'],
              UserPolicyList: [],
            },
          ],
          GroupDetailList: [{ GroupName: 'devs', Arn: `arn:aws:iam::${ACCOUNT}:group/devs`, GroupPolicyList: [] }],
          IsTruncated: true,
          Marker: 'next',
        }
      : {
          RoleDetailList: [ROLE],
          Policies: [
            {
              Arn: `arn:aws:iam::${ACCOUNT}:policy/Own`,
              DefaultVersionId: 'v2',
              PolicyVersionList: [
                { VersionId: 'v1', IsDefaultVersion: false, Document: '%7B%22old%22%3A1%7D' },
                { VersionId: 'v2', IsDefaultVersion: true, Document: ENCODED },
              ],
            },
          ],
          IsTruncated: false,
        },
  'iam:ListUsers': {
    Users: [{ Arn: `arn:aws:iam::${ACCOUNT}:user/dora`, PasswordLastUsed: '2026-02-02T00:00:00.000Z' }],
  },
  'iam:ListAccessKeys': {
    AccessKeyMetadata: [{ AccessKeyId: 'AKIA1', Status: 'Active', CreateDate: '2024-05-01T10:00:00.000Z' }],
  },
  'iam:GetAccessKeyLastUsed': { AccessKeyLastUsed: { LastUsedDate: '2026-03-03T00:00:00.000Z', ServiceName: 's3' } },
  'iam:GetLoginProfile': { LoginProfile: { UserName: 'dora' } },
  'iam:ListMFADevices': { MFADevices: [{ SerialNumber: 'a' }, { SerialNumber: 'b' }] },
  'iam:ListSAMLProviders': { SAMLProviderList: [{ Arn: `arn:aws:iam::${ACCOUNT}:saml-provider/Okta` }] },
  'iam:ListOpenIDConnectProviders': {
    OpenIDConnectProviderList: [{ Arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/git.example` }],
  },
  'iam:GetOpenIDConnectProvider': { Url: 'https://git.example', ClientIDList: ['sts.amazonaws.com'] },
  'iam:ListAccountAliases': { AccountAliases: ['cakes'] },
  'iam:GetPolicy': { Policy: { DefaultVersionId: 'v7' } },
  'iam:GetPolicyVersion': { PolicyVersion: { Document: ENCODED } },
};

describe('iam', () => {
  it('reads principals over all pages, with what hangs on them', async () => {
    const { value, gaps } = await read(IAM, collectIam, IAM_SCRIPT);
    expect(gaps).toEqual([]);
    expect(value.alias).toBe('cakes');
    expect(value.roles).toEqual([
      {
        arn: `arn:aws:iam::${ACCOUNT}:role/team/App`,
        account: ACCOUNT,
        name: 'App',
        path: '/team/',
        uniqueId: 'AROAEXAMPLE',
        createdAt: '2024-05-01T10:00:00.000Z',
        inlinePolicies: [{ name: 'inline', document: POLICY }],
        attachedPolicies: [`arn:aws:iam::${ACCOUNT}:policy/Own`, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
        tags: { team: 'blue' },
        trustPolicy: POLICY,
        permissionsBoundary: 'arn:aws:iam::aws:policy/Cap',
        lastUsed: { at: '2026-01-01T00:00:00.000Z', region: 'eu-west-1' },
      },
    ]);
    expect(value.instanceProfiles).toEqual([
      { arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`, account: ACCOUNT, name: 'web', roles: ['App'] },
    ]);
  });

  it('reads the credentials of users', async () => {
    const { value } = await read(IAM, collectIam, IAM_SCRIPT);
    expect(value.users?.[0]).toMatchObject({
      groups: ['devs'],
      hasPassword: true,
      mfaDevices: 2,
      passwordLastUsed: '2026-02-02T00:00:00.000Z',
      accessKeys: [
        { id: 'AKIA1', status: 'Active', createdAt: '2024-05-01T10:00:00.000Z', lastUsed: '2026-03-03T00:00:00.000Z' },
      ],
    });
  });

  it('keeps the default version of a policy, named by its ARN, and asks for those the details leave out', async () => {
    const { value } = await read(IAM, collectIam, IAM_SCRIPT);
    expect(value.managedPolicies?.map(({ arn, name, awsManaged }) => [arn, name, awsManaged]).sort()).toEqual([
      [`arn:aws:iam::${ACCOUNT}:policy/Own`, 'Own', false],
      ['arn:aws:iam::aws:policy/Cap', 'Cap', true],
      ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'ReadOnlyAccess', true],
    ]);
    expect(value.managedPolicies?.[0]?.document).toEqual(POLICY);
  });

  it('knows identity providers', async () => {
    const { value } = await read(IAM, collectIam, IAM_SCRIPT);
    expect(value.identityProviders).toEqual([
      { kind: 'saml', arn: `arn:aws:iam::${ACCOUNT}:saml-provider/Okta`, account: ACCOUNT },
      {
        kind: 'oidc',
        arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/git.example`,
        account: ACCOUNT,
        url: 'git.example',
        clientIds: ['sts.amazonaws.com'],
      },
    ]);
  });

  it('a user without a login profile has no password; one that may not be asked is not known to have none', async () => {
    const none = await read(IAM, collectIam, {
      ...IAM_SCRIPT,
      'iam:GetLoginProfile': () => failure('NoSuchEntityException'),
    });
    expect([none.value.users?.[0]?.hasPassword, none.gaps]).toEqual([false, []]);
    const denied = await read(IAM, collectIam, {
      ...IAM_SCRIPT,
      'iam:GetLoginProfile': () => failure('AccessDenied', 'denied'),
    });
    expect(denied.value.users?.[0]).not.toHaveProperty('hasPassword');
    expect(denied.gaps).toMatchObject([
      { call: 'GetLoginProfile', status: 'denied', target: `arn:aws:iam::${ACCOUNT}:user/dora` },
    ]);
  });

  it('a page that fails leaves the pages before it, and the call is not complete', async () => {
    const { value, cells } = await read(IAM, collectIam, {
      ...IAM_SCRIPT,
      'iam:GetAccountAuthorizationDetails': ({ Marker }) =>
        Marker === undefined
          ? {
              GroupDetailList: [{ GroupName: 'devs', Arn: `arn:aws:iam::${ACCOUNT}:group/devs` }],
              IsTruncated: true,
              Marker: 'n',
            }
          : failure('Throttling', 'throttled'),
    });
    expect(value.groups).toHaveLength(1);
    expect(cells.filter((cell) => cell.call === 'GetAccountAuthorizationDetails').map((cell) => cell.status)).toEqual([
      'throttled',
    ]);
  });

  it('a page that names itself as the next one ends the list as failed', async () => {
    const { gaps } = await read(IAM, collectIam, {
      ...IAM_SCRIPT,
      'iam:GetAccountAuthorizationDetails': { GroupDetailList: [], IsTruncated: true, Marker: 'same' },
    });
    expect(gaps).toMatchObject([{ call: 'GetAccountAuthorizationDetails', status: 'failed' }]);
  });
});

describe('organizations', () => {
  const script: Script = {
    'organizations:DescribeOrganization': { Organization: { Id: 'o-1', MasterAccountId: ACCOUNT } },
    'organizations:ListRoots': {
      Roots: [
        {
          Id: 'r-1',
          PolicyTypes: [
            { Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' },
            { Type: 'RESOURCE_CONTROL_POLICY', Status: 'PENDING_ENABLE' },
          ],
        },
      ],
    },
    'organizations:ListAccounts': {
      Accounts: [
        { Id: ACCOUNT, Name: 'main', Status: 'ACTIVE' },
        { Id: '222233334444', Name: 'deep', State: 'SUSPENDED' },
      ],
    },
    'organizations:ListAccountsForParent': ({ ParentId }) => ({
      Accounts: ParentId === 'r-1' ? [{ Id: ACCOUNT }] : ParentId === 'ou-2' ? [{ Id: '222233334444' }] : [],
    }),
    'organizations:ListOrganizationalUnitsForParent': ({ ParentId, NextToken }) => {
      if (ParentId === 'r-1')
        return NextToken === undefined
          ? { OrganizationalUnits: [{ Id: 'ou-1', Name: 'One' }], NextToken: 't' }
          : { OrganizationalUnits: [] };
      return { OrganizationalUnits: ParentId === 'ou-1' ? [{ Id: 'ou-2', Name: 'Two' }] : [] };
    },
    'organizations:ListPolicies': ({ Filter }) => ({
      Policies:
        Filter === 'SERVICE_CONTROL_POLICY'
          ? [{ Id: 'p-1', Name: 'Cap', AwsManaged: false }]
          : [{ Id: 'p-2', Name: 'Never' }],
    }),
    'organizations:DescribePolicy': { Policy: { Content: TEXT } },
    'organizations:ListTargetsForPolicy': { Targets: [{ TargetId: 'ou-1' }, { TargetId: ACCOUNT }] },
  };

  it('reads the tree, and policies of the enabled types only', async () => {
    const { value, gaps } = await read(ORGANIZATIONS, collectOrganization, script);
    expect(gaps).toEqual([]);
    expect(value).toEqual({
      organization: { id: 'o-1', rootId: 'r-1', managementAccount: ACCOUNT, enabled: ['scp'] },
      organizationalUnits: [
        { id: 'ou-1', name: 'One', parent: 'r-1' },
        { id: 'ou-2', name: 'Two', parent: 'ou-1' },
      ],
      accounts: [
        { id: ACCOUNT, partition: 'aws', name: 'main', parent: 'r-1', status: 'ACTIVE' },
        { id: '222233334444', partition: 'aws', name: 'deep', parent: 'ou-2', status: 'SUSPENDED' },
      ],
      organizationPolicies: [
        { id: 'p-1', type: 'scp', name: 'Cap', awsManaged: false, document: POLICY, targets: [ACCOUNT, 'ou-1'] },
      ],
    });
  });

  it('an account in no organisation is knowledge', async () => {
    const { value, cells } = await read(ORGANIZATIONS, collectOrganization, {
      'organizations:DescribeOrganization': () => failure('AWSOrganizationsNotInUseException'),
    });
    expect(value).toEqual({});
    expect(cells).toMatchObject([{ call: 'DescribeOrganization', status: 'complete' }]);
  });

  it('a policy whose text may not be read stays, with a text nobody can take for a policy', async () => {
    const { value, gaps } = await read(ORGANIZATIONS, collectOrganization, {
      ...script,
      'organizations:DescribePolicy': () => failure('AccessDeniedException', 'denied'),
    });
    expect(value.organizationPolicies?.[0]?.document).toBe('not readable');
    expect(gaps).toMatchObject([{ call: 'DescribePolicy', status: 'denied', target: 'p-1' }]);
  });
});

describe('s3', () => {
  const notSet: Script = {
    's3:GetBucketPolicy': () => failure('NoSuchBucketPolicy'),
    's3:GetPublicAccessBlock': () => failure('NoSuchPublicAccessBlockConfiguration'),
    's3:GetBucketAcl': { Grants: [] },
    's3:GetBucketEncryption': () => failure('ServerSideEncryptionConfigurationNotFoundError'),
    's3:GetBucketTagging': () => failure('NoSuchTagSet'),
    's3:GetBucketAbac': { AbacStatus: {} },
    's3:GetBucketOwnershipControls': () => failure('OwnershipControlsNotFoundError'),
  };

  it('what is not set is knowledge; without ownership controls, writers own what they write', async () => {
    const script = {
      ...notSet,
      's3:ListBuckets': { Buckets: [{ Name: 'old', BucketRegion: 'us-east-1' }], Owner: { ID: 'canonical' } },
    };
    const { value, gaps } = await read(S3, collectBuckets, script);
    expect(gaps).toEqual([]);
    expect(value).toEqual({
      canonicalId: 'canonical',
      buckets: [
        {
          type: 'AWS::S3::Bucket',
          arn: 'arn:aws:s3:::old',
          account: ACCOUNT,
          region: 'us-east-1',
          name: 'old',
          tags: {},
          ownership: 'ObjectWriter',
          acl: [],
          abac: false,
        },
      ],
    });
  });

  it('reads each bucket in its own Region', async () => {
    const { value, calls } = await read(S3, collectBuckets, {
      ...notSet,
      's3:ListBuckets': { Buckets: [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }] },
      's3:GetBucketLocation': ({ Bucket }) => ({
        LocationConstraint: Bucket === 'a' ? null : Bucket === 'b' ? 'EU' : 'ap-northeast-1',
      }),
    });
    expect(value.buckets.map((bucket) => bucket.region)).toEqual(['us-east-1', 'eu-west-1', 'ap-northeast-1']);
    const policies = calls.filter((call) => call.operation === 'GetBucketPolicy');
    expect(policies.map((call) => call.region)).toEqual(['us-east-1', 'eu-west-1', 'ap-northeast-1']);
  });

  it('reads policy, blocks, ACL, key, tags and the ABAC switch', async () => {
    const { value } = await read(S3, collectBuckets, {
      's3:ListBuckets': { Buckets: [{ Name: 'b', BucketRegion: REGION }] },
      's3:GetBucketPolicy': { Policy: TEXT },
      's3:GetPublicAccessBlock': {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: false,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: false,
        },
      },
      's3:GetBucketAcl': {
        Owner: { ID: 'abc' },
        Grants: [
          { Grantee: { Type: 'CanonicalUser', ID: 'abc' }, Permission: 'FULL_CONTROL' },
          { Grantee: { Type: 'CanonicalUser', ID: 'xyz' }, Permission: 'READ' },
          { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
          { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }, Permission: 'WRITE' },
        ],
      },
      's3:GetBucketEncryption': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' } }],
        },
      },
      's3:GetBucketTagging': {
        TagSet: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '1' },
        ],
      },
      's3:GetBucketAbac': { AbacStatus: { Status: 'Enabled' } },
      's3:GetBucketOwnershipControls': { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
    });
    expect(value.buckets[0]).toMatchObject({
      policy: { name: 'bucket policy', document: POLICY },
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: false,
        blockPublicPolicy: true,
        restrictPublicBuckets: false,
      },
      acl: [
        { grantee: { kind: 'account', canonicalId: 'abc', account: ACCOUNT }, permission: 'FULL_CONTROL' },
        { grantee: { kind: 'account', canonicalId: 'xyz' }, permission: 'READ' },
        { grantee: { kind: 'allUsers' }, permission: 'READ' },
        { grantee: { kind: 'logDelivery' }, permission: 'WRITE' },
      ],
      encryption: { kind: 'customerManaged', key: 'alias/data' },
      tags: { a: '1', b: '2' },
      abac: true,
      ownership: 'BucketOwnerPreferred',
    });
  });

  it('an ACL grant of an unknown kind makes the ACL a gap, never silence', async () => {
    const { gaps } = await read(S3, collectBuckets, {
      ...notSet,
      's3:ListBuckets': { Buckets: [{ Name: 'b', BucketRegion: REGION }] },
      's3:GetBucketAcl': { Grants: [{ Grantee: { Type: 'Group', URI: 'http://example/new' }, Permission: 'READ' }] },
    });
    expect(gaps).toMatchObject([{ call: 'GetBucketAcl', status: 'failed', target: 'arn:aws:s3:::b' }]);
  });

  it('a bucket that refuses one question has a gap for that question alone', async () => {
    const { gaps, cells } = await read(S3, collectBuckets, {
      ...notSet,
      's3:ListBuckets': { Buckets: ['x', 'y'].map((Name) => ({ Name, BucketRegion: REGION })) },
      's3:GetBucketPolicy': ({ Bucket }) => (Bucket === 'x' ? failure('AccessDenied', 'denied') : { Policy: TEXT }),
    });
    expect(gaps).toMatchObject([{ call: 'GetBucketPolicy', status: 'denied', target: 'arn:aws:s3:::x' }]);
    expect(cells.filter((cell) => cell.call === 'GetBucketPolicy').map((cell) => cell.status)).toEqual([
      'complete',
      'denied',
    ]);
  });
});

describe('s3control', () => {
  it('an access point has the ARN of the Region it is listed in; those on file systems are left out', async () => {
    const { value, gaps } = await read(S3_ACCESS_POINTS, collectAccessPoints, {
      's3control:ListAccessPoints': {
        AccessPointList: [
          { Name: 'p', Bucket: 'b' },
          { Name: 'fsx', DataSourceType: 'FSX' },
        ],
      },
      's3control:GetAccessPoint': {
        Bucket: 'b',
        BucketAccountId: '999988887777',
        NetworkOrigin: 'VPC',
        VpcConfiguration: { VpcId: 'vpc-1' },
        AccessPointArn: 'arn:aws:s3:us-east-1:1:accesspoint/p',
      },
      's3control:GetAccessPointPolicy': { Policy: TEXT },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::S3::AccessPoint',
        arn: `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/p`,
        account: ACCOUNT,
        region: REGION,
        name: 'p',
        tags: {},
        policy: { name: 'access point policy', document: POLICY },
        bucket: 'b',
        bucketAccount: '999988887777',
        networkOrigin: 'VPC',
        vpcId: 'vpc-1',
      },
    ]);
  });

  it('an account without Block Public Access settings has none', async () => {
    const script = { 's3control:GetPublicAccessBlock': () => failure('NoSuchPublicAccessBlockConfiguration') };
    const { value, gaps } = await read(S3_ACCOUNT, readAccountBlock, script);
    expect([value, gaps]).toEqual([undefined, []]);
  });
});

describe('dynamodb', () => {
  it('reads tables and streams, each with its own policy', async () => {
    const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`;
    const { value, gaps } = await read(DYNAMODB, collectTables, {
      'dynamodb:ListTables': ({ ExclusiveStartTableName }) =>
        ExclusiveStartTableName === undefined ? { TableNames: ['t'], LastEvaluatedTableName: 't' } : { TableNames: [] },
      'dynamodb:DescribeTable': {
        Table: {
          GlobalSecondaryIndexes: [{ IndexName: 'z' }],
          LocalSecondaryIndexes: [{ IndexName: 'a' }],
          LatestStreamArn: `${table}/stream/2026`,
          SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: 'arn:aws:kms:eu-west-1:1:key/k' },
        },
      },
      'dynamodb:GetResourcePolicy': ({ ResourceArn }) =>
        ResourceArn === table ? { Policy: TEXT } : failure('PolicyNotFoundException'),
      'dynamodb:ListTagsOfResource': { Tags: [{ Key: 'k', Value: 'v' }] },
    });
    const encryption = { kind: 'customerManaged', key: 'arn:aws:kms:eu-west-1:1:key/k' };
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::DynamoDB::Table',
        arn: table,
        name: 't',
        account: ACCOUNT,
        region: REGION,
        tags: { k: 'v' },
        policy: { name: 'resource policy', document: POLICY },
        indexes: ['a', 'z'],
        encryption,
      },
      {
        type: 'AWS::DynamoDB::Stream',
        arn: `${table}/stream/2026`,
        name: 't/stream/2026',
        account: ACCOUNT,
        region: REGION,
        tags: {},
        table,
        encryption,
      },
    ]);
  });
});

describe('kms', () => {
  it('reads keys with policy, grants, aliases and tags', async () => {
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
    const { value, gaps } = await read(KMS, collectKeys, {
      'kms:ListKeys': { Keys: [{ KeyId: 'k', KeyArn: arn }] },
      'kms:ListAliases': {
        Aliases: [
          { AliasName: 'alias/b', TargetKeyId: 'k' },
          { AliasName: 'alias/a', TargetKeyId: 'k' },
          { AliasName: 'alias/aws/s3' },
        ],
      },
      'kms:DescribeKey': { KeyMetadata: { KeyManager: 'CUSTOMER', KeyState: 'Enabled' } },
      'kms:GetKeyPolicy': { Policy: TEXT },
      'kms:ListGrants': ({ Marker }) =>
        Marker === undefined
          ? {
              Grants: [
                {
                  GrantId: 'g1',
                  GranteePrincipal: 'arn:aws:iam::1:role/r',
                  IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
                  Operations: ['Encrypt', 'Decrypt'],
                  Constraints: { EncryptionContextSubset: { b: '2', a: '1' } },
                },
              ],
              Truncated: true,
              NextMarker: 'm',
            }
          : {
              Grants: [
                {
                  GrantId: 'g2',
                  GranteeServicePrincipal: 'dynamodb.amazonaws.com',
                  RetiringServicePrincipal: 'dynamodb.amazonaws.com',
                  Operations: ['Decrypt'],
                  Constraints: { SourceArn: 'arn:aws:dynamodb:x:1:table/t' },
                },
              ],
            },
      'kms:ListResourceTags': { Tags: [{ TagKey: 'k', TagValue: 'v' }] },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::KMS::Key',
        arn,
        account: ACCOUNT,
        region: REGION,
        name: 'k',
        tags: { k: 'v' },
        policy: { name: 'key policy', document: POLICY },
        manager: 'CUSTOMER',
        state: 'Enabled',
        aliases: ['alias/a', 'alias/b'],
        grants: [
          {
            id: 'g1',
            grantee: 'arn:aws:iam::1:role/r',
            issuingAccount: ACCOUNT,
            operations: ['Decrypt', 'Encrypt'],
            encryptionContextSubset: { a: '1', b: '2' },
          },
          {
            id: 'g2',
            grantee: 'dynamodb.amazonaws.com',
            granteeIsService: true,
            retiring: 'dynamodb.amazonaws.com',
            operations: ['Decrypt'],
            sourceArn: 'arn:aws:dynamodb:x:1:table/t',
          },
        ],
      },
    ]);
  });

  it('nobody can tag a key that AWS manages, so its tags are not asked for', async () => {
    const { value, gaps, calls } = await read(KMS, collectKeys, {
      'kms:ListKeys': { Keys: [{ KeyId: 'k' }] },
      'kms:ListAliases': { Aliases: [{ AliasName: 'alias/aws/s3', TargetKeyId: 'k' }] },
      'kms:DescribeKey': { KeyMetadata: { KeyManager: 'AWS' } },
      'kms:GetKeyPolicy': { Policy: TEXT },
      'kms:ListGrants': {},
    });
    expect([value[0]?.manager, gaps]).toEqual(['AWS', []]);
    expect(calls.map((call) => call.operation)).not.toContain('ListResourceTags');
  });
});

describe('lambda', () => {
  it('reads functions, versions, aliases, URLs and layers, each with its own policy', async () => {
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`;
    const { value, gaps } = await read(LAMBDA, collectLambda, {
      'lambda:ListFunctions': { Functions: [{ FunctionName: 'f', FunctionArn: arn, Role: 'arn:aws:iam::1:role/r' }] },
      'lambda:ListVersionsByFunction': { Versions: [{ Version: '$LATEST' }, { Version: '3' }] },
      'lambda:ListAliases': { Aliases: [{ Name: 'live' }] },
      'lambda:GetPolicy': ({ Qualifier }) =>
        Qualifier === 'live' ? { Policy: TEXT } : failure('ResourceNotFoundException'),
      'lambda:GetFunctionUrlConfig': ({ Qualifier }) =>
        Qualifier === undefined ? { AuthType: 'NONE' } : failure('ResourceNotFoundException'),
      'lambda:ListTags': { Tags: { Environment: 'prod' } },
      'lambda:ListLayers': {
        Layers: [{ LayerName: 'icing', LayerArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:icing` }],
      },
      'lambda:ListLayerVersions': {
        LayerVersions: [{ Version: 1, LayerVersionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:icing:1` }],
      },
      'lambda:GetLayerVersionPolicy': { Policy: TEXT },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::Lambda::Function',
        arn,
        account: ACCOUNT,
        region: REGION,
        name: 'f',
        tags: { Environment: 'prod' },
        role: 'arn:aws:iam::1:role/r',
        qualifiers: [
          { name: '3', kind: 'version' },
          { name: 'live', kind: 'alias', policy: { name: 'resource policy', document: POLICY } },
        ],
        url: { authType: 'NONE' },
      },
      {
        type: 'AWS::Lambda::LayerVersion',
        arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:icing:1`,
        account: ACCOUNT,
        region: REGION,
        name: 'icing:1',
        tags: {},
        policy: { name: 'layer version policy', document: POLICY },
      },
    ]);
  });
});

describe('sqs, sns, secretsmanager', () => {
  it('reads queues', async () => {
    const { value, gaps } = await read(SQS, collectQueues, {
      'sqs:ListQueues': {
        QueueUrls: [
          `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`,
          `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/plain`,
        ],
      },
      'sqs:GetQueueAttributes': ({ QueueUrl }) =>
        String(QueueUrl).endsWith('/q')
          ? { Attributes: { Policy: TEXT, KmsMasterKeyId: 'alias/aws/sqs' } }
          : { Attributes: { SqsManagedSseEnabled: 'true' } },
      'sqs:ListQueueTags': {},
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      {
        arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:q`,
        policy: { document: POLICY },
        encryption: { kind: 'customerManaged', key: 'alias/aws/sqs' },
      },
      { arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:plain`, encryption: { kind: 'awsOwned' } },
    ]);
    expect(value[1]).not.toHaveProperty('policy');
  });

  it('reads topics', async () => {
    const { value, gaps } = await read(SNS, collectTopics, {
      'sns:ListTopics': { Topics: [{ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:t` }] },
      'sns:GetTopicAttributes': { Attributes: { Policy: TEXT, KmsMasterKeyId: 'k' } },
      'sns:ListTagsForResource': { Tags: [{ Key: 'a', Value: 'b' }] },
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      { name: 't', policy: { document: POLICY }, tags: { a: 'b' }, encryption: { key: 'k' } },
    ]);
  });

  it('reads secrets without their values; without a key of its own, a secret has the AWS managed one', async () => {
    const { value, gaps, calls } = await read(SECRETS_MANAGER, collectSecrets, {
      'secretsmanager:ListSecrets': {
        SecretList: [
          {
            ARN: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:s-abcdef`,
            Name: 's',
            Tags: [{ Key: 'a', Value: 'b' }],
          },
        ],
      },
      'secretsmanager:GetResourcePolicy': { ResourcePolicy: TEXT },
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      { name: 's', policy: { document: POLICY }, tags: { a: 'b' }, encryption: { kind: 'awsManaged' } },
    ]);
    expect(new Set(calls.map((call) => call.operation))).toEqual(new Set(['ListSecrets', 'GetResourcePolicy']));
  });
});

describe('ec2', () => {
  it('reads VPC endpoints; Gateway is the type of those that name none', async () => {
    const { value, gaps } = await read(EC2_ENDPOINTS, collectVpcEndpoints, {
      'ec2:DescribeVpcEndpoints': {
        VpcEndpoints: [
          { VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', ServiceName: 'com.amazonaws.eu-west-1.s3', PolicyDocument: TEXT },
          {
            VpcEndpointId: 'vpce-2',
            VpcId: 'vpc-1',
            ServiceName: 'com.amazonaws.eu-west-1.kms',
            VpcEndpointType: 'Interface',
          },
          { VpcEndpointId: 'vpce-3', VpcId: 'vpc-1', ServiceName: 'x', VpcEndpointType: 'Wormhole' },
        ],
      },
    });
    expect(value.map(({ name, endpointType, policy }) => [name, endpointType, policy?.document])).toEqual([
      ['vpce-1', 'Gateway', POLICY],
      ['vpce-2', 'Interface', undefined],
    ]);
    expect(gaps).toMatchObject([{ call: 'DescribeVpcEndpoints', status: 'failed' }]);
  });

  it('follows the enabled Regions of its own partition', async () => {
    const { value } = await read(EC2_REGIONS, readRegions, {
      'ec2:DescribeRegions': {
        Regions: [
          { RegionName: 'us-east-1', OptInStatus: 'opt-in-not-required' },
          { RegionName: 'af-south-1', OptInStatus: 'opted-in' },
          { RegionName: 'me-south-1', OptInStatus: 'not-opted-in' },
          { RegionName: 'cn-north-1', OptInStatus: 'opt-in-not-required' },
        ],
      },
    });
    expect(value).toEqual(['af-south-1', 'us-east-1']);
  });
});
