import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import { snapshotFrom } from '../../collector/collect.ts';
import { importPaths } from '../../collector/import.ts';
import { Recorder } from '../../collector/recording.ts';
import { HEADER_LINE } from '../../collector/scim/directory-file.ts';
import { readSnapshotFolder, writeSnapshot } from '../../collector/snapshot-files.ts';
import { readerOf } from '../../collector/sources/read-sources.ts';
import { recordingWeb } from '../../collector/sources/recorded-web.ts';
import { DUMP, linesOf } from '../collector/cartography-dump.ts';
import { IAM_COLLECT } from '../collector/iam-collect-files.ts';
import { SCRIPT, TAKING } from '../collector/scripted-organisation.ts';
import { ScriptedSource } from '../collector/scripted-source.ts';
import { SMALL } from '../collector/small-snapshot.ts';
import { fakeWeb } from '../collector/sources/fake-web.ts';
import { okta } from '../collector/sources/okta-answers.ts';
import { GUARD_OF_ACCOUNT, ORGANIZATION_ROWS, RESULTS, resultOf } from '../collector/steampipe-results.ts';
import { Dice } from '../properties/dice.ts';

const FILES = 10_000;
/** A mutated file of a few kilobytes that takes longer than this hangs, for all that a user can tell. */
const SLOW_MS = 5_000;
/** So many files, each of its own kind in turn, are also imported into a data folder. */
const INTO_DATA = 400;

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const DETAILS = {
  UserDetailList: [
    { Path: '/', UserName: 'u', UserId: 'AIDAU', Arn: 'arn:aws:iam::111122223333:user/u', GroupList: ['g'] },
  ],
  GroupDetailList: [{ Path: '/', GroupName: 'g', GroupId: 'AGPAG', Arn: 'arn:aws:iam::111122223333:group/g' }],
  RoleDetailList: [
    {
      Path: '/',
      RoleName: 'App',
      RoleId: 'AROAAPP',
      Arn: 'arn:aws:iam::111122223333:role/App',
      AssumeRolePolicyDocument: POLICY,
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: POLICY }],
      AttachedManagedPolicies: [],
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  ],
  Policies: [],
};
const CONFIG = {
  fileVersion: '1.0',
  configSnapshotId: 'a',
  configurationItems: [
    {
      configurationItemVersion: '1.0',
      configurationItemStatus: 'ResourceDiscovered',
      configurationItemCaptureTime: '2026-11-20T00:00:00.000Z',
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'cakes',
      resourceName: 'cakes',
      ARN: 'arn:aws:s3:::cakes',
      awsRegion: 'eu-west-1',
      awsAccountId: '111122223333',
      tags: {},
      supplementaryConfiguration: { BucketPolicy: { policyText: JSON.stringify(POLICY) } },
    },
  ],
};
const REPORT = [
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated',
  'u,arn:aws:iam::111122223333:user/u,2024-01-01T00:00:00+00:00,true,2026-01-01T00:00:00+00:00,2024-01-01T00:00:00+00:00,N/A,true,true,2024-01-01T00:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A',
  '',
].join('\n');
const PEOPLE =
  'email,displayName,department,title,manager,employment,active\nann@cakes.example,Ann,Baking,Baker,bob@cakes.example,employee,true\n';

/** A user and a group, as the file of a connector keeps them. */
const stored = (id: string, attributes: object): object => {
  const at = '2026-11-01T10:00:00.000Z';
  return { id, created: at, modified: at, version: 1, attributes };
};
const PUSHED_USER = { userName: 'ann@cakes.example', active: true, emails: [{ value: 'ann@cakes.example' }] };
const PUSHED =
  HEADER_LINE +
  [
    { user: stored('u-1', PUSHED_USER) },
    { group: stored('g-1', { displayName: 'Bakers' }), join: ['u-1'] },
    { gone: { kind: 'Group', id: 'g-2' } },
  ]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');
/** Named itself, for in a folder it would not be looked for. */
const FILE_OF_CONNECTOR = 'okta.jsonl';
const entryOf = (kind: string, folder: string): string =>
  kind === 'pushed' ? join(folder, FILE_OF_CONNECTOR) : folder;
const TRAIL = JSON.stringify({
  Records: ['GetObject', 'PutObject'].map((eventName) => ({
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDADORA',
      arn: 'arn:aws:iam::111122223333:user/dora',
      accountId: '111122223333',
    },
    eventTime: '2026-11-01T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName,
    awsRegion: 'eu-west-1',
    resources: [{ ARN: 'arn:aws:s3:::cakes', accountId: '111122223333', type: 'AWS::S3::Bucket' }],
  })),
});
/** Kinds of which a file that cannot be read is a gap. */
const FORGIVING = new Set(['iam-collect', 'trails']);

/** Pieces of the formats themselves reach further than noise does. */
const PUTS = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  '0',
  '-1',
  '1e999',
  'true',
  '\\',
  '\u0000',
  '\n',
  '\r',
  '\uFEFF',
  'x',
  '{}',
  '[]',
  '""',
  '\\ud800',
  '__proto__',
  'arn:aws:iam::',
  '../',
  '\u202E',
  ',,,',
];

/** Cuts a few bytes out of the text and puts something else there, up to three times; or ends it early. */
function mutated(text: string, dice: Dice): string {
  const below = (n: number): number => Math.floor(dice.roll() * n);
  let result = text;
  for (let edits = 1 + below(3); edits > 0; edits -= 1) {
    const at = below(result.length);
    result = dice.chance(0.05)
      ? result.slice(0, at)
      : result.slice(0, at) + dice.pick(PUTS) + result.slice(at + below(6));
  }
  return result;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { encoding: 'utf8', recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();

describe(`${FILES} mutated files`, () => {
  const work = mkdtempSync(join(tmpdir(), 'tadori-fuzz-'));
  /** What can be imported, by its kind: a file, or a folder of which one file is mutated. */
  const seeds = new Map<string, string>();
  beforeAll(async () => {
    const put = (kind: string, name: string, content: string | Buffer): void => {
      const folder = join(work, 'seeds', kind);
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
      seeds.set(kind, folder);
    };
    put('details', 'details.json', JSON.stringify(DETAILS));
    put('config', 'config.json', JSON.stringify(CONFIG));
    put(
      'query',
      'query.json',
      JSON.stringify({ Results: CONFIG.configurationItems.map((one) => JSON.stringify(one)) }),
    );
    put('report', 'report.csv', REPORT);
    put('people', 'people.csv', PEOPLE);
    put('pushed', FILE_OF_CONNECTOR, PUSHED);
    put('trail', 'log.json', TRAIL);
    put('trail', 'packed.json.gz', gzipSync(TRAIL));
    put('cartography', 'dump.json', linesOf(DUMP));
    for (const [name, result] of Object.entries(RESULTS)) put('steampipe', name, JSON.stringify(result));
    put('steampipe', 'organization.json', JSON.stringify(resultOf([...ORGANIZATION_ROWS, GUARD_OF_ACCOUNT])));
    for (const day of ['01', '02'])
      put('trails', `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/${day}/log.json.gz`, gzipSync(TRAIL));
    const directory = join(work, 'seeds', 'iam-collect');
    for (const [path, content] of Object.entries(IAM_COLLECT)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), JSON.stringify(content));
    }
    seeds.set('iam-collect', directory);
    const lines: string[] = [];
    const config = { kind: 'okta', id: 'okta', url: 'https://idp.example', token: 'TOKEN' } as const;
    await readerOf(
      config,
      recordingWeb(fakeWeb(okta()), (line) => lines.push(line)),
    ).read();
    put('identity', 'okta.jsonl', lines.join(''));
    const declared = { kind: 'declared', id: 'map', file: 'map.csv' };
    put(
      'identity',
      'map.csv',
      'subject,role,provider,tags,duration\ngroup:Bakers,arn:aws:iam::111122223333:role/App,arn:aws:iam::111122223333:saml-provider/P,,\n',
    );
    put('identity', 'identity.json', JSON.stringify({ sources: [config, declared] }));
    const recording = join(work, 'seeds', 'recording');
    const recorder = await Recorder.start(new ScriptedSource(SCRIPT), recording, TAKING, {
      people: PEOPLE,
      pushed: [],
    });
    if (!recorder.ok) throw new Error(recorder.error.message);
    await snapshotFrom(recorder.value, TAKING, {});
    await recorder.value.close();
    seeds.set('recording', recording);
    const written = await writeSnapshot(join(work, 'written'), SMALL);
    if (!written.ok) throw new Error(written.error.message);
    cpSync(join(work, 'written', 'snapshots', written.value), join(work, 'seeds', 'snapshot'), { recursive: true });
    seeds.set('snapshot', join(work, 'seeds', 'snapshot'));
    for (const [kind, folder] of seeds) {
      const read = await importPaths([entryOf(kind, folder)], { now: () => new Date(0) });
      expect([kind, read.ok ? '' : read.error.message]).toEqual([kind, '']);
    }
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  /** Files of the seeds, and the one that is mutated now: it is put right before the next one is. */
  const filesOf = new Map<string, readonly string[]>();
  let damaged: { readonly file: string; readonly bytes: Buffer } | undefined;

  const putRight = (): void => {
    if (damaged !== undefined) writeFileSync(damaged.file, damaged.bytes);
  };

  /** A seed with one file of it mutated. */
  function spoiled(kind: string, dice: Dice): string {
    putRight();
    const folder = seeds.get(kind) ?? '';
    const files = filesOf.get(kind) ?? filesIn(folder);
    filesOf.set(kind, files);
    const file = dice.pick(files);
    damaged = { file, bytes: readFileSync(file) };
    // latin1 keeps every byte of what is compressed
    writeFileSync(file, Buffer.from(mutated(damaged.bytes.toString('latin1'), dice), 'latin1'));
    return entryOf(kind, folder);
  }

  it('are read or refused with one message that names the file, in time', async () => {
    const dice = new Dice(11);
    const counts = new Map([...seeds.keys()].map((kind) => [kind, { read: 0, refused: 0 }]));
    let slowest = 0;
    for (let turn = 0; turn < FILES; turn += 1) {
      const kind = dice.pick([...seeds.keys()]);
      const path = spoiled(kind, dice);
      const begun = performance.now();
      const read = await importPaths([path], { now: () => new Date(0) });
      slowest = Math.max(slowest, performance.now() - begun);
      const count = counts.get(kind);
      if (count !== undefined) count[read.ok ? 'read' : 'refused'] += 1;
      if (read.ok) continue;
      expect([kind, turn, read.error.kind]).toEqual([kind, turn, 'badInput']);
      expect(read.error.message).toContain(path);
      expect(read.error.message).not.toMatch(/\n\s+at /);
    }
    console.info(`slowest ${Math.round(slowest)} ms`, Object.fromEntries(counts));
    expect(slowest).toBeLessThan(SLOW_MS);
    for (const [kind, { read, refused }] of counts)
      expect([kind, refused > 100, read + refused > 600]).toEqual([kind, !FORGIVING.has(kind), true]);
  }, 900_000);

  it('leave the snapshot that was there where they are refused, and a whole one where they are read', async () => {
    putRight();
    const dice = new Dice(12);
    const data = join(work, 'data');
    const operations = operationsAt({ data, store: 'embedded' });
    const options = { onProgress: () => undefined, signal: new AbortController().signal };
    const first = await operations.import([seeds.get('details') ?? ''], options);
    expect(first.ok).toBe(true);
    const latest = (): string => readFileSync(join(data, 'LATEST'), 'utf8').trim();
    const seen = { read: 0, refused: 0 };
    for (let turn = 0; turn < INTO_DATA; turn += 1) {
      const before = [latest(), readdirSync(join(data, 'snapshots')).sort().join()];
      const taken = await operations.import([spoiled(dice.pick([...seeds.keys()]), dice)], options);
      seen[taken.ok ? 'read' : 'refused'] += 1;
      if (taken.ok) {
        expect(latest()).toBe(taken.value.snapshot);
        const stored = await readSnapshotFolder(join(data, 'snapshots', taken.value.snapshot));
        expect([turn, stored.ok ? '' : stored.error.message]).toEqual([turn, '']);
      } else {
        expect([latest(), readdirSync(join(data, 'snapshots')).sort().join()]).toEqual(before);
      }
    }
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(20);
  }, 600_000);
});
