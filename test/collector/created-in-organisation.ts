import type { Snapshot } from '../../domain/snapshot.ts';
import { at, type Checks, type Created, documentIn, textAt } from './created-piece.ts';

const accountOf = ({ accounts }: Snapshot, id: unknown) => accounts.find((one) => one.id === id);
const setOf = ({ input }: Created, { permissionSets }: Snapshot) =>
  permissionSets.find((set) => set.arn === input['PermissionSetArn']);
const TYPES: Readonly<Record<string, 'scp' | 'rcp'>> = {
  SERVICE_CONTROL_POLICY: 'scp',
  RESOURCE_CONTROL_POLICY: 'rcp',
};
/** `PT4H` in seconds. */
const secondsIn = (duration: unknown): number | undefined => {
  const hours = /^PT(\d+)H$/.exec(String(duration))?.[1];
  return hours === undefined ? undefined : Number(hours) * 3600;
};

export const CREATED_IN_ORGANISATION: Checks = {
  'organizations:CreateOrganization': (created, { organization }) => ({
    id: [at(created.output, 'Organization', 'Id'), organization?.id],
    management: [at(created.output, 'Organization', 'MasterAccountId'), organization?.managementAccount],
  }),
  'organizations:CreateOrganizationalUnit': (created, { organizationalUnits }) => {
    const unit = organizationalUnits.find((one) => one.id === at(created.output, 'OrganizationalUnit', 'Id'));
    return { name: [created.input['Name'], unit?.name], parent: [created.input['ParentId'], unit?.parent] };
  },
  'organizations:CreateAccount': (created, snapshot) => ({
    name: [
      created.input['AccountName'],
      accountOf(snapshot, at(created.output, 'CreateAccountStatus', 'AccountId'))?.name,
    ],
  }),
  'organizations:MoveAccount': (created, snapshot) => ({
    parent: [created.input['DestinationParentId'], accountOf(snapshot, created.input['AccountId'])?.parent],
  }),
  'organizations:EnablePolicyType': (created, { organization }) => ({
    enabled: [true, organization?.enabled.includes(TYPES[textAt(created.input, 'PolicyType')] ?? 'scp')],
    root: [created.input['RootId'], organization?.rootId],
  }),
  'organizations:CreatePolicy': (created, { organizationPolicies }) => {
    const id = at(created.output, 'Policy', 'PolicySummary', 'Id');
    const policy = organizationPolicies.find((one) => one.id === id);
    return {
      name: [created.input['Name'], policy?.name],
      type: [TYPES[textAt(created.input, 'Type')], policy?.type],
      document: [documentIn(created.input['Content']), policy?.document],
    };
  },
  'organizations:AttachPolicy': (created, { organizationPolicies }) => {
    const policy = organizationPolicies.find((one) => one.id === created.input['PolicyId']);
    return { target: [true, policy?.targets.includes(textAt(created.input, 'TargetId'))] };
  },
  'identitystore:CreateUser': (created, { directoryUsers }) => {
    const user = directoryUsers.find((one) => one.id === created.output['UserId']);
    const { input } = created;
    return {
      name: [input['UserName'], user?.userName],
      display: [input['DisplayName'], user?.displayName],
      emails: [(input['Emails'] as readonly unknown[]).map((one) => at(one, 'Value')), user?.emails],
      type: [input['UserType'], user?.userType],
      title: [input['Title'], user?.title],
    };
  },
  'identitystore:CreateGroup': (created, { directoryGroups }) => ({
    name: [created.input['DisplayName'], directoryGroups.find((one) => one.id === created.output['GroupId'])?.name],
  }),
  'identitystore:CreateGroupMembership': (created, { directoryGroups }) => {
    const group = directoryGroups.find((one) => one.id === created.input['GroupId']);
    return { member: [true, group?.members.includes(textAt(created.input, 'MemberId', 'UserId'))] };
  },
  'sso-admin:CreatePermissionSet': (created, { permissionSets }) => {
    const set = permissionSets.find((one) => one.arn === at(created.output, 'PermissionSet', 'PermissionSetArn'));
    return {
      name: [created.input['Name'], set?.name],
      session: [secondsIn(created.input['SessionDuration']), set?.sessionSeconds],
    };
  },
  'sso-admin:PutInlinePolicyToPermissionSet': (created, snapshot) => ({
    document: [documentIn(created.input['InlinePolicy']), setOf(created, snapshot)?.inlinePolicy],
  }),
  'sso-admin:AttachManagedPolicyToPermissionSet': (created, snapshot) => ({
    policy: [true, setOf(created, snapshot)?.managedPolicies.includes(textAt(created.input, 'ManagedPolicyArn'))],
  }),
  'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet': (created, snapshot) => {
    const [name, path] = ['Name', 'Path'].map((key) => at(created.input, 'CustomerManagedPolicyReference', key));
    const policies = setOf(created, snapshot)?.customerManagedPolicies;
    return { policy: [true, policies?.some((one) => one.name === name && one.path === path)] };
  },
  'sso-admin:CreateAccountAssignment': ({ input }, { assignments }) => ({
    there: [
      1,
      assignments.filter(
        (one) =>
          one.permissionSet === input['PermissionSetArn'] &&
          one.account === input['TargetId'] &&
          one.principalKind.toUpperCase() === input['PrincipalType'] &&
          one.principalId === input['PrincipalId'],
      ).length,
    ],
  }),
};
