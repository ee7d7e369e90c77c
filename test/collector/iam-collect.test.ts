import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importPaths } from '../../collector/import.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { explainActions } from '../../reasoning/explain.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { type Files, IAM_COLLECT, ONE, ROLE } from './iam-collect-files.ts';

const work = mkdtempSync(join(tmpdir(), 'tadori-iam-collect-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let folders = 0;
function directory(files: Files): string {
  const folder = join(work, `directory-${++folders}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
async function snapshot(files: Files, ...more: readonly string[]): Promise<Snapshot> {
  const imported = await importPaths([directory(files), ...more], { now: () => new Date('2026-11-28T12:00:00.000Z') });
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value;
}
function verdictOf(of: Snapshot, action: string, arn: string, id = ROLE): string | undefined {
  const world = new World(of);
  const caller = callerOfId(world, id);
  const target = targetOfArn(arn, of.resources);
  if (caller === undefined || target === undefined) throw new Error('caller and thing are there');
  return explainActions(world, caller, target, [action], ordinaryCaller(of.takenAt))[0]?.verdict;
}
const cells = (of: Snapshot, call: string) =>
  of.coverage.filter((one) => one.call === call).map((one) => [one.status, one.target ?? '', one.detail ?? '']);
const without = (...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(IAM_COLLECT).filter(([path]) => !paths.includes(path)));
const APP = `aws/aws/accounts/${ONE}/iam/role/app`;
const QUEUE = `arn:aws:sqs:eu-west-1:${ONE}:orders`;

describe('a directory of iam-collect', () => {
  it('holds entities, things and the organisation', async () => {
    const of = await snapshot(IAM_COLLECT);
    expect(of.roles).toMatchObject([{ arn: ROLE, name: 'app', path: '/', tags: { team: 'bakers' } }]);
    expect(of.roles[0]?.inlinePolicies.map(({ name }) => name)).toEqual(['own']);
    expect(of.users.map(({ name, groups }) => [name, groups])).toEqual([['ann', ['bakers']]]);
    expect(of.managedPolicies.map(({ name }) => name)).toEqual(['Read']);
    expect(of.resources.map(({ type, name }) => [type, name])).toEqual([
      ['AWS::S3::Bucket', 'cakes'],
      ['AWS::SQS::Queue', 'orders'],
    ]);
    expect(of.organization).toEqual({
      id: 'o-cakes',
      rootId: 'r-1',
      managementAccount: '999988887777',
      enabled: ['scp'],
    });
    expect(of.accounts).toEqual([{ id: ONE, partition: 'aws', name: 'shop', parent: 'ou-1' }]);
    expect(of.organizationPolicies[0]?.targets).toEqual([ONE, 'ou-1', 'r-1']);
  });

  it('decides where everything is told', async () => {
    const of = await snapshot(IAM_COLLECT);
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('allowed');
    expect(verdictOf(of, 'sqs:DeleteQueue', QUEUE)).toBe('denied');
  });

  it.each([
    ['inline policies', `${APP}/inline-policies.json`],
    ['attached policies', `${APP}/managed-policies.json`],
    ['tags', `${APP}/tags.json`],
  ])('a role without a file of its %s is open: it may have some', async (_, path) => {
    const of = await snapshot(without(path));
    expect(verdictOf(of, 'sqs:DeleteQueue', QUEUE)).toBe('unknown');
  });

  it('a role of whose boundary nothing is told is open', async () => {
    const of = await snapshot({ ...IAM_COLLECT, [`${APP}/metadata.json`]: { arn: ROLE } });
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('unknown');
  });

  it('a queue without a policy file may have a policy', async () => {
    const path = `aws/aws/accounts/${ONE}/sqs/eu-west-1/queue/orders/policy.json`;
    expect(verdictOf(await snapshot(without(path)), 'sqs:DeleteQueue', QUEUE)).toBe('unknown');
    expect(verdictOf(await snapshot({ ...IAM_COLLECT, [path]: {} }), 'sqs:DeleteQueue', QUEUE)).toBe('denied');
  });

  it('whose guardrails have no targets leaves every answer open', async () => {
    const path = 'aws/aws/organizations/o-cakes/scps/p-1/metadata.json';
    const of = await snapshot({ ...IAM_COLLECT, [path]: { name: 'guard' } });
    expect(cells(of, 'ListTargetsForPolicy')).toContainEqual([
      'skipped',
      'o-cakes',
      'the imported file does not tell it',
    ]);
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('unknown');
  });

  it('what is not understood is a gap with its path', async () => {
    const strange = `aws/aws/accounts/${ONE}/s3/eu-west-1/odd`;
    const of = await snapshot({ ...IAM_COLLECT, [`${strange}/metadata.json`]: '{"arn":' });
    expect(cells(of, 'ReadDirectory')).toContainEqual([
      'skipped',
      strange,
      'not understood: `metadata.json` is no JSON',
    ]);
  });

  it('an entity that is not understood leaves the account open', async () => {
    const of = await snapshot({ ...IAM_COLLECT, [`aws/aws/accounts/${ONE}/iam/role/odd/metadata.json`]: {} });
    expect(new World(of).knowsIam(ONE)).toBe(false);
    expect(verdictOf(of, 'sqs:SendMessage', QUEUE)).toBe('unknown');
  });

  it('stands back behind account authorization details', async () => {
    const details = join(work, 'details.json');
    writeFileSync(
      details,
      JSON.stringify({ GroupDetailList: [{ Arn: `arn:aws:iam::${ONE}:group/g`, GroupName: 'g' }] }),
    );
    const of = await snapshot(IAM_COLLECT, details);
    expect([of.roles, of.users, of.groups.map(({ name }) => name)]).toEqual([[], [], ['g']]);
    expect(cells(of, 'ReadDirectory').map(([, target]) => target)).toContain('iam');
    expect(new World(of).knowsIam(ONE)).toBe(true);
  });

  it('without any account is refused', async () => {
    const imported = await importPaths([directory({ 'aws/aws/accounts/me/s3/a.json': {} })], {
      now: () => new Date(0),
    });
    expect(imported.ok ? '' : imported.error.message).toContain('the directory holds no account');
  });
});
