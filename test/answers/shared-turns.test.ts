import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import { type ProveAsk, proveSnapshot } from '../../answers/prove-snapshot.ts';
import type { ProvedSnapshot } from '../../answers/questions.ts';
import { stepsOfThreads } from '../../answers/shared-turns.ts';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { readManifest } from '../../graph/graph-files.ts';
import { turnsOf } from '../../reasoning/prove.ts';
import { World } from '../../reasoning/world.ts';
import { got, QUIET } from '../e2e/proved.ts';
import { EDITS } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';

const BEFORE = organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 });
const AFTER = EDITS['policy of a role']?.(new Dice(3), BEFORE) ?? BEFORE;
const SOME = BEFORE.resources.slice(2, 5).map(({ arn }) => arn);

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const data = await mkdtemp(join(tmpdir(), 'tadori-threads-'));
  folders.push(data);
  return data;
};
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))));

const prove = async (
  data: string,
  snapshot: Snapshot,
  more: Pick<ProveAsk, 'threads' | 'accessTo'> = {},
): Promise<ProvedSnapshot> => {
  const id = got(await writeSnapshot(data, snapshot));
  return got(await proveSnapshot({ data, snapshot: id, certify: false, ...more }, createFileStore(data), QUIET));
};

/** What was told, and digests of all that was written. */
const written = async (data: string, { seconds: _, ...told }: ProvedSnapshot) => ({
  told,
  manifest: got(await readManifest(data, told.snapshot)),
});

describe('a proof by threads', () => {
  let [one, three] = ['', ''];
  let found: ProvedSnapshot;
  let alone: ProvedSnapshot;
  beforeAll(async () => {
    [one, three] = [await folder(), await folder()];
    alone = await prove(one, BEFORE);
    found = await prove(three, BEFORE, { threads: 3 });
  });

  it('is to the byte what one finds', async () => {
    expect(found.accesses).toBeGreaterThan(0);
    expect(await written(three, found)).toEqual(await written(one, alone));
  });

  it('takes over from an earlier one as much', async () => {
    const [again, byThreads] = [await prove(one, AFTER), await prove(three, AFTER, { threads: 2 })];
    expect(byThreads.taken?.pairs).toBeGreaterThan(0);
    expect(await written(three, byThreads)).toEqual(await written(one, again));
  });

  it('can be of access to some resources', async () => {
    const [here, there] = [await folder(), await folder()];
    const [some, byThreads] = [
      await prove(here, BEFORE, { accessTo: SOME }),
      await prove(there, BEFORE, { accessTo: SOME, threads: 2 }),
    ];
    expect(byThreads.accessAsked).toBe(BEFORE.resources.length - SOME.length);
    expect(await written(there, byThreads)).toEqual(await written(here, some));
  });

  it('is stopped on the way', async () => {
    const data = await folder();
    const stop = new AbortController();
    const id = got(await writeSnapshot(data, BEFORE));
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    const stopped = await proveSnapshot(
      { data, snapshot: id, certify: false, threads: 2 },
      createFileStore(data),
      options,
    );
    expect(stopped).toMatchObject({ ok: false, error: { message: expect.stringContaining('stopped') } });
  });

  it('ends where a thread is lost', async () => {
    const shared = { data: await folder(), snapshot: 'gone', engine: '', accessTo: undefined, from: 0, threads: 2 };
    const steps = stepsOfThreads(shared, 4, new AbortController().signal);
    await expect(steps.next()).rejects.toThrow('gone');
  });

  it('ends where threads find fewer turns than are waited for', async () => {
    const data = await folder();
    const snapshot = got(await writeSnapshot(data, BEFORE));
    const from = turnsOf(new World(BEFORE)).length - 1;
    const steps = stepsOfThreads(
      { data, snapshot, engine: '', accessTo: [], from, threads: 1 },
      2,
      new AbortController().signal,
    );
    expect((await steps.next()).value).toMatchObject({ done: 1, total: 2 });
    await expect(steps.next()).rejects.toThrow('ended before');
  });

  it('is none with certificates, nor by workers', async () => {
    const { prove } = operationsAt({ data: await folder(), store: 'embedded' });
    const refusal = async (ask: Parameters<typeof prove>[0]) => {
      const refused = await prove(ask, QUIET);
      return refused.ok ? refused : refused.error;
    };
    expect(await refusal({ certify: true, threads: 2 })).toMatchObject({
      kind: 'badInput',
      message: expect.stringMatching(/certificates/),
    });
    const jobs = 'redis://127.0.0.1:1';
    expect(await refusal({ certify: false, threads: 2, jobs })).toMatchObject({
      kind: 'badInput',
      message: expect.stringMatching(/--jobs/),
    });
  });
});
