import { describe, expect, it } from 'vitest';
import { pathOfRoute } from '../../../answers/access-paths.ts';
import { NodeBook } from '../../../answers/node-info.ts';
import { routeOver } from '../../../answers/routes.ts';
import type { Hop } from '../../../domain/access.ts';
import { permissionSetId, ssoUserId } from '../../../domain/node-ids.ts';
import type { Json } from '../../../domain/policy.ts';
import { permissionSetOfRole } from '../../../domain/principal.ts';
import type { DirectoryUser, IamRole, Snapshot } from '../../../domain/snapshot.ts';
import { directoryFacts, nameOfHop } from '../../../reasoning/verify/directory.ts';
import { World } from '../../../reasoning/world.ts';
import { hopsIn } from '../../reasoning/entrance-ways.ts';
import { allow, asked, document, HOME, role, snapshotOf } from '../../reasoning/two-accounts.ts';

// From who is assigned to the live role, whatever its set is called and whatever the set says by now.

const SUFFIX = '0123456789abcdef';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-1';
const SET = `${INSTANCE.replace('instance', 'permissionSet')}/ps-1`;
const PROVIDER = `arn:aws:iam::${HOME}:saml-provider/AWSSSO_1_DO_NOT_DELETE`;
const ANN = ssoUserId('ann');
const REGIONAL = '/aws-reserved/sso.amazonaws.com/eu-west-1/';
const ANN_ACTIVE: DirectoryUser = { id: 'ann', provider: 'd-1', userName: 'ann', emails: [], active: true };

function provisioned(set: string, policy: Json = allow('iam:GetRole'), path = REGIONAL): IamRole {
  const name = `AWSReservedSSO_${set}_${SUFFIX}`;
  return role(name, policy, {
    arn: `arn:aws:iam::${HOME}:role${path}${name}`,
    path,
    trustPolicy: document({
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    }),
  });
}

const CALLS = [
  'ListInstances',
  'ListPermissionSets',
  'DescribePermissionSet',
  'ListAccountsForProvisionedPermissionSet',
  'ListAccountAssignments',
].map((call) => `sso-admin:${call}`);

const assigned = (set: string, roles: readonly IamRole[], more: Partial<Snapshot> = {}): Snapshot =>
  snapshotOf(
    {
      roles,
      identityProviders: [{ kind: 'saml', arn: PROVIDER, account: HOME }],
      permissionSets: [
        { arn: SET, instanceArn: INSTANCE, name: set, managedPolicies: [], customerManagedPolicies: [] },
      ],
      assignments: [
        { instanceArn: INSTANCE, permissionSet: SET, account: HOME, principalKind: 'user', principalId: 'ann' },
      ],
      directoryUsers: [ANN_ACTIVE],
      ...more,
    },
    ...CALLS,
  );

/** The hops of Ann, which the second reading of the directory has as well. */
function hopsOfAnn(snapshot: Snapshot): readonly Hop[] {
  const facts = directoryFacts(snapshot);
  const hops = hopsIn(snapshot).filter(({ from }) => [ANN, permissionSetId(SET, HOME)].includes(from));
  expect(hops.map(nameOfHop).filter((name) => !facts.has(name))).toEqual([]);
  return hops;
}

/** Where Ann comes to. */
const reached = (snapshot: Snapshot): readonly string[] =>
  hopsOfAnn(snapshot).flatMap(({ kind, to }) => (kind === 'federatesTo' ? [to] : []));

describe('the role of a permission set (identity case 1)', () => {
  const LONG = 'Set_of_a_name_of_32_characters.+';

  it.each([
    ['in a Region', 'Admin', REGIONAL],
    ['in us-east-1, without a Region', 'Admin', '/aws-reserved/sso.amazonaws.com/'],
    ['with _ in its name', 'Finance_read_only', REGIONAL],
    ['with what looks like a suffix in its name', `Old_${SUFFIX}`, REGIONAL],
    ['with a name of 32 characters', LONG, REGIONAL],
  ])('is known %s', (_how, set, path) => {
    const live = provisioned(set, allow('iam:GetRole'), path);
    expect(permissionSetOfRole(live.name)).toBe(set);
    expect(reached(assigned(set, [live]))).toEqual([live.arn]);
  });

  it('has the longest name that IAM takes where the set has', () => {
    expect(LONG).toHaveLength(32);
    expect(provisioned(LONG).name).toHaveLength(64);
  });

  it('is no role of that name elsewhere, nor that of a set whose name begins or ends alike', () => {
    expect(reached(assigned('Admin', [provisioned('Admin', allow('iam:GetRole'), '/')]))).toEqual([]);
    expect(reached(assigned('Admin', [provisioned('Admin_all'), provisioned('My_Admin')]))).toEqual([]);
  });

  it('is not guessed where the name of the set was not read', () => {
    const odd = { ...provisioned('Admin'), name: 'AWSReservedSSO_Admin' };
    expect(reached(assigned('Admin', [odd], { permissionSets: [] }))).toEqual([]);
  });

  it('has sessions whose ARN has no path', () => {
    const live = provisioned('Admin', allow('sts:AssumeRole'));
    const verdict = (arn: string): readonly string[] => {
      const vault = role('vault', undefined, {
        trustPolicy: document({ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }),
      });
      const hops = hopsIn(assigned('Admin', [live, vault]));
      return hops.filter(({ from, to }) => from === live.arn && to === vault.arn).map((hop) => hop.verdict);
    };
    const session = `arn:aws:sts::${HOME}:assumed-role`;
    expect(verdict(live.arn)).toEqual(['allowed']);
    expect(verdict(`${session}/${live.name}/ann`)).toHaveLength(1);
    expect(verdict(`${session}${live.path}${live.name}/ann`)).toEqual([]);
  });
});

describe('an assignment and a role apart (identity case 2)', () => {
  it('an assignment whose role was not made leads to the set and no further', () => {
    expect(hopsOfAnn(assigned('Admin', [])).map(({ to }) => to)).toEqual([permissionSetId(SET, HOME)]);
  });

  it('a role left behind without an assignment is entered by nobody', () => {
    const live = provisioned('Admin');
    expect(hopsIn(assigned('Admin', [live])).filter(({ to }) => to === live.arn)).toHaveLength(1);
    expect(hopsIn(assigned('Admin', [live], { assignments: [] })).filter(({ to }) => to === live.arn)).toEqual([]);
  });
});

it('a set that was edited and not provisioned again changes nothing (identity case 3)', () => {
  const live = provisioned('Admin', allow('iam:GetRole'));
  const snapshot = assigned('Admin', [live], {
    permissionSets: [
      {
        arn: SET,
        instanceArn: INSTANCE,
        name: 'Admin',
        inlinePolicy: allow('iam:DeleteRole'),
        managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        customerManagedPolicies: [],
      },
    ],
  });
  const of = (action: string): string => asked(snapshot, live.arn, action, live.arn).verdict;
  expect(reached(snapshot)).toEqual([live.arn]);
  expect(of('iam:GetRole')).toBe('allowed');
  expect(of('iam:DeleteRole')).toBe('denied');
});

it('a disabled user cannot come in now, and may still hold a session (identity case 4)', () => {
  const told = (active: boolean): readonly unknown[] => {
    const snapshot = assigned('Admin', [provisioned('Admin')], { directoryUsers: [{ ...ANN_ACTIVE, active }] });
    const world = new World(snapshot);
    const path = pathOfRoute({ world, book: new NodeBook(world), language: 'en' }, routeOver(hopsOfAnn(snapshot)));
    return [path?.verdict, path?.now];
  };
  expect(told(true)).toEqual(['allowed', true]);
  expect(told(false)).toEqual(['allowed', false]);
});
