import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallPlace, changesIn } from '../../collector/changes/changes.ts';
import type { Json } from '../../domain/policy.ts';

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tadori-events-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const event = (more: { readonly [name: string]: Json } = {}): { readonly [name: string]: Json } => ({
  eventSource: 'sqs.amazonaws.com',
  eventName: 'SetQueueAttributes',
  awsRegion: 'eu-west-1',
  recipientAccountId: '111122223333',
  readOnly: false,
  eventCategory: 'Management',
  ...more,
});
const QUEUES: CallPlace = { account: '111122223333', region: 'eu-west-1', service: 'sqs' };

function written(name: string, content: string | Buffer): string {
  const file = join(work, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function changes(path: string) {
  const found = await changesIn(path);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}
const told = (one: Json) => changes(written('events.json', JSON.stringify({ Records: [one] })));

describe('events of CloudTrail', () => {
  it('touch their service in their account and Region, and no other', async () => {
    const found = await told(event());
    expect(found.events).toBe(1);
    expect(found.touches(QUEUES)).toBe(true);
    expect(found.touches({ ...QUEUES, account: '444455556666' })).toBe(false);
    expect(found.touches({ ...QUEUES, region: 'us-east-1' })).toBe(false);
    expect(found.touches({ ...QUEUES, service: 'sns' })).toBe(false);
  });

  it.each([
    ['only read', { readOnly: true }],
    ['came to nothing', { errorCode: 'AccessDenied' }],
    ['are of data', { eventCategory: 'Data' }],
  ] as const)('that %s touch nothing', async (_, more) => {
    const found = await told(event(more));
    expect([found.events, found.touches(QUEUES)]).toEqual([0, false]);
  });

  it('that do not say whether they only read count as changes', async () => {
    const { readOnly: _, ...silent } = event();
    expect((await told(silent)).touches(QUEUES)).toBe(true);
  });

  it('of IAM and S3 touch every Region, those of shares and of the organisation every account', async () => {
    const iam = await told(event({ eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1' }));
    expect(iam.touches({ ...QUEUES, service: 'iam', region: 'cn-north-1' })).toBe(true);
    expect(iam.touches({ ...QUEUES, service: 'iam', account: '444455556666' })).toBe(false);
    const ram = await told(event({ eventSource: 'ram.amazonaws.com' }));
    expect(ram.touches({ account: '444455556666', region: 'us-east-1', service: 'ram' })).toBe(true);
  });

  it('of the tagging API touch every service of the Region', async () => {
    const found = await told(event({ eventSource: 'tagging.amazonaws.com' }));
    expect(found.touches(QUEUES)).toBe(true);
    expect(found.touches({ ...QUEUES, region: 'us-east-1' })).toBe(false);
  });

  it('are found in the tree that CloudTrail writes, packed, and beside digests; as events of EventBridge; a line each', async () => {
    const folder = 'AWSLogs/111122223333';
    const records = (...all: Json[]): Buffer => gzipSync(JSON.stringify({ Records: all }));
    written(`${folder}/CloudTrail/eu-west-1/2026/11/29/a.json.gz`, records(event()));
    written(`${folder}/CloudTrail-Digest/eu-west-1/2026/11/29/a.json.gz`, gzipSync('{"digest": true}'));
    written(`${folder}/bridge.json`, JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: event() }));
    written(`${folder}/lines.jsonl`, `${JSON.stringify(event())}\n${JSON.stringify({ detail: event() })}\n`);
    expect((await changes(work)).events).toBe(4);
  });

  it.each([
    ['a.json', '{"Records": [', 'line 1, byte 13'],
    ['a.json.gz', 'no gzip', 'is not JSON'],
    ['a.json.gz', gzipSync('{"Records": []}').subarray(0, 20), 'its gzip data is damaged'],
    ['a.json', '{"Records": [1]}', 'line 1, byte 13'],
    ['a.json', '{"users": []}', 'holds something that is no event of CloudTrail'],
    ['a.json', '[]3', 'is not JSON'],
    ['a.json', JSON.stringify({ Records: [{ eventSource: 'sqs.amazonaws.com' }] }), 'whose account'],
    ['a.json', JSON.stringify(event({ awsRegion: 7 })), 'which Region'],
    ['a.txt', 'x', 'holds no log files'],
  ])('in %s that hold %s are refused', async (name, content, problem) => {
    written(name, content);
    const found = await changesIn(work);
    expect(found).toMatchObject({ ok: false, error: { kind: 'badInput' } });
    expect(found.ok ? '' : found.error.message).toContain(problem);
  });

  it('at a place where there is none are an error', async () => {
    expect(await changesIn(join(work, 'gone'))).toMatchObject({ ok: false, error: { kind: 'badInput' } });
  });
});
