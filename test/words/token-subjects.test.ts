import { expect, it } from 'vitest';
import { conditionWords } from '../../answers/words/condition-words.ts';
import { subjectWords } from '../../answers/words/token-subjects.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const CLUSTER = 'oidc.eks.eu-west-1.amazonaws.com/id/a';

it.each([
  [GITHUB, 'repo:*', 'any repository of anyone'],
  [GITHUB, 'repo:acme/*', 'any repository of acme'],
  [GITHUB, 'repo:acme/app:*', 'any branch, tag, environment or pull request of acme/app'],
  [GITHUB, 'repo:acme@1/app@2:ref:refs/heads/*', 'any branch of acme@1/app@2'],
  [GITHUB, 'repo:acme/app:ref:refs/heads/main', 'acme/app, branch main'],
  [GITHUB, 'repo:acme/app:environment:prod', 'acme/app, environment prod'],
  [GITHUB, 'repo:acme/app:pull_request', 'any pull request of acme/app'],
  [GITHUB, 'repo:acme*', undefined],
  ['gitlab.com', 'project_path:acme/app:ref_type:branch:ref:main', 'acme/app, branch main'],
  [CLUSTER, 'system:serviceaccount:shop:*', 'any service account of namespace shop'],
  [CLUSTER, 'system:serviceaccount:shop:web', 'service account shop/web'],
  ['app.terraform.io', 'organization:acme:*', 'any workspace of acme'],
  ['agent.buildkite.com', 'organization:acme:pipeline:app:*', 'acme, pipeline app'],
  ['ci.example', 'repo:acme/app:*', undefined],
])('%s, %s: %s', (issuer, subject, said) => {
  expect(subjectWords(issuer, subject, 'en')).toBe(said);
  expect(subjectWords(issuer, subject, 'ja') === undefined).toBe(said === undefined);
});

it('who it is stands beside what the policy says', () => {
  const operator = { name: 'StringLike', ifExists: false };
  const test = { kind: 'test', operator, key: `${GITHUB}:sub`, values: ['repo:acme/app:*'] } as const;
  expect(conditionWords(test, 'en')).toBe(
    `with a token of ${GITHUB} for the subject like \`repo:acme/app:*\` (any branch, tag, environment or pull request of acme/app)`,
  );
  expect(conditionWords(test, 'ja')).toContain('（acme/appのどのブランチ、タグ、環境、プルリクエストでも）');
});
