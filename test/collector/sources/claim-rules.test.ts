import { describe, expect, it } from 'vitest';
import type { SourceRead } from '../../../collector/sources/asking.ts';
import { type ClaimRule, claimRulesRead } from '../../../collector/sources/claim-rules.ts';
import { parseSources } from '../../../collector/sources/config.ts';
import { NO_SOURCES, sourcesPart } from '../../../collector/sources/read-sources.ts';
import { ssoGroupId, ssoUserId } from '../../../domain/node-ids.ts';
import type { DirectoryUser } from '../../../domain/snapshot.ts';
import { hopsIn } from '../../reasoning/entrance-ways.ts';
import { document, HOME, role, snapshotOf } from '../../reasoning/two-accounts.ts';

// Rules as administrators of AD FS write them for AWS, over the users and groups of a directory.

const ANN: DirectoryUser = {
  id: 'u1',
  provider: 'scim:ad',
  userName: 'ann',
  emails: ['ann@cakes.example'],
  department: 'Finance 111122223333',
  active: true,
};
const group = (name: string) => ({ id: name, provider: 'scim:ad', name, members: ['u1'] });
const BY_GROUP: ClaimRule = {
  claim: 'group',
  matches: '^AWS-\\d{12}',
  pattern: 'AWS-(\\d{12})-',
  role: 'arn:aws:iam::$1:saml-provider/ADFS,arn:aws:iam::$1:role/',
};

function read(rule: ClaimRule, ...names: readonly string[]): SourceRead {
  const identity = { id: 'adfs', name: 'AD FS', standsFor: [] };
  return claimRulesRead(identity, { closed: true, rules: [rule] }, { users: [ANN], groups: names.map(group) });
}
const given = ({ entitlements }: SourceRead): readonly string[] =>
  entitlements.map((one) => `${one.principalId}: ${one.role} through ${one.through}`);
const details = ({ cells }: SourceRead): readonly string[] => cells.flatMap(({ detail }) => detail ?? []);

describe('a rule of claims (identity case 10)', () => {
  const admin = `arn:aws:iam::${HOME}:role/admin through arn:aws:iam::${HOME}:saml-provider/ADFS`;

  it('gives the group the role that stands in its name, and nothing to a group that does not fit', () => {
    const told = read(BY_GROUP, `AWS-${HOME}-admin`, 'Bakers', `my AWS-${HOME}-admin`);
    expect(given(told)).toEqual([`AWS-${HOME}-admin: ${admin}`]);
    expect(told.source).toMatchObject({ kind: 'declared', closed: true });
  });

  it('is put in place of every match, so that a value that fits twice is no role, and the source is open', () => {
    const told = read(BY_GROUP, `AWS-${HOME}-AWS-444455556666-admin`);
    expect(given(told)).toEqual([]);
    expect(told.source.closed).toBe(false);
    expect(details(told)).toEqual([expect.stringContaining('names no role and provider')]);
  });

  it('that fits twice may still come to one role', () => {
    const told = read(
      { ...BY_GROUP, matches: 'x', pattern: 'x+', role: '' },
      `arn:aws:iam::${HOME}:rxole/a,xarn:aws:iam::${HOME}:saml-provider/Y`,
    );
    expect(given(told)).toEqual([expect.stringContaining(`arn:aws:iam::${HOME}:role/a through`)]);
  });

  it('looks at what is known of a user, and puts names of groups in', () => {
    const byDepartment: ClaimRule = {
      claim: 'department',
      pattern: '^(?<team>\\w+) (\\d{12})$',
      role: 'arn:aws:iam::$1:role/${team},arn:aws:iam::${1}:saml-provider/ADFS',
    };
    const numbered = { ...byDepartment, role: byDepartment.role.replace('$1', '$2').replace('${1}', '${2}') };
    expect(given(read(numbered))).toEqual([expect.stringContaining(`u1: arn:aws:iam::${HOME}:role/Finance`)]);
  });

  it('leaves the source open where it hangs on the case of letters, which is not documented', () => {
    const told = read(BY_GROUP, `aws-${HOME}-admin`);
    expect([given(told), told.source.closed]).toEqual([[], false]);
    const anyCase = read({ ...BY_GROUP, matches: '(?i)^AWS-', pattern: '(?i)AWS-(\\d{12})-' }, `aws-${HOME}-admin`);
    expect([given(anyCase), anyCase.source.closed]).toEqual([[`aws-${HOME}-admin: ${admin}`], true]);
    expect(read(BY_GROUP, `AWS-${HOME}-Zoë`).source.closed).toBe(false);
  });

  it('is read as it is written, mistakes included', () => {
    const told = read({ ...BY_GROUP, matches: '^AWS-[^d]{12}', pattern: 'AWS-([^d]{12})-' }, `AWS-${HOME}-admin`);
    expect(given(told)).toEqual([`AWS-${HOME}-admin: ${admin}`]);
  });
});

it.each([
  ['a group that the pattern has not', { role: 'arn:aws:iam::$1:role/$2' }],
  ['what .NET alone knows', { role: '$&' }],
  ['a pattern that means something else there', { pattern: '\\p{L}+' }],
  ['one half without case', { matches: '(?i)^AWS-' }],
])('is refused with its place: %s', (_what, wrong) => {
  const sources = [{ kind: 'claims', id: 'adfs', rules: [BY_GROUP, { ...BY_GROUP, ...wrong }] }];
  const parsed = parseSources(JSON.stringify({ sources }), 'identity.json');
  expect(parsed.ok ? '' : parsed.error.message).toContain('sources[0].rules[1]: is no rule that can be read');
});

it('lets people in where the trust policy does, by the rule that is named (identity case 10)', () => {
  const provider = `arn:aws:iam::${HOME}:saml-provider/ADFS`;
  const admin = role('admin', undefined, {
    trustPolicy: document({ Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithSAML' }),
  });
  const other = { directoryUsers: [ANN], directoryGroups: [group(`AWS-${HOME}-admin`)] };
  const sources = { ...NO_SOURCES, claims: [{ kind: 'claims' as const, id: 'adfs', rules: [BY_GROUP] }] };
  const { part } = sourcesPart(sources, [other]);
  const snapshot = snapshotOf({
    roles: [admin],
    identityProviders: [{ kind: 'saml', arn: provider, account: HOME }],
    ...other,
    identitySources: part.identitySources ?? [],
    entitlements: part.entitlements ?? [],
  });
  const hops = hopsIn(snapshot);
  const entitled = hops.find(({ from }) => from === ssoGroupId(`AWS-${HOME}-admin`));
  expect(entitled?.technique).toBe(`declared: rule 1, group AWS-${HOME}-admin`);
  expect(hops.find(({ from }) => from === entitled?.to)).toMatchObject({ to: admin.arn, verdict: 'allowed' });
  expect(hops.some(({ from, to }) => from === ssoUserId('u1') && to === entitled?.from)).toBe(true);
});
