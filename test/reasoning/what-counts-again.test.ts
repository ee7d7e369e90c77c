import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import type { OrganizationPolicy, Resource, Snapshot } from '../../domain/snapshot.ts';
import { again, differing, earlierOf, smallOrganisation } from '../properties/again.ts';

// One role, one bucket and one queue, and what changes around them without a word in their own records.

const all = smallOrganisation(6);
const statements = (...list: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: list });
const allow = (action: Json, resource: Json = '*', more: Readonly<Record<string, Json>> = {}): Json => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});

const [bucket] = all.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
const [queue] = all.resources.filter(({ type }) => type === 'AWS::SQS::Queue');
const [role] = all.roles.filter(
  ({ account, path }) => account === bucket?.account && !path.startsWith('/aws-reserved/'),
);
const [trusting] = all.roles.filter((one) => one !== role);
const other = all.accounts.find(({ id }) => id !== bucket?.account)?.id ?? '';

function worldOf(policies: readonly Json[], more: Partial<Resource> = {}): Snapshot {
  if (bucket === undefined || queue === undefined || role === undefined || trusting === undefined)
    throw new Error('nothing to ask of');
  const { permissionsBoundary: _, ...plain } = role;
  const asking = {
    ...plain,
    attachedPolicies: [],
    inlinePolicies: policies.map((document, at) => ({ name: `policy-${at}`, document })),
  };
  const trust = statements({ Effect: 'Allow', Principal: { AWS: role.arn }, Action: 'sts:AssumeRole' });
  const resources = [bucket, queue].map((one) => ({ ...one, tags: {}, ...more }) as Resource);
  return {
    ...all,
    users: [],
    groups: [],
    resources,
    roles: [asking, { ...trusting, trustPolicy: trust }].sort((a, b) => (a.arn < b.arn ? -1 : 1)),
  };
}

/** How many records a proof of everything has otherwise than before; none that a proof again has otherwise. */
function changedBetween(before: Snapshot, after: Snapshot): number {
  const [earlier, full] = [earlierOf(before), earlierOf(after)];
  expect(differing(again(after, earlier), full.proved)).toEqual([]);
  return differing(earlier.proved, full.proved).length;
}

describe('a proof again', () => {
  it('asks of what is sealed with a key that is not in the inventory when the RCPs of its account change', () => {
    const before = worldOf([statements(allow('*'))], {
      encryption: { kind: 'customerManaged', key: `arn:aws:kms:${bucket?.region}:${other}:key/unseen` },
    });
    const sealed = statements({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' });
    const rcp: OrganizationPolicy = {
      id: 'p-keys',
      name: 'keys',
      type: 'rcp',
      awsManaged: false,
      targets: [other],
      document: sealed,
    };
    const after = { ...before, organizationPolicies: [...before.organizationPolicies, rcp] };
    expect(changedBetween(before, after)).toBeGreaterThan(0);
  });

  it('says nothing of a pattern that IAM refuses where the statement speaks of other things', () => {
    // a wildcard where AWS allows none, so that what is granted is unknown, and why is told
    const unsure = statements(
      allow('s3:*', `arn:*:s3:::${bucket?.name}`),
      allow('sts:AssumeRole', 'arn:*:iam::*:role/*'),
    );
    const elsewhere = statements(
      allow(['s*:Get*', 'st*:AssumeRole'], ['arn:aws:s3:::elsewhere', 'arn:aws:iam::1:role/x']),
    );
    expect(changedBetween(worldOf([unsure]), worldOf([unsure, elsewhere]))).toBe(0);
  });

  it('asks of tags as conditions read them: of names that differ by case alone the first one counts', () => {
    const ofTeam = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } };
    const policies = [statements(allow('sqs:*', '*', ofTeam))];
    const [before, after] = [
      { Team: 'a', team: 'b' },
      { team: 'b', Team: 'a' },
    ].map((tags) => worldOf(policies, { tags }));
    if (before === undefined || after === undefined) return;
    expect(changedBetween(before, after)).toBeGreaterThan(0);
  });
});
