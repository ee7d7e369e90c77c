import type { Snapshot } from '../../domain/snapshot.ts';
import {
  at,
  type Check,
  type Checks,
  type Created,
  documentIn,
  named,
  ofAccount,
  tagsIn,
  textAt,
} from './created-piece.ts';

const userOf = (created: Created, { users }: Snapshot) => ofAccount(users, created, created.input['UserName']);
const roleOf = (created: Created, { roles }: Snapshot) => ofAccount(roles, created, created.input['RoleName']);
const groupOf = (created: Created, { groups }: Snapshot) => ofAccount(groups, created, created.input['GroupName']);

const attached =
  (of: typeof userOf | typeof roleOf | typeof groupOf): Check =>
  (created, snapshot) => {
    const policy = textAt(created.input, 'PolicyArn');
    return {
      attached: [true, of(created, snapshot)?.attachedPolicies.includes(policy)],
      held: [true, snapshot.managedPolicies.some((one) => one.arn === policy)],
    };
  };

const inline =
  (of: typeof userOf | typeof roleOf | typeof groupOf): Check =>
  (created, snapshot) => ({
    document: [
      documentIn(created.input['PolicyDocument']),
      named(of(created, snapshot)?.inlinePolicies, created.input['PolicyName']),
    ],
  });

const policyOf = ({ managedPolicies }: Snapshot, arn: unknown) => managedPolicies.find((policy) => policy.arn === arn);

export const CREATED_IN_IAM: Checks = {
  'iam:CreateUser': (created, snapshot) => {
    const user = userOf(created, snapshot);
    return {
      arn: [at(created.output, 'User', 'Arn'), user?.arn],
      id: [at(created.output, 'User', 'UserId'), user?.uniqueId],
      tags: [tagsIn(created.input['Tags']), user?.tags],
      boundary: [created.input['PermissionsBoundary'], user?.permissionsBoundary],
    };
  },
  'iam:CreateRole': (created, snapshot) => {
    const role = roleOf(created, snapshot);
    return {
      arn: [at(created.output, 'Role', 'Arn'), role?.arn],
      path: [at(created.output, 'Role', 'Path'), role?.path],
      id: [at(created.output, 'Role', 'RoleId'), role?.uniqueId],
      trust: [documentIn(created.input['AssumeRolePolicyDocument']), role?.trustPolicy],
      tags: [tagsIn(created.input['Tags']), role?.tags],
      boundary: [created.input['PermissionsBoundary'], role?.permissionsBoundary],
    };
  },
  'iam:CreateServiceLinkedRole': (created, { roles }) => ({
    there: [true, roles.some((role) => role.arn === at(created.output, 'Role', 'Arn'))],
  }),
  'iam:CreateGroup': (created, snapshot) => ({
    arn: [at(created.output, 'Group', 'Arn'), groupOf(created, snapshot)?.arn],
  }),
  'iam:AddUserToGroup': (created, snapshot) => ({
    member: [true, userOf(created, snapshot)?.groups.includes(textAt(created.input, 'GroupName'))],
  }),
  'iam:CreatePolicy': (created, snapshot) => {
    const policy = policyOf(snapshot, at(created.output, 'Policy', 'Arn'));
    // a later version may be the one that counts
    return { name: [created.input['PolicyName'], policy?.name], own: [false, policy?.awsManaged] };
  },
  'iam:CreatePolicyVersion': (created, snapshot) => {
    if (created.input['SetAsDefault'] !== true) return {};
    const policy = policyOf(snapshot, created.input['PolicyArn']);
    return { document: [documentIn(created.input['PolicyDocument']), policy?.document] };
  },
  'iam:AttachUserPolicy': attached(userOf),
  'iam:AttachRolePolicy': attached(roleOf),
  'iam:AttachGroupPolicy': attached(groupOf),
  'iam:PutRolePolicy': inline(roleOf),
  'iam:PutGroupPolicy': inline(groupOf),
  'iam:CreateAccessKey': (created, snapshot) => ({
    there: [
      true,
      userOf(created, snapshot)?.accessKeys?.some((key) => key.id === at(created.output, 'AccessKey', 'AccessKeyId')),
    ],
  }),
  'iam:UpdateAccessKey': (created, snapshot) => ({
    status: [
      created.input['Status'],
      userOf(created, snapshot)?.accessKeys?.find((key) => key.id === created.input['AccessKeyId'])?.status,
    ],
  }),
  'iam:CreateLoginProfile': (created, snapshot) => ({ password: [true, userOf(created, snapshot)?.hasPassword] }),
  'iam:EnableMFADevice': (created, snapshot) => ({ devices: [1, userOf(created, snapshot)?.mfaDevices] }),
  'iam:CreateSAMLProvider': (created, { identityProviders }) => ({
    kind: ['saml', identityProviders.find((one) => one.arn === created.output['SAMLProviderArn'])?.kind],
  }),
  'iam:CreateOpenIDConnectProvider': (created, { identityProviders }) => {
    const provider = identityProviders.find((one) => one.arn === created.output['OpenIDConnectProviderArn']);
    return {
      kind: ['oidc', provider?.kind],
      url: [textAt(created.input, 'Url').replace('https://', ''), provider?.url],
      clients: [created.input['ClientIDList'], provider?.clientIds],
    };
  },
  'iam:CreateInstanceProfile': (created, { instanceProfiles }) => ({
    arn: [
      at(created.output, 'InstanceProfile', 'Arn'),
      ofAccount(instanceProfiles, created, created.input['InstanceProfileName'])?.arn,
    ],
  }),
  'iam:AddRoleToInstanceProfile': (created, snapshot) => {
    const profile = ofAccount(snapshot.instanceProfiles, created, created.input['InstanceProfileName']);
    return { roles: [[created.input['RoleName']], profile?.roles] };
  },
  'iam:CreateAccountAlias': (created, { accounts }) => ({
    alias: [created.input['AccountAlias'], accounts.find((one) => one.id === created.account)?.alias],
  }),
};
