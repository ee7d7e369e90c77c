import { describe, expect, it } from 'vitest';
import { collectBuckets, S3 } from '../../collector/aws/s3.ts';
import {
  collectAccessPoints,
  collectS3OfAccount,
  S3_ACCESS_POINTS,
  S3_ACCOUNT,
} from '../../collector/aws/s3-control.ts';
import { ACCOUNT, failure, POLICY, REGION, read, type Script, TEXT } from './scripted-source.ts';

describe('s3', () => {
  const notSet: Script = {
    's3:GetBucketPolicy': () => failure('NoSuchBucketPolicy'),
    's3:GetPublicAccessBlock': () => failure('NoSuchPublicAccessBlockConfiguration'),
    's3:GetBucketAcl': { Grants: [] },
    's3:GetBucketEncryption': () => failure('ServerSideEncryptionConfigurationNotFoundError'),
    's3:GetBucketTagging': () => failure('NoSuchTagSet'),
    's3:GetBucketAbac': { AbacStatus: {} },
    's3:GetBucketReplication': () => failure('ReplicationConfigurationNotFoundError'),
    's3:GetBucketOwnershipControls': () => failure('OwnershipControlsNotFoundError'),
    's3:ListObjectVersions': {},
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
          objectGrants: [],
          abac: false,
        },
      ],
    });
  });

  describe('ACLs of single objects', () => {
    const ALL = { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' };
    const owner = { Grantee: { Type: 'CanonicalUser', ID: 'abc' }, Permission: 'FULL_CONTROL' };
    const script: Script = {
      ...notSet,
      's3:ListBuckets': { Buckets: [{ Name: 'old', BucketRegion: REGION }] },
      's3:GetBucketAcl': { Owner: { ID: 'abc' }, Grants: [owner] },
    };

    it('tells what they grant to others than the account, once, of every version', async () => {
      const { value, calls } = await read(S3, collectBuckets, {
        ...script,
        's3:ListObjectVersions': {
          Versions: [
            { Key: 'a', VersionId: 'null', IsLatest: true },
            { Key: 'b', VersionId: 'v2', IsLatest: true },
            { Key: 'b', VersionId: 'null', IsLatest: false },
          ],
          DeleteMarkers: [{ Key: 'c', VersionId: 'v3', IsLatest: true }],
        },
        's3:GetObjectAcl': ({ Key }) => ({
          Grants: Key === 'a' ? [owner] : [owner, { Grantee: ALL, Permission: 'READ' }],
        }),
      });
      expect(value.buckets[0]?.objectGrants).toEqual([{ grantee: { kind: 'allUsers' }, permission: 'READ' }]);
      expect(calls.filter(({ operation }) => operation === 'GetObjectAcl').map(({ input }) => input)).toEqual([
        { Bucket: 'old', Key: 'a' },
        { Bucket: 'old', Key: 'b', VersionId: 'v2' },
        { Bucket: 'old', Key: 'b', VersionId: 'null' },
      ]);
    });

    it('are not read of many objects, which is no gap, nor where they do not count', async () => {
      const many = await read(S3, collectBuckets, { ...script, 's3:ListObjectVersions': { IsTruncated: true } });
      expect(many.value.buckets[0]).not.toHaveProperty('objectGrants');
      expect(many.gaps).toEqual([]);
      const enforced = { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } };
      const none = await read(S3, collectBuckets, { ...script, 's3:GetBucketOwnershipControls': enforced });
      expect(none.value.buckets[0]).not.toHaveProperty('objectGrants');
      expect(none.calls.map(({ operation }) => operation)).not.toContain('ListObjectVersions');
    });

    it('one that is refused leaves all of them unread, and is a gap', async () => {
      const { value, gaps } = await read(S3, collectBuckets, {
        ...script,
        's3:ListObjectVersions': { Versions: [{ Key: 'a' }, { Key: 'b' }] },
        's3:GetObjectAcl': ({ Key }) => (Key === 'a' ? { Grants: [owner] } : failure('AccessDenied', 'denied')),
      });
      expect(value.buckets[0]).not.toHaveProperty('objectGrants');
      expect(gaps).toMatchObject([{ call: 'GetObjectAcl', status: 'denied', target: 'arn:aws:s3:::old' }]);
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
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' },
              BucketKeyEnabled: true,
            },
          ],
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
      bucketKey: true,
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
      's3control:ListTagsForResource': { Tags: [{ Key: 'team', Value: 'cakes' }] },
      's3control:ListAccessGrantsInstances': {},
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::S3::AccessPoint',
        arn: `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/p`,
        account: ACCOUNT,
        region: REGION,
        name: 'p',
        tags: { team: 'cakes' },
        policy: { name: 'access point policy', document: POLICY },
        bucket: 'b',
        bucketAccount: '999988887777',
        networkOrigin: 'VPC',
        vpcId: 'vpc-1',
      },
    ]);
  });

  it('an account without Block Public Access settings has none', async () => {
    const script = {
      's3control:GetPublicAccessBlock': () => failure('NoSuchPublicAccessBlockConfiguration'),
      's3control:ListMultiRegionAccessPoints': {},
    };
    const { value, gaps } = await read(S3_ACCOUNT, collectS3OfAccount, script);
    expect([value, gaps]).toEqual([{ points: [] }, []]);
  });
});
