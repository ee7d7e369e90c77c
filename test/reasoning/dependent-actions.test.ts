import { describe, expect, it } from 'vitest';
import { catalogueAction } from '../../reasoning/actions.ts';
import { DEPENDENT_ACTIONS, DEPENDENT_ACTIONS_VERSION } from '../../reasoning/data/dependent-actions.ts';
import { dependentActions } from '../../reasoning/dependent-actions.ts';

/** As the file holds it: action without its service -> dependent actions. */
const ROWS = Object.entries(DEPENDENT_ACTIONS).flatMap(([service, text]) =>
  Object.entries(JSON.parse(text) as Readonly<Record<string, readonly string[]>>).map(([name, dependents]) => ({
    action: `${service}:${name}`,
    dependents,
  })),
);

describe('AWS’s dependent actions', () => {
  it('are whole, and dated', () => {
    expect(DEPENDENT_ACTIONS_VERSION).toMatch(/^0\.15\.2025\d{5}$/);
    expect(Object.keys(DEPENDENT_ACTIONS).length).toBe(183);
    expect(ROWS.length).toBe(1_584);
  });

  it('name actions of the present list on both sides, as it spells them', () => {
    const names = ROWS.flatMap(({ action, dependents }) => [action, ...dependents]);
    expect(names.filter((name) => catalogueAction(name)?.name !== name)).toEqual([]);
  });

  it('stand in order, each once, at least one beside an action, and never the action itself', () => {
    for (const { action, dependents } of ROWS) {
      expect(dependents.length, action).toBeGreaterThan(0);
      expect([...new Set(dependents)].sort(), action).toEqual(dependents);
      expect(dependents, action).not.toContain(action);
    }
  });

  it.each([
    ['lambda:CreateFunction', ['iam:PassRole', 'lambda:PassCapacityProvider']],
    ['LAMBDA:createfunction', ['iam:PassRole', 'lambda:PassCapacityProvider']],
    ['iam:AddRoleToInstanceProfile', ['iam:PassRole']],
    ['s3:PutReplicationConfiguration', ['iam:PassRole']],
    ['kms:CreateKey', ['iam:CreateServiceLinkedRole', 'kms:PutKeyPolicy', 'kms:TagResource']],
    ['sqs:SendMessage', []],
    ['dynamodb:GetItem', []],
    ['nobody:Knows', []],
    ['constructor:toString', []],
  ])('are those that the page lists for %s', (action, dependents) =>
    expect(dependentActions(action)).toEqual(dependents));
});
