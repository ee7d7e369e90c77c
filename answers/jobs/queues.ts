import { setTimeout as pause } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { Queue, type Job as QueuedJob, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { TOOL } from '../../collector/version.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { AskError, WorkedJob } from '../questions.ts';
import type { Job, JobDriver, JobOptions, SharedStore } from './driver.ts';
import type { Handlers, JobInput, JobKind, JobOutput } from './kinds.ts';
import { connectRedis, lostServer, PREFIX, type RedisPlace, storeInRedis } from './redis.ts';

/** A worker that has not renewed its hold on a job for so long is taken for dead, and the job given to another. */
const HOLD_MS = 20_000;
const LOOK_FOR_DEAD_MS = 5_000;
/** So many workers may die over one job: with more, the job may be what kills them. */
const DEATHS = 5;
const POLL_MS = 100;
const KEPT_SECONDS = 3600;
/** Accounts mostly wait for AWS; a part of a proof takes a whole processor. */
const AT_ONCE: Readonly<Record<JobKind, number>> = { collect: 4, prove: 1 };
const KINDS: readonly JobKind[] = ['collect', 'prove'];

/** Of one version alone: another one may read and prove otherwise. */
const queueName = (kind: JobKind): string => `${PREFIX}-${kind}-${TOOL.version}`;

/** Results lie beside the queue, where they go by themselves in the end; they hold maps, which JSON loses. */
const resultOf = (id: string): string => `results:${id}`;

interface Through {
  readonly queue: Queue;
  readonly store: SharedStore;
  readonly isReachable: () => boolean;
}

export interface JobWorkers {
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly signal: AbortSignal;
  readonly onJob?: (job: WorkedJob) => void;
}

/** Takes jobs from the server until it is closed; jobs that are on their way then are given back. */
export function startWorkers(redis: Redis, handlers: Handlers, { signal, onJob }: WorkerOptions): JobWorkers {
  const store = storeInRedis(redis);
  const workers = KINDS.map((kind) => {
    const work = async (job: QueuedJob): Promise<string> => {
      const handle = handlers[kind] as (input: JobInput<JobKind>, options: object) => Promise<JobOutput<JobKind>>;
      const output = await handle(job.data, { store, signal });
      await store.put(resultOf(job.id ?? ''), serialize(output));
      return typeof output === 'string' ? output : '';
    };
    const worker = new Worker(queueName(kind), work, {
      connection: redis,
      prefix: PREFIX,
      concurrency: AT_ONCE[kind],
      lockDuration: HOLD_MS,
      stalledInterval: LOOK_FOR_DEAD_MS,
      maxStalledCount: DEATHS,
    });
    worker.on('error', () => undefined);
    const tell = (state: WorkedJob['state'], name: string, more: Pick<WorkedJob, 'problem'> = {}): void =>
      onJob?.({ kind, name, state, ...more });
    worker.on('active', (job) => tell('begun', job.name));
    worker.on('completed', (job, refusal: string) =>
      refusal === '' ? tell('done', job.name) : tell('refused', job.name, { problem: refusal }),
    );
    worker.on('failed', (job, error) => tell('failed', job?.name ?? '', { problem: error.message }));
    return worker;
  });
  return {
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close(true)));
    },
  };
}

/** Jobs through a Redis server. This process takes part in doing them, so that they get done where nobody else is. */
export async function redisJobs(place: RedisPlace, handlers: Handlers): Promise<Result<JobDriver, AskError>> {
  const connected = await connectRedis(place, 'halfAMinute');
  if (!connected.ok) return connected;
  const redis = connected.value;
  const patient = await connectRedis(place, 'endless');
  if (!patient.ok) {
    redis.disconnect();
    return patient;
  }
  const stopping = new AbortController();
  const queues = new Map(
    KINDS.map((kind) => {
      const queue = new Queue(queueName(kind), { connection: redis, prefix: PREFIX });
      queue.on('error', () => undefined);
      return [kind, queue] as const;
    }),
  );
  const own = startWorkers(patient.value, handlers, { signal: stopping.signal });
  const store = storeInRedis(redis);
  const isReachable = (): boolean => redis.status === 'ready';
  return ok({
    store,
    run: async (kind, run, jobs, options) => {
      try {
        return await runThrough({ queue: queueOf(queues, kind), store, isReachable }, run, jobs, options);
      } catch (error) {
        if (isReachable()) throw error;
        return err(lostServer(place.url));
      }
    },
    close: async () => {
      stopping.abort();
      await own.close();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
      patient.value.disconnect();
    },
  });
}

function queueOf(queues: ReadonlyMap<JobKind, Queue>, kind: JobKind): Queue {
  const queue = queues.get(kind);
  if (queue === undefined) throw new Error(`no queue for ${kind}`);
  return queue;
}

async function runThrough<Kind extends JobKind>(
  { queue, store, isReachable }: Through,
  run: string,
  jobs: readonly Job<Kind>[],
  options: JobOptions,
): Promise<Result<readonly JobOutput<Kind>[], AskError>> {
  const idOf = (name: string): string => `${run}-${name}`;
  try {
    for (const { name, input } of jobs) await added(queue, name, idOf(name), input);
    const outputs = new Map<string, JobOutput<Kind>>();
    while (outputs.size < jobs.length) {
      const problem = await look({ queue, store, isReachable }, jobs, idOf, outputs, options);
      if (problem !== undefined) return err(problem);
      if (outputs.size < jobs.length) await pause(POLL_MS);
    }
    return ok(jobs.map(({ name }) => outputs.get(name) as JobOutput<Kind>));
  } finally {
    // a job that somebody is at cannot be removed; it goes by itself once it is done, and all goes where the server is gone
    if (isReachable()) {
      for (const { name } of jobs) await queue.remove(idOf(name)).catch(() => 0);
      await store.remove(resultOf(idOf('')));
    }
  }
}

/** Takes in what was done since the last look. */
async function look<Kind extends JobKind>(
  through: Through,
  jobs: readonly Job<Kind>[],
  idOf: (name: string) => string,
  outputs: Map<string, JobOutput<Kind>>,
  { signal, onDone }: JobOptions,
): Promise<AskError | undefined> {
  for (const { name } of jobs.filter((job) => !outputs.has(job.name))) {
    if (signal.aborted) return { kind: 'store', message: 'stopped; nothing was kept' };
    const output = await outputOf(through, idOf(name));
    if (output === undefined) continue;
    if (!output.ok) return lost(name, output.error);
    outputs.set(name, output.value as JobOutput<Kind>);
    onDone(name);
  }
  return undefined;
}

/** Undefined: it is not done yet. */
async function outputOf({ queue, store }: Through, id: string): Promise<Result<unknown, string> | undefined> {
  // first: a job whose result is there may be gone
  const job = await queue.getJob(id);
  const bytes = await store.get(resultOf(id));
  if (bytes !== undefined) return ok(deserialize(bytes));
  if (job === undefined) return err('it is not there any more');
  return (await job.isFailed()) ? err(job.failedReason) : undefined;
}

const lost = (name: string, why: string): AskError => ({
  kind: 'unavailable',
  message: `the job ${name} was lost: ${why}`,
});

/** One that a run before could not do is tried again; one that somebody is at, is waited for. */
async function added(queue: Queue, name: string, jobId: string, data: unknown): Promise<void> {
  const known = await queue.getJob(jobId);
  if (known !== undefined && (await known.isFailed())) await known.remove();
  await queue.add(name, data, {
    jobId,
    attempts: 2,
    removeOnComplete: true,
    removeOnFail: { age: KEPT_SECONDS },
  });
}
