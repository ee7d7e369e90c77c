import type { RootSchema } from './schema-check.ts';
import schema from './snapshot.schema.json' with { type: 'json' };
import type { ShardKind } from './snapshot-kinds.ts';

/** JSON Schema of manifest and records; a test keeps it in step with domain/snapshot.ts. */
export const SCHEMA: RootSchema = schema as RootSchema;

/** The definition each line of a shard has to fit. */
export const DEFINITIONS: Readonly<Record<ShardKind, string>> = {
  documents: 'SnapshotDocument',
  organization: 'Organization',
  organizationalUnits: 'OrganizationalUnit',
  organizationPolicies: 'OrganizationPolicy',
  accounts: 'Account',
  users: 'IamUser',
  groups: 'IamGroup',
  roles: 'IamRole',
  managedPolicies: 'ManagedPolicy',
  identityProviders: 'IdentityProvider',
  instanceProfiles: 'InstanceProfile',
  identityCenters: 'IdentityCenter',
  permissionSets: 'PermissionSet',
  assignments: 'AccountAssignment',
  directoryUsers: 'DirectoryUser',
  directoryGroups: 'DirectoryGroup',
  people: 'Person',
  identitySources: 'IdentitySource',
  entitlements: 'RoleEntitlement',
  resources: 'Resource',
  computeBindings: 'ComputeBinding',
  resourceShares: 'ResourceShare',
  usage: 'PrincipalUsage',
  coverage: 'CoverageCell',
};
