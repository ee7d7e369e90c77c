import type { Json } from '../../../domain/policy.ts';
import type { Told } from './fake-web.ts';

// Answers of the shape that Microsoft Graph v1.0 documents.

const pair = (account: string, role: string): string =>
  `arn:aws:iam::${account}:role/${role},arn:aws:iam::${account}:saml-provider/ENTRA`;

const principal = (id: string, account: string, role: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  displayName: `AWS ${account}`,
  accountEnabled: true,
  appRoles: [{ id: `role-${id}`, displayName: role, value: pair(account, role), isEnabled: true, ...more }],
});

export const NONE = '00000000-0000-0000-0000-000000000000';
const FIELDS =
  'id,userPrincipalName,mail,displayName,department,jobTitle,employeeType,employeeId,onPremisesImmutableId,accountEnabled,userType&$expand=manager($select=id,mail,userPrincipalName)';
const SCHEDULES = '/v1.0/identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId eq ';
export const USERS = `/v1.0/users?$select=${FIELDS}`;
export const APPLICATIONS = '/v1.0/servicePrincipals?$select=id,displayName,appRoles,accountEnabled';
export const assigned = (id: string): string => `/v1.0/servicePrincipals/${id}/appRoleAssignedTo`;
export const members = (id: string): string => `/v1.0/groups/${id}/members/microsoft.graph.user?$select=id`;
export const schedules = (id: string): string => `${SCHEDULES}'${id}'`;

export const assignment = (id: string, type: string, role: string): Json => ({
  principalId: id,
  principalType: type,
  principalDisplayName: id,
  appRoleId: role,
});

const user = (id: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  userPrincipalName: `${id}@example.com`,
  mail: `${id}@example.com`,
  displayName: id,
  department: 'Ovens',
  accountEnabled: true,
  ...more,
});

export const application = principal;

/** Group g1 has the role; a group within it holds ben, and only ann is a direct member. */
export const entra = (more: Readonly<Record<string, Told>> = {}): Readonly<Record<string, Told>> => ({
  [USERS]: { value: [user('ann'), user('ben'), user('cy', { accountEnabled: false })] },
  [APPLICATIONS]: {
    value: [principal('sp1', '111122223333', 'admin'), { id: 'sp9', displayName: 'Mail', appRoles: [] }],
  },
  [assigned('sp1')]: { value: [assignment('g1', 'Group', 'role-sp1')] },
  [members('g1')]: { value: [{ id: 'ann' }] },
  [schedules('g1')]: { value: [] },
  ...more,
});
