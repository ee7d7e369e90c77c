import { describe, expect, it } from 'vitest';
import { collectShares, RAM } from '../../collector/aws/ram.ts';
import { unitedShares } from '../../collector/united-shares.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const OTHER = '444455556666';
const shareArn = (account: string, id: string): string => `arn:aws:ram:${REGION}:${account}:resource-share/${id}`;
const TABLE = `arn:aws:glue:${REGION}:${ACCOUNT}:table/shop/orders`;
const SUBNET = `arn:aws:ec2:${REGION}:${OTHER}:subnet/subnet-1`;
const OWN = shareArn(ACCOUNT, 'own');
const FOREIGN = shareArn(OTHER, 'foreign');
const PERMISSION = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionGlueTable';

const SCRIPT = {
  'ram:GetResourceShares': ({ resourceOwner }: { readonly resourceOwner?: unknown }) => ({
    resourceShares:
      resourceOwner === 'SELF'
        ? [
            { resourceShareArn: OWN, name: 'shop', owningAccountId: ACCOUNT, status: 'ACTIVE' },
            { resourceShareArn: shareArn(ACCOUNT, 'gone'), name: 'gone', owningAccountId: ACCOUNT, status: 'DELETED' },
          ]
        : [{ resourceShareArn: FOREIGN, name: 'net', owningAccountId: OTHER, status: 'ACTIVE' }],
  }),
  'ram:GetResourceShareAssociations': ({ associationType }: { readonly associationType?: unknown }) => ({
    resourceShareAssociations:
      associationType === 'PRINCIPAL'
        ? [{ resourceShareArn: OWN, associatedEntity: OTHER }]
        : [{ resourceShareArn: OWN, associatedEntity: TABLE }],
  }),
  'ram:ListResourceSharePermissions': {
    permissions: [{ arn: PERMISSION, version: '2', name: 'GlueTable', resourceType: 'glue:Table' }],
  },
  'ram:GetPermission': { permission: { permission: '{"Effect":"Allow","Action":["glue:GetTable"]}' } },
  'ram:ListResources': { resources: [{ arn: SUBNET, type: 'ec2:Subnet', resourceShareArn: FOREIGN }] },
};

describe('shares of AWS RAM', () => {
  it('are read with what is shared, with whom and what that permits; of others, what is shared with the account', async () => {
    const { value, gaps, calls } = await read(RAM, collectShares, SCRIPT);
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        arn: OWN,
        account: ACCOUNT,
        region: REGION,
        name: 'shop',
        principals: [OTHER],
        resources: [TABLE],
        permissions: [
          {
            name: 'GlueTable',
            version: '2',
            resourceType: 'glue:Table',
            document: { Effect: 'Allow', Action: ['glue:GetTable'] },
          },
        ],
      },
      { arn: FOREIGN, account: OTHER, region: REGION, name: 'net', principals: [ACCOUNT], resources: [SUBNET] },
    ]);
    expect(calls.find((one) => one.operation === 'GetPermission')?.input).toEqual({
      permissionArn: PERMISSION,
      permissionVersion: 2,
    });
  });

  it('whose permission may not be read are not said to permit nothing', async () => {
    const denied = { ...SCRIPT, 'ram:ListResourceSharePermissions': () => failure('AccessDenied', 'denied') };
    const { value, gaps } = await read(RAM, collectShares, denied);
    expect(value[0]).not.toHaveProperty('permissions');
    expect(gaps).toMatchObject([{ call: 'ListResourceSharePermissions', status: 'denied', target: OWN }]);
    const unread = { ...SCRIPT, 'ram:GetPermission': () => failure('AccessDenied', 'denied') };
    expect((await read(RAM, collectShares, unread)).gaps.map((gap) => gap.target)).toEqual([OWN, PERMISSION].sort());
  });

  it('read from both sides are one', async () => {
    const { value } = await read(RAM, collectShares, SCRIPT);
    const [own] = value;
    if (own === undefined) throw new Error('no share');
    const { permissions: _, ...seen } = { ...own, principals: ['777788889999'], resources: [] };
    const expected = { ...own, principals: [OTHER, '777788889999'] };
    expect(unitedShares([own, seen])).toEqual([expected]);
    expect(unitedShares([seen, own])).toEqual([expected]);
  });
});
