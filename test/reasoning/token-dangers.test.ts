import { describe, expect, it } from 'vitest';
import { noticedIn } from '../../answers/noticed.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json } from '../../domain/policy.ts';
import type { IdentityProvider } from '../../domain/snapshot.ts';
import { tokenDangers } from '../../reasoning/token-dangers.ts';
import { document, HOME, role, snapshotOf } from './two-accounts.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const provider = (issuer: string, clientIds: readonly string[] = ['sts.amazonaws.com']): IdentityProvider => ({
  kind: 'oidc',
  arn: `arn:aws:iam::${HOME}:oidc-provider/${issuer}`,
  account: HOME,
  url: issuer,
  clientIds,
});

const trust = (condition: Json, issuer = GITHUB): Json =>
  document({
    Effect: 'Allow',
    Principal: { Federated: provider(issuer).arn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  });

function rulesOf(policy: Json, of = provider(GITHUB)): readonly string[] {
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.statements.flatMap((one) => tokenDangers(one, [of]).map(({ rule }) => rule));
}

const claim = (name: string, issuer = GITHUB): string => `${issuer}:${name}`;
const like = (sub: string, issuer = GITHUB, more: Readonly<Record<string, string>> = {}): Json => ({
  StringLike: { [claim('sub', issuer)]: sub, ...more },
  StringEquals: { [claim('aud', issuer)]: 'sts.amazonaws.com' },
});
const MAIN = 'repo:acme@1/app@2:ref:refs/heads/main';
const GITLAB = 'gitlab.com';
const TERRAFORM = 'app.terraform.io';

describe('each rule has a policy that breaks it and one that does not (identity case 11)', () => {
  it.each<readonly [rule: string, why: string, bad: Json, good: Json]>([
    ['O1', 'the audience alone', trust({ StringEquals: { [claim('aud')]: 'sts.amazonaws.com' } }), trust(like(MAIN))],
    ['O1', 'GitLab', trust({}, GITLAB), trust({ StringEquals: { [claim('project_id', GITLAB)]: '7' } }, GITLAB)],
    ['O2', 'any owner', trust(like('repo:*')), trust(like('repo:acme@1/*'))],
    ['O2', 'a name of anybody', trust(like('repo:*/app:*')), trust(like('repo:acme@1/app@2:*'))],
    [
      'O2',
      'Terraform',
      trust(like('organization:*', TERRAFORM), TERRAFORM),
      trust(like('organization:acme:*', TERRAFORM), TERRAFORM),
    ],
    ['O3', 'no slash', trust(like('repo:acme*')), trust(like('repo:acme/*'))],
    [
      'O3',
      'GitLab, no slash',
      trust(like('project_path:acme*', GITLAB), GITLAB),
      trust(like('project_path:acme/*', GITLAB), GITLAB),
    ],
    ['O4', 'a tail of ids', trust(like('repo:*@123456/*')), trust(like('repo:acme@123456/*'))],
    ['O4', 'a tail of a branch', trust(like('*:ref:refs/heads/main')), trust(like(MAIN))],
    [
      'O4',
      'a tail of an environment',
      trust(like('repo:*:environment:prod')),
      trust(like('repo:acme@1/app@2:environment:prod')),
    ],
    ['O5', 'the whole repository', trust(like('repo:acme@1/app@2:*')), trust(like(MAIN))],
    ['O6', 'an environment', trust(like('repo:acme@1/app@2:environment:prod')), trust(like(MAIN))],
    [
      'O7',
      'any tag',
      trust(like('repo:acme@1/app@2:ref:refs/tags/*')),
      trust(like('repo:acme@1/app@2:ref:refs/tags/v1')),
    ],
    [
      'O8',
      'a workflow alone',
      trust({ StringLike: { [claim('job_workflow_ref')]: 'acme/ci/.github/workflows/a.yml@refs/heads/main' } }),
      trust(like(MAIN, GITHUB, { [claim('job_workflow_ref')]: 'acme/ci/.github/workflows/a.yml@refs/heads/main' })),
    ],
    [
      'O8',
      'any version of it',
      trust(like(MAIN, GITHUB, { [claim('job_workflow_ref')]: 'acme/ci/.github/workflows/a.yml*' })),
      trust(like(MAIN)),
    ],
    ['O9', 'a negation', trust({ StringNotLike: { [claim('sub')]: 'repo:evil/*' } }), trust(like(MAIN))],
    ['O9', 'IfExists', trust({ StringEqualsIfExists: { [claim('sub')]: MAIN } }), trust(like(MAIN))],
    ['O9', 'ForAllValues', trust({ 'ForAllValues:StringEquals': { [claim('sub')]: MAIN } }), trust(like(MAIN))],
    [
      'O10',
      'a claim that is not mapped',
      trust(like(MAIN, GITHUB, { [claim('repository_owner')]: 'acme' })),
      trust(like(MAIN, GITHUB, { [claim('repository_owner_id')]: '1' })),
    ],
    [
      'O11',
      'a name of a person',
      trust(like(MAIN, GITHUB, { [claim('actor')]: 'ann' })),
      trust(like(MAIN, GITHUB, { [claim('actor_id')]: '7' })),
    ],
    [
      'O12',
      'names alone',
      trust(like('repo:acme/app:ref:refs/heads/main')),
      trust(like('repo:acme/app:ref:refs/heads/main', GITHUB, { [claim('repository_id')]: '2' })),
    ],
    ['O13', 'an issuer of one’s own', trust(like(MAIN, 'ci.acme.example'), 'ci.acme.example'), trust(like(MAIN))],
  ])('%s: %s', (rule, _why, bad, good) => {
    expect(rulesOf(bad)).toContain(rule);
    expect(rulesOf(good)).not.toContain(rule);
  });

  it('O14: the provider lists an audience of something else, and the trust policy asks for none', () => {
    const foreign = provider(GITHUB, ['sts.amazonaws.com', 'sigstore']);
    const open = trust({ StringLike: { [claim('sub')]: MAIN } });
    expect(rulesOf(open, foreign)).toContain('O14');
    expect(rulesOf(open)).not.toContain('O14');
    expect(rulesOf(trust(like(MAIN)), foreign)).not.toContain('O14');
  });
});

it('nothing is said of one branch of a repository by its ids, nor of an issuer that one enterprise has', () => {
  expect(rulesOf(trust(like(MAIN)))).toEqual([]);
  const own = `${GITHUB}/acme`;
  expect(rulesOf(trust({ StringEquals: { [claim('aud', own)]: 'sts.amazonaws.com' } }, own))).toEqual([]);
});

it('only what is allowed, and only sign-ins with tokens, are looked at', () => {
  const statement = { Principal: { Federated: provider(GITHUB).arn }, Action: 'sts:AssumeRoleWithWebIdentity' };
  expect(rulesOf(document({ ...statement, Effect: 'Deny' }))).toEqual([]);
  expect(rulesOf(document({ ...statement, Effect: 'Allow', Action: 'sts:TagSession' }))).toEqual([]);
});

it('they are noticed in the trust policy of a role, in both languages', () => {
  const roles = [role('app', undefined, { trustPolicy: trust({ StringNotLike: { [claim('sub')]: 'repo:evil/*' } }) })];
  const found = noticedIn(snapshotOf({ roles, identityProviders: [provider(GITHUB)] }));
  expect(found.map(({ problem }) => problem)).toEqual([
    `O1: any customer of GitHub Actions comes in: no condition on \`${GITHUB}:sub\``,
    `O9: a token of \`${GITHUB}\` without \`${GITHUB}:sub\` passes its condition`,
  ]);
  expect(found.every(({ policy }) => policy === `trust policy of arn:aws:iam::${HOME}:role/app`)).toBe(true);
  expect(problemWords(found[0]?.problem ?? '', 'ja')).toBe(
    `O1：GitHub Actionsの利用者なら誰でも入れます。\`${GITHUB}:sub\`に条件がありません`,
  );
});
