import { describe, expect, it } from 'vitest';
import { pathsTo } from '../../../answers/access-paths.ts';
import { NodeBook } from '../../../answers/node-info.ts';
import { routeOver } from '../../../answers/routes.ts';
import { pseudonymised } from '../../../collector/pseudonymise.ts';
import type { Grant, Hop } from '../../../domain/access.ts';
import type { AnswerPath } from '../../../domain/answer.ts';
import type { Formula } from '../../../domain/formula.ts';
import type { IdentityCenter } from '../../../domain/identity-center.ts';
import { permissionSetId, ssoUserId } from '../../../domain/node-ids.ts';
import type { DirectoryUser, IamRole, Snapshot } from '../../../domain/snapshot.ts';
import { World } from '../../../reasoning/world.ts';
import { allow, asked, document, HOME, role, snapshotOf } from '../../reasoning/two-accounts.ts';

// Which session tags a role of Identity Center's sessions carry: attributes for access control.

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1';
const SET = 'arn:aws:sso:::permissionSet/ssoins-1/ps-1';
const CALL = 'sso-admin:DescribeInstanceAccessControlAttributeConfiguration';
const QUEUE = `arn:aws:sqs:eu-west-1:${HOME}:orders`;
const CAKES: Formula = {
  kind: 'test',
  operator: { name: 'StringEquals', ifExists: false },
  key: 'aws:PrincipalTag/Team',
  values: ['cakes'],
};

const trusting = (Principal: Readonly<Record<string, string>>): IamRole => {
  const name = 'AWSReservedSSO_Baker_0123456789abcdef';
  const path = '/aws-reserved/sso.amazonaws.com/';
  const policy = allow('sqs:SendMessage', '*', { StringEquals: { 'aws:PrincipalTag/Team': 'cakes' } });
  return role(name, policy, {
    arn: `arn:aws:iam::${HOME}:role${path}${name}`,
    path,
    trustPolicy: document({ Effect: 'Allow', Principal, Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] }),
  });
};
const BAKER = trusting({ Federated: `arn:aws:iam::${HOME}:saml-provider/AWSSSO_1_DO_NOT_DELETE` });

const person = (id: string, department?: string): DirectoryUser => ({
  id,
  provider: 'd-1',
  userName: id,
  emails: [],
  active: true,
  ...(department === undefined ? {} : { department }),
});

interface Read {
  readonly accessControl?: IdentityCenter['accessControl'];
  readonly calls?: readonly string[];
  readonly into?: IamRole;
}

const snapshot = ({ accessControl, calls = [CALL], into = BAKER }: Read): Snapshot =>
  snapshotOf(
    {
      roles: [into],
      resources: [
        { type: 'AWS::SQS::Queue', arn: QUEUE, account: HOME, region: 'eu-west-1', name: 'orders', tags: {} },
      ],
      identityCenters: [
        {
          instanceArn: INSTANCE,
          identityStoreId: 'd-1',
          region: 'eu-west-1',
          ownerAccount: HOME,
          ...(accessControl === undefined ? {} : { accessControl }),
        },
      ],
      permissionSets: [
        { arn: SET, instanceArn: INSTANCE, name: 'Baker', managedPolicies: [], customerManagedPolicies: [] },
      ],
      directoryUsers: [person('ann', 'cakes'), person('bob', 'bread'), person('eve')],
    },
    'sqs:ListQueues',
    'sqs:GetQueueAttributes',
    ...calls,
  );

const hop = (kind: Hop['kind'], from: string, to: string): Hop => ({
  kind,
  from,
  to,
  technique: kind,
  verdict: 'allowed',
  when: { kind: 'true' },
  by: [],
  assumptions: [],
  proof: 'certified',
});

/** The path of a user through the permission set to what only the team of cakes may. */
function path(user: string, read: Read): AnswerPath | undefined {
  const world = new World(snapshot(read));
  const set = permissionSetId(SET, HOME);
  const route = [hop('assigned', ssoUserId(user), set), hop('federatesTo', set, BAKER.arn)];
  const grant: Grant = {
    actions: ['sqs:SendMessage'],
    verdict: 'conditional',
    when: CAKES,
    by: [],
    alsoNeeds: [],
    assumptions: [],
    proof: 'certified',
  };
  const access = {
    principal: BAKER.arn,
    resource: QUEUE,
    scope: { kind: 'whole', pattern: QUEUE, except: [], sample: QUEUE },
    grants: [grant],
    cuts: [],
    unlisted: [],
  } as const;
  return pathsTo({ world, book: new NodeBook(world), language: 'en' }, access, grant)(routeOver(route));
}

const from = (source: string, enabled = true): Read => ({
  accessControl: { enabled, attributes: [{ key: 'team', sources: [source] }] },
});
const ofRole = (read: Read): string =>
  asked(snapshot(read), (read.into ?? BAKER).arn, 'sqs:SendMessage', QUEUE).verdict;

describe('attributes for access control of Identity Center', () => {
  it('that are not enabled leave sessions the tags of their role alone', () => {
    expect(ofRole({})).toBe('denied');
    expect(path('ann', {})).toBeUndefined();
  });

  it('leave sessions open that come in otherwise as well', () => {
    expect(ofRole({ into: trusting({ Federated: `arn:aws:iam::${HOME}:saml-provider/own` }) })).toBe('conditional');
    expect(ofRole({ into: trusting({ AWS: `arn:aws:iam::${HOME}:root` }) })).toBe('conditional');
  });

  it('give a person the value that the directory has, whatever the case of the key', () => {
    const department = from('${path:enterprise.department}');
    expect(ofRole(department)).toBe('conditional');
    expect(path('ann', department)?.verdict).toBe('allowed');
    expect(path('bob', department)).toBeUndefined();
  });

  it('stay open where the value is not known, and for keys that an external provider may send', () => {
    expect(path('eve', from('${path:enterprise.department}'))?.verdict).toBe('conditional');
    expect(path('bob', from('${path:enterprise.costCenter}'))?.verdict).toBe('conditional');
    const other: Read = { accessControl: { enabled: true, attributes: [] } };
    expect(path('bob', other)?.verdict).toBe('conditional');
    expect(path('bob', from('${path:enterprise.department}', false))?.verdict).toBe('conditional');
  });

  it('that were not read stay open, and the path names the call', () => {
    const unread: Read = { calls: [] };
    expect(ofRole(unread)).toBe('conditional');
    const told = path('bob', unread);
    expect(told?.verdict).toBe('conditional');
    expect(told?.hops.at(-1)?.assumptions?.map(({ text }) => text)).toEqual([
      `which attributes of the directory become session tags was not read (${CALL})`,
    ]);
    expect(path('eve', from('${path:enterprise.department}'))?.hops.at(-1)?.assumptions).toBeUndefined();
  });

  it('have no known value where the snapshot has other names for departments', () => {
    const shared = pseudonymised(snapshot(from('${path:enterprise.department}')), Buffer.from('key'), false);
    if (!shared.ok) return expect.fail('no pattern is in the way');
    expect(shared.value.identityCenters[0]?.accessControl?.attributes).toEqual([{ key: 'team', sources: [''] }]);
    expect(path('bob', from(''))?.verdict).toBe('conditional');
  });
});
