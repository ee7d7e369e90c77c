import { describe, expect, it } from 'vitest';
import type { Hop } from '../../domain/access.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { A, account, B, edgesOf, graphOf, hop, MANAGEMENT, nodeOf, pairs, role, roleArn, trusting } from './built.ts';

describe('facts', () => {
  it('an assignment is a triple: a set in one account says nothing of another account', () => {
    const [set, group, user] = ['arn:aws:sso:::permissionSet/i/p', 'g', 'u'];
    const assignment = { instanceArn: 'arn:aws:sso:::instance/i', permissionSet: set };
    const ssoRole = (owner: string): string =>
      roleArn('aws-reserved/sso.amazonaws.com/AWSReservedSSO_P_0123456789abcdef', owner);
    const sign = (owner: string): Hop =>
      hop(`permissionset:${set}@${owner}`, ssoRole(owner), {
        kind: 'federatesTo',
        technique: 'Identity Center sign-in',
      });
    const graph = graphOf(
      {
        accounts: [account(A), account(B)],
        permissionSets: [
          {
            arn: set,
            instanceArn: assignment.instanceArn,
            name: 'P',
            managedPolicies: [],
            customerManagedPolicies: [],
          },
        ],
        directoryGroups: [{ id: group, provider: 'identitystore', name: 'G', members: [user] }],
        directoryUsers: [{ id: user, provider: 'identitystore', userName: 'u@x', emails: ['u@x'], active: true }],
        people: [{ email: 'U@x', active: true }],
        assignments: [
          { ...assignment, account: A, principalKind: 'group', principalId: group },
          { ...assignment, account: B, principalKind: 'user', principalId: 'somebody' },
        ],
      },
      [],
      [sign(A), sign(B), hop('person:u@x', 'ssouser:u', { kind: 'memberOf', technique: 'same e-mail (probable)' })],
    );
    const [ofGroup, ofUser] = [`assignment:${set}@${A}:ssogroup:${group}`, `assignment:${set}@${B}:ssouser:somebody`];
    expect(pairs(graph, 'ASSIGNED')).toEqual([`ssogroup:${group} > ${ofGroup}`, `ssouser:somebody > ${ofUser}`]);
    expect(pairs(graph, 'GRANTS')).toEqual([`${ofGroup} > ${ssoRole(A)}`, `${ofUser} > ${ssoRole(B)}`]);
    expect(nodeOf(graph, ofGroup)?.properties).toMatchObject({
      account_id: A,
      role_arn: ssoRole(A),
      principal_type: 'group',
    });
    expect(pairs(graph, 'MEMBER_OF')).toEqual([`ssouser:${user} > ssogroup:${group}`]);
    expect(pairs(graph, 'HAS_ACCOUNT')).toEqual(['person:u@x > ssouser:u']);
    expect(pairs(graph, 'PROVISIONED')).toEqual([
      `${set} > permissionset:${set}@${A}`,
      `${set} > permissionset:${set}@${B}`,
    ]);
    expect(nodeOf(graph, 'person:u@x')?.labels).toEqual(['User']);
    expect(nodeOf(graph, 'ssouser:u')?.labels).toEqual(['UserAccount', 'AWSSSOUser']);
  });

  it('an instance profile is associated with the role it holds, which it calls by name', () => {
    const profile = `arn:aws:iam::${A}:instance-profile/web`;
    const graph = graphOf({
      accounts: [account(A)],
      roles: [role('Web'), role('Web', B)],
      instanceProfiles: [{ arn: profile, account: A, name: 'web', roles: ['Web', 'Gone'] }],
    });
    expect(pairs(graph, 'ASSOCIATED_WITH')).toEqual([`${profile} > ${roleArn('Web')}`]);
  });

  it('what acts as a role assumes it, once for each use; a role that nobody read is no node', () => {
    const resource = `arn:aws:ecs:eu-west-1:${A}:task-definition/web:3`;
    const binding = {
      resource,
      type: 'AWS::ECS::TaskDefinition',
      account: A,
      region: 'eu-west-1',
      name: 'web:3',
    } as const;
    const graph = graphOf({
      accounts: [account(A)],
      roles: [role('Web')],
      computeBindings: [
        { ...binding, use: 'task', role: roleArn('Web') },
        { ...binding, use: 'execution', role: roleArn('Web') },
        { ...binding, resource: `${resource}0`, name: 'web:30', use: 'task', role: roleArn('Gone') },
      ],
    });
    expect(
      edgesOf(graph, 'ASSUMES')
        .map((edge) => [edge.from, edge.to, edge.properties['use']])
        .sort(),
    ).toEqual([
      [resource, roleArn('Web'), 'execution'],
      [resource, roleArn('Web'), 'task'],
    ]);
    expect(nodeOf(graph, resource)).toMatchObject({
      labels: ['AWSResource', 'AWSECSTaskDefinition'],
      properties: { service: 'ecs', resource_type: 'AWS::ECS::TaskDefinition', account_id: A, in_snapshot: true },
    });
    expect(nodeOf(graph, roleArn('Gone'))).toBeUndefined();
    expect(nodeOf(graph, `${resource}0`)).toBeDefined();
  });

  it('a share leads to what it shares and to whom, as far as these are nodes', () => {
    const arn = `arn:aws:ram:eu-west-1:${A}:resource-share/1`;
    const graph = graphOf({
      accounts: [account(A), account(B)],
      roles: [role('Web', B)],
      organizationalUnits: [{ id: 'ou-1', name: 'Shops', parent: 'r-1' }],
      organization: { id: 'o-1', rootId: 'r-1', managementAccount: A, enabled: [] },
      resourceShares: [
        {
          arn,
          account: A,
          region: 'eu-west-1',
          name: 'shop',
          resources: [`arn:aws:glue:eu-west-1:${A}:table/shop/orders`],
          principals: [B, `arn:aws:organizations::${A}:ou/o-1/ou-1`, roleArn('Web', B), roleArn('Gone', B)],
        },
      ],
    });
    expect(pairs(graph, 'SHARED_WITH')).toEqual(
      [`account:${B}`, 'ou-1', roleArn('Web', B)].map((to) => `${arn} > ${to}`).sort(),
    );
    expect(pairs(graph, 'SHARES')).toEqual([]);
    expect(nodeOf(graph, arn)?.properties).toMatchObject({ name: 'shop', account_id: A });
  });

  it('trust names principals by what they are', () => {
    const graph = graphOf({
      accounts: [account(A)],
      roles: [
        role('named', A, { uniqueId: 'AROANAMED' }),
        role(
          'r',
          A,
          trusting(
            {
              AWS: [
                A,
                'arn:aws:iam::333333333333:root',
                '444444444444',
                roleArn('named'),
                'AROANAMED',
                'AIDAGONE',
                roleArn('foreign', '333333333333'),
              ],
            },
            { Service: 'lambda.amazonaws.com' },
            { Federated: 'arn:aws:iam::111111111111:saml-provider/x' },
            { AWS: '*' },
          ),
        ),
      ],
    });
    expect(pairs(graph, 'TRUSTS_AWS_PRINCIPAL').map((pair) => pair.split(' > ')[1])).toEqual([
      'anyone',
      roleArn('named'),
      `arn:aws:iam::${A}:root`,
      roleArn('foreign', '333333333333'),
      'external:333333333333',
      'external:444444444444',
      'federated:arn:aws:iam::111111111111:saml-provider/x',
      'service:lambda.amazonaws.com',
    ]);
    expect(edgesOf(graph, 'TRUSTS_AWS_PRINCIPAL')[0]?.properties).toMatchObject({
      effect: 'Allow',
      actions: ['sts:AssumeRole'],
    });
  });

  it('guardrails come down from root and OU to each account, not to the management account, and not where the type is off', () => {
    const policy = (
      id: string,
      type: 'scp' | 'rcp',
      targets: readonly string[],
    ): Snapshot['organizationPolicies'][number] => ({
      id,
      type,
      targets,
      name: id,
      awsManaged: false,
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    });
    const graph = graphOf({
      organization: { id: 'o-1', rootId: 'r-1', managementAccount: MANAGEMENT, enabled: ['scp'] },
      organizationalUnits: [
        { id: 'ou-2', name: 'inner', parent: 'ou-1' },
        { id: 'ou-1', name: 'outer', parent: 'r-1' },
      ],
      accounts: [account(MANAGEMENT, 'r-1'), account(A, 'ou-2')],
      organizationPolicies: [
        policy('p-root', 'scp', ['r-1']),
        policy('p-ou', 'scp', ['ou-2']),
        policy('p-own', 'scp', [A]),
        policy('p-off', 'rcp', ['r-1']),
      ],
    });
    const onAccount = edgesOf(graph, 'GUARDED_BY').filter((edge) => edge.from === `account:${A}`);
    expect(
      onAccount.map((edge) => [edge.to, edge.properties['inherited_from'], edge.properties['level']]).sort(),
    ).toEqual([
      ['organizations:p-ou', 'ou-2', 2],
      ['organizations:p-own', undefined, undefined],
      ['organizations:p-root', 'r-1', 0],
    ]);
    expect(edgesOf(graph, 'GUARDED_BY').map((edge) => edge.from)).not.toContain(`account:${MANAGEMENT}`);
    expect(pairs(graph, 'CONTAINS')).toEqual([
      'o-1 > r-1',
      'ou-1 > ou-2',
      `ou-2 > account:${A}`,
      `r-1 > account:${MANAGEMENT}`,
      'r-1 > ou-1',
    ]);
    expect(nodeOf(graph, 'organizations:p-off')?.labels).toEqual(['AWSPolicy', 'AWSResourceControlPolicy']);
  });

  it('statements are kept element by element, a malformed policy with what is wrong, an unread one as not in the snapshot', () => {
    const statement = {
      Sid: 'S',
      Effect: 'Allow',
      NotAction: ['iam:*'],
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalTag/team': ['a', 'b'] }, Null: { 'aws:SourceIp': 'true' } },
    };
    const graph = graphOf({
      roles: [
        role('r', A, {
          inlinePolicies: [
            { name: 'good', document: { Version: '2012-10-17', Statement: statement } },
            { name: 'bad', document: { Statement: [{ Effect: 'Maybe', Action: '*' }] } },
          ],
          attachedPolicies: ['arn:aws:iam::aws:policy/Unread'],
          permissionsBoundary: 'arn:aws:iam::aws:policy/Unread',
        }),
      ],
    });
    const policy = `${roleArn('r')}/inline_policy/good`;
    expect(nodeOf(graph, `${policy}/statement/0`)?.properties).toEqual({
      index: 0,
      sid: 'S',
      effect: 'Allow',
      notaction: ['iam:*'],
      resource: ['*'],
      condition: JSON.stringify({
        StringLike: { 'aws:PrincipalTag/team': ['a', 'b'] },
        Null: { 'aws:SourceIp': ['true'] },
      }),
      condition_keys: ['aws:PrincipalTag/team', 'aws:SourceIp'],
    });
    const bad = `${roleArn('r')}/inline_policy/bad`;
    expect(nodeOf(graph, bad)?.properties['malformed']).toContain('Statement[0].Effect');
    expect(edgesOf(graph, 'STATEMENT').filter((edge) => edge.from === bad)).toEqual([]);
    expect(nodeOf(graph, 'arn:aws:iam::aws:policy/Unread')?.properties).toMatchObject({ in_snapshot: false });
    expect(pairs(graph, 'BOUNDED_BY')).toEqual([`${roleArn('r')} > arn:aws:iam::aws:policy/Unread`]);
  });

  it('accounts own what is in them', () => {
    const graph = graphOf({ accounts: [account(A)], roles: [role('r'), role('other', B)] });
    expect(pairs(graph, 'RESOURCE')).toContain(`account:${A} > ${roleArn('r')}`);
    expect(pairs(graph, 'RESOURCE').join()).not.toContain(roleArn('other', B));
  });
});
