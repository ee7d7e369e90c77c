import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importPaths } from '../../collector/import.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { explainActions } from '../../reasoning/explain.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import {
  BUCKET_ROW,
  GUARD_OF_ACCOUNT,
  KEY,
  ONE,
  ORGANIZATION_ROWS,
  POLICY_ROW,
  QUEUE,
  QUEUE_ROW,
  RESULTS,
  ROLE,
  ROLE_ROW,
  type Row,
  resultOf,
  THING_ROWS,
  USER_ROW,
} from './steampipe-results.ts';

const work = mkdtempSync(join(tmpdir(), 'tadori-steampipe-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let folders = 0;
function folder(results: Readonly<Record<string, unknown>>): string {
  const path = join(work, `results-${++folders}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(results)) writeFileSync(join(path, name), JSON.stringify(content));
  return path;
}
const read = (results: Readonly<Record<string, unknown>>) =>
  importPaths([folder(results)], { now: () => new Date('2026-11-28T12:00:00.000Z') });
async function snapshot(results: Readonly<Record<string, unknown>>): Promise<Snapshot> {
  const imported = await read(results);
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value;
}
function verdictOf(of: Snapshot, action: string, arn: string): string | undefined {
  const world = new World(of);
  const caller = callerOfId(world, ROLE);
  const target = targetOfArn(arn, of.resources);
  if (caller === undefined || target === undefined) throw new Error('caller and thing are there');
  return explainActions(world, caller, target, [action], ordinaryCaller(of.takenAt))[0]?.verdict;
}
const without = (row: Row, ...columns: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)));
/** Outside an organisation nothing but the account's own policies counts; the tables do not say that it is outside. */
const alone = (of: Snapshot): Snapshot => ({
  ...of,
  coverage: [
    ...of.coverage.filter(({ service }) => service !== 'organizations'),
    { account: ONE, region: 'global', service: 'organizations', call: 'DescribeOrganization', status: 'complete' },
  ],
});
const known = (of: Snapshot, service: string, call: string, target?: string): boolean =>
  new World(of).knows(service, call, ONE, target, 'eu-west-1');

describe('results of Steampipe', () => {
  it('hold entities and things, whichever file of a folder has them', async () => {
    const of = await snapshot(RESULTS);
    expect(of.accounts).toEqual([{ id: ONE, partition: 'aws' }]);
    expect(of.roles).toMatchObject([
      { arn: ROLE, uniqueId: 'AROAAPP', path: '/', tags: { team: 'bakers' }, maxSessionSeconds: 3600 },
    ]);
    expect(of.users).toMatchObject([{ name: 'ann', groups: ['bakers'], inlinePolicies: [], attachedPolicies: [] }]);
    expect(of.managedPolicies.map(({ name }) => name)).toEqual(['Read']);
    expect(of.resources.map(({ type, name, encryption }) => [type, name, encryption])).toEqual([
      ['AWS::DynamoDB::Table', 'ledger', { kind: 'awsOwned' }],
      ['AWS::KMS::Key', 'k', undefined],
      ['AWS::Lambda::Function', 'bake', undefined],
      ['AWS::S3::Bucket', 'cakes', { kind: 'customerManaged', key: KEY }],
      ['AWS::SecretsManager::Secret', 's', { kind: 'customerManaged', key: KEY }],
      ['AWS::SNS::Topic', 'news', { kind: 'awsManaged' }],
      ['AWS::SQS::Queue', 'orders', { kind: 'awsOwned' }],
    ]);
    expect(of.resources.find(({ name }) => name === 'cakes')).toMatchObject({
      ownership: 'BucketOwnerEnforced',
      acl: [{ grantee: { kind: 'account', canonicalId: 'owner', account: ONE }, permission: 'FULL_CONTROL' }],
      publicAccessBlock: { blockPublicAcls: true, blockPublicPolicy: false },
    });
  });

  it('decide where everything is told', async () => {
    const of = alone(await snapshot(RESULTS));
    expect(new World(of).knowsIam(ONE)).toBe(true);
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('allowed');
    expect(verdictOf(of, 'sqs:DeleteQueue', QUEUE)).toBe('denied');
  });

  it('say nothing of the organisation without its tables', async () => {
    expect(verdictOf(await snapshot(RESULTS), 'sqs:SendMessage', QUEUE)).toBe('unknown');
  });

  it.each([
    'inline_policies',
    'attached_policy_arns',
    'permissions_boundary_arn',
    'tags',
  ])('a role without the column %s is open', async (column) => {
    const of = alone(await snapshot({ ...RESULTS, 'roles.json': resultOf([without(ROLE_ROW, column)]) }));
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('unknown');
    expect(verdictOf(of, 'sqs:DeleteQueue', QUEUE)).toBe('unknown');
  });

  it('a queue without the column of its policy may have one', async () => {
    const of = alone(await snapshot({ ...RESULTS, 'things.json': resultOf([without(QUEUE_ROW, 'policy')]) }));
    expect(known(of, 'sqs', 'GetQueueAttributes', QUEUE)).toBe(false);
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('unknown');
  });

  it('an account of which a table has no row is open, unless the table is empty and there is no other account', async () => {
    const { 'groups.json': _, ...rest } = RESULTS;
    expect(new World(await snapshot(rest)).knowsIam(ONE)).toBe(false);
    const other = { ...USER_ROW, arn: 'arn:aws:iam::444455556666:user/bob', account_id: '444455556666' };
    const two = await snapshot({ ...RESULTS, 'users.json': resultOf([USER_ROW, other]) });
    expect([new World(two).knowsIam(ONE), new World(two).knowsIam('444455556666')]).toEqual([false, false]);
    expect(two.coverage.find(({ call }) => call === 'GetAccountAuthorizationDetails')?.detail).toBe(
      'the imported files do not tell all users, groups, roles and policies',
    );
  });

  it('leave open what no table has: grants, indexes and policies of tables, URLs, tags of keys that may be hidden', async () => {
    const of = await snapshot(RESULTS);
    expect(
      [
        ['kms', 'GetKeyPolicy'],
        ['kms', 'ListAliases'],
        ['s3', 'GetBucketPolicy'],
        ['s3', 'GetBucketAcl'],
        ['lambda', 'GetPolicy'],
        ['secretsmanager', 'GetResourcePolicy'],
      ].map(([service = '', call = '']) => known(of, service, call)),
    ).toEqual([true, true, true, true, true, true]);
    expect(
      [
        ['kms', 'ListGrants'],
        ['kms', 'ListResourceTags'],
        ['dynamodb', 'DescribeTable'],
        ['dynamodb', 'GetResourcePolicy'],
        ['lambda', 'GetFunctionUrlConfig'],
        ['s3', 'GetBucketAbac'],
        ['s3', 'ListBuckets'],
      ].map(([service = '', call = '']) => known(of, service, call)),
    ).toEqual([false, false, false, false, false, false, false]);
  });

  it('a key without a policy was not read', async () => {
    const keys = THING_ROWS.filter(({ arn }) => arn === KEY).map((row) => ({ ...row, policy: null }));
    expect(known(await snapshot({ 'keys.json': resultOf(keys) }), 'kms', 'GetKeyPolicy', KEY)).toBe(false);
  });

  it('hold the organisation with its policies and never the place of an account', async () => {
    const rows = [...ORGANIZATION_ROWS, GUARD_OF_ACCOUNT];
    const of = await snapshot({ ...RESULTS, 'organization.json': resultOf(rows) });
    expect(of.organization).toEqual({
      id: 'o-cakes',
      rootId: 'r-1',
      managementAccount: '999988887777',
      enabled: ['scp'],
    });
    expect(of.organizationalUnits).toEqual([{ id: 'ou-1', name: 'shops', parent: 'r-1' }]);
    expect(of.organizationPolicies).toMatchObject([{ id: 'p-1', name: 'guard', targets: [ONE, 'ou-1', 'r-1'] }]);
    expect(of.accounts).toMatchObject([{ id: ONE, name: 'shop', status: 'ACTIVE' }]);
    const world = new World(of);
    const gaps = ['ListRoots', 'ListAccounts', 'ListPolicies', 'ListTargetsForPolicy', 'ListAccountsForParent'].filter(
      (call) => !world.knows('organizations', call, '999988887777', 'o-cakes'),
    );
    expect(gaps).toEqual(['ListAccounts', 'ListAccountsForParent']);
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('unknown');
  });

  it('targets that were not asked for leave the targets of every policy open', async () => {
    const of = await snapshot({ ...RESULTS, 'organization.json': resultOf(ORGANIZATION_ROWS) });
    expect(new World(of).knows('organizations', 'ListTargetsForPolicy', '999988887777', 'o-cakes')).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a list of rows', [ROLE_ROW, QUEUE_ROW]],
    ['rows alone', { rows: [ROLE_ROW, QUEUE_ROW] }],
  ])('may be printed by older versions as %s', async (_, content) => {
    const of = await snapshot({ 'rows.json': content });
    expect([of.roles.length, of.resources.length]).toEqual([1, 1]);
  });

  it('rows of other tables are passed over', async () => {
    const rows = [
      { ...QUEUE_ROW, queue_arn: undefined, arn: `arn:aws:ec2:eu-west-1:${ONE}:volume/v` },
      { topic_arn: `arn:aws:sns:eu-west-1:${ONE}:news`, subscription_arn: 'PendingConfirmation', account_id: ONE },
      POLICY_ROW,
    ];
    expect((await snapshot({ 'rows.json': resultOf(rows) })).resources).toEqual([]);
  });
});

describe('what is no result of Steampipe is refused, with file, place and mend', () => {
  it.each<[string, unknown, string]>([
    ['no rows', resultOf([]), ': it holds no row of a table that is read from it; expected is what `steampipe query'],
    [
      'a bucket without account',
      resultOf([without(BUCKET_ROW, 'account_id')]),
      '(rows[0]): an item has no `account_id`; expected is what `steampipe query',
    ],
    ['a bucket without Region', [without(BUCKET_ROW, 'region')], ': an item has no `region`'],
    ['rows that are no list', { columns: [], rows: {} }, 'where a list is expected'],
  ])('%s', async (_, content, message) => {
    const imported = await read({ 'rows.json': content });
    expect(imported.ok ? 'it was read' : imported.error.message).toContain(message);
  });
});
