import { ok } from '../../domain/result.ts';
import type { Answered, Operations } from '../questions.ts';
import type { Handlers } from './kinds.ts';
import { startWorkers } from './queues.ts';
import { connectRedis, type RedisPlace } from './redis.ts';

/** Takes jobs until the signal aborts. A job that is on its way then goes to another worker. */
export async function work(
  place: RedisPlace,
  handlers: Handlers,
  { signal, onReady, onJob }: Parameters<Operations['work']>[1],
): Answered<{ readonly jobs: number }> {
  const redis = await connectRedis(place, 'endless');
  if (!redis.ok) return redis;
  let jobs = 0;
  const workers = startWorkers(redis.value, handlers, {
    signal,
    onJob: (job) => {
      if (job.state === 'done') jobs += 1;
      onJob(job);
    },
  });
  onReady();
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await workers.close();
  redis.value.disconnect();
  return ok({ jobs });
}
