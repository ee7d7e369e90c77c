import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import type { PublicAccessBlock, S3AccessPoint, S3Bucket, Snapshot } from '../../domain/snapshot.ts';
import type { ActionExplanation } from '../../reasoning/explain.ts';
import type { Caller } from '../../reasoning/question.ts';
import { allow, asked, document, HOME, named, PARTNER_USER, role, snapshotOf, texts } from './two-accounts.ts';

const APP = `arn:aws:iam::${HOME}:role/app`;
const POINT = `arn:aws:s3:eu-west-1:${HOME}:accesspoint/ap`;
const SHUT: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};
const OFF: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
const READ = [
  's3:ListBuckets',
  's3:GetBucketPolicy',
  's3:GetBucketAcl',
  's3:GetBucketOwnershipControls',
  's3:GetBucketEncryption',
  's3:GetBucketTagging',
  's3:GetBucketAbac',
  's3:GetPublicAccessBlock',
  's3control:GetAccessPointPolicy',
];
const BLOCKS = ['s3control:GetPublicAccessBlock', 's3control:GetAccessPoint'];

/** Whoever comes through an access point of the account may act. */
const DELEGATING: Json = {
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { StringEquals: { 's3:DataAccessPointAccount': HOME } },
};
const EVERYBODY = named(document({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }));

interface Parts {
  readonly bucket?: Partial<S3Bucket>;
  readonly point?: Partial<S3AccessPoint>;
  readonly account?: PublicAccessBlock;
  readonly identity?: Json;
}

function world({ bucket, point, account, identity }: Parts, ...calls: readonly string[]): Snapshot {
  const common = { account: HOME, region: 'eu-west-1', tags: {} };
  return snapshotOf(
    {
      accounts: [{ id: HOME, partition: 'aws', ...(account === undefined ? {} : { s3PublicAccessBlock: account }) }],
      roles: [role('app', identity)],
      resources: [
        {
          ...common,
          type: 'AWS::S3::Bucket',
          arn: 'arn:aws:s3:::logs',
          name: 'logs',
          ownership: 'BucketOwnerEnforced',
          acl: [],
          policy: named(document(DELEGATING)),
          ...bucket,
        },
        {
          ...common,
          type: 'AWS::S3::AccessPoint',
          arn: POINT,
          name: 'ap',
          bucket: 'logs',
          networkOrigin: 'Internet',
          publicAccessBlock: OFF,
          ...point,
        },
      ],
    },
    ...READ,
    ...calls,
  );
}

const get = (snapshot: Snapshot, who: string | Caller): ActionExplanation =>
  asked(snapshot, who, 's3:GetObject', `${POINT}/object/x`);

describe('Block Public Access at an access point', () => {
  const open = { point: { policy: EVERYBODY } };

  it.each([
    ['anyone', 'anyone'],
    ['another account', PARTNER_USER],
  ])('cuts its public policy, whichever level it is set at, for %s', (_, who) => {
    expect(get(world(open, ...BLOCKS), who).verdict).toBe('allowed');
    expect(get(world({ ...open, account: SHUT }, ...BLOCKS), who).verdict).toBe('denied');
    expect(get(world({ point: { ...open.point, publicAccessBlock: SHUT } }, ...BLOCKS), who).verdict).toBe('denied');
    expect(get(world({ ...open, bucket: { publicAccessBlock: SHUT } }, ...BLOCKS), who).verdict).toBe('denied');
  });

  it('of the access point counts for a public policy of the bucket, too', () => {
    const partner = document({ Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: 's3:*', Resource: '*' });
    const parts = { bucket: { policy: EVERYBODY }, point: { policy: named(partner) } };
    expect(get(world(parts, ...BLOCKS), PARTNER_USER).verdict).toBe('allowed');
    const shut = { ...parts, point: { ...parts.point, publicAccessBlock: SHUT } };
    expect(get(world(shut, ...BLOCKS), PARTNER_USER).verdict).toBe('denied');
  });

  it('leaves the caller of its own account alone', () => {
    expect(get(world({ ...open, account: SHUT }, ...BLOCKS), APP).verdict).toBe('allowed');
  });

  it('is not known where it was not read', () => {
    const unread = get(world(open), 'anyone');
    expect(unread.verdict).toBe('unknown');
    expect(texts(unread)).toContain('s3control:GetAccessPoint');
    expect(texts(unread)).toContain('s3control:GetPublicAccessBlock');
  });
});

describe('the network an access point is bound to', () => {
  const onlyVpc: Json = {
    Effect: 'Deny',
    Principal: '*',
    Action: '*',
    Resource: '*',
    Condition: { StringNotEquals: { 's3:AccessPointNetworkOrigin': 'VPC' } },
  };
  const parts: Parts = {
    bucket: { policy: named(document(DELEGATING, onlyVpc)) },
    identity: allow('s3:GetObject'),
  };

  it('is told to the bucket behind it', () => {
    expect(get(world({ ...parts, point: { networkOrigin: 'VPC', vpcId: 'vpc-1' } }), APP).verdict).toBe('conditional');
    expect(get(world(parts), APP).verdict).toBe('denied');
  });

  it('is absent on a direct call', () => {
    expect(asked(world(parts), APP, 's3:GetObject', 'arn:aws:s3:::logs/x').verdict).toBe('denied');
  });

  it('of an access point outside the snapshot is not known, its ARN and account are', () => {
    const theirs = 'arn:aws:s3:eu-west-1:999988887777:accesspoint/theirs';
    const denied = (key: string, value: string): Json =>
      document(
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { [key]: value } } },
      );
    const verdict = (identity: Json): ActionExplanation =>
      asked(world({ identity }), APP, 's3:GetObject', `${theirs}/object/x`);
    expect(verdict(denied('s3:DataAccessPointArn', theirs)).verdict).toBe('denied');
    expect(verdict(denied('s3:DataAccessPointAccount', '999988887777')).verdict).toBe('denied');
    expect(texts(verdict(denied('s3:AccessPointNetworkOrigin', 'VPC')))).toContain('s3control:GetAccessPoint');
  });
});

describe('tags at an access point', () => {
  const onTag = (key: string): Json =>
    document(
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `${POINT}/*`,
        Condition: { StringEquals: { [key]: 'red' } },
      },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' },
    );
  const tagged = { tags: { team: 'red' }, abac: true };

  it('of its bucket are those of the bucket, where these count', () => {
    const parts = { identity: onTag('s3:BucketTag/team') };
    expect(get(world({ ...parts, bucket: tagged }), APP).verdict).toBe('allowed');
    expect(get(world({ ...parts, bucket: { ...tagged, abac: false } }), APP).verdict).toBe('denied');
    expect(get(world({ ...parts, bucket: { abac: true } }), APP).verdict).toBe('denied');
  });

  it.each(['aws:ResourceTag/team', 's3:AccessPointTag/team'])('of its own (%s) are not read', (key) => {
    const open = get(world({ identity: onTag(key), bucket: tagged }), APP);
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('the tags of the resource could not be read: s3control:ListTagsForResource');
  });
});
