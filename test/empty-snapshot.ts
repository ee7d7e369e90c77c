import type { Snapshot } from '../domain/snapshot.ts';

/** A snapshot in which nothing is, not even an account, and of which nothing was read. */
export const NOTHING: Snapshot = {
  format: 1,
  takenAt: '2026-01-01T00:00:00Z',
  source: 'sample',
  organizationalUnits: [],
  organizationPolicies: [],
  accounts: [],
  users: [],
  groups: [],
  roles: [],
  managedPolicies: [],
  identityProviders: [],
  instanceProfiles: [],
  identityCenters: [],
  permissionSets: [],
  assignments: [],
  directoryUsers: [],
  directoryGroups: [],
  people: [],
  identitySources: [],
  entitlements: [],
  resources: [],
  computeBindings: [],
  resourceShares: [],
  coverage: [],
};
