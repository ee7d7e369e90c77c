import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MayNeed } from '../../domain/access.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { callersOf, roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { mayNeed } from '../../reasoning/may-need.ts';
import { type Caller, ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { asked, document, HOME, named, PARTNER_USER, role, snapshotOf } from './two-accounts.ts';

const FUNCTION = `arn:aws:lambda:eu-west-1:${HOME}:function:f`;
const INSTANCE = `arn:aws:ec2:eu-west-1:${HOME}:instance/i-1`;
const READ_ALL = ['organizations:ListPolicies', 'organizations:DescribePolicy', 'organizations:ListTargetsForPolicy'];

type Said = Readonly<Record<string, Json>>;
const says = (Effect: 'Allow' | 'Deny', Action: Json, Resource: Json = '*', more: Said = {}): Said => ({
  Effect,
  Action,
  Resource,
  ...more,
});
const allows = (Action: Json, Resource?: Json, more?: Said): Said => says('Allow', Action, Resource, more);
const denies = (Action: Json, Resource?: Json, more?: Said): Said => says('Deny', Action, Resource, more);
const app = (...statements: readonly Said[]): IamRole => role('App', document(...statements));

const BOUNDARY = `arn:aws:iam::${HOME}:policy/Boundary`;
const bounded = (own: IamRole, ...statements: readonly Said[]): Partial<Snapshot> => ({
  roles: [{ ...own, permissionsBoundary: BOUNDARY }],
  managedPolicies: [{ arn: BOUNDARY, account: HOME, awsManaged: false, ...named(document(...statements)) }],
});

const OFFICE = { 'aws:SourceIp': '203.0.113.0/24' };
const FROM_OFFICE: Said = { Condition: { IpAddress: OFFICE } };
const FROM_ELSEWHERE: Said = { Condition: { NotIpAddress: OFFICE } };
const DENY_OTHERS: Said = {
  Effect: 'Deny',
  Action: 'iam:PassRole',
  NotResource: `arn:aws:iam::${HOME}:role/One`,
};

/** An organisation whose root and whose account each have these SCPs, beside another account that manages it. */
const guarded = (root: readonly Said[], account: readonly Said[], managementAccount = '777788889999') => ({
  organization: { id: 'o-1', rootId: 'r-1', managementAccount, enabled: ['scp' as const] },
  accounts: [{ id: HOME, partition: 'aws', parent: 'r-1' }],
  organizationPolicies: [root, account].map((statements, i) => ({
    id: `p-${i}`,
    type: 'scp' as const,
    awsManaged: false,
    targets: [i === 0 ? 'r-1' : HOME],
    ...named(document(...statements)),
  })),
});

function needsOf(snapshot: Snapshot, who: IamRole | Caller, action: string, arn: string): readonly MayNeed[] {
  const world = new World(snapshot);
  const target = targetOfArn(arn, snapshot.resources);
  if (target === undefined) throw new Error(`${arn} is no ARN`);
  const caller = 'principal' in who ? who : roleCaller(who);
  const onDisagreement = (one: unknown): never => {
    throw new Error(JSON.stringify(one));
  };
  const profile = ordinaryCaller(snapshot.takenAt);
  return mayNeed(world, { caller, target, action, profile }, { replay: decide, onDisagreement });
}

/** The verdict on one dependent action of creating a function. */
function ofCreating(action: string, parts: Partial<Snapshot>, who: IamRole | Caller, calls = READ_ALL): string {
  const found = needsOf(snapshotOf(parts, ...calls), who, 'lambda:CreateFunction', FUNCTION);
  return found.find((one) => one.action === action)?.verdict ?? 'not listed';
}
const passes = (parts: Partial<Snapshot>, who: IamRole | Caller, calls?: string[]): string =>
  ofCreating('iam:PassRole', parts, who, calls);

const CREATES = allows('lambda:*');

describe('an action that depends on passing a role', () => {
  it('is told that no identity policy lets the caller pass any', () => {
    const own = app(CREATES);
    expect(needsOf(snapshotOf({ roles: [own] }), own, 'lambda:CreateFunction', FUNCTION)).toEqual([
      { action: 'iam:PassRole', verdict: 'denied', because: [] },
      {
        action: 'lambda:PassCapacityProvider',
        verdict: 'unknown',
        because: [{ rule: 57, text: 'of which resource it is asked depends on the call' }],
      },
    ]);
  });

  it('keeps its own verdict, whatever is denied besides', () => {
    const plain = app(allows(['iam:AddRoleToInstanceProfile']));
    const profile = `arn:aws:iam::${HOME}:instance-profile/p`;
    expect(asked(snapshotOf({ roles: [plain] }), plain.arn, 'iam:AddRoleToInstanceProfile', profile).verdict).toBe(
      'allowed',
    );
  });

  it.each<[string, string, readonly Said[]]>([
    ['unknown', 'one role may be passed', [CREATES, allows('iam:PassRole', `arn:aws:iam::${HOME}:role/One`)]],
    ['unknown', 'passing stands under a condition', [CREATES, allows('iam:Pass*', '*', FROM_OFFICE)]],
    ['unknown', 'all but something is allowed', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }]],
    ['unknown', 'a pattern that IAM refuses may name it', [CREATES, allows('i*:PassRole')]],
    ['unknown', 'one role is denied', [allows('*'), denies('iam:PassRole', `arn:aws:iam::${HOME}:role/One`)]],
    ['unknown', 'it is denied from elsewhere', [allows('*'), denies('iam:PassRole', '*', FROM_ELSEWHERE)]],
    ['unknown', 'all but some roles are denied', [allows('*'), DENY_OTHERS]],
    ['denied', 'it is denied of everything', [allows('*'), denies('iam:*')]],
    ['denied', 'all but something is denied', [allows('*'), { Effect: 'Deny', NotAction: 'lambda:*', Resource: '*' }]],
    ['denied', 'only other actions are allowed', [CREATES, allows(['iam:Get*', 'iam:List*'])]],
  ])('is %s where %s', (verdict, _, statements) => {
    const own = app(...statements);
    expect(passes({ roles: [own] }, own)).toBe(verdict);
  });

  it('is denied by a boundary that does not name it, or that denies it', () => {
    const own = app(allows('*'));
    const [capped] = bounded(own).roles ?? [];
    expect(passes(bounded(own, CREATES), capped ?? own)).toBe('denied');
    expect(passes(bounded(own, allows('*'), denies('iam:PassRole')), capped ?? own)).toBe('denied');
    expect(passes(bounded(own, allows('*')), capped ?? own)).toBe('unknown');
  });

  it('is denied where one level of SCPs does not name it, whatever the others say', () => {
    const own = app(allows('*'));
    expect(passes({ roles: [own], ...guarded([allows('*')], [CREATES]) }, own)).toBe('denied');
    expect(passes({ roles: [own], ...guarded([CREATES], [allows('*')]) }, own)).toBe('denied');
    expect(passes({ roles: [own], ...guarded([allows('*'), denies('iam:*')], [allows('*')]) }, own)).toBe('denied');
    expect(passes({ roles: [own], ...guarded([allows('*')], [allows('*')]) }, own)).toBe('unknown');
  });

  it('is not denied by SCPs where these do not bind, or were not read', () => {
    const own = app(allows('*'));
    expect(passes({ roles: [own], ...guarded([allows('*')], [CREATES], HOME) }, own)).toBe('unknown');
    expect(passes({ roles: [own], ...guarded([allows('*')], [CREATES]) }, own, [])).toBe('unknown');
    // what was read of them denies all the same
    expect(passes({ roles: [own], ...guarded([denies('*')], [allows('*')]) }, own, [])).toBe('denied');
  });

  it('is unknown where the policies of the caller were not all read', () => {
    const lost = { ...app(CREATES), attachedPolicies: [`arn:aws:iam::${HOME}:policy/Lost`] };
    expect(passes({ roles: [lost] }, lost)).toBe('unknown');
  });

  it('is unknown of who may do everything, and of whom no identity policy is known', () => {
    const callers = callersOf(new World(snapshotOf({})));
    const root = callers.find((one) => one.id === `arn:aws:iam::${HOME}:root`);
    const anyone = callers.find((one) => one.id === 'anyone');
    if (root === undefined || anyone === undefined) throw new Error('root and anyone always call');
    expect(passes({}, root)).toBe('unknown');
    expect(passes(guarded([allows('*')], [CREATES]), root)).toBe('denied');
    expect(passes({}, anyone)).toBe('unknown');
    expect(passes({}, PARTNER_USER)).toBe('unknown');
  });
});

describe('an action that depends on the use of a resource', () => {
  it('is unknown where the policy of some resource may grant that', () => {
    const own = app(CREATES);
    expect(ofCreating('lambda:PassCapacityProvider', { roles: [own] }, own)).toBe('unknown');
    const none = role('App');
    expect(ofCreating('lambda:PassCapacityProvider', { roles: [none] }, none)).toBe('unknown');
  });

  it('is denied where nothing can grant it in spite of a Deny', () => {
    const own = app(allows('*'), denies('lambda:PassCapacityProvider'));
    expect(ofCreating('lambda:PassCapacityProvider', { roles: [own] }, own)).toBe('denied');
  });
});

describe('a dependent action that takes no resource', () => {
  const describes = (...statements: readonly Said[]): MayNeed | undefined => {
    const own = app(...statements);
    const arn = `arn:aws:route53:::hostedzone/Z1`;
    return needsOf(snapshotOf({ roles: [own] }), own, 'route53:AssociateVPCWithHostedZone', arn).find(
      (one) => one.action === 'ec2:DescribeVpcs',
    );
  };

  it('is asked of `*`', () => {
    expect(describes(allows('*'))).toEqual({ action: 'ec2:DescribeVpcs', verdict: 'allowed', because: [] });
    expect(describes(allows('route53:*'))?.verdict).toBe('denied');
    expect(describes(allows('ec2:Describe*', `arn:aws:ec2:*:${HOME}:vpc/*`))?.verdict).toBe('denied');
  });

  it('is open of callers of other accounts, whose policies nobody read, and of those without account', () => {
    const arn = `arn:aws:route53:::hostedzone/Z1`;
    const service: Caller = { id: 'service:x', principal: { kind: 'service', name: 'x.amazonaws.com' } };
    for (const who of [PARTNER_USER, service]) {
      const told = needsOf(snapshotOf({}), who, 'route53:AssociateVPCWithHostedZone', arn);
      expect(told.map(({ action, verdict }) => [action, verdict])).toEqual([['ec2:DescribeVpcs', 'unknown']]);
    }
  });

  it('is conditional, with the condition, where it is allowed under one', () => {
    const found = describes(allows('*', '*', FROM_OFFICE));
    expect(found?.verdict).toBe('conditional');
    expect(found?.when).toMatchObject({ key: 'aws:SourceIp' });
  });
});

/** Statements that meet the dependent actions, or nearly do. */
const statement = fc.record({
  Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
  actions: fc.constantFrom<Said>(
    { Action: '*' },
    { Action: 'iam:*' },
    { Action: 'iam:PassRole' },
    { Action: 'IAM:passrole' },
    { Action: ['ec2:*', 'kms:*'] },
    { Action: 'kms:Decrypt' },
    { Action: 'lambda:*' },
    { NotAction: 'lambda:*' },
    { NotAction: ['iam:*', 'kms:Decrypt'] },
  ),
  resources: fc.constantFrom<Said>(
    { Resource: '*' },
    { Resource: '*' },
    { Resource: `arn:aws:iam::${HOME}:role/One` },
    { Resource: 'arn:aws:kms:*:*:key/*' },
    { NotResource: `arn:aws:iam::${HOME}:role/One` },
  ),
  more: fc.constantFrom<Said>({}, {}, FROM_OFFICE, FROM_ELSEWHERE),
});
const statements = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((list) =>
    list.map(({ Effect, actions, resources, more }): Said => ({ Effect, ...actions, ...resources, ...more })),
  );

const KEY_ARN = `arn:aws:kms:eu-west-1:${HOME}:key/k`;
const keyOpenTo = (who: string): Resource => ({
  type: 'AWS::KMS::Key',
  arn: KEY_ARN,
  name: 'k',
  account: HOME,
  region: 'eu-west-1',
  tags: {},
  manager: 'CUSTOMER',
  aliases: [],
  grants: [],
  policy: named(document({ Effect: 'Allow', Principal: { AWS: who }, Action: 'kms:*', Resource: '*' })),
});

describe('what is called denied', () => {
  const ARNS: Readonly<Record<string, readonly string[]>> = {
    'iam:PassRole': [
      `arn:aws:iam::${HOME}:role/One`,
      `arn:aws:iam::${HOME}:role/any/Other`,
      `arn:aws:iam::444455556666:role/X`,
    ],
    'kms:Decrypt': [KEY_ARN],
    'ec2:CreateTags': [INSTANCE],
  };
  /** Actions beside which AWS lists those. */
  const BESIDE = {
    'iam:PassRole': 'lambda:CreateFunction',
    'kms:Decrypt': 'aiops:GetFact',
    'ec2:CreateTags': 'ec2:RunInstances',
  };

  it('no resource is found on which the engine allows it, or is in doubt', () => {
    const seen = { denied: 0, unknown: 0 };
    fc.assert(
      fc.property(
        fc.record({ own: statements, boundary: fc.option(statements), scp: fc.option(statements), open: fc.boolean() }),
        ({ own, boundary, scp, open }) => {
          const plain = app(...own);
          const parts = boundary === null ? { roles: [plain] } : bounded(plain, ...boundary);
          const [who = plain] = parts.roles ?? [];
          const resources = [keyOpenTo(open ? who.arn : `arn:aws:iam::${HOME}:root`)];
          const guard = scp === null ? {} : guarded([allows('*')], scp);
          const snapshot = snapshotOf({ ...parts, ...guard, resources }, ...READ_ALL, ...KEY_CALLS);
          for (const [dependent, main] of Object.entries(BESIDE)) {
            const found = needsOf(snapshot, who, main, FUNCTION).find(({ action }) => action === dependent);
            if (found === undefined) throw new Error(`AWS lists ${dependent} beside ${main}`);
            if (found.verdict === 'denied') seen.denied += 1;
            else seen.unknown += 1;
            const verdicts = (ARNS[dependent] ?? []).map((arn) => asked(snapshot, who.arn, dependent, arn).verdict);
            if (found.verdict === 'denied') expect(verdicts.filter((one) => one !== 'denied')).toEqual([]);
          }
        },
      ),
      { seed: 57, numRuns: 300 },
    );
    expect(Math.min(seen.denied, seen.unknown)).toBeGreaterThan(100);
  });
});

const KEY_CALLS = ['kms:ListKeys', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:ListResourceTags', 'kms:ListAliases'];
