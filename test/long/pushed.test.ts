import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { got, QUIET, shippedSample, whoCan } from '../e2e/proved.ts';
import { ENTERPRISE, patchOf, type ScimServer, type Send, scimServer } from '../scim/scim-server.ts';

const PEOPLE = 10_000;
const GROUPS = 1_000;
const IN_A_GROUP = 20;
const LANES = 8;
const FINANCE = '646836788589';

let server: ScimServer;
let send: Send;
const folders: string[] = [];
beforeAll(async () => {
  server = await scimServer('okta');
  send = server.as('okta');
});
afterAll(async () => {
  await server.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});
const newFolder = async (): Promise<string> => {
  folders.push(await mkdtemp(join(tmpdir(), 'tadori-pushed-')));
  return folders.at(-1) ?? '';
};

/** As many requests at once as an identity provider has workers. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const memory = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);
let since = performance.now();
/** Told on standard error, so that a run says what it took. */
function tell(what: string): number {
  const seconds = (performance.now() - since) / 1000;
  process.stderr.write(`${what}: ${seconds.toFixed(1)} s, ${memory()} MiB\n`);
  since = performance.now();
  return seconds;
}

const addressOf = (at: number): string => `person${at}@cakes.example`;
const numbers = Array.from({ length: PEOPLE }, (_, at) => at);

/** Identity Center knows everybody by another id; everybody is in one group that reads the finance table. */
async function company(): Promise<Snapshot> {
  const sample = await shippedSample();
  const set = sample.permissionSets.find(({ name }) => name === 'FinanceAccess');
  const assignment = sample.assignments.find((one) => one.permissionSet === set?.arn && one.account === FINANCE);
  const [user] = sample.directoryUsers;
  const [group] = sample.directoryGroups;
  if (assignment === undefined || user === undefined || group === undefined) throw new Error('the sample is another');
  const members = (of: number): readonly string[] =>
    of === 0 ? numbers.map((at) => `u${at}`) : numbers.filter((at) => at % GROUPS === of).map((at) => `u${at}`);
  return {
    ...sample,
    people: [],
    directoryUsers: numbers.map((at) => ({ ...user, id: `u${at}`, userName: addressOf(at), emails: [] })),
    directoryGroups: Array.from({ length: GROUPS }, (_, of) => ({ ...group, id: `g${of}`, members: members(of) })),
    assignments: [{ ...assignment, principalKind: 'group', principalId: 'g0' }],
  };
}

it(`${PEOPLE} users and ${GROUPS} groups are pushed one by one, and answered in paths`, async () => {
  since = performance.now();
  const ids: string[] = [];
  await inLanes(numbers, async (at) => {
    const filter = encodeURIComponent(`userName eq "${addressOf(at)}"`);
    expect((await send('GET', `/Users?filter=${filter}&startIndex=1&count=100`)).body.totalResults).toBe(0);
    const { status, body } = await send('POST', '/Users', {
      userName: addressOf(at),
      externalId: `00u${at}`,
      displayName: `Person ${at}`,
      emails: [{ value: addressOf(at), type: 'work', primary: true }],
      active: true,
      [ENTERPRISE]: { department: `Department ${at % 50}`, employeeNumber: String(at) },
    });
    expect(status).toBe(201);
    ids[at] = body.id;
  });
  expect(tell('users pushed, each looked up first')).toBeLessThan(180);
  await inLanes(
    Array.from({ length: GROUPS }, (_, of) => of),
    async (of) => {
      const { body: group } = await send('POST', '/Groups', { displayName: `Group ${of}`, members: [] });
      const members =
        of === 0 ? ids : Array.from({ length: IN_A_GROUP }, (_, n) => ids[(of * IN_A_GROUP + n) % PEOPLE]);
      for (let at = 0; at < members.length; at += 100) {
        const value = members.slice(at, at + 100).map((one) => ({ value: one }));
        expect(
          (await send('PATCH', `/Groups/${group.id}`, patchOf({ op: 'add', path: 'members', value }))).status,
        ).toBe(204);
      }
    },
  );
  expect(tell('groups pushed, one of everybody')).toBeLessThan(60);
  const listed = await send('GET', '/Users?startIndex=9001&count=1000');
  expect([listed.body.totalResults, listed.body.itemsPerPage]).toEqual([PEOPLE, 1_000]);
  tell('last page of 1,000');
  const scanned = await send('GET', `/Users?filter=${encodeURIComponent('department eq "department 7"')}&count=1`);
  expect(scanned.body.totalResults).toBe(PEOPLE / 50);
  tell('a filter that looks at everybody');
  const { size } = await stat(join(server.data, 'connectors', 'okta.jsonl'));
  process.stderr.write(`file: ${(size / 2 ** 20).toFixed(1)} MiB\n`);
  await server.again();
  expect((await send('GET', '/Users?count=1')).body.totalResults).toBe(PEOPLE);
  expect(tell('opened again')).toBeLessThan(20);

  const brought = await newFolder();
  const snapshot = got(await writeSnapshot(brought, await company()));
  const data = await newFolder();
  const operations = operationsAt({ data, store: 'embedded' });
  since = performance.now();
  const paths = [join(brought, 'snapshots', snapshot), join(server.data, 'connectors', 'okta.jsonl')];
  const taken = got(await operations.import(paths, QUIET));
  expect(taken.people).toBe(PEOPLE);
  expect(tell('imported')).toBeLessThan(60);
  got(await operations.prove({ snapshot: taken.snapshot, certify: false }, QUIET));
  expect(tell('proved')).toBeLessThan(300);
  const questions = got(await openQuestions({ data, store: 'embedded' }));
  tell('opened');
  const answer = await whoCan(questions, 'finance-ledger');
  expect(tell('who-can of a table that everybody can read')).toBeLessThan(60);
  const people = answer.results.filter(({ subject }) => subject.kind === 'person');
  expect(new Set(people.map(({ subject }) => subject.id)).size).toBe(PEOPLE);
  expect(people.every(({ subject }) => /^Department \d+$/.test(subject.department ?? ''))).toBe(true);
  expect(people.every(({ paths: [path] }) => path?.hops[0]?.joined?.by === 'same e-mail (probable)')).toBe(true);
  const one = await whoCan(questions, 'finance-ledger', 'person7@cakes.example');
  expect(new Set(one.results.map(({ subject }) => subject.id))).toEqual(new Set(['person:person7@cakes.example']));
  tell('who-can for one of them');
  await questions.close();
  expect(memory()).toBeLessThan(2_500);
}, 600_000);
