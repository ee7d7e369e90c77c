import type { Json } from '../../../domain/policy.ts';
import type { Told } from './fake-web.ts';

// Answers of the shape that the Keycloak Admin REST API documents.

const ADMIN = 'arn:aws:iam::111122223333:role/admin,arn:aws:iam::111122223333:saml-provider/KC';
const holders = (role: string, what: 'users' | 'groups'): string => `/clients/c1/roles/${role}/${what}`;
export const BY_ROLE = ADMIN;

const role = (id: string, name: string, composite = false): Json => ({ id, name, composite });
const user = (id: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  username: id,
  email: `${id}@example.com`,
  enabled: true,
  attributes: { department: ['Ovens'] },
  ...more,
});

/** The role is held by group g1, which has a sub-group g2; the realm role `chef` is a composite that holds it, too, and is ben's. */
export const keycloak = (more: Readonly<Record<string, Told>> = {}): Readonly<Record<string, Told>> => ({
  '/users': [user('ann'), user('ben'), user('cy', { enabled: false })],
  '/groups': [{ id: 'g1', name: 'Bakers', subGroups: [{ id: 'g2', name: 'Apprentices', subGroups: [] }] }],
  '/roles?briefRepresentation=false': [role('r1', 'chef', true)],
  '/clients': [{ id: 'c1', clientId: 'urn:amazon:webservices' }],
  '/clients/c1/roles?briefRepresentation=false': [role('a1', ADMIN)],
  '/roles-by-id/r1/composites': [role('a1', ADMIN)],
  [holders(ADMIN, 'users')]: [],
  [holders(ADMIN, 'groups')]: [{ id: 'g1', name: 'Bakers' }],
  '/roles/chef/users': [{ id: 'ben' }],
  '/roles/chef/groups': [],
  '/groups/g1/members': [{ id: 'cy' }],
  '/groups/g2/members': [{ id: 'ann' }],
  ...more,
});
