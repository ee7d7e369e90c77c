interface RedisModule {
  isRedisInstalled(): boolean;
  startRedis(): Promise<RunningRedis>;
}
const SCRIPT = new URL('../../scripts/services/redis.mjs', import.meta.url).href;
const redis = (await import(SCRIPT)) as RedisModule;

export interface RunningRedis {
  readonly url: string;
  stop(): Promise<void>;
}

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;

/** Why there is no Redis; undefined: there is one, or there must be. */
export const REDIS_MISSING: string | undefined =
  inCi || redis.isRedisInstalled() ? undefined : 'redis-server is not installed: apt-get install redis-server';

/** An empty server of its own: what one test file leaves behind is not seen by another, and it may be stopped. */
export const ownRedis = (): Promise<RunningRedis> => redis.startRedis();
