import { describe, expect, it } from 'vitest';
import { documentOf } from '../../collector/aws/answers.ts';
import { collectIam, IAM } from '../../collector/aws/iam.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import { ACCOUNT, ENCODED, failure, POLICY, read, type Script, TEXT } from './scripted-source.ts';

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
  'iam:ListDelegationRequests': { DelegationRequests: [] },
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
