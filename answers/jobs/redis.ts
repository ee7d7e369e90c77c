import { promisify } from 'node:util';
import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import { Redis } from 'ioredis';
import { err, ok, type Result } from '../../domain/result.ts';
import type { AskError } from '../questions.ts';
import type { SharedStore } from './driver.ts';

/** Where the jobs are: a Redis server, `redis://` or, over TLS, `rediss://`; user and password never stand in the address. */
export interface RedisPlace {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/** What stays behind when everybody is gone is gone half a day later: collections are not gone on with after that. */
const KEPT_SECONDS = 12 * 3600;
const CONNECT_MS = 5_000;
/** Bytes of one kept thing, unpacked: more than a snapshot of thousands of accounts has. */
const LARGEST = 2 ** 30;
/** Everything of ours in the server begins so. */
export const PREFIX = 'tadori';

/** How long commands wait for a connection that broke: a worker as long as it takes, who waits for results half a minute. */
export type Patience = 'endless' | 'halfAMinute';
const RETRIES = 17;

/** A connection that is made anew when it breaks; commands wait for it. One that never came about is an error. */
export async function connectRedis(
  { url, user, password }: RedisPlace,
  patience: Patience,
): Promise<Result<Redis, AskError>> {
  const redis = new Redis(url, {
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // endless is what workers of BullMQ need
    maxRetriesPerRequest: patience === 'endless' ? null : RETRIES,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  });
  // without a listener every lost connection is told on the error stream
  redis.on('error', () => undefined);
  let late: NodeJS.Timeout | undefined;
  try {
    const slow = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error('it does not answer')), CONNECT_MS);
    });
    await Promise.race([redis.connect().then(() => redis.ping()), slow]);
    return ok(redis);
  } catch (error) {
    redis.disconnect();
    const cause = error instanceof Error ? error.message : String(error);
    return err({ kind: 'unavailable', message: `cannot reach Redis at ${url}: ${cause}` });
  } finally {
    clearTimeout(late);
  }
}

export const lostServer = (url: string): AskError => ({
  kind: 'unavailable',
  message: `Redis at ${url} was lost on the way; what was read until then is kept, start it and run the command again`,
});

const squeeze = promisify(gzip);
const unsqueeze = promisify<Buffer, ZlibOptions, Buffer>(gunzip);

export function storeInRedis(redis: Redis): SharedStore {
  const full = (key: string): string => `${PREFIX}:kept:${key}`;
  return {
    get: async (key) => {
      const bytes = await redis.getBuffer(full(key));
      return bytes === null ? undefined : unsqueeze(bytes, { maxOutputLength: LARGEST });
    },
    put: async (key, bytes) => {
      await redis.set(full(key), await squeeze(bytes), 'EX', KEPT_SECONDS, 'NX');
    },
    remove: async (prefix) => {
      for await (const keys of redis.scanStream({ match: `${full(prefix)}*`, count: 1_000 })) {
        if (Array.isArray(keys) && keys.length > 0) await redis.unlink(...keys.map(String));
      }
    },
  };
}
