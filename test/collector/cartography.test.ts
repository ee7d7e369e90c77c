import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
import { DUMP, edge, type Line, linesOf, node, ONE, QUEUE, ROLE, STATEMENT } from './cartography-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'tadori-cartography-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function file(text: string): string {
  const path = join(folder, `dump-${++files}.json`);
  writeFileSync(path, text);
  return path;
}
const read = (text: string, ...more: readonly string[]) =>
  importPaths([file(text), ...more], { now: () => new Date('2026-11-28T12:00:00.000Z') });
async function snapshot(text: string, ...more: readonly string[]): Promise<Snapshot> {
  const imported = await read(text, ...more);
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value;
}
const NOT_TOLD = 'the imported file does not tell it';
/** The dump with other properties of one node. */
const altered = (id: string, change: Line): string =>
  linesOf(
    DUMP.map((line) =>
      line['type'] === 'node' && line['id'] === id
        ? { ...line, properties: { ...Object(line['properties']), ...change } }
        : line,
    ),
  );
const inlineOf = (of: Snapshot): unknown => of.roles[0]?.inlinePolicies.find(({ name }) => name === 'own')?.document;

describe('a dump of Cartography', () => {
  it('holds accounts, entities with their policies by statement, and things', async () => {
    const of = await snapshot(linesOf(DUMP));
    expect(of.accounts).toEqual([{ id: ONE, partition: 'aws', name: 'shop' }]);
    expect(of.users.map(({ name, groups, uniqueId }) => [name, groups, uniqueId])).toEqual([
      ['ann', ['bakers'], 'AIDAANN'],
    ]);
    expect(of.groups.map(({ name }) => name)).toEqual(['bakers']);
    expect(of.roles).toMatchObject([
      { arn: ROLE, uniqueId: 'AROAAPP', attachedPolicies: [`arn:aws:iam::${ONE}:policy/Read`] },
    ]);
    expect(inlineOf(of)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'send',
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: ['*'],
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        },
      ],
    });
    expect(of.managedPolicies.map(({ document }) => document)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', NotAction: ['sqs:*'], NotResource: [`${QUEUE}-dead`] }],
      },
    ]);
    expect(of.resources.map(({ name, policy }) => [name, policy?.document])).toEqual([
      [
        'cakes',
        {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['s3:GetObject'],
              Resource: ['arn:aws:s3:::cakes/${aws:username}/*'],
              Principal: { AWS: ROLE },
              Condition: { Bool: { 'aws:SecureTransport': 'true' } },
            },
          ],
        },
      ],
      ['orders', undefined],
    ]);
  });

  it('tells no trust policies, boundaries and tags, so that what an entity can do is open', async () => {
    const of = await snapshot(linesOf(DUMP));
    const [role] = of.roles;
    expect(role?.trustPolicy).toBe(NOT_TOLD);
    expect(role?.inlinePolicies.filter(({ document }) => document === NOT_TOLD).map(({ name }) => name)).toEqual([
      'permissions boundary',
      'tags',
    ]);
    const world = new World(of);
    const caller = callerOfId(world, ROLE);
    const target = targetOfArn(QUEUE, of.resources);
    if (caller === undefined || target === undefined) throw new Error('caller and thing are there');
    const actions = ['sqs:SendMessage', 'sqs:DeleteQueue'];
    const verdicts = explainActions(world, caller, target, actions, ordinaryCaller(of.takenAt));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
    expect(world.knowsIam(ONE)).toBe(false);
    const known = (service: string, call: string, arn: string): boolean =>
      world.knows(service, call, ONE, arn, 'eu-west-1');
    expect(known('s3', 'GetBucketPolicy', 'arn:aws:s3:::cakes')).toBe(true);
    expect(known('sqs', 'GetQueueAttributes', QUEUE)).toBe(false);
  });

  it.each<[string, Line]>([
    ['without an action', { action: undefined }],
    ['with action and notaction', { notaction: ['s3:*'] }],
    ['without a resource', { resource: [] }],
    ['with a condition that is no JSON', { condition: '{' }],
    ['with a policy variable, whose meaning hangs on the version', { resource: ['arn:aws:s3:::${aws:username}'] }],
  ])('a statement %s makes the policy one that is not told', async (_, change) => {
    expect(inlineOf(await snapshot(altered('6', change)))).toBe(NOT_TOLD);
  });

  it('where no statement has a condition, conditions may not be kept', async () => {
    expect(inlineOf(await snapshot(altered('6', { condition: undefined })))).toBe(NOT_TOLD);
  });

  it.each<[string, Line]>([
    ['whose statement lacks its principal', { principal: undefined }],
    ['with a statement missing', { id: 'cakes/policy_statement/2/' }],
    ['without a version', { policy_version: undefined }],
  ])('a policy of a bucket %s is not told', async (_, change) => {
    const of = await snapshot(altered('10', change));
    expect(of.resources.find(({ name }) => name === 'cakes')).not.toHaveProperty('policy');
    expect(new World(of).knows('s3', 'GetBucketPolicy', ONE, 'arn:aws:s3:::cakes', 'eu-west-1')).toBe(false);
  });

  it('entities of other accounts, that a trust policy names, are none of the account', async () => {
    const other = node('90', ['AWSRole'], { arn: 'arn:aws:iam::444455556666:role/other', name: 'other' });
    const of = await snapshot(linesOf([...DUMP, other, edge('RESOURCE', '0', '90')]));
    expect(of.roles.map(({ name }) => name)).toEqual(['app']);
  });

  it.each<[string, string]>([
    ['a list', JSON.stringify(DUMP)],
    [
      'nodes and relationships apart',
      JSON.stringify({
        nodes: DUMP.filter(({ type }) => type === 'node'),
        rels: DUMP.filter(({ type }) => type === 'relationship'),
      }),
    ],
    ['lines in any order', linesOf(DUMP.toReversed())],
  ])('may be written as %s', async (_, text) => {
    const of = await snapshot(text);
    expect([of.roles.length, of.resources.length]).toEqual([1, 2]);
  });

  it('a node that is not understood is a gap, and the rest is taken', async () => {
    const of = await snapshot(altered('7', { arn: 'arn:aws:iam:::policy/Read' }));
    expect(
      of.coverage.filter(({ call }) => call === 'ExportGraph').map(({ target, detail }) => [target, detail]),
    ).toEqual([[ROLE, 'not understood: an item has no `account in its ARN`']]);
    expect([of.roles.length, of.users.length, new World(of).knowsIam(ONE)]).toEqual([0, 1, false]);
  });

  it('stands back behind account authorization details', async () => {
    const details = file(JSON.stringify({ GroupDetailList: [{ Arn: `arn:aws:iam::${ONE}:group/g`, GroupName: 'g' }] }));
    const of = await snapshot(linesOf(DUMP), details);
    expect([of.roles, of.groups.map(({ name }) => name)]).toEqual([[], ['g']]);
    expect(of.coverage.find(({ call }) => call === 'ExportGraph')?.target).toBe('iam');
  });

  it.each<[string, string, string]>([
    ['of another graph', linesOf([STATEMENT]), ': it holds no account of AWS with its things; expected is what `apoc'],
    ['that was cut short', linesOf(DUMP).slice(0, -9), ': the file ends where'],
  ])('a dump %s is refused with a mend', async (_, text, message) => {
    const imported = await read(text);
    expect(imported.ok ? 'it was read' : imported.error.message).toContain(message);
  });
});
