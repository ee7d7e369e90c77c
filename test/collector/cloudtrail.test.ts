import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trailEvent } from '../../collector/cloudtrail/event.ts';
import { EventCounts, KEPT, OTHERS } from '../../collector/cloudtrail/event-counts.ts';
import { importPaths } from '../../collector/import.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { ACCOUNT } from './scripted-source.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/App`;
const USER = `arn:aws:iam::${ACCOUNT}:user/dora`;
const BUCKET = 'arn:aws:s3:::cakes';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tadori-trail-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Shapes of userIdentity. Source: AWS CloudTrail User Guide, CloudTrail userIdentity element. */
const SESSION = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:me',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/App/me`,
  accountId: ACCOUNT,
  sessionContext: {
    sessionIssuer: { type: 'Role', principalId: 'AROAEXAMPLE', arn: ROLE, accountId: ACCOUNT, userName: 'App' },
    sourceIdentity: 'ann',
  },
  onBehalfOf: { userId: 'user-1', identityStoreArn: `arn:aws:identitystore::${ACCOUNT}:identitystore/d-1` },
};
const DORA = { type: 'IAMUser', principalId: 'AIDADORA', arn: USER, accountId: ACCOUNT, accessKeyId: 'AKIASECRET' };
const record = (userIdentity: object, more: object = {}) => ({
  eventVersion: '1.09',
  userIdentity,
  eventTime: '2026-11-01T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  requestParameters: { bucketName: 'cakes', key: 'private/recipe' },
  ...more,
});
const log = (...records: readonly object[]): string => JSON.stringify({ Records: records });

function put(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function imported(...paths: readonly string[]): Promise<Snapshot> {
  const taken = await importPaths(paths, { now: () => new Date(0) });
  if (!taken.ok) throw new Error(taken.error.message);
  return taken.value;
}
async function refused(...paths: readonly string[]): Promise<string> {
  const taken = await importPaths(paths, { now: () => new Date(0) });
  return taken.ok ? 'was read' : taken.error.message;
}

describe('log files of CloudTrail', () => {
  it('are counted by principal and event, over files of any form', async () => {
    const first = put('a.json', log(record(SESSION, { resources: [{ ARN: BUCKET }] }), record(DORA)));
    const second = put(
      'b.json.gz',
      gzipSync(
        log(
          record(SESSION, { eventTime: '2026-11-02T10:00:00Z' }),
          record(SESSION, { eventTime: '2026-10-02T10:00:00Z', errorCode: 'AccessDenied' }),
        ),
      ),
    );
    const { usage } = await imported(first, second);
    const both = { version: 1, account: ACCOUNT, source: 'cloudTrail' };
    expect(usage).toEqual([
      {
        ...both,
        principal: ROLE,
        since: '2026-10-02T10:00:00.000Z',
        until: '2026-11-02T10:00:00.000Z',
        events: {
          calls: [
            {
              event: 's3.amazonaws.com:GetObject',
              count: 2,
              first: '2026-10-02T10:00:00.000Z',
              last: '2026-11-02T10:00:00.000Z',
              errors: [{ name: 'AccessDenied', count: 1 }],
              resources: [BUCKET],
            },
          ],
          behind: [
            { kind: 'directoryUser', name: 'user-1', count: 3 },
            { kind: 'sourceIdentity', name: 'ann', count: 3 },
          ],
        },
      },
      {
        ...both,
        principal: USER,
        since: '2026-11-01T10:00:00.000Z',
        until: '2026-11-01T10:00:00.000Z',
        events: {
          calls: [
            {
              event: 's3.amazonaws.com:GetObject',
              count: 1,
              first: '2026-11-01T10:00:00.000Z',
              last: '2026-11-01T10:00:00.000Z',
            },
          ],
        },
      },
    ]);
  });

  it('keep neither addresses, nor parameters, nor keys', async () => {
    const text = JSON.stringify(await imported(put('a.json', log(record(DORA)))));
    expect(text).toContain(USER);
    expect(text).not.toMatch(/198\.51\.100\.7|recipe|AKIASECRET/);
  });

  const TREE = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/11/01`;
  it('of a tree are read all, without digests; a damaged one is a gap and counts for nothing', async () => {
    const packed = gzipSync(
      log(...Array.from({ length: 2000 }, (_, at) => record(DORA, { eventID: String(at * 7919) }))),
    );
    put(`${TREE}/good.json.gz`, gzipSync(log(record(SESSION))));
    put(`${TREE}/cut.json.gz`, packed.subarray(0, packed.length - 20));
    put(`AWSLogs/${ACCOUNT}/CloudTrail-Digest/eu-west-1/d.json.gz`, gzipSync('{"awsAccountId":"1"}'));
    const { usage, coverage } = await imported(folder);
    expect(usage.map(({ principal }) => principal)).toEqual([ROLE]);
    expect(coverage.filter(({ call }) => call === 'LogFiles')).toMatchObject([
      { account: '-', status: 'failed', target: `${TREE}/cut.json.gz`, detail: expect.stringMatching(/gzip data/) },
    ]);
  });

  it('of a tree none of which can be read are refused', async () => {
    put(`${TREE}/cut.json.gz`, gzipSync(log(record(DORA))).subarray(0, 30));
    expect(await refused(folder)).toMatch(/cut\.json\.gz: its gzip data is damaged or cut short/);
  });

  it.each([
    ['cut short', log(record(DORA)).slice(0, -20), /a\.json, line 1, byte \d+.*cut short/],
    ['with something that is no event', log({ a: 1 }), /line 1, byte 12 \(Records\[0\]\): is no event of CloudTrail/],
    ['with an event of no time', log(record(DORA, { eventTime: 'yesterday' })), /is no event of CloudTrail/],
    ['with more than records', '{"Records":[],"Other":1}', /is no part of a log file of CloudTrail/],
    ['whose records are no list', '{"Records":{}}', /a list is expected/],
  ])('%s are refused by name and place', async (_, text, message) => {
    expect(await refused(put('a.json', text))).toMatch(message);
  });

  it('tell the line in packed files as well', async () => {
    expect(await refused(put('a.json.gz', gzipSync(`{"Records":[\n${JSON.stringify(record(DORA))},\n{}]}`)))).toMatch(
      /a\.json\.gz, line 3, byte \d+ \(Records\[1\]\): is no event/,
    );
  });
});

describe('who calls', () => {
  const called = (userIdentity: object): unknown => trailEvent(record(userIdentity) as never)?.caller;
  const external = { type: 'AWSAccount', principalId: 'AROAOTHER:their-session', accountId: '444455556666' };

  it.each([
    [
      'the root user',
      { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
      `arn:aws:iam::${ACCOUNT}:root`,
    ],
    ['a user', DORA, USER],
    ['a session, by its role', SESSION, ROLE],
    ['a session without issuer, by its id', { ...SESSION, sessionContext: {} }, 'AROAEXAMPLE'],
    [
      'a federated user, by the user that asked',
      { type: 'FederatedUser', sessionContext: { sessionIssuer: DORA } },
      USER,
    ],
    ['somebody of another account, by the id', external, 'AROAOTHER'],
  ])('is %s', (_, identity, principal) => expect(called(identity)).toMatchObject({ principal }));

  it.each([
    ['an AWS service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }],
    ['an identity before it has a role', { type: 'WebIdentityUser', principalId: 'x:y', userName: 'z' }],
    ['another account as such', { type: 'AWSAccount', principalId: '444455556666', accountId: '444455556666' }],
  ])('is nobody we count where it is %s', (_, identity) => expect(called(identity)).toBeUndefined());
});

it('what is kept is bounded, and what goes beyond is counted', () => {
  const counts = new EventCounts();
  const many = KEPT.resources + 5;
  for (let at = 0; at < many; at += 1) {
    const resources = [{ ARN: `${BUCKET}/${at}` }];
    const told = trailEvent(record(DORA, { resources, errorCode: `E${at}` }) as never);
    if (told === undefined) throw new Error('no event');
    counts.take(told);
  }
  const [call] = counts.usage()[0]?.events?.calls ?? [];
  expect(call?.resources).toHaveLength(KEPT.resources);
  expect(call?.otherResources).toBe(5);
  expect(call?.errors?.find(({ name }) => name === OTHERS)).toEqual({ name: OTHERS, count: 5 });
});
