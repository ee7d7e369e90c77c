import { expect, it } from 'vitest';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, PolicyDocument } from '../../domain/policy.ts';
import { withEqualParts } from '../../reasoning/equal-parts.ts';

const parsed = (statement: Json): PolicyDocument => {
  const found = parsePolicy({ Version: '2012-10-17', Statement: statement });
  return found.ok ? found.value : expect.fail(found.error.message);
};
const WITH_TEAM = { StringEquals: { 'aws:PrincipalTag/team': 'web' } };

it('documents that write a list or a condition alike share it, and say what they said', () => {
  const one = { Sid: 'One', Effect: 'Allow', Action: ['s3:Get*'], Resource: '*', Condition: WITH_TEAM };
  const other = { Effect: 'Deny', Action: 's3:Get*', Resource: ['*'], Condition: WITH_TEAM };
  const documents = [one, other].map(parsed);
  const [first, second] = documents.map(withEqualParts);
  expect([first, second]).toEqual(documents);
  expect(first?.statements[0]?.actions).toBe(second?.statements[0]?.actions);
  expect(first?.statements[0]?.resources).toBe(second?.statements[0]?.resources);
  expect(first?.statements[0]?.conditions[0]).toBe(second?.statements[0]?.conditions[0]);
});

it('what is listed the other way round, or in another order, is not shared', () => {
  const lists = [
    { Action: ['s3:Get*', 's3:List*'] },
    { NotAction: ['s3:Get*', 's3:List*'] },
    { Action: ['s3:List*', 's3:Get*'] },
  ];
  const documents = lists.map((list) => parsed({ Effect: 'Allow', Resource: '*', ...list }));
  expect(documents.map(withEqualParts)).toEqual(documents);
});
