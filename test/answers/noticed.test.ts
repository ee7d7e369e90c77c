import { expect, it } from 'vitest';
import { noticedIn } from '../../answers/noticed.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import type { Json } from '../../domain/policy.ts';
import { shippedSample } from '../e2e/proved.ts';

const sample = await shippedSample();
const [role] = sample.roles;
if (role === undefined) throw new Error('the sample has a role');

const noticed = (trustPolicy: Json) =>
  noticedIn({
    ...sample,
    users: [],
    groups: [],
    resources: [],
    managedPolicies: [],
    organizationPolicies: [],
    roles: [{ ...role, inlinePolicies: [], trustPolicy }],
  });
const trust = (more: Json) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...(more as object) },
});

it('of the sample, what two roles let GitHub do is noticed, who could delegate to a partner, and nothing else', () => {
  expect(
    noticedIn(sample).map(({ policy, problem }) => `${policy.split('/').at(-1)} ${problem.split(':')[0]}`),
  ).toEqual([
    'GithubAnyRepo O1',
    'GithubOneRepo O12',
    expect.stringMatching(/^identity policies .* and 3 more may approve/),
  ]);
});

it('what cannot be meant is named with its policy, once, in both languages', () => {
  const deleted = 'AROAEXAMPLEEXAMPLE123';
  const found = noticed(
    trust({
      Principal: { AWS: [deleted, deleted] },
      Condition: { StringEqualz: { 'aws:PrincipalTag/a': 'b' }, StringEquals: { 'aws:PrincipalTag/a': 'b' } },
    }) as Json,
  );
  expect(found.map(({ problem }) => problem)).toEqual([
    'the operator `StringEqualz` does not exist, so that its statement never applies',
    `\`${deleted}\` is a principal that no longer exists`,
  ]);
  expect(new Set(found.map(({ policy }) => policy)).size).toBe(1);
  expect(found[0]?.policy).toContain(role.name);
  for (const { problem } of found) expect(problemWords(problem, 'ja')).not.toBe(problem);
  expect(noticed({ Version: '2012-10-17', Statement: { Effect: 'Perhaps' } })[0]?.problem).toMatch(
    /^the policy cannot be read: /,
  );
});
