import { describe, expect, it } from 'vitest';
import type { Json } from '../../../domain/policy.ts';
import type { IamRole, IdentityProvider } from '../../../domain/snapshot.ts';
import { hopsIn } from '../../reasoning/entrance-ways.ts';
import { allow, document, HOME, role, snapshotOf } from '../../reasoning/two-accounts.ts';

// What a trust policy of a token issuer makes of the tokens there are.

const GITHUB = 'token.actions.githubusercontent.com';
const ENTERPRISE = `${GITHUB}/acme`;
const GITLAB = 'gitlab.com';
const OUTBOUND = '0a1b.tokens.sts.global.api.aws';

const provider = (issuer: string): IdentityProvider => ({
  kind: 'oidc',
  arn: `arn:aws:iam::${HOME}:oidc-provider/${issuer}`,
  account: HOME,
  url: issuer,
  clientIds: ['sts.amazonaws.com'],
});

const trusting = (issuer: string, condition: Json, name = 'app') =>
  role(name, undefined, {
    trustPolicy: document({
      Effect: 'Allow',
      Principal: { Federated: provider(issuer).arn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    }),
  });

/** Verdicts of the way from the issuer into a role whose trust policy has this condition. */
const ways = (issuer: string, condition: Json): readonly string[] =>
  waysInto([trusting(issuer, condition)], issuer).map((one) => one.replace(/^app /, ''));

function waysInto(roles: readonly IamRole[], issuer: string): readonly string[] {
  const { arn } = provider(issuer);
  const hops = hopsIn(snapshotOf({ roles, identityProviders: [provider(issuer)] }));
  const into = hops.filter(({ from }) => from === `federated:${arn}`);
  return into.map(({ to, verdict }) => `${to.slice(to.lastIndexOf('/') + 1)} ${verdict}`).sort();
}

const on = (operator: string, key: string, value: string): Json => ({ [operator]: { [key]: value } });
const MAIN = 'repo:acme@1/app@2:ref:refs/heads/main';

describe('tokens of GitHub (identity case 11)', () => {
  it.each([
    ['by names', 'StringEquals', 'repo:acme/app:ref:refs/heads/main'],
    ['by ids', 'StringEquals', MAIN],
    ['by a pattern of ids', 'StringLike', 'repo:*@1/*@2:ref:refs/heads/main'],
  ])('come in by their subject, %s', (_how, operator, subject) => {
    expect(ways(GITHUB, on(operator, `${GITHUB}:sub`, subject))).toEqual(['conditional']);
  });

  it('of an issuer of one enterprise have keys of that issuer, and are no tokens of the issuer that all share', () => {
    expect(ways(ENTERPRISE, on('StringEquals', `${ENTERPRISE}:sub`, MAIN))).toEqual(['conditional']);
    const other = [provider(GITHUB)];
    const hops = hopsIn(snapshotOf({ roles: [trusting(ENTERPRISE, {})], identityProviders: other }));
    expect(hops.filter(({ from }) => from === `federated:${provider(GITHUB).arn}`)).toEqual([]);
  });
});

describe('a claim that AWS STS does not map, or a key of another issuer (identity case 11)', () => {
  const ORACLE = 'idcs-0a1b.identity.oraclecloud.com';
  const COMPANY = 'token.actions.acme.ghe.com';
  it.each([
    ['a claim that is not mapped', GITHUB, `${GITHUB}:repository_owner`],
    ['a claim of an issuer that maps none', 'git.example/auth', 'git.example/auth:project'],
    ['a key of another issuer', GITHUB, `${GITLAB}:sub`],
    ['a key of the issuer that all share', ENTERPRISE, `${GITHUB}:repository_id`],
    ['a key of an issuer whose name only begins so', 'git.example', 'git.example/auth:sub'],
    ['a key of assertions', GITHUB, 'SAML:sub'],
  ])('is never there: %s', (_what, issuer, key) => {
    const tests: Readonly<Record<string, string>> = {
      StringEquals: 'x',
      StringLike: '*',
      'ForAnyValue:StringNotEquals': 'x',
      StringNotLike: 'x',
      StringEqualsIfExists: 'x',
      'ForAllValues:StringEquals': 'x',
    };
    const roles = Object.entries(tests).map(([operator, value]) =>
      trusting(issuer, on(operator, key, value), operator),
    );
    const there = trusting(issuer, on('Null', key, 'false'), 'there');
    const absent = trusting(issuer, on('Null', key, 'true'), 'absent');
    expect(waysInto([...roles, there, absent], issuer)).toEqual([
      'ForAllValues:StringEquals allowed',
      'StringEqualsIfExists allowed',
      'StringNotLike allowed',
      'absent allowed',
    ]);
  });

  it.each([
    [GITHUB, `${GITHUB}:repository_owner_id`],
    [GITHUB, `${GITHUB.toUpperCase()}:Sub`],
    [ENTERPRISE, `${ENTERPRISE}:repository_id`],
    [COMPANY, `${COMPANY}:job_workflow_ref`],
    [ORACLE, `${ORACLE}:rpst_id`],
    ['oidc.circleci.com/org/0a', 'oidc.circleci.com/org/0a:oidc.circleci.com/project-id'],
    ['accounts.google.com', 'accounts.google.com:oaud'],
    ['git.example/auth', 'git.example/auth:amr'],
  ])('is none of the keys of %s that are mapped: %s', (issuer, key) => {
    expect(ways(issuer, on('StringEquals', key, 'x'))).toEqual(['conditional']);
  });

  it('stands in no assertion either, while an assertion shows what AWS lists', () => {
    const saml: IdentityProvider = { kind: 'saml', arn: `arn:aws:iam::${HOME}:saml-provider/Corp`, account: HOME };
    const verdicts = (key: string): readonly string[] => {
      const app = role('app', undefined, {
        trustPolicy: document({
          Effect: 'Allow',
          Principal: { Federated: saml.arn },
          Action: 'sts:AssumeRoleWithSAML',
          Condition: on('StringEquals', key, 'x'),
        }),
      });
      const hops = hopsIn(snapshotOf({ roles: [app], identityProviders: [saml] }));
      return hops.filter(({ from }) => from === `federated:${saml.arn}`).map(({ verdict }) => verdict);
    };
    expect(verdicts('SAML:eduPersonOrgDN')).toEqual(['conditional']);
    expect(verdicts(`${GITHUB}:sub`)).toEqual([]);
    expect(verdicts('saml:department')).toEqual([]);
  });
});

it.each([
  'project_path:acme/app',
  'project_path:acme/app:environment:prod',
  'project_path:acme/app:ref_type:branch:ref:main',
])('a subject of GitLab has whatever form the project gives it: %s (identity case 12)', (subject) => {
  expect(ways(GITLAB, on('StringEquals', `${GITLAB}:sub`, subject))).toEqual(['conditional']);
});

it('whether a token has a claim of roles takes no way away; a trust policy that asks for it is not certain (identity case 13)', () => {
  const key = 'sts:RoleAuthorizedByIdp';
  expect(ways(GITHUB, {})).toEqual(['allowed']);
  expect(ways(GITHUB, on('Bool', key, 'true'))).toHaveLength(1);
  expect(ways(GITHUB, on('Bool', key, 'true'))).not.toEqual(['allowed']);
});

it('who may ask AWS for a token of its own issuer enters no role by it, nor does anybody else by a provider of that issuer (identity case 18)', () => {
  const asker = role('asker', allow('sts:GetWebIdentityToken'));
  const trust = trusting(OUTBOUND, on('StringEquals', `${OUTBOUND}:sub`, asker.arn));
  const hops = hopsIn(snapshotOf({ roles: [asker, trust], identityProviders: [provider(OUTBOUND)] }));
  expect(hops).toEqual([]);
  expect(ways(OUTBOUND, {})).toEqual([]);
});
