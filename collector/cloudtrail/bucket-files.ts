import { Readable } from 'node:stream';
import { err, type Result } from '../../domain/result.ts';
import { objectsOf, textOf } from '../aws/answers.ts';
import { failureOf } from '../aws/failures.ts';
import { newClient, objectBody, type SdkClient, send } from '../aws/sdk-client.ts';
import type { JsonObject } from '../call-source.ts';
import type { ImportError } from '../import-error.ts';
import type { EventCounts } from './event-counts.ts';
import {
  beginsPacked,
  gunzipped,
  isLogFile,
  LogFiles,
  readTrailBytes,
  STOPPED,
  type TrailFolder,
} from './log-files.ts';

/** `s3://<bucket>/<prefix>` */
export const isBucketUrl = (path: string): boolean => path.startsWith('s3://');

/** So many files are on their way at once. */
const AT_ONCE = 16;

/**
 * The log files of CloudTrail under a prefix of a bucket, with the run's own credentials, which need s3:ListBucket and s3:GetObject. Nothing
 * is kept of them but what is counted. One that cannot be read is a gap, unless none can.
 */
export async function readTrailBucket(
  url: string,
  signal: AbortSignal | undefined,
): Promise<Result<TrailFolder, ImportError>> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(url) ?? [];
  if (bucket === undefined)
    return err({ kind: 'badInput', file: url, message: `${url}: name a bucket, as in \`s3://bucket/prefix\`` });
  const client = await newClient('s3', {
    region: process.env['AWS_REGION'] ?? 'us-east-1',
    followRegionRedirects: true,
  });
  try {
    return await readAll({ client, bucket, url, signal }, prefix);
  } catch (error) {
    if (signal?.aborted === true) return err(STOPPED);
    const { code, message } = failureOf(error);
    return err({
      kind: 'io',
      file: url,
      message: `${url}: ${code}: ${message}; the credentials of this run have to exist, and need s3:ListBucket there`,
    });
  } finally {
    client.destroy();
  }
}

interface Place {
  readonly client: SdkClient;
  readonly bucket: string;
  readonly url: string;
  readonly signal: AbortSignal | undefined;
}

async function readAll(place: Place, prefix: string): Promise<Result<TrailFolder, ImportError>> {
  const files = new LogFiles();
  let found = 0;
  for await (const keys of listed(place, prefix)) {
    found += keys.length;
    for (let at = 0; at < keys.length; at += AT_ONCE) {
      if (place.signal?.aborted === true) return err(STOPPED);
      const some = keys.slice(at, at + AT_ONCE);
      const read = await Promise.all(some.map((key) => readObject(place, key)));
      for (const [index, one] of read.entries()) files.take(some[index] ?? '', one);
    }
  }
  return found === 0
    ? err({ kind: 'badInput', file: place.url, message: `${place.url}: there are no log files of CloudTrail` })
    : files.result();
}

/** Keys of log files, a page at a time. Source: Amazon S3 API Reference, ListObjectsV2. */
async function* listed({ client, bucket, signal }: Place, prefix: string): AsyncGenerator<readonly string[]> {
  let token: string | undefined;
  do {
    const input: JsonObject = {
      Bucket: bucket,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    };
    const page = await send(client, 's3', 'ListObjectsV2', input, signal);
    yield objectsOf(page, 'Contents')
      .flatMap((one) => textOf(one, 'Key') ?? [])
      .filter(isLogFile);
    token = textOf(page, 'NextContinuationToken');
  } while (token !== undefined);
}

async function readObject({ client, bucket }: Place, key: string): Promise<Result<EventCounts, ImportError>> {
  const name = `s3://${bucket}/${key}`;
  try {
    return await readTrailBytes(name, () => contentOf(() => objectBody(client, { Bucket: bucket, Key: key })));
  } catch (error) {
    const { code, message } = failureOf(error);
    return err({ kind: 'io', file: name, message: `${name}: ${code}: ${message}` });
  }
}

/** What an object holds, unpacked where it begins as gzip does. */
async function* contentOf(open: () => Promise<Readable>): AsyncGenerator<Buffer> {
  const body = await open();
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  const all = (async function* (): AsyncGenerator<Buffer> {
    for (let next = first; next.done !== true; next = await chunks.next()) yield Buffer.from(next.value);
  })();
  const isPacked = first.done !== true && beginsPacked(Buffer.from(first.value));
  yield* isPacked ? gunzipped(Readable.from(all)) : all;
}
