import { describe, expect, it } from 'vitest';
import { collectOrganization, ORGANIZATIONS } from '../../collector/aws/organizations.ts';
import { ACCOUNT, failure, POLICY, read, type Script, TEXT } from './scripted-source.ts';

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
