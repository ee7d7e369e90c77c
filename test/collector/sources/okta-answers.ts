import type { Json } from '../../../domain/policy.ts';
import type { Told } from './fake-web.ts';

// Answers of the shape that the Okta API documents: Users, Groups, Applications.

export const APPS = '/api/v1/apps?filter=name eq "amazon_aws"';

const user = (id: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  status: 'ACTIVE',
  profile: {
    login: `${id}@example.com`,
    email: `${id}@example.com`,
    firstName: id,
    lastName: 'Baker',
    department: 'Ovens',
  },
  ...more,
});

export const group = (id: string, name: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  type: 'OKTA_GROUP',
  profile: { name },
  ...more,
});

export const MODE_A = {
  useGroupMapping: true,
  appFilter: 'okta',
  groupFilter: '^aws_(?{{accountid}}\\d+)_(?{{role}}[a-zA-Z0-9+=,.@\\-_]+)$',
  roleValuePattern: 'arn:aws:iam::${accountid}:saml-provider/OKTA,arn:aws:iam::${accountid}:role/${role}',
};

export const app = (settings: Readonly<Record<string, Json>>): Json => ({
  id: 'app1',
  label: 'AWS',
  status: 'ACTIVE',
  settings: { app: settings },
});

/** Ann and Ben are in the group; both are assigned to the application; Cy left. */
export const okta = (more: Readonly<Record<string, Told>> = {}): Readonly<Record<string, Told>> => ({
  '/api/v1/users': [user('ann'), user('ben'), user('cy', { status: 'SUSPENDED' })],
  [APPS]: [app(MODE_A)],
  '/api/v1/groups': [group('g1', 'aws_111122223333_admin'), group('g2', 'Everyone', { type: 'BUILT_IN' })],
  '/api/v1/apps/app1/users': [
    { id: 'ann', scope: 'GROUP' },
    { id: 'ben', scope: 'GROUP' },
  ],
  '/api/v1/groups/g1/users': [{ id: 'ann' }, { id: 'ben' }],
  ...more,
});
