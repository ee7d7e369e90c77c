import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCredentialReport } from '../../collector/credential-report.ts';
import { importPaths } from '../../collector/import.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { explainActions } from '../../reasoning/explain.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';

const ONE = '111122223333';
const folder = mkdtempSync(join(tmpdir(), 'tadori-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function file(content: string, ending: string): string {
  const path = join(folder, `file-${++files}.${ending}`);
  writeFileSync(path, content);
  return path;
}

/** The columns that AWS documents, in its order. */
const HEAD =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,' +
  'access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,' +
  'access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,' +
  'cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated,additional_credentials_info';
const NO_CERTIFICATES = 'false,N/A,false,N/A,';
const NO_KEY = 'false,N/A,N/A,N/A,N/A';
const ROOT = `<root_account>,arn:aws:iam::${ONE}:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`;
const ANN = `ann,arn:aws:iam::${ONE}:user/ops/ann,2022-05-01T00:00:00+00:00,TRUE,2026-06-10T09:00:00Z,2026-01-01T00:00:00+00:00,N/A,true,true,2026-05-01T00:00:00+00:00,2026-06-12T08:00:00+00:00,N/A,s3,false,2025-05-01T00:00:00+00:00,N/A,N/A,N/A,${NO_CERTIFICATES}`;
const BOB = `bob,arn:aws:iam::${ONE}:user/bob,2023-01-01T00:00:00+00:00,FALSE,N/A,N/A,N/A,false,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`;
const REPORT = [HEAD, ROOT, ANN, BOB].join('\n');
const ANN_ARN = `arn:aws:iam::${ONE}:user/ops/ann`;
const BOB_ARN = `arn:aws:iam::${ONE}:user/bob`;

const NOW = new Date('2026-11-28T12:00:00.000Z');
const read = (...paths: readonly string[]) => importPaths(paths, { now: () => NOW });
async function snapshot(...paths: readonly string[]): Promise<Snapshot> {
  const imported = await read(...paths);
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value;
}
async function refusal(content: string): Promise<string> {
  const imported = await read(file(content, 'csv'));
  if (imported.ok) throw new Error('it was read');
  expect(imported.error.kind).toBe('badInput');
  return imported.error.message.replace(/^.*file-\d+\.csv/, '');
}
const cell = ({ coverage }: Snapshot, call: string, target?: string) =>
  coverage.find((one) => one.service === 'iam' && one.call === call && one.target === target);

const details = (...names: readonly string[]): string =>
  JSON.stringify({
    UserDetailList: names.map((name) => ({
      Path: '/',
      UserName: name,
      UserId: `AIDA${name}`,
      Arn: `arn:aws:iam::${ONE}:user/${name}`,
      CreateDate: '2023-01-01T00:00:00+00:00',
      GroupList: [],
      AttachedManagedPolicies: [],
      UserPolicyList: [
        {
          PolicyName: 'p',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
        },
      ],
    })),
  });

/** May the user pass a role? Its policies speak of S3 alone. */
function verdictOf(of: Snapshot, arn: string): string | undefined {
  const world = new World(of);
  const caller = callerOfId(world, arn);
  const target = targetOfArn(`arn:aws:iam::${ONE}:role/x`, of.resources);
  if (caller === undefined || target === undefined) return undefined;
  return explainActions(world, caller, target, ['iam:PassRole'], ordinaryCaller(of.takenAt))[0]?.verdict;
}

describe('a credential report alone', () => {
  it('is a snapshot of the users with their credentials', async () => {
    const { users, accounts, roles, source, takenAt } = await snapshot(file(REPORT, 'csv'));
    expect(accounts).toEqual([{ id: ONE, partition: 'aws' }]);
    expect([roles, source, takenAt]).toEqual([[], 'import', NOW.toISOString()]);
    const nothing = { tags: {}, groups: [], inlinePolicies: [], attachedPolicies: [] };
    expect(users).toEqual([
      {
        ...nothing,
        arn: BOB_ARN,
        account: ONE,
        name: 'bob',
        path: '/',
        createdAt: '2023-01-01T00:00:00.000Z',
        hasPassword: false,
        hasMfa: false,
      },
      {
        ...nothing,
        arn: ANN_ARN,
        account: ONE,
        name: 'ann',
        path: '/ops/',
        createdAt: '2022-05-01T00:00:00.000Z',
        hasPassword: true,
        hasMfa: true,
        passwordLastUsed: '2026-06-10T09:00:00.000Z',
        accessKeys: [
          {
            id: 'access_key_1',
            status: 'Active',
            createdAt: '2026-05-01T00:00:00.000Z',
            lastUsed: '2026-06-12T08:00:00.000Z',
            lastUsedService: 's3',
          },
          { id: 'access_key_2', status: 'Inactive', createdAt: '2025-05-01T00:00:00.000Z' },
        ],
      },
    ]);
  });

  it('leaves open everything else, so that nobody is denied for policies that nobody read', async () => {
    const alone = await snapshot(file(REPORT, 'csv'));
    expect(cell(alone, 'GetCredentialReport')?.status).toBe('complete');
    expect(cell(alone, 'GetAccountAuthorizationDetails')).toMatchObject({
      status: 'skipped',
      detail: 'not contained in the imported files',
    });
    expect(cell(alone, 'ListMFADevices')?.detail).toContain('who has an MFA device, not how many');
    expect(alone.coverage.some((one) => one.call === 'ListBuckets' && one.status === 'skipped')).toBe(true);
    expect(verdictOf(alone, ANN_ARN)).toBe('unknown');
  });
});

describe('a credential report beside the details of the account', () => {
  it.each([
    ['before', (report: string, rest: string) => [report, rest]],
    ['after', (report: string, rest: string) => [rest, report]],
  ])('adds to the users, whether it comes %s them', async (_, order) => {
    const both = await snapshot(...order(file(REPORT, 'csv'), file(details('bob', 'carl'), 'json')));
    expect(both.users.map((user) => user.name)).toEqual(['bob', 'carl']);
    expect(both.users[0]).toMatchObject({ uniqueId: 'AIDAbob', hasPassword: false, hasMfa: false });
    expect(both.users[0]?.inlinePolicies).toHaveLength(1);
    expect(both.users[1]).not.toHaveProperty('hasPassword');
    expect(cell(both, 'GetAccountAuthorizationDetails')?.status).toBe('complete');
    expect(verdictOf(both, BOB_ARN)).toBe('denied');
  });

  it('leaves out whom these do not have, and says so', async () => {
    const both = await snapshot(file(REPORT, 'csv'), file(details('bob'), 'json'));
    expect(both.users.map((user) => user.arn)).toEqual([BOB_ARN]);
    expect(cell(both, 'GetCredentialReport', ANN_ARN)).toMatchObject({ status: 'skipped', account: ONE });
    expect(cell(both, 'GetCredentialReport')?.status).toBe('complete');
  });

  it('keeps whom these do not have where they are cut short', async () => {
    const cut = JSON.stringify({ ...(JSON.parse(details('bob')) as object), IsTruncated: true });
    const both = await snapshot(file(cut, 'json'), file(REPORT, 'csv'));
    expect(both.users.map((user) => user.name)).toEqual(['bob', 'ann']);
    expect(verdictOf(both, ANN_ARN)).toBe('unknown');
  });

  it('of two reports the later one stands', async () => {
    const later = REPORT.replace('user/bob,2023-01-01T00:00:00+00:00,FALSE', 'user/bob,2023-01-01T00:00:00+00:00,TRUE');
    const passwordOf = async (...paths: readonly string[]) =>
      (await snapshot(...paths)).users.find((user) => user.name === 'bob')?.hasPassword;
    const [first, second] = [file(REPORT, 'csv'), file(later, 'csv')];
    expect([await passwordOf(first, second), await passwordOf(second, first)]).toEqual([true, false]);
  });
});

describe('what is no credential report is refused, with file, place and mend', () => {
  it.each([
    ['a column too few', REPORT.replace('mfa_active,', ''), ', line 1: the column `mfa_active` is missing'],
    ['a field too few', `${HEAD}\nann,arn`, ', line 2: has 2 fields, the first line has 23 columns'],
    ['an ARN that is none', REPORT.replace(BOB_ARN, 'bob'), ', line 4, arn: `bob` is no ARN of a user'],
    ['the ARN of a role', REPORT.replace('user/bob', 'role/bob'), ' is no ARN of a user'],
    [
      'an account that is none',
      REPORT.replaceAll(ONE, 'abc'),
      ', line 2, arn: `arn:aws:iam::abc:root` is no ARN of a user',
    ],
    [
      'a flag that is none',
      REPORT.replace(',FALSE,', ',maybe,'),
      ', line 4, password_enabled: `maybe` is neither `true` nor',
    ],
    ['a date that is none', REPORT.replace('2026-06-12T', 'yesterday '), ', line 3, access_key_1_last_used_date: '],
    ['a user twice', `${REPORT}\n${BOB}`, `, line 5: \`${BOB_ARN}\` stands there twice; keep one line`],
    ['nobody', HEAD, ': it holds nothing of an account'],
    ['a quote too many', REPORT.replace('bob', '"bob'), 'a quoted field is not closed'],
  ])('%s', async (_, content, message) => {
    expect(await refusal(content)).toContain(message);
  });

  it('columns that AWS may add are passed over', async () => {
    const more = REPORT.split('\n').map((line, index) => `${line},${index === 0 ? 'new_column' : 'x'}`);
    expect((await snapshot(file(more.join('\r\n'), 'csv'))).users).toHaveLength(2);
  });
});

it('a mutated report is read or refused, and never gives a user that could not be stored', () => {
  const bytes = Buffer.from(REPORT);
  const edit = fc.record({
    at: fc.nat(bytes.length - 1),
    cut: fc.nat(4),
    put: fc.oneof(
      fc.constantFrom('', ',', '"', '\n', '\r\n', 'true', 'N/A', ',,,,', '\u0000', 'arn:aws:iam::', '\uFEFF', '/', ':'),
      fc.string({ maxLength: 6, unit: 'binary' }),
    ),
  });
  const seen = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut),
        REPORT,
      );
      const parsed = parseCredentialReport(text, 'f.csv');
      seen[parsed.ok ? 'read' : 'refused'] += 1;
      if (!parsed.ok) {
        expect(parsed.error.message.startsWith('f.csv')).toBe(true);
        return;
      }
      const { users } = parsed.value;
      expect(new Set(users.map((user) => user.arn)).size).toBe(users.length);
      for (const { arn, account, name, path, ...told } of users) {
        expect(arn).toContain(`:iam::${account}:user${path}${name}`);
        expect(account).toMatch(/^\d{12}$/);
        for (const time of [
          told.createdAt,
          told.passwordLastUsed,
          ...(told.accessKeys ?? []).map((key) => key.lastUsed),
        ])
          if (time !== undefined) expect(new Date(time).toISOString()).toBe(time);
      }
    }),
    { numRuns: 10_000, seed: 5 },
  );
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(500);
});
