import { describe, expect, it } from 'vitest';
import { collectSnapshotsAndImages, EC2_SNAPSHOTS } from '../../collector/aws/ec2-snapshots.ts';
import { collectRepositories, ECR } from '../../collector/aws/ecr.ts';
import { collectFileSystems, EFS } from '../../collector/aws/efs.ts';
import { collectDatabaseSnapshots, RDS } from '../../collector/aws/rds.ts';
import { collectDirectoryBuckets, S3_DIRECTORY_BUCKETS } from '../../collector/aws/s3-directory-buckets.ts';
import { collectTableBuckets, S3_TABLES } from '../../collector/aws/s3-tables.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const OWNED = { encryption: { kind: 'awsOwned' } } as const;
const KEY = arn('kms', 'key/k');
const SEALED = { encryption: { kind: 'customerManaged', key: KEY } } as const;
const named = (name: string) => ({ name, document: POLICY });

const FAR_SNAPSHOT = 'arn:aws:rds:us-east-1:444455556666:snapshot:books';

describe('ecr', () => {
  const REPOSITORY = arn('ecr', 'repository/web');
  const SCRIPT = {
    'ecr:DescribeRepositories': ({ nextToken }: { readonly nextToken?: unknown }) =>
      nextToken === undefined
        ? { repositories: [{ repositoryArn: REPOSITORY, repositoryName: 'web' }], nextToken: 'n' }
        : { repositories: [] },
    'ecr:GetRepositoryPolicy': { policyText: TEXT },
    'ecr:ListTagsForResource': { tags: [{ Key: 'k', Value: 'v' }] },
  };

  it('reads repositories, each with the policy of its registry and how far that reaches', async () => {
    const { value, gaps } = await read(ECR, collectRepositories, {
      ...SCRIPT,
      'ecr:GetRegistryPolicy': { policyText: TEXT },
      'ecr:GetAccountSetting': { name: 'REGISTRY_POLICY_SCOPE', value: 'V1' },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::ECR::Repository',
        arn: REPOSITORY,
        ...PLACE,
        name: 'web',
        tags: { k: 'v' },
        policy: named('repository policy'),
        containerPolicy: named('registry policy'),
        registryPolicyScope: 'V1',
        ...OWNED,
      },
    ]);
  });

  it('takes "no policy" for an answer, and does not ask for the scope of a policy that is not there', async () => {
    const { value, gaps, calls } = await read(ECR, collectRepositories, {
      ...SCRIPT,
      'ecr:GetRepositoryPolicy': () => failure('RepositoryPolicyNotFoundException'),
      'ecr:GetRegistryPolicy': () => failure('RegistryPolicyNotFoundException'),
    });
    expect(gaps).toEqual([]);
    expect(value[0]).not.toHaveProperty('policy');
    expect(value[0]).not.toHaveProperty('containerPolicy');
    expect(calls.map((call) => call.operation)).not.toContain('GetAccountSetting');
  });

  it('does not take a registry policy for one that reaches every call where its scope may not be read', async () => {
    const { gaps } = await read(ECR, collectRepositories, {
      ...SCRIPT,
      'ecr:GetRegistryPolicy': { policyText: TEXT },
      'ecr:GetAccountSetting': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([
      { call: 'GetAccountSetting', status: 'denied' },
      { call: 'GetRegistryPolicy', status: 'failed', target: REPOSITORY },
    ]);
  });

  it('notes a policy that may not be read, of that repository alone', async () => {
    const { gaps } = await read(ECR, collectRepositories, {
      ...SCRIPT,
      'ecr:GetRepositoryPolicy': () => failure('AccessDeniedException', 'denied'),
      'ecr:GetRegistryPolicy': () => failure('RegistryPolicyNotFoundException'),
    });
    expect(gaps).toMatchObject([{ call: 'GetRepositoryPolicy', status: 'denied', target: REPOSITORY }]);
  });
});

describe('efs', () => {
  it('reads file systems with their policies', async () => {
    const { value, gaps } = await read(EFS, collectFileSystems, {
      'efs:DescribeFileSystems': {
        FileSystems: [
          { FileSystemId: 'fs-1', FileSystemArn: arn('elasticfilesystem', 'file-system/fs-1'), KmsKeyId: KEY },
          { FileSystemId: 'fs-2', Name: 'lake', Tags: [{ Key: 'Name', Value: 'lake' }] },
        ],
      },
      'efs:DescribeFileSystemPolicy': ({ FileSystemId }) =>
        FileSystemId === 'fs-1' ? { Policy: TEXT } : failure('PolicyNotFound'),
    });
    expect(gaps).toEqual([]);
    const common = { type: 'AWS::EFS::FileSystem', ...PLACE };
    const first = arn('elasticfilesystem', 'file-system/fs-1');
    const second = arn('elasticfilesystem', 'file-system/fs-2');
    expect(value).toEqual([
      { ...common, arn: first, name: 'fs-1', tags: {}, policy: named('file system policy'), ...SEALED },
      { ...common, arn: second, name: 'lake', tags: { Name: 'lake' }, ...OWNED },
    ]);
  });
});

describe('snapshots of volumes', () => {
  const own = { SnapshotId: 'snap-1', OwnerId: ACCOUNT, VolumeId: 'vol-1', Encrypted: true, KmsKeyId: KEY };
  const SCRIPT = {
    'ec2:DescribeSnapshots': { Snapshots: [own, { SnapshotId: 'snap-2', OwnerId: '999988887777' }] },
    'ec2:DescribeImages': {},
    'ec2:GetSnapshotBlockPublicAccessState': { State: 'block-new-sharing' },
    'ec2:DescribeSnapshotAttribute': {
      CreateVolumePermissions: [{ UserId: '444455556666' }, { Group: 'all' }],
    },
  };
  const snapshot = {
    type: 'AWS::EC2::Snapshot',
    arn: `arn:aws:ec2:${REGION}::snapshot/snap-1`,
    ...PLACE,
    name: 'snap-1',
    tags: {},
    publicSharing: 'blockNew',
    copyOf: 'vol-1',
    ...SEALED,
  };

  it('reads those of the account alone, with the accounts they are shared with', async () => {
    const { value, gaps } = await read(EC2_SNAPSHOTS, collectSnapshotsAndImages, SCRIPT);
    expect(gaps).toEqual([]);
    expect(value).toEqual([{ ...snapshot, sharedWith: ['444455556666', 'all'] }]);
  });

  it('does not call a snapshot public where the brake of the account was not read', async () => {
    const { value, gaps } = await read(EC2_SNAPSHOTS, collectSnapshotsAndImages, {
      ...SCRIPT,
      'ec2:GetSnapshotBlockPublicAccessState': () => failure('UnauthorizedOperation', 'denied'),
    });
    expect(gaps).toMatchObject([
      { call: 'DescribeSnapshotAttribute', status: 'failed', target: snapshot.arn },
      { call: 'GetSnapshotBlockPublicAccessState', status: 'denied' },
    ]);
    expect(value[0]).not.toHaveProperty('sharedWith');
  });

  it('does not say that a snapshot is shared with nobody where that was not read', async () => {
    const { value, gaps } = await read(EC2_SNAPSHOTS, collectSnapshotsAndImages, {
      ...SCRIPT,
      'ec2:DescribeSnapshotAttribute': () => failure('UnauthorizedOperation', 'denied'),
    });
    expect(gaps).toMatchObject([{ call: 'DescribeSnapshotAttribute', target: snapshot.arn }]);
    expect(value).toEqual([snapshot]);
  });
});

describe('rds', () => {
  it('reads snapshots of databases and clusters; those that RDS makes are shared with nobody', async () => {
    const { value, gaps, calls } = await read(RDS, collectDatabaseSnapshots, {
      'rds:DescribeDBSnapshots': {
        DBSnapshots: [
          {
            DBSnapshotIdentifier: 'books',
            DBSnapshotArn: arn('rds', 'snapshot:books'),
            DBInstanceIdentifier: 'db',
            SourceDBSnapshotIdentifier: FAR_SNAPSHOT,
            SnapshotType: 'manual',
            Encrypted: true,
            KmsKeyId: KEY,
            TagList: [{ Key: 'k', Value: 'v' }],
          },
          { DBSnapshotIdentifier: 'rds:db', DBSnapshotArn: arn('rds', 'snapshot:rds:db'), SnapshotType: 'automated' },
        ],
      },
      'rds:DescribeDBSnapshotAttributes': {
        DBSnapshotAttributesResult: {
          DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['444455556666'] }],
        },
      },
      'rds:DescribeDBClusterSnapshots': {
        DBClusterSnapshots: [
          {
            DBClusterSnapshotIdentifier: 'big',
            DBClusterSnapshotArn: arn('rds', 'cluster-snapshot:big'),
            SourceDBClusterSnapshotArn: FAR_SNAPSHOT,
            SnapshotType: 'manual',
            StorageEncrypted: false,
          },
        ],
      },
      'rds:DescribeDBClusterSnapshotAttributes': {
        DBClusterSnapshotAttributesResult: {
          DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['all'] }],
        },
      },
    });
    expect(gaps).toEqual([]);
    const one = { type: 'AWS::RDS::DBSnapshot', ...PLACE };
    expect(value).toEqual([
      {
        ...one,
        arn: arn('rds', 'snapshot:books'),
        name: 'books',
        tags: { k: 'v' },
        sharedWith: ['444455556666'],
        copyOf: 'db',
        copiedFrom: FAR_SNAPSHOT,
        ...SEALED,
      },
      { ...one, arn: arn('rds', 'snapshot:rds:db'), name: 'rds:db', tags: {}, sharedWith: [], ...OWNED },
      {
        ...one,
        type: 'AWS::RDS::DBClusterSnapshot',
        arn: arn('rds', 'cluster-snapshot:big'),
        name: 'big',
        tags: {},
        sharedWith: ['all'],
        copiedFrom: FAR_SNAPSHOT,
        ...OWNED,
      },
    ]);
    expect(calls.filter((call) => call.operation === 'DescribeDBSnapshotAttributes')).toHaveLength(1);
  });

  it('reads those that AWS Backup manages, which are listed by their type alone; they are shared with nobody', async () => {
    const backup = {
      DBSnapshotIdentifier: 'awsbackup:job-1',
      DBSnapshotArn: arn('rds', 'snapshot:awsbackup:job-1'),
      SnapshotType: 'awsbackup',
    };
    const { value, gaps } = await read(RDS, collectDatabaseSnapshots, {
      'rds:DescribeDBSnapshots': ({ SnapshotType }) => ({ DBSnapshots: SnapshotType === 'awsbackup' ? [backup] : [] }),
      'rds:DescribeDBClusterSnapshots': { DBClusterSnapshots: [] },
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([{ arn: backup.DBSnapshotArn, name: 'awsbackup:job-1', sharedWith: [] }]);
  });
});

describe('s3 directory buckets', () => {
  it('reads them with policy, encryption and tags', async () => {
    const { value, gaps } = await read(S3_DIRECTORY_BUCKETS, collectDirectoryBuckets, {
      's3:ListDirectoryBuckets': { Buckets: [{ Name: 'b--use1-az4--x-s3' }] },
      's3:GetBucketPolicy': { Policy: TEXT },
      's3:GetBucketEncryption': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
        },
      },
      's3control:ListAccessPointsForDirectoryBuckets': {},
      's3control:ListTagsForResource': ({ ResourceArn }) => ({ Tags: [{ Key: 'of', Value: String(ResourceArn) }] }),
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::S3Express::DirectoryBucket',
        arn: arn('s3express', 'bucket/b--use1-az4--x-s3'),
        ...PLACE,
        name: 'b--use1-az4--x-s3',
        tags: { of: arn('s3express', 'bucket/b--use1-az4--x-s3') },
        policy: named('bucket policy'),
        ...SEALED,
      },
    ]);
  });
});

describe('s3 tables', () => {
  it('reads table buckets and their tables, which the policy of the bucket speaks of, too', async () => {
    const bucket = arn('s3tables', 'bucket/sales');
    const { value, gaps } = await read(S3_TABLES, collectTableBuckets, {
      's3tables:ListTableBuckets': { tableBuckets: [{ arn: bucket, name: 'sales' }] },
      's3tables:GetTableBucketPolicy': { resourcePolicy: TEXT },
      's3tables:ListTables': { tables: [{ tableARN: `${bucket}/table/1`, name: 'orders', namespace: ['shop'] }] },
      's3tables:GetTablePolicy': () => failure('NotFoundException'),
      's3tables:GetTableEncryption': { encryptionConfiguration: { sseAlgorithm: 'aws:kms', kmsKeyArn: KEY } },
      's3tables:ListTagsForResource': ({ resourceArn }) => ({ tags: { of: String(resourceArn) } }),
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::S3Tables::TableBucket',
        arn: bucket,
        ...PLACE,
        name: 'sales',
        tags: { of: bucket },
        policy: named('table bucket policy'),
      },
      {
        type: 'AWS::S3Tables::Table',
        arn: `${bucket}/table/1`,
        ...PLACE,
        name: 'shop.orders',
        tags: { of: `${bucket}/table/1` },
        containerPolicy: named('table bucket policy'),
        ...SEALED,
      },
    ]);
  });
});
