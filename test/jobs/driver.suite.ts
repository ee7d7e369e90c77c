import { afterEach, describe, expect, it } from 'vitest';
import type { Job, JobDriver } from '../../answers/jobs/driver.ts';
import type { Handlers, TurnsProved } from '../../answers/jobs/kinds.ts';

/** What a fake handler is told to do, by the name of the snapshot. */
export const FAKE: Handlers = {
  prove: async ({ snapshot, from, to }, { store }) => {
    if (snapshot === 'broken') throw new Error('a mistake of ours');
    const text = await store.get(snapshot);
    return { proved: NOTHING, claims: [claim(`${Buffer.from(text ?? []).toString()} ${from}-${to}`)] };
  },
  collect: async ({ work }) => (work.account === 'closed' ? 'no way in' : null),
};

const NOTHING: TurnsProved['proved'] = { access: [], hops: [], pairs: 0, disagreements: [] };
/** With what JSON loses. */
const claim = (text: string): TurnsProved['claims'][number] => ({
  hash: text,
  text,
  urgency: 1,
  pairs: [],
  example: {
    caller: 'c',
    principal: { kind: 'anonymous' },
    written: false,
    resource: { arn: 'r' },
    policies: {} as never,
    facts: {},
    keys: [{ key: 'k', samples: ['v', undefined], hidden: false }],
    actions: [
      { action: 'a', fixed: new Map([['k', undefined]]), allowed: { kind: 'true' }, possible: { kind: 'true' } },
    ],
  },
});

const proving = (snapshot: string, count: number): readonly Job<'prove'>[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${index}`,
    input: { snapshot, from: index, to: index + 1, claims: true, turns: '' },
  }));

const calm = () => ({ signal: new AbortController().signal, onDone: () => undefined });

/** What every driver of jobs has to do. */
export function jobDriverSuite(name: string, open: () => Promise<JobDriver>): void {
  describe(`jobs: ${name}`, () => {
    const drivers: JobDriver[] = [];
    afterEach(async () => {
      for (const driver of drivers.splice(0)) await driver.close();
    });
    const opened = async (): Promise<JobDriver> => {
      const driver = await open();
      drivers.push(driver);
      return driver;
    };

    it('gives results in the order of the jobs, whole, and tells of each job once', async () => {
      const jobs = await opened();
      await jobs.store.put('snapshot:x', Buffer.from('bytes'));
      const told: string[] = [];
      const onDone = (job: string): void => {
        told.push(job);
      };
      const asked = proving('snapshot:x', 12);
      const done = await jobs.run('prove', 'run-1', asked, { ...calm(), onDone });
      expect(done).toEqual({
        ok: true,
        value: asked.map(({ input }) => ({ proved: NOTHING, claims: [claim(`bytes ${input.from}-${input.to}`)] })),
      });
      await jobs.store.remove('snapshot:');
      expect([...told].sort()).toEqual(asked.map((job) => job.name).sort());
    });

    it('has nothing done where there is nothing to do', async () => {
      expect(await (await opened()).run('prove', 'run-2', [], calm())).toEqual({ ok: true, value: [] });
    });

    it('knows kinds apart, and gives what a handler says of its failure', async () => {
      const jobs = await opened();
      const work = { spare: [], plan: { homeRegion: 'eu-west-1', roleName: 'R' }, caller: '1', tool: '0' };
      const asked = ['open', 'closed'].map((account) => ({
        name: account,
        input: { run: 'r', work: { ...work, account } },
      }));
      expect(await jobs.run('collect', 'run-3', asked, calm())).toEqual({ ok: true, value: [null, 'no way in'] });
    });

    it('does not lose a mistake in a handler', async () => {
      const jobs = await opened();
      const failing = jobs.run('prove', 'run-4', proving('broken', 3), calm());
      const told = await failing.then(
        (result) => (result.ok ? 'nothing' : result.error.message),
        (error: Error) => error.message,
      );
      expect(told).toContain('a mistake of ours');
    });

    it('may be run twice under one name: jobs are done again', async () => {
      const jobs = await opened();
      const first = await jobs.run('prove', 'run-5', proving('a', 3), calm());
      expect(await jobs.run('prove', 'run-5', proving('a', 3), calm())).toEqual(first);
    });

    it('stops when it is told to', async () => {
      const jobs = await opened();
      const stopping = new AbortController();
      const onDone = (): void => stopping.abort();
      const done = await jobs.run('prove', 'run-6', proving('a', 50), { signal: stopping.signal, onDone });
      expect(done).toMatchObject({ ok: false, error: { message: 'stopped; nothing was kept' } });
    });

    it('keeps what was put first, until it is removed', async () => {
      const { store } = await opened();
      await store.put('units:a:1', Buffer.from('first'));
      await store.put('units:a:1', Buffer.from('second'));
      await store.put('units:b:1', Buffer.from('other'));
      expect(Buffer.from((await store.get('units:a:1')) ?? []).toString()).toBe('first');
      await store.remove('units:a:');
      expect(await store.get('units:a:1')).toBeUndefined();
      expect(Buffer.from((await store.get('units:b:1')) ?? []).toString()).toBe('other');
      await store.remove('units:b:');
    });
  });
}
