import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClaimBook } from '../../answers/claims.ts';
import { jobHandlers } from '../../answers/jobs/handlers.ts';
import { redisJobs } from '../../answers/jobs/queues.ts';
import { connectRedis, storeInRedis } from '../../answers/jobs/redis.ts';
import { operationsAt } from '../../answers/operations.ts';
import { proveAll, proveInParts } from '../../answers/prove-snapshot.ts';
import { callsIn } from '../../collector/units.ts';
import { shippedSample } from '../e2e/proved.ts';
import { collectHere } from '../faults/collecting-here.ts';
import { CollectingProcess, snapshotIn } from '../faults/collecting-process.ts';
import {
  type EmulatedOrganisation,
  environmentFor,
  ORGANISATION_MISSING,
  OWN_ACCOUNT,
  startOrganisation,
} from '../faults/organisation.ts';
import { FaultProxy, type Passed } from '../faults/proxy.ts';
import { ownRedis, REDIS_MISSING, type RunningRedis } from './redis-for-tests.ts';
import { WorkerProcess } from './worker-process.ts';

const ACCOUNTS = 4;
const missing = REDIS_MISSING ?? ORGANISATION_MISSING;
const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = missing === undefined || inCi ? describe : describe.skip;

suite(`workers${missing === undefined ? '' : ` (${missing})`}`, () => {
  const work = mkdtempSync(join(tmpdir(), 'tadori-workers-'));
  let redis: RunningRedis;
  let look: Redis;
  let organisation: EmulatedOrganisation;
  let proxy: FaultProxy;
  beforeAll(async () => {
    redis = await ownRedis();
    const connected = await connectRedis({ url: redis.url }, 'endless');
    if (!connected.ok) throw new Error(connected.error.message);
    look = connected.value;
    organisation = await startOrganisation(ACCOUNTS, 4);
    proxy = new FaultProxy(organisation.url, OWN_ACCOUNT, { seed: 3, pageSize: 20 });
    await proxy.start();
  });
  afterAll(async () => {
    await WorkerProcess.killAll();
    await CollectingProcess.killAll();
    look?.disconnect();
    await proxy?.stop();
    await organisation?.stop();
    await redis?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const worker = async (more: readonly string[] = []): Promise<WorkerProcess> => {
    const started = new WorkerProcess(redis.url, environmentFor(proxy.url), more);
    await started.ready();
    return started;
  };
  const unitKeys = async (): Promise<readonly string[]> => look.keys('tadori:kept:units:*');

  it('read accounts for a collection; one that is killed in the middle of an account loses nothing, and nothing is read twice', async () => {
    const calm = join(work, 'calm');
    expect(await collectHere(calm, proxy.url)).toMatchObject({ code: 0 });
    const [killed, living] = [await worker(), await worker()];
    proxy.passed.length = 0;
    const data = join(work, 'spread');
    const collecting = collectHere(data, proxy.url, ['--jobs', redis.url]);
    await killed.until(async () => {
      const busy = killed.said('begun').length > killed.said('done').length;
      return busy && (await unitKeys()).length >= 20;
    });
    const kept = await Promise.all(
      (await unitKeys()).map((key) => storeInRedis(look).get(key.slice('tadori:kept:'.length))),
    );
    killed.kill('SIGKILL');
    await killed.ended;
    const unfinished = killed.said('begun').length - killed.said('done').length;
    expect(unfinished).toBeGreaterThan(0);
    const before = proxy.passed.length;
    expect(await collecting).toMatchObject({ code: 0 });

    const finished = kept.flatMap((text) => callsIn(Buffer.from(text ?? []).toString()) ?? []);
    expect(finished.length).toBeGreaterThanOrEqual(20);
    const made = new Set(proxy.passed.slice(before).map(placeOf));
    const repeated = kept
      .flatMap((text) =>
        Buffer.from(text ?? [])
          .toString()
          .trimEnd()
          .split('\n')
          .slice(0, -1),
      )
      .map((line) => placeOf(JSON.parse(line)))
      .filter((call) => made.has(call));
    expect(repeated).toEqual([]);
    const [expected, spread] = await Promise.all([snapshotIn(calm), snapshotIn(data)]);
    expect({ ...spread, takenAt: '' }).toEqual({ ...expected, takenAt: '' });
    await living.until(() => living.said('done').length > 0);
    expect(await unitKeys()).toEqual([]);
    expect(existsSync(join(data, 'collecting'))).toBe(false);

    living.kill('SIGINT');
    expect(await living.ended).toBe(0);
  }, 180_000);

  it('that do not see what the collection sees say so, and the collection reads by itself', async () => {
    const other = await worker(['--role-name', 'Another']);
    const data = join(work, 'alone');
    const collecting = new CollectingProcess(data, proxy.url, ['--jobs', redis.url]);
    expect(await collecting.ended).toMatchObject({ code: 0 });
    expect((await snapshotIn(data)).accounts).toHaveLength(ACCOUNTS);
    other.kill('SIGINT');
    await other.ended;
    expect(other.said('refused').join()).toContain('assumes the role Another');
  }, 120_000);

  it('prove a snapshot to the same end as one process alone', async () => {
    const helping = await worker();
    const sample = await shippedSample();
    const snapshot = { ...sample, resources: sample.resources.filter((_, at) => at % 6 === 0) };
    const quiet = { onProgress: () => undefined, signal: new AbortController().signal };
    const [alone, together] = [new ClaimBook(), new ClaimBook()];
    const expected = await proveAll(snapshot, alone, quiet);
    const jobs = await redisJobs({ url: redis.url }, jobHandlers({}));
    if (!jobs.ok) throw new Error(jobs.error.message);
    const proved = await proveInParts(snapshot, together, jobs.value, quiet);
    await jobs.value.close();
    expect(proved).toEqual({ ok: true, value: expected });
    expect(together.stored()).toEqual(alone.stored());
    expect(together.entries().map((one) => one.hash)).toEqual(alone.entries().map((one) => one.hash));
    expect(helping.said('done: principals').length).toBeGreaterThan(1);
    expect(await look.keys('tadori:kept:*')).toEqual([]);
    helping.kill('SIGINT');
    await helping.ended;
  }, 180_000);

  it('cannot be reached: said, and nothing is left behind', async () => {
    const data = join(work, 'nowhere');
    const at = operationsAt({ data, store: 'embedded' });
    const options = { onProgress: () => undefined, signal: new AbortController().signal };
    const message = expect.stringContaining('cannot reach Redis at redis://127.0.0.1:1');
    expect(await at.collect({ jobs: 'redis://127.0.0.1:1' }, options)).toMatchObject({ ok: false, error: { message } });
    expect(await at.collect({ jobs: redis.url, record: join(work, 'record') }, options)).toMatchObject({
      ok: false,
      error: { kind: 'badInput' },
    });
  });
});

const placeOf = ({
  account,
  service,
  region,
  operation,
}: Pick<Passed, 'account' | 'service' | 'region' | 'operation'>) => `${account} ${service} ${region} ${operation}`;
