import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import type { S3Bucket } from '../../domain/snapshot.ts';
import { allow, asked, document, HOME, named, PARTNER_USER, role, snapshotOf, texts } from './two-accounts.ts';

const APP = `arn:aws:iam::${HOME}:role/app`;
const BUCKET_READ = [
  's3:ListBuckets',
  's3:GetBucketPolicy',
  's3:GetBucketAcl',
  's3:GetBucketOwnershipControls',
  's3:GetBucketEncryption',
];
const BLOCK_READ = ['s3:GetPublicAccessBlock', 's3control:GetPublicAccessBlock'];
const EVERYBODY: Json = document({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' });

function bucket(more: Partial<S3Bucket> = {}): S3Bucket {
  return {
    type: 'AWS::S3::Bucket',
    arn: 'arn:aws:s3:::logs',
    account: HOME,
    region: 'eu-west-1',
    name: 'logs',
    tags: {},
    ownership: 'BucketOwnerEnforced',
    acl: [],
    ...more,
  };
}

describe('a policy that is not in the snapshot', () => {
  const roles = [role('app', allow('sts:AssumeRole')), role('silent')];

  it.each([
    '999988887777',
    '555566667777',
  ])('of a role of %s, whose IAM was not read, may let the caller in', (account) => {
    const accounts = [HOME, '555566667777'].map((id) => ({ id, partition: 'aws' }));
    const arn = `arn:aws:iam::${account}:role/Partner`;
    const open = asked(snapshotOf({ roles, accounts }), APP, 'sts:AssumeRole', arn);
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain(
      'policies of the layer resource could not be read: iam:GetAccountAuthorizationDetails',
    );
    const silent = `arn:aws:iam::${HOME}:role/silent`;
    expect(asked(snapshotOf({ roles, accounts }), silent, 'sts:AssumeRole', arn).verdict).toBe('denied');
  });

  it('is none where the account was read and has no such role', () => {
    const gone = asked(snapshotOf({ roles }), APP, 'sts:AssumeRole', `arn:aws:iam::${HOME}:role/gone`);
    expect(gone.verdict).toBe('denied');
  });

  it.each([
    ['anyone', 'anyone'],
    ['a third account', PARTNER_USER],
  ])('of a bucket of another account may open it to %s', (_, who) => {
    const open = asked(snapshotOf({ roles }, 's3:ListBuckets'), who, 's3:GetObject', 'arn:aws:s3:::foreign/x');
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain(`policies of the layer resource could not be read: s3:GetBucketPolicy`);
  });

  it('of a bucket that may be ours may name a caller without identity policy', () => {
    const silent = `arn:aws:iam::${HOME}:role/silent`;
    const open = asked(snapshotOf({ roles }), silent, 's3:GetObject', 'arn:aws:s3:::perhaps/x');
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('s3:ListBuckets, s3:GetBucketPolicy');
    const theirs = asked(snapshotOf({ roles }, 's3:ListBuckets'), silent, 's3:GetObject', 'arn:aws:s3:::foreign/x');
    expect(theirs.verdict).toBe('denied');
  });
});

describe('Block Public Access and the ACL of a bucket', () => {
  const open = bucket({ ownership: 'ObjectWriter', acl: [{ grantee: { kind: 'allUsers' }, permission: 'READ' }] });
  const block = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false };
  const list = (one: S3Bucket, ...calls: readonly string[]): ReturnType<typeof asked> =>
    asked(snapshotOf({ resources: [one] }, ...BUCKET_READ, ...calls), 'anyone', 's3:ListBucket', one.arn);

  it('leaves a grant to everybody open where the settings were not read', () => {
    expect(list(open, ...BLOCK_READ).verdict).toBe('allowed');
    const unread = list(open);
    expect(unread.verdict).toBe('unknown');
    expect(texts(unread)).toContain('s3:GetPublicAccessBlock, s3control:GetPublicAccessBlock');
    expect(list(bucket()).verdict).toBe('denied');
  });

  it('does not cut a grant of the ACL where only public policies are restricted', () => {
    const restricted = { ...open, publicAccessBlock: { ...block, restrictPublicBuckets: true } };
    expect(list(restricted, ...BLOCK_READ).verdict).toBe('allowed');
    const ignored = { ...block, ignorePublicAcls: true, restrictPublicBuckets: false };
    expect(list({ ...open, publicAccessBlock: ignored }, ...BLOCK_READ).verdict).toBe('denied');
    const byPolicy = bucket({ policy: named(EVERYBODY), publicAccessBlock: restricted.publicAccessBlock });
    expect(list(byPolicy, ...BLOCK_READ).verdict).toBe('denied');
  });
});
