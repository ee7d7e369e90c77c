import { describe, expect, it } from 'vitest';
import type { Json } from '../../../domain/policy.ts';
import type { IdentityProvider } from '../../../domain/snapshot.ts';
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

const trusting = (issuer: string, condition: Json) =>
  role('app', undefined, {
    trustPolicy: document({
      Effect: 'Allow',
      Principal: { Federated: provider(issuer).arn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    }),
  });

/** Verdicts of the way from the issuer into a role whose trust policy has this condition. */
function ways(issuer: string, condition: Json): readonly string[] {
  const { arn } = provider(issuer);
  const hops = hopsIn(snapshotOf({ roles: [trusting(issuer, condition)], identityProviders: [provider(issuer)] }));
  return hops.filter(({ from }) => from === `federated:${arn}`).map(({ verdict }) => verdict);
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

it('who may ask AWS for a token of its own issuer enters no role by it (identity case 18)', () => {
  const asker = role('asker', allow('sts:GetWebIdentityToken'));
  const trust = trusting(OUTBOUND, on('StringEquals', `${OUTBOUND}:sub`, asker.arn));
  const hops = hopsIn(snapshotOf({ roles: [asker, trust], identityProviders: [provider(OUTBOUND)] }));
  expect(hops.filter(({ from }) => from === asker.arn)).toEqual([]);
});
