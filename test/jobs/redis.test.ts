import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpersThrough } from '../../answers/jobs/helpers.ts';
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
      // of the runs that ended before their jobs (a mistake, a stop), what somebody was at just then goes by itself
      const ours = left.filter((key) => /:(kept|[^:]*run-|[^:]*shared)/.test(key) && !/run-[46]-/.test(key));
      expect(ours).toEqual([]);
      connected.value.disconnect();
    });

    it('a server that goes away in the middle is said to be lost; helpers of a collection do not wait for it again', async () => {
      const going = await ownRedis();
      const never = { ...FAKE, collect: () => new Promise<null>(() => undefined) };
      const jobs = await redisJobs({ url: going.url }, never);
      if (!jobs.ok) throw new Error(jobs.error.message);
      const work = { spare: [], plan: { homeRegion: 'eu-west-1', roleName: 'R' }, caller: '1', tool: '0' };
      const asked = ['a', 'b', 'c', 'd', 'e'].map((account) => ({
        name: account,
        input: { run: 'r', work: { ...work, account } },
      }));
      const calm = { signal: new AbortController().signal, onDone: () => undefined };
      const running = jobs.value.run('collect', 'lost', asked, calm);
      const helpers = helpersThrough(jobs.value, { signal: calm.signal, onProgress: () => undefined });
      await new Promise((go) => setTimeout(go, 300));
      await going.stop();
      const begun = performance.now();
      const reading = helpers.read('r', [{ ...work, account: 'f' }]);
      expect(await running).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('was lost on the way') },
      });
      await reading;
      expect(performance.now() - begun).toBeLessThan(80_000);
      const later = performance.now();
      expect(await helpers.units('r').read('x')).toBeUndefined();
      await helpers.units('r').keep('x', 'text');
      await helpers.forget('r');
      expect(performance.now() - later).toBeLessThan(1_000);
      await jobs.value.close();
    }, 120_000);

    it('says where it cannot get to', async () => {
      expect(await redisJobs({ url: 'redis://127.0.0.1:1' }, FAKE)).toMatchObject({
        ok: false,
        error: { kind: 'unavailable', message: expect.stringContaining('cannot reach Redis at redis://127.0.0.1:1') },
      });
    });
  },
);
