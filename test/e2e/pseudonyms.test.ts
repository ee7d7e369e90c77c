import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import { pseudonymised } from '../../collector/pseudonymise.ts';
import { pseudonymsUnder } from '../../collector/pseudonyms.ts';
import { readSnapshotFolder, writeSnapshot } from '../../collector/snapshot-files.ts';
import type { Json } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { snapshotOf } from '../reasoning/two-accounts.ts';
import { got, provedData, QUIET, shippedSample } from './proved.ts';

const place = await mkdtemp(join(tmpdir(), 'tadori-pseudonyms-'));
afterAll(() => rm(place, { recursive: true }));
const SAMPLE = await shippedSample();
const data = join(place, 'data');
const snapshot = got(await writeSnapshot(data, SAMPLE));
const operations = operationsAt({ data, store: 'embedded' });

async function shared(folder: string, key: string): Promise<ReadonlyMap<string, Buffer>> {
  const pseudonyms = { keyFile: join(place, key), keepPatterns: false };
  got(await operations.export({ folder: join(place, folder), snapshot, pseudonyms }, QUIET));
  const names = (await readdir(join(place, folder))).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(place, folder, name))] as const)),
  );
}

const textOf = (files: ReadonlyMap<string, Buffer>): string =>
  [...files].map(([name, bytes]) => (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')).join('\n');

const first = await shared('first', 'key');
const pseudonymous = got(await readSnapshotFolder(join(place, 'first')));

describe('the sample organisation, to be shared', () => {
  it('holds no name and no address of its people, of their accounts or of the AWS accounts', async () => {
    const csv = await readFile(new URL('../../sample-org/people.csv', import.meta.url), 'utf8');
    const people = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    expect(people.length).toBeGreaterThan(5);
    const text = textOf(first).toLowerCase();
    const original = JSON.stringify(SAMPLE).toLowerCase();
    const names = [
      ...people.flatMap(([email = '', name = '', , , manager = '']) => [email, name, manager]),
      ...SAMPLE.directoryUsers.flatMap((one) => [one.userName, one.displayName ?? '']),
    ].filter((name) => name !== '');
    for (const name of names) {
      expect([name, original.includes(name.toLowerCase()), text.includes(name.toLowerCase())]).toEqual([
        name,
        true,
        false,
      ]);
    }
    const titles = new Set(SAMPLE.people.flatMap((one) => [one.title, one.department]));
    expect(pseudonymous.people.filter((one) => titles.has(one.title) || titles.has(one.department))).toEqual([]);
    const had = new Set(SAMPLE.directoryGroups.map(({ name }) => name));
    expect(pseudonymous.directoryGroups.filter(({ name }) => had.has(name))).toEqual([]);
    const accounts = new Set(SAMPLE.accounts.flatMap(({ name, alias }) => [name, alias]));
    expect(
      pseudonymous.accounts
        .flatMap(({ name, alias }) => [name, alias])
        .filter((one) => one !== undefined && accounts.has(one)),
    ).toEqual([]);
  });

  it('is the same under the same key, and has other names under another; the key is for its owner alone', async () => {
    expect(await shared('second', 'key')).toEqual(first);
    expect((await stat(join(place, 'key'))).mode & 0o777).toBe(0o600);
    await shared('third', 'other');
    const other = got(await readSnapshotFolder(join(place, 'third')));
    const emails = new Set(pseudonymous.people.map(({ email }) => email));
    expect(other.people).toHaveLength(emails.size);
    expect(other.people.filter(({ email }) => emails.has(email))).toEqual([]);
  });

  it('has the same answers, name for name', async () => {
    const key = Buffer.from((await readFile(join(place, 'key'), 'utf8')).trim(), 'hex');
    const { of } = pseudonymsUnder(key, [], new Set());
    const renamed = (id: string): string =>
      SAMPLE.people.reduce((told, { email }) => told.replaceAll(email, of('name', email)), id);
    const resources = SAMPLE.resources.map(({ arn }) => arn).slice(0, 8);
    expect(resources).toHaveLength(8);
    const few = (of: Snapshot): Snapshot => ({
      ...of,
      resources: of.resources.filter(({ arn }) => resources.includes(arn)),
    });
    const [before, after] = [
      await provedData(few(SAMPLE), { cypher: false }),
      await provedData(few(pseudonymous), { cypher: false }),
    ];
    let people = 0;
    for (const resource of resources) {
      const [was, is] = [
        got(await before.questions.whoCan({ actions: [], resource, language: 'en' })),
        got(await after.questions.whoCan({ actions: [], resource, language: 'en' })),
      ];
      const said = ({ results }: typeof was, name: (id: string) => string): readonly string[] =>
        results
          .map((one) => JSON.stringify([name(one.subject.id), name(one.principal), one.verdict, one.actions]))
          .sort();
      expect(
        said(is, (id) => id),
        resource,
      ).toEqual(said(was, renamed));
      people += was.results.filter(({ subject }) => subject.id.includes('@')).length;
    }
    expect(people).toBeGreaterThan(0);
    await Promise.all([before.close(), after.close()]);
  }, 240_000);

  it('is not written over something, nor under a file that is no key', async () => {
    const taken = await operations.export({ folder: join(place, 'first'), snapshot }, QUIET);
    expect(taken).toMatchObject({ error: { kind: 'badInput' } });
    expect(taken.ok || taken.error.message).toContain('something is there already');
    const folder = { keyFile: place, keepPatterns: false };
    expect(await operations.export({ folder: join(place, 'none'), snapshot, pseudonyms: folder }, QUIET)).toMatchObject(
      {
        error: { kind: 'badInput', message: `cannot read \`${place}\`: it is a folder, not a file` },
      },
    );
    await writeFile(join(place, 'no-key'), 'secret');
    const pseudonyms = { keyFile: join(place, 'no-key'), keepPatterns: false };
    const refused = await operations.export({ folder: join(place, 'none'), snapshot, pseudonyms }, QUIET);
    expect(refused.ok || refused.error.message).toContain('no key of pseudonyms');
  });
});

describe('names in policies', () => {
  const key = randomBytes(32);
  const organisation = (condition: Json): Snapshot =>
    snapshotOf({
      people: [{ email: 'Ann@cakes.example', displayName: 'Ann Alyst', active: true }],
      directoryUsers: [{ id: 'u1', provider: 'p', userName: 'ann', emails: ['ann@cakes.example'], active: true }],
      managedPolicies: [
        {
          arn: 'arn:aws:iam::111122223333:policy/p',
          account: '111122223333',
          awsManaged: false,
          name: 'p',
          document: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: condition } },
        },
      ],
    });
  const conditionIn = ({ managedPolicies: [policy] }: Snapshot): string => JSON.stringify(policy?.document);
  const { of } = pseudonymsUnder(key, [], new Set());

  it.each([
    ['ann', of('name', 'ann')],
    ['ann@cakes.example', of('name', 'ann@cakes.example')],
    ['somebody@else.example', of('name', 'somebody@else.example')],
    ['AROAEXAMPLEEXAMPLE12:ann', `AROAEXAMPLEEXAMPLE12:${of('name', 'ann')}`],
    [
      'arn:aws:sts::111122223333:assumed-role/r/ann@cakes.example',
      `arn:aws:sts::111122223333:assumed-role/r/${of('name', 'ann@cakes.example')}`,
    ],
    ['annual', 'annual'],
    ['ann-data', 'ann-data'],
  ])('%s', (value, expected) => {
    const changed = pseudonymised(organisation({ StringEquals: { 'aws:username': value } }), key, false);
    if (!changed.ok) throw new Error('refused');
    expect(conditionIn(changed.value)).toContain(JSON.stringify(expected));
  });

  it('spellings that differ in capitals alone stay so', () => {
    const { value } = { value: of('name', 'Ann@cakes.example') };
    expect(value).not.toBe(of('name', 'ann@cakes.example'));
    expect(value.toLowerCase()).toBe(of('name', 'ann@cakes.example'));
  });

  it.each([
    '*@cakes.example',
    'an?',
    'AROA*:ann*',
    '*/ann@*',
    '${aws:username}@cakes.example',
  ])('a pattern that would match others is refused or kept: %s', (pattern) => {
    const given = organisation({ StringLike: { 'aws:userid': pattern } });
    const refused = pseudonymised(given, key, false);
    expect(refused.ok ? [] : refused.error.map(({ place, before }) => [place, before])).toEqual([
      ['managedPolicies `arn:aws:iam::111122223333:policy/p`', pattern],
    ]);
    const kept = pseudonymised(given, key, true);
    expect(kept.ok && conditionIn(kept.value)).toContain(pattern);
  });

  it.each([
    '*',
    'AROA*:*',
    'zoe*',
    '*:ann@cakes.example',
  ])('a pattern that matches as before is none of these: %s', (pattern) => {
    expect(pseudonymised(organisation({ StringLike: { 'aws:userid': pattern } }), key, false).ok).toBe(true);
  });

  it('a name that an IAM user has, too, stays in conditions, as it does in the ARN', () => {
    const arn = 'arn:aws:iam::111122223333:user/ann';
    const user = {
      arn,
      account: '111122223333',
      name: 'ann',
      path: '/',
      inlinePolicies: [],
      attachedPolicies: [],
      tags: {},
      groups: [],
    };
    const given = { ...organisation({ StringEquals: { 'aws:username': 'ann' } }), users: [user] };
    const changed = pseudonymised(given, key, false);
    expect(changed.ok && conditionIn(changed.value)).toContain('"ann"');
    expect(changed.ok && changed.value.users.map((one) => one.arn)).toEqual([arn]);
  });
});
