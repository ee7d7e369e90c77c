import { describe, expect, it } from 'vitest';
import { collectAccessGrants, S3_ACCESS_GRANTS } from '../../../collector/aws/s3-access-grants.ts';
import type { CallFailure, JsonObject } from '../../../collector/call-source.ts';
import type { SnapshotPart } from '../../../collector/snapshot-part.ts';
import { ssoGroupId } from '../../../domain/node-ids.ts';
import type { Resource } from '../../../domain/snapshot.ts';
import { ACCOUNT, failure, REGION, read } from '../../collector/scripted-source.ts';
import { allow, document, named, role, snapshotOf } from '../../reasoning/two-accounts.ts';
import { opened, toldOf } from './small-questions.ts';

const INSTANCE = `arn:aws:s3:${REGION}:${ACCOUNT}:access-grants/default`;
const BAKER = `arn:aws:iam::${ACCOUNT}:role/baker`;
const LOCATION = `arn:aws:iam::${ACCOUNT}:role/location`;

const grant = (id: string, GranteeType: string, GranteeIdentifier: string, more: JsonObject = {}): JsonObject => ({
  AccessGrantId: id,
  AccessGrantArn: `${INSTANCE}/grant/${id}`,
  Grantee: { GranteeType, GranteeIdentifier },
  Permission: 'READ',
  AccessGrantsLocationId: 'default',
  GrantScope: 's3://recipes/cakes/*',
  ...more,
});

const POLICY = { Policy: JSON.stringify(document()) };
const collected = (...grants: readonly JsonObject[]) => collectedWith(POLICY, grants);
const collectedWith = (policy: JsonObject | CallFailure, grants: readonly JsonObject[] = []) =>
  read(S3_ACCESS_GRANTS, collectAccessGrants, {
    's3control:ListAccessGrantsInstances': { AccessGrantsInstancesList: [{ AccessGrantsInstanceArn: INSTANCE }] },
    's3control:ListAccessGrants': { AccessGrantsList: [...grants] },
    's3control:ListAccessGrantsLocations': {
      AccessGrantsLocationsList: [{ AccessGrantsLocationId: 'default', LocationScope: 's3://', IAMRoleArn: LOCATION }],
    },
    's3control:GetAccessGrantsInstanceResourcePolicy': () => policy,
    's3control:ListTagsForResource': { Tags: [{ Key: 'team', Value: 'red' }] },
  });

const RECIPES: Resource = {
  type: 'AWS::S3::Bucket',
  arn: 'arn:aws:s3:::recipes',
  account: ACCOUNT,
  region: REGION,
  name: 'recipes',
  tags: {},
  ownership: 'BucketOwnerEnforced',
  acl: [],
  encryption: { kind: 'awsOwned' },
};

const location = (Action: readonly string[], Condition = {}) =>
  role('location', allow('s3:*'), {
    trustPolicy: document({
      Effect: 'Allow',
      Principal: { Service: 'access-grants.s3.amazonaws.com' },
      Action: [...Action],
      Condition,
    }),
  });
const TRUSTS = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:SetContext'];

const told = (part: SnapshotPart, entered = location(TRUSTS), subject = BAKER) =>
  toldOf(
    opened(
      snapshotOf(
        {
          ...part,
          roles: [role('baker', allow('s3:GetDataAccess')), role('stranger', allow('s3:GetDataAccess')), entered],
          resources: [RECIPES],
        },
        ...['s3:ListBuckets', 's3:GetBucketPolicy', 's3:GetBucketAcl', 's3:GetBucketOwnershipControls'],
        ...['s3:GetBucketEncryption', 's3:GetBucketTagging', 's3:GetBucketAbac', 's3:GetPublicAccessBlock'],
      ),
    ),
    subject,
  );

describe('S3 Access Grants', () => {
  it('are read with the instance, its policy and tags', async () => {
    const { value, gaps } = await collected(grant('g1', 'IAM', BAKER));
    expect(gaps).toEqual([]);
    expect(value.resources).toEqual([
      {
        type: 'AWS::S3::AccessGrantsInstance',
        arn: INSTANCE,
        account: ACCOUNT,
        region: REGION,
        name: 'default',
        tags: { team: 'red' },
        policy: { name: 'instance resource policy', document: document() },
      },
    ]);
    expect(value.identitySources).toMatchObject([{ id: INSTANCE, kind: 's3AccessGrants', closed: false }]);
  });

  it('have an instance without a policy where AWS says so, and one that is not known where it says anything else', async () => {
    for (const [code, gaps] of [
      ['AccessGrantsInstanceResourcePolicyNotExists', 0],
      ['AccessDenied', 1],
    ] as const) {
      const found = await collectedWith(failure(code));
      expect(found.value.resources?.map((one) => one.policy)).toEqual([undefined]);
      expect(found.gaps).toHaveLength(gaps);
    }
  });

  it('are a way to what the grant says, which is open, and to nothing else', async () => {
    const { value } = await collected(grant('g1', 'IAM', BAKER));
    const lines = await told(value);
    expect(lines.every((line) => line.startsWith('unknown: '))).toBe(true);
    const actions = lines.join(' ');
    for (const one of ['s3:GetObject ', 's3:ListBucket ', 's3:GetObjectVersionAcl']) expect(actions).toContain(one);
    for (const one of ['s3:PutObject', 's3:GetBucketPolicy', 's3:DeleteBucket']) expect(actions).not.toContain(one);
    expect(await told(value, location(TRUSTS), `arn:aws:iam::${ACCOUNT}:role/stranger`)).toEqual([]);
  });

  it('that write give no reading', async () => {
    const { value } = await collected(grant('g1', 'IAM', BAKER, { Permission: 'WRITE', GrantScope: 's3://recipes' }));
    const actions = (await told(value)).join(' ');
    expect(actions).toContain('s3:PutObject');
    expect(actions).not.toContain('s3:GetObject ');
  });

  it('reach users and groups of Identity Center', async () => {
    const { value } = await collected(grant('g1', 'DIRECTORY_GROUP', 'bakers', { Permission: 'READWRITE' }));
    const groups = { directoryGroups: [{ id: 'bakers', provider: 'd-1', name: 'bakers', members: [] }] };
    const actions = (await told({ ...value, ...groups }, location(TRUSTS), ssoGroupId('bakers'))).join(' ');
    expect(actions).toContain('s3:GetObject ');
    expect(actions).toContain('s3:PutObject');
  });

  it('need the trust policy of the role of their location', async () => {
    const { value } = await collected(grant('g1', 'IAM', BAKER));
    const of = (key: string, is: string) => told(value, location(TRUSTS, { StringEquals: { [key]: is } }));
    expect(await told(value, location(['sts:AssumeRole']))).toEqual([]);
    expect(await of('aws:SourceAccount', '444455556666')).toEqual([]);
    expect((await of('aws:SourceArn', INSTANCE)).length).toBeGreaterThan(0);
  });

  it('of a kind that is not known, or of a location that is not, are gaps', async () => {
    const { value, gaps } = await collected(
      grant('g1', 'ROBOT', 'r2'),
      grant('g2', 'IAM', BAKER, { AccessGrantsLocationId: 'lost' }),
      grant('g3', 'IAM', BAKER, { Permission: 'DANCE' }),
    );
    expect(value.entitlements).toEqual([]);
    expect(gaps.map(({ target, status }) => [target, status])).toEqual(
      ['g1', 'g2', 'g3'].map((id) => [`${INSTANCE}/grant/${id}`, 'failed']),
    );
  });

  it('of the default location speak of every bucket', async () => {
    const { value } = await collected(grant('g1', 'IAM', BAKER, { GrantScope: 's3://*' }));
    const [session] = (value.entitlements ?? []).map((one) => one.session?.policies[0]);
    expect(named(session?.document ?? {}).document).toMatchObject({
      Statement: [{ Resource: 'arn:aws:s3:::*/*' }, {}, {}],
    });
  });

  it('take what looks like a variable of policies for a part of a name', async () => {
    const { value } = await collected(grant('g1', 'IAM', BAKER, { GrantScope: 's3://recipes/${aws:username}/*' }));
    const [session] = (value.entitlements ?? []).map((one) => one.session?.policies[0]);
    expect(named(session?.document ?? {}).document).toMatchObject({
      Statement: [{ Resource: 'arn:aws:s3:::recipes/${$}{aws:username}/*' }, {}, {}],
    });
  });
});
