import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { importPaths } from '../../collector/import.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

const ACCOUNT = '111122223333';
const TREE = `AWSLogs/${ACCOUNT}`;
const log = (eventName: string): string =>
  JSON.stringify({
    Records: [
      {
        eventVersion: '1.09',
        userIdentity: {
          type: 'IAMUser',
          principalId: 'AIDADORA',
          arn: `arn:aws:iam::${ACCOUNT}:user/dora`,
          accountId: ACCOUNT,
        },
        eventTime: '2026-11-01T10:00:00Z',
        eventSource: 's3.amazonaws.com',
        eventName,
        awsRegion: 'eu-west-1',
      },
    ],
  });

/** Objects of the bucket `trail`, in pages of two. */
let objects: Record<string, string | Buffer>;
const asked: string[] = [];
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://localhost');
  const key = decodeURIComponent(url.pathname.replace(/^\/trail\/?/, ''));
  asked.push(`${request.method} ${key}`);
  if (!url.pathname.startsWith('/trail'))
    return void response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
  if (key === '') return void response.end(listing(url.searchParams));
  const content = objects[key];
  if (content === undefined)
    return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>');
  response.end(content);
});
function listing(query: URLSearchParams): string {
  const keys = Object.keys(objects)
    .filter((key) => key.startsWith(query.get('prefix') ?? ''))
    .sort();
  const from = Number(query.get('continuation-token') ?? '0');
  const next = from + 2 < keys.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : '';
  const contents = keys.slice(from, from + 2).map((key) => `<Contents><Key>${key}</Key></Contents>`);
  return `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}
beforeEach(async () => {
  objects = {
    [`${TREE}/CloudTrail/eu-west-1/2026/11/01/a.json.gz`]: gzipSync(log('GetObject')),
    [`${TREE}/CloudTrail/eu-west-1/2026/11/01/b.json`]: log('PutObject'),
    [`${TREE}/CloudTrail/eu-west-1/2026/11/02/c.json.gz`]: gzipSync(log('GetObject')),
    [`${TREE}/CloudTrail-Digest/eu-west-1/2026/11/01/d.json.gz`]: gzipSync('{}'),
    'other/e.txt': 'not asked for',
  };
  asked.length = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [name, value] of [
    ['AWS_ENDPOINT_URL', url],
    ['AWS_ACCESS_KEY_ID', 'OWNKEY'],
    ['AWS_SECRET_ACCESS_KEY', 'secret'],
    ['AWS_REGION', 'eu-west-1'],
  ] as const)
    vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
const read = (path: string) => importPaths([path], { now: () => new Date(0) });
const countsIn = ({ usage }: Snapshot) =>
  usage.flatMap(({ events }) => (events?.calls ?? []).map(({ event, count }) => [event, count]));
const failure = async (path: string): Promise<readonly [string, string]> => {
  const taken = await read(path);
  if (taken.ok) throw new Error('it was read');
  return [taken.error.kind, taken.error.message];
};

it('log files of CloudTrail in a bucket are counted as on disk, page by page, and nothing else is asked for', async () => {
  const taken = await read(`s3://trail/AWSLogs/${ACCOUNT}`);
  if (!taken.ok) throw new Error(taken.error.message);
  expect(taken.value.usage.map(({ principal }) => principal)).toEqual([`arn:aws:iam::${ACCOUNT}:user/dora`]);
  expect(countsIn(taken.value)).toEqual([
    ['s3.amazonaws.com:GetObject', 2],
    ['s3.amazonaws.com:PutObject', 1],
  ]);
  expect(taken.value.coverage).toEqual([]);
  expect(asked.filter((one) => /Digest|other/.test(one))).toEqual([]);
});

it('an object that is damaged or gone is a gap, and nothing of it is counted', async () => {
  objects[`${TREE}/CloudTrail/eu-west-1/2026/11/02/c.json.gz`] = gzipSync(log('GetObject')).subarray(0, 60);
  const taken = await read('s3://trail');
  if (!taken.ok) throw new Error(taken.error.message);
  expect(taken.value.coverage.map(({ call, target, status }) => [call, target, status])).toEqual([
    ['LogFiles', `${TREE}/CloudTrail/eu-west-1/2026/11/02/c.json.gz`, 'failed'],
  ]);
  expect(countsIn(taken.value)).toEqual([
    ['s3.amazonaws.com:GetObject', 1],
    ['s3.amazonaws.com:PutObject', 1],
  ]);
});

it.each<[string, string, string, string]>([
  [
    'a bucket that may not be read',
    's3://others/x',
    'io',
    's3://others/x: AccessDenied: no; the credentials of this run have to exist, and need s3:ListBucket there',
  ],
  [
    'a prefix without log files',
    's3://trail/other',
    'badInput',
    's3://trail/other: there are no log files of CloudTrail',
  ],
  ['no bucket', 's3://', 'badInput', 's3://: name a bucket, as in `s3://bucket/prefix`'],
])('%s is told in one message', async (_, path, kind, message) => {
  expect(await failure(path)).toEqual([kind, message]);
});
