import { describe, expect, it } from 'vitest';
import { noticedIn } from '../../../answers/noticed.ts';
import type { IdentitySource } from '../../../domain/entitlement.ts';
import type { Json } from '../../../domain/policy.ts';
import { document, HOME, named, role, snapshotOf } from '../../reasoning/two-accounts.ts';

const MANAGER: IdentitySource = { id: 'aa', kind: 'accountAccess', name: 'aa', closed: false, providers: [] };

const SESSION = `arn:aws:sts::${HOME}:assumed-role/app/ann`;

function noticed(condition: Json, identitySources = [MANAGER]): readonly string[] {
  const policy = named(document({ Effect: 'Deny', Action: '*', Resource: '*', Condition: condition }));
  const roles = [role('app', undefined, { inlinePolicies: [policy] })];
  return noticedIn(snapshotOf({ roles, identitySources })).map(({ problem }) => problem);
}

describe('a policy about the session name (identity case 6)', () => {
  it.each<readonly [string, Json]>([
    ['aws:userid', { StringLike: { 'aws:userid': '*:ann@cakes.example' } }],
    ['sts:RoleSessionName', { StringEquals: { 'sts:RoleSessionName': 'ann' } }],
  ])('is no proof of a person where account access manager is in use: %s', (key, condition) => {
    const text = `\`${key}\` is no proof of a person: who comes by account access manager chooses the session name; \`identitystore:UserId\` is one`;
    expect(noticed(condition)).toEqual([text]);
    expect(noticed(condition, [])).toEqual([]);
  });

  const said = (name: string): string =>
    `\`${name}\` is no proof of a person: who comes by account access manager chooses the session name; \`identitystore:UserId\` is one`;

  it.each<readonly [string, Json]>([
    ['${aws:userid}', { Resource: 'arn:aws:s3:::home/${aws:userid}/*' }],
    ["${aws:UserId, 'x'}", { Resource: '*', Condition: { StringLike: { 's3:prefix': "${aws:UserId, 'x'}/*" } } }],
    [SESSION, { Resource: '*', Principal: { AWS: SESSION } }],
  ])('nor is a variable, or a session as principal: %s', (name, more) => {
    const text = { Effect: 'Allow', Action: 's3:*', ...(more as object) };
    const roles = [role('app', undefined, { inlinePolicies: [named(document(text))] })];
    const all = (identitySources: readonly IdentitySource[]): readonly string[] =>
      noticedIn(snapshotOf({ roles, identitySources })).map(({ problem }) => problem);
    expect(all([MANAGER])).toEqual([said(name)]);
    expect(all([])).toEqual([]);
  });

  it('that names the role alone, or the user beside it, is not noticed', () => {
    expect(noticed({ StringLike: { 'aws:userid': 'AROA12345678901234567:*' } })).toEqual([]);
    const both: Json = {
      StringLike: { 'aws:userid': '*:ann' },
      StringEquals: { 'identitystore:UserId': 'u-1' },
    };
    expect(noticed(both)).toEqual([]);
  });
});

it('a trust policy that lets account access manager in for whatever application is noticed (identity case 5)', () => {
  const trust = (Condition: Json, Service = 'account-access.amazonaws.com'): readonly string[] => {
    const trustPolicy = document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', Condition });
    return noticedIn(snapshotOf({ roles: [role('app', undefined, { trustPolicy })] })).map(({ problem }) => problem);
  };
  expect(trust({})).toEqual([expect.stringContaining('for whatever application')]);
  expect(trust({ StringEquals: { 'aws:SourceAccount': HOME } })).toEqual([]);
  expect(trust({}, 'ec2.amazonaws.com')).toEqual([]);
});

it('a trust policy that asks for a claim of roles is told to narrow who comes in (identity case 13)', () => {
  const trust = (condition: Json): readonly string[] => {
    const trustPolicy = document({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${HOME}:oidc-provider/gitlab.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'gitlab.com:project_id': '7' }, ...(condition as object) },
    });
    return noticedIn(snapshotOf({ roles: [role('app', undefined, { trustPolicy })] })).map(({ problem }) => problem);
  };
  expect(trust({ Bool: { 'sts:RoleAuthorizedByIdp': 'true' } })).toEqual([expect.stringContaining('narrows who')]);
  expect(trust({})).toEqual([]);
});
