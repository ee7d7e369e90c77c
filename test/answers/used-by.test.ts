import { describe, expect, it } from 'vitest';
import { usedByRole, usersUnread } from '../../answers/used-by.ts';
import { COMPUTE_CALLS } from '../../domain/compute-types.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { ComputeBinding, Snapshot } from '../../domain/snapshot.ts';
import { COMPUTE_USES } from '../../domain/words/compute-uses.ts';
import { usedByLine } from '../../domain/words/used-by.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const task = (name: string): ComputeBinding => ({
  resource: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/${name}`,
  type: 'AWS::ECS::TaskDefinition',
  account: ACCOUNT,
  region: 'eu-west-1',
  name,
  use: 'task',
  role: ROLE,
});
const usedBy = (more: Partial<Snapshot>) => usedByRole({ ...NOTHING, ...more }).get(ROLE);

describe('what acts as a role', () => {
  it('is told by name, functions among it', () => {
    const lambda = {
      type: 'AWS::Lambda::Function',
      arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`,
      account: ACCOUNT,
      region: 'eu-west-1',
      name: 'f',
      tags: {},
      role: ROLE,
      qualifiers: [],
    } as const;
    const found = usedBy({ computeBindings: [task('web:1')], resources: [lambda] });
    expect(found?.first.map(({ name, use }) => [name, use])).toEqual([
      ['web:1', 'task'],
      ['f', 'execution'],
    ]);
    if (found === undefined) throw new Error('nothing found');
    expect(usedByLine(found, 'en', COMPUTE_USES)).toBe(
      'runs as this role: web:1 (AWS::ECS::TaskDefinition, task role), f (AWS::Lambda::Function, execution role)',
    );
    expect(usedByLine(found, 'ja', COMPUTE_USES)).toBe(
      'このロールで動くもの：web:1（AWS::ECS::TaskDefinition、タスクロール）、f（AWS::Lambda::Function、実行ロール）',
    );
  });

  it('of many the first five are told, and how many more there are', () => {
    const found = usedBy({ computeBindings: ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map(task) });
    expect(found?.first.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(found === undefined ? '' : usedByLine(found, 'en', COMPUTE_USES)).toMatch(/, and 2 more$/);
  });

  it('a thing whose role is not known stands under no role', () => {
    const { role: _, ...nameless } = task('web:1');
    expect(usedByRole({ ...NOTHING, computeBindings: [nameless] }).size).toBe(0);
  });
});

describe('what could not be read of it', () => {
  const cell = (service: string, call: string, status: CoverageCell['status'] = 'complete'): CoverageCell => ({
    account: ACCOUNT,
    region: 'eu-west-1',
    service,
    call,
    status,
  });
  const LISTS = COMPUTE_CALLS.filter(([, call]) => !call.startsWith('Describe') || call === 'DescribeInstances');
  const unread = (coverage: readonly CoverageCell[]) => usersUnread(new World({ ...NOTHING, coverage }), ACCOUNT);

  it('is nothing where every list was read, whether or not there was anything to describe', () => {
    const lists = [...LISTS, ['cloudformation', 'DescribeStacks'], ['batch', 'DescribeJobDefinitions']] as const;
    expect(unread(lists.map(([service, call]) => cell(service, call)))).toEqual([]);
  });

  it('are lists that nobody made, and single things that were denied', () => {
    const lists = [...LISTS, ['cloudformation', 'DescribeStacks']] as const;
    expect(
      unread([
        ...lists.map(([service, call]) => cell(service, call)),
        { ...cell('ecs', 'DescribeTaskDefinition', 'denied'), target: 'web:1' },
      ]),
    ).toEqual(['batch:DescribeJobDefinitions', 'ecs:DescribeTaskDefinition']);
  });
});
