import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisJobs, startWorkers } from '../../answers/jobs/queues.ts';
import { connectRedis } from '../../answers/jobs/redis.ts';
import { FAKE, jobDriverSuite } from './driver.suite.ts';
import { ownRedis, REDIS_MISSING, type RunningRedis } from './redis-for-tests.ts';

describe.skipIf(REDIS_MISSING !== undefined)(
  `through Redis${REDIS_MISSING === undefined ? '' : ` (${REDIS_MISSING})`}`,
  () => {
    let redis: RunningRedis;
    beforeAll(async () => {
      redis = await ownRedis();
    });
    afterAll(async () => {
      await redis?.stop();
    });

    const opened = async (handlers = FAKE) => {
      const jobs = await redisJobs({ url: redis.url }, handlers);
      if (!jobs.ok) throw new Error(jobs.error.message);
      return jobs.value;
    };
    jobDriverSuite('through Redis', opened);

    it('has jobs done by other workers, too', async () => {
      const done: string[] = [];
      const connected = await connectRedis({ url: redis.url }, 'endless');
      if (!connected.ok) throw new Error(connected.error.message);
      const slow = { ...FAKE, collect: async () => new Promise<null>((go) => setTimeout(() => go(null), 50)) };
      const workers = startWorkers(connected.value, slow, {
        signal: new AbortController().signal,
        onJob: ({ name, state }) => {
          if (state === 'done') done.push(name);
        },
      });
      const jobs = await opened(slow);
      const work = { spare: [], plan: { homeRegion: 'eu-west-1', roleName: 'R' }, caller: '1', tool: '0' };
      const names = Array.from({ length: 40 }, (_, index) => `account${index}`);
      const asked = names.map((account) => ({ name: account, input: { run: 'r', work: { ...work, account } } }));
      const options = { signal: new AbortController().signal, onDone: () => undefined };
      expect(await jobs.run('collect', 'shared', asked, options)).toEqual({ ok: true, value: names.map(() => null) });
      expect(done.length).toBeGreaterThan(5);
      expect(done.length).toBeLessThan(40);
      await workers.close();
      await jobs.close();
      connected.value.disconnect();
    });

    it('leaves nothing behind', async () => {
      const connected = await connectRedis({ url: redis.url }, 'endless');
      if (!connected.ok) throw new Error(connected.error.message);
      const left = await connected.value.keys('tadori:*');
      expect(left.filter((key) => /:(kept|[^:]*run-|[^:]*shared)/.test(key))).toEqual([]);
      connected.value.disconnect();
    });

    it('says where it cannot get to', async () => {
      expect(await redisJobs({ url: 'redis://127.0.0.1:1' }, FAKE)).toMatchObject({
        ok: false,
        error: { kind: 'unavailable', message: expect.stringContaining('cannot reach Redis at redis://127.0.0.1:1') },
      });
    });
  },
);
