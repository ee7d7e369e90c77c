import { describe, expect, it } from 'vitest';
import type { KmsKey, Organization, Snapshot } from '../../domain/snapshot.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { requestedRegion } from '../../reasoning/resource-keys.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { allow, asked, document, HOME, named, PARTNER_USER, role, snapshotOf, texts } from './two-accounts.ts';

const APP = `arn:aws:iam::${HOME}:role/app`;
const NEXT = `arn:aws:iam::${HOME}:role/next`;

describe('the Region of a call', () => {
  const organization: Organization = { id: 'o-1', rootId: 'r-1', managementAccount: '000000000001', enabled: ['scp'] };
  const elsewhere = { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } };
  const guardrail = document(
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', NotAction: ['iam:*', 'organizations:*'], Resource: '*', Condition: elsewhere },
  );
  const guarded = snapshotOf(
    {
      organization,
      accounts: [{ id: HOME, partition: 'aws', parent: 'r-1' }],
      organizationPolicies: [
        { id: 'p-1', type: 'scp', name: 'Region', awsManaged: false, targets: ['r-1', HOME], document: guardrail },
      ],
      roles: [role('app', allow('sts:AssumeRole')), role('next')],
    },
    'organizations:ListPolicies',
    'organizations:DescribePolicy',
    'organizations:ListTargetsForPolicy',
  );

  it('is open where AWS STS is called on a role: a regional guardrail leaves its own Region', () => {
    const { verdict, when } = asked(guarded, APP, 'sts:AssumeRole', NEXT);
    expect(verdict).toBe('conditional');
    expect(JSON.stringify(when)).toContain('eu-central-1');
  });

  it('is that of the one endpoint where IAM is called', () => {
    const pinned = allow('iam:GetRole', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } });
    const snapshot = snapshotOf({ roles: [role('app', pinned), role('next')] });
    expect(asked(snapshot, APP, 'iam:GetRole', NEXT).verdict).toBe('allowed');
  });

  it.each([
    ['aws', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
  ])('of IAM in the partition %s is %s', (partition, region) => {
    const target = targetOfArn(`arn:${partition}:iam::${HOME}:user/ann`, []);
    if (target === undefined) throw new Error('a user is a target');
    const question = { caller: PARTNER_USER, target, action: 'iam:GetUser', profile: ordinaryCaller('2026-11-24') };
    const state = requestedRegion(question, new World(snapshotOf({})), 'aws:RequestedRegion');
    expect(state).toEqual({ kind: 'fixed', value: region });
  });
});

describe('the aliases of a key', () => {
  const arn = `arn:aws:kms:eu-west-1:${HOME}:key/k`;
  const delegation = document({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${HOME}:root` },
    Action: 'kms:*',
    Resource: '*',
  });
  const key: KmsKey = {
    type: 'AWS::KMS::Key',
    arn,
    account: HOME,
    region: 'eu-west-1',
    name: 'k',
    tags: {},
    policy: named(delegation),
    manager: 'CUSTOMER',
    aliases: ['alias/app', 'alias/old'],
    grants: [],
  };
  const onAlias = (alias: string): ReturnType<typeof role> =>
    role('app', allow('kms:Decrypt', '*', { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }));
  const withAliases = (alias: string, ...calls: readonly string[]): Snapshot =>
    snapshotOf({ roles: [onAlias(alias)], resources: [key] }, 'kms:GetKeyPolicy', 'kms:ListGrants', ...calls);

  it('are those of the record', () => {
    expect(asked(withAliases('alias/app', 'kms:ListAliases'), APP, 'kms:Decrypt', arn).verdict).toBe('allowed');
    expect(asked(withAliases('alias/new', 'kms:ListAliases'), APP, 'kms:Decrypt', arn).verdict).toBe('denied');
  });

  it('are not known where they were not read', () => {
    const open = asked(withAliases('alias/app'), APP, 'kms:Decrypt', arn);
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('the aliases of the key could not be read: kms:ListAliases');
  });

  it('are absent from a key that has none', () => {
    const bare = { ...withAliases('alias/app', 'kms:ListAliases'), resources: [{ ...key, aliases: [] }] };
    expect(asked(bare, APP, 'kms:Decrypt', arn).verdict).toBe('denied');
  });
});
