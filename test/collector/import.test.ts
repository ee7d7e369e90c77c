import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ALL_CALLS } from '../../collector/aws/all-calls.ts';
import { importPaths } from '../../collector/import.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { SMALL } from './small-snapshot.ts';

const ONE = '111122223333';
const TWO = '444455556666';
const folder = mkdtempSync(join(tmpdir(), 'tadori-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function file(content: unknown, name = `file-${++files}.json`): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 4),
  );
  return path;
}
const NOW = new Date('2026-11-24T12:00:00.000Z');
const read = (...paths: readonly string[]) => importPaths(paths, { now: () => NOW });
async function snapshot(...paths: readonly string[]): Promise<Snapshot> {
  const imported = await read(...paths);
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value;
}
async function refusal(...paths: readonly string[]): Promise<string> {
  const imported = await read(...paths);
  if (imported.ok) throw new Error('it was read');
  expect(imported.error.kind).toBe('badInput');
  return imported.error.message.replaceAll(folder, '');
}

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${TWO}:role/gone` }, Action: 'sts:AssumeRole' }],
};
/** How a document is written: as the CLI prints it, or as the API sends it. */
const FORMS = {
  cli: (document: unknown): unknown => document,
  raw: (document: unknown): unknown => encodeURIComponent(JSON.stringify(document)),
};
const role = (name: string, account = ONE, form = FORMS.cli, document: unknown = POLICY): object => ({
  Path: '/',
  RoleName: name,
  RoleId: `AROA${name}`,
  Arn: `arn:aws:iam::${account}:role/${name}`,
  CreateDate: '2024-01-01T00:00:00+00:00',
  AssumeRolePolicyDocument: form(TRUST),
  InstanceProfileList: [],
  RolePolicyList: [{ PolicyName: 'p', PolicyDocument: form(document) }],
  AttachedManagedPolicies: [{ PolicyName: 'Own', PolicyArn: `arn:aws:iam::${account}:policy/Own` }],
  Tags: [],
  RoleLastUsed: {},
});
const details = (form = FORMS.cli): object => ({
  UserDetailList: [
    {
      Path: '/',
      UserName: 'u',
      UserId: 'AIDAU',
      Arn: `arn:aws:iam::${ONE}:user/u`,
      GroupList: ['g'],
      AttachedManagedPolicies: [],
    },
  ],
  GroupDetailList: [
    { Path: '/', GroupName: 'g', GroupId: 'AGPAG', Arn: `arn:aws:iam::${ONE}:group/g`, GroupPolicyList: [] },
  ],
  RoleDetailList: [role('App', ONE, form)],
  Policies: [
    {
      PolicyName: 'Own',
      Arn: `arn:aws:iam::${ONE}:policy/Own`,
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: form(POLICY) }],
    },
  ],
});

describe('account authorization details', () => {
  it('are read as the CLI prints them', async () => {
    const { roles, users, groups, managedPolicies, accounts, source, takenAt } = await snapshot(file(details()));
    expect(accounts).toEqual([{ id: ONE, partition: 'aws' }]);
    expect(roles).toEqual([
      {
        arn: `arn:aws:iam::${ONE}:role/App`,
        account: ONE,
        name: 'App',
        path: '/',
        uniqueId: 'AROAApp',
        createdAt: '2024-01-01T00:00:00.000Z',
        inlinePolicies: [{ name: 'p', document: POLICY }],
        attachedPolicies: [`arn:aws:iam::${ONE}:policy/Own`],
        tags: {},
        trustPolicy: TRUST,
      },
    ]);
    expect([users[0]?.groups, groups.length, managedPolicies[0]?.document]).toEqual([['g'], 1, POLICY]);
    expect([source, takenAt]).toEqual(['import', NOW.toISOString()]);
  });

  it('are the same as the API sends them', async () => {
    const cli = await snapshot(file(details()));
    expect(
      await snapshot(file({ ...details(FORMS.raw), IsTruncated: false, ResponseMetadata: { RequestId: 'r' } })),
    ).toEqual(cli);
    expect(await snapshot(file(`\uFEFF${JSON.stringify(details())}`))).toEqual(cli);
  });

  it.each([
    ['pages after one another', (pages: readonly object[]) => pages.map((page) => JSON.stringify(page)).join('\n')],
    ['a list of pages', (pages: readonly object[]) => JSON.stringify(pages)],
  ])('may be %s', async (_, written) => {
    const pages = [
      { RoleDetailList: [role('A')], IsTruncated: true, Marker: 'm' },
      { RoleDetailList: [role('B')], IsTruncated: false },
    ];
    const { roles, coverage } = await snapshot(file(written(pages)));
    expect(roles.map((one) => one.name)).toEqual(['A', 'B']);
    expect(coverage.filter((cell) => cell.status === 'complete').map((cell) => cell.call)).toEqual([
      'GetAccountAuthorizationDetails',
    ]);
  });

  it('may be several files, of several accounts', async () => {
    const { roles, accounts } = await snapshot(
      file({ RoleDetailList: [role('A'), role('X', TWO)] }),
      file({ RoleDetailList: [role('B')] }),
    );
    expect(accounts.map((account) => account.id)).toEqual([ONE, TWO]);
    expect(roles.map((one) => one.arn)).toEqual([
      `arn:aws:iam::${ONE}:role/A`,
      `arn:aws:iam::${ONE}:role/B`,
      `arn:aws:iam::${TWO}:role/X`,
    ]);
  });

  it('may be a folder of files', async () => {
    const inside = join(folder, 'many');
    mkdirSync(inside);
    file({ RoleDetailList: [role('A')] }, 'many/one.json');
    file({ RoleDetailList: [role('X', TWO)] }, 'many/two.json');
    file('email\nann@x', 'many/people.csv');
    const { roles, people } = await snapshot(inside);
    expect([roles.length, people.length]).toEqual([2, 1]);
  });

  it('keep what is no policy, and principals that are gone', async () => {
    const broken = { Statement: [{ Effect: 'Perhaps', Condition: { StringAlmostEquals: {} } }] };
    const { roles } = await snapshot(
      file({ RoleDetailList: [role('A', ONE, FORMS.raw, broken), role('B', ONE, FORMS.cli, 'not { json')] }),
    );
    expect(roles.map((one) => one.inlinePolicies[0]?.document)).toEqual([broken, 'not { json']);
    expect(JSON.stringify(roles[0]?.trustPolicy)).toContain('role/gone');
  });

  it('without their last page are not complete', async () => {
    const { coverage } = await snapshot(file({ RoleDetailList: [role('A')], IsTruncated: true, Marker: 'm' }));
    expect(coverage.find((cell) => cell.call === 'GetAccountAuthorizationDetails')).toEqual({
      account: ONE,
      region: 'global',
      service: 'iam',
      call: 'GetAccountAuthorizationDetails',
      status: 'skipped',
      detail: 'the last page is missing: every page given says that another follows',
    });
  });

  it('leave every other call open, by name', async () => {
    const { coverage } = await snapshot(file(details()));
    const named = new Set(
      coverage.filter((cell) => cell.status === 'skipped').map((cell) => `${cell.service}:${cell.call}`),
    );
    const all = ALL_CALLS.flatMap(({ service, permissions }) =>
      Object.keys(permissions).map((call) => `${service}:${call}`),
    );
    expect(all.filter((call) => !named.has(call)).sort()).toEqual([
      'iam:GetAccountAuthorizationDetails',
      'sts:GetCallerIdentity',
    ]);
    expect(coverage.find((cell) => cell.call === 'ListTables')).toMatchObject({
      account: ONE,
      region: '*',
      detail: 'not contained in the imported files',
    });
    expect(coverage.find((cell) => cell.call === 'ListPolicies')).toMatchObject({
      account: '-',
      service: 'organizations',
      region: 'global',
    });
  });
});

describe('several paths', () => {
  it('unite; of what is told twice the later stands', async () => {
    const older = file({ RoleDetailList: [role('A', ONE, FORMS.cli, { old: true })] });
    const newer = file({ RoleDetailList: [role('A', ONE, FORMS.cli, { old: false })] });
    const { roles, people } = await snapshot(older, newer, file('email,title\nann@x,Baker', 'p.csv'));
    expect(roles[0]?.inlinePolicies[0]?.document).toEqual({ old: false });
    expect(people).toEqual([{ email: 'ann@x', title: 'Baker', active: true }]);
  });

  it('a snapshot alone is itself', async () => {
    const data = join(folder, 'data');
    const id = await writeSnapshot(data, SMALL);
    if (!id.ok) throw new Error(id.error.message);
    expect(await read(join(data, 'snapshots', id.value))).toEqual({ ok: true, value: SMALL });
  });

  it('a file adds to a snapshot what it knows, and no gap that the snapshot does not have', async () => {
    const data = join(folder, 'data2');
    const known: Snapshot = {
      ...SMALL,
      coverage: [
        { account: ONE, region: 'eu-west-1', service: 'dynamodb', call: 'ListTables', status: 'complete' },
        { account: ONE, region: 'global', service: 'organizations', call: 'ListPolicies', status: 'complete' },
      ],
    };
    const id = await writeSnapshot(data, known);
    if (!id.ok) throw new Error(id.error.message);
    const both = await snapshot(join(data, 'snapshots', id.value), file(details()));
    const cells = new Map(both.coverage.map((cell) => [`${cell.service}:${cell.call}`, cell.status]));
    expect([
      cells.get('dynamodb:ListTables'),
      cells.get('organizations:ListPolicies'),
      cells.get('iam:GetAccountAuthorizationDetails'),
      cells.get('kms:ListKeys'),
    ]).toEqual(['complete', 'complete', 'complete', 'skipped']);
    expect(both.coverage.some((cell) => cell.account === '-')).toBe(false);
    expect(both.accounts[0]?.name).toBe('main');
    expect([both.source, both.takenAt]).toEqual(['import', SMALL.takenAt]);
  });
});

describe('what cannot be read is refused, with file, place and mend', () => {
  it.each([
    ['nothing at all', '', ': the file is empty; known are: a folder recorded with'],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47]),
      ', line 1, byte 0: begins with "\x89PNG", which is no form that can be read',
    ],
    ['prose', 'Dear Sir or Madam', ', line 1, byte 0: begins with "Dear Sir or "'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), ', byte 0: the file is UTF-16; save it as UTF-8'],
    [
      'another JSON',
      '{\n "Users": []}',
      ', line 2, byte 12: unknown name `Users`; expected is what `aws iam get-account-authorization-details` prints',
    ],
    ['no account', '{"UserDetailList":[]}', ': it holds no users, groups, roles or policies'],
    ['a file cut short', JSON.stringify(details(), null, 1).slice(0, 900), ': the file ends where the end of'],
    [
      'a missing comma',
      '{"RoleDetailList":\n[{"a":1}\n{"b":2}]}',
      ', line 2, byte 20 (RoleDetailList[0]): an item has no `Arn`',
    ],
    [
      'an item with a fault',
      '{"RoleDetailList":\n[{"RoleName":"ケーキ",\n "Arn":x}]}',
      ', line 3, byte 52 (RoleDetailList[0]): found "x}" where a value is expected',
    ],
    [
      'a role without a trust policy',
      `{"RoleDetailList":[{"Arn":"arn:aws:iam::${ONE}:role/A"}]}`,
      '(RoleDetailList[0]): an item has no `AssumeRolePolicyDocument`',
    ],
    [
      'an ARN that is none',
      '{"UserDetailList":[{"Arn":"me"}]}',
      '(UserDetailList[0]): an item has no `account in its ARN`',
    ],
    ['an account that is none', '{"UserDetailList":[{"Arn":"arn:aws:iam::abc:user/u"}]}', 'account of 12 digits'],
    [
      'a wrong flag',
      `{"RoleDetailList":[],"IsTruncated":perhaps}`,
      ', line 1, byte 35 (IsTruncated): found "perhaps" where a value is expected',
    ],
  ])('%s', async (_, content, message) => {
    expect(await refusal(file(content))).toContain(message);
  });

  it('a path that is not there', async () => {
    expect(await refusal(join(folder, 'nowhere'))).toBe('/nowhere: there is no such file or folder');
  });

  it('a folder with nothing in it', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await refusal(join(folder, 'empty'))).toContain('/empty: the folder holds nothing that can be read');
  });

  it('text that is not UTF-8: two names could not be told apart', async () => {
    const text = JSON.stringify({ UserDetailList: [{ Arn: `arn:aws:iam::${ONE}:user/u`, UserName: 'caf?' }] });
    const latin = Buffer.from(text.replace('?', '\u00e9'), 'latin1');
    expect(await refusal(file(latin, 'latin.json'))).toBe(
      '/latin.json, line 1, byte 19 (UserDetailList[0]): holds characters that are not UTF-8; save the file as UTF-8',
    );
  });

  it('the file of a connector of a newer version', async () => {
    expect(await refusal(file('{"tadori":"pushed people","format":2}\n', 'okta.jsonl'))).toContain(
      'of a newer version',
    );
  });

  it('a folder that is called like a file', async () => {
    mkdirSync(join(folder, 'files', 'inner.json'), { recursive: true });
    expect(await refusal(join(folder, 'files'))).toBe('/files/inner.json: it is a folder, not a file');
  });

  it('a device, or a pipe that nobody may ever write to', async () => {
    expect(await refusal('/dev/null')).toContain('/dev/null: it is a pipe or a device; save what comes');
  });

  it('a damaged snapshot', async () => {
    mkdirSync(join(folder, 'damaged'));
    file('{}', 'damaged/manifest.json');
    expect(await refusal(join(folder, 'damaged'))).toContain('/damaged/manifest.json: the snapshot is damaged');
  });

  it('a bad people file', async () => {
    expect(await refusal(file('email,active\na@b,yes', 'bad.csv'))).toBe(
      '/bad.csv, line 2, active: `yes` is neither `true` nor `false`',
    );
  });

  it('no path', async () => {
    expect(await refusal()).toBe('name at least one file or folder to import');
  });
});

it('can be stopped', async () => {
  const signal = AbortSignal.abort();
  expect(await importPaths([file(details())], { now: () => NOW, signal })).toMatchObject({
    ok: false,
    error: { kind: 'aborted' },
  });
});
