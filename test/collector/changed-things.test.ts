import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedThings } from '../../collector/changes/changed-things.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { SMALL } from './small-snapshot.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'tadori-changed-things-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const ACCOUNT = '111122223333';

async function written(snapshot: Snapshot): Promise<string> {
  const id = await writeSnapshot(data, snapshot);
  if (!id.ok) throw new Error(id.error.message);
  return id.value;
}

/** `changed roles A`. */
async function changes(before: Snapshot, after: Snapshot): Promise<readonly string[]> {
  const found = await changedThings(data, await written(before), await written(after));
  if (!found.ok) throw new Error(found.error.message);
  return found.value.map(({ how, kind, id }) => `${how} ${kind} ${id.replace(/^.*[/:]/, '')}`);
}

const withRoles = (change: (role: IamRole) => readonly IamRole[]): Snapshot => ({
  ...SMALL,
  roles: SMALL.roles.flatMap(change),
});
const gap = (more: Partial<CoverageCell>): Snapshot['coverage'] => [
  ...SMALL.coverage,
  { account: ACCOUNT, region: 'global', service: 'iam', call: 'ListAccessKeys', status: 'denied', ...more },
];

describe('what has changed between two snapshots', () => {
  it('is nothing where they hold the same, whenever they were taken', async () => {
    expect(await changes(SMALL, { ...SMALL, takenAt: '2026-11-25T00:00:00.000Z' })).toEqual([]);
  });

  it('is told of each thing: new, changed, gone', async () => {
    const opened = (role: IamRole): IamRole => ({ ...role, trustPolicy: { Version: '2012-10-17', Statement: [] } });
    const after = withRoles((role) => (role.name === 'A' ? [opened(role)] : []));
    const { resources, computeBindings } = SMALL;
    const [f] = resources;
    const more = f === undefined ? [] : [{ ...f, arn: `${f.arn}2`, name: 'f2' }];
    expect(
      await changes(SMALL, { ...after, resources: [...resources, ...more], computeBindings: [], people: [] }),
    ).toEqual([
      ...computeBindings.map(({ use, role }) => `gone AWS::ECS::TaskDefinition ${role?.replace(/^.*\//, '') ?? use}`),
      'gone people ann@cakes.example',
      'new AWS::Lambda::Function f2',
      'changed roles A',
      'gone roles B',
    ]);
  });

  it('is not what tells of time alone, of use or of calls', async () => {
    const used = withRoles((role) => [{ ...role, lastUsed: { at: '2026-11-25T00:00:00Z' } }]);
    const coverage = gap({});
    expect(await changes(SMALL, { ...used, usage: [], coverage })).toEqual([]);
  });

  it.each([
    ['unsure', 'a call of its service', {}],
    ['unsure', 'the role of its account', { service: 'sts', call: 'AssumeRole' }],
    ['unsure', 'which Regions there are', { service: 'ec2', call: 'DescribeRegions' }],
    ['unsure', 'keys', { service: 'kms', call: 'ListKeys', region: 'eu-west-1' }],
    ['gone', 'a call of another service', { service: 'sqs', call: 'ListQueues', region: 'eu-west-1' }],
    ['gone', 'a call in another account', { account: '444455556666' }],
  ] as const)('is %s where only one of them knows %s', async (how, _, more) => {
    const fewer = withRoles((role) => (role.name === 'A' ? [role] : []));
    expect(await changes(SMALL, { ...fewer, coverage: gap(more) })).toEqual([`${how} roles B`]);
  });

  it('is unsure whichever of the two knows less, and sure where both know the same', async () => {
    const fewer = withRoles((role) => (role.name === 'A' ? [role] : []));
    const coverage = gap({});
    expect(await changes({ ...SMALL, coverage }, fewer)).toEqual(['unsure roles B']);
    expect(await changes({ ...SMALL, coverage }, { ...fewer, coverage })).toEqual(['gone roles B']);
  });

  it('is unsure of what no ARN names wherever a call was not answered', async () => {
    expect(await changes(SMALL, { ...SMALL, people: [], coverage: gap({ service: 'sqs' }) })).toEqual([
      'unsure people ann@cakes.example',
    ]);
  });

  it('is not known where one of them is gone or damaged', async () => {
    const [before, after] = [await written(SMALL), await written({ ...SMALL, roles: [] })];
    expect(await changedThings(data, 'abcdefabcdef', after)).toMatchObject({ ok: false, error: { kind: 'notFound' } });
    const folder = join(data, 'snapshots', before);
    for (const name of readdirSync(folder).filter((one) => one.startsWith('roles')))
      truncateSync(join(folder, name), 9);
    expect(await changedThings(data, before, after)).toMatchObject({ ok: false, error: { kind: 'damaged' } });
  });
});
