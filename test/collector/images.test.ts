import { describe, expect, it } from 'vitest';
import { collectSnapshotsAndImages, EC2_SNAPSHOTS } from '../../collector/aws/ec2-snapshots.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const arn = (id: string): string => `arn:aws:ec2:${REGION}::image/${id}`;
const disk = (SnapshotId: string, Encrypted: boolean) => ({ DeviceName: '/dev/xvda', Ebs: { SnapshotId, Encrypted } });
const image = (ImageId: string, ...BlockDeviceMappings: readonly JsonObject[]) => ({
  ImageId,
  OwnerId: ACCOUNT,
  State: 'available',
  BlockDeviceMappings,
});
const UNIT = 'arn:aws:organizations::111122223333:ou/o-abc/ou-root-x';
const ORGANIZATION = 'arn:aws:organizations::111122223333:organization/o-abc';
const SCRIPT = {
  'ec2:DescribeSnapshots': {
    Snapshots: ['s1', 's2', 's3'].map((id) => ({
      SnapshotId: id,
      Encrypted: id !== 's2',
      ...(id === 's2' ? {} : { KmsKeyId: id === 's1' ? KEY : `${KEY}2` }),
    })),
  },
  'ec2:GetSnapshotBlockPublicAccessState': { State: 'unblocked' },
  'ec2:DescribeSnapshotAttribute': {},
  'ec2:DescribeImages': {
    Images: [
      { ...image('ami-1', disk('s1', true), disk('s2', false)), Tags: [{ Key: 'k', Value: 'v' }] },
      { ...image('ami-2', disk('s2', false), { VirtualName: 'ephemeral0' }), State: 'disabled' },
      image('ami-3', disk('s1', true), disk('s3', true)),
      { ...image('ami-4'), OwnerId: '999988887777' },
    ],
  },
  'ec2:DescribeImageAttribute': ({ ImageId }: { readonly ImageId?: unknown }) => ({
    LaunchPermissions:
      ImageId === 'ami-1'
        ? [{ UserId: '444455556666' }, { OrganizationalUnitArn: UNIT }, { OrganizationArn: ORGANIZATION }]
        : [{ Group: 'all' }],
  }),
};
const images = async (script: Parameters<typeof read>[2]) => {
  const { value, gaps } = await read(EC2_SNAPSHOTS, collectSnapshotsAndImages, script);
  return { images: value.filter(({ type }) => type === 'AWS::EC2::Image'), gaps };
};

describe('images', () => {
  it('of the account are read with whom they are shared, and with the key of the snapshots behind them', async () => {
    const found = await images(SCRIPT);
    const place = { account: ACCOUNT, region: REGION };
    const common = { type: 'AWS::EC2::Image', ...place, tags: {} };
    expect(found.images).toEqual([
      {
        ...common,
        arn: arn('ami-1'),
        name: 'ami-1',
        tags: { k: 'v' },
        encryption: { kind: 'customerManaged', key: KEY },
        sharedWith: ['444455556666', ORGANIZATION, UNIT],
      },
      { ...common, arn: arn('ami-2'), name: 'ami-2', encryption: { kind: 'awsOwned' }, sharedWith: [] },
      { ...common, arn: arn('ami-3'), name: 'ami-3', sharedWith: ['all'] },
    ]);
    expect(found.gaps).toMatchObject([{ call: 'DescribeSnapshots', target: arn('ami-3') }]);
  });

  it('are not said to be shared with nobody where that was not read', async () => {
    const denied = () => failure('UnauthorizedOperation', 'denied');
    const found = await images({ ...SCRIPT, 'ec2:DescribeImageAttribute': denied });
    expect(found.gaps).toContainEqual(
      expect.objectContaining({ call: 'DescribeImageAttribute', status: 'denied', target: arn('ami-1') }),
    );
    expect(found.images[0]).not.toHaveProperty('sharedWith');
  });
});
