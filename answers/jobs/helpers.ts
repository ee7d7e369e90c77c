import type { Helpers } from '../../collector/read-ahead.ts';
import type { OperationOptions } from '../questions.ts';
import type { JobDriver } from './driver.ts';
import { sharedUnits, unitsOf } from './handlers.ts';

/** Whoever takes jobs of this driver helps a collection. What they cannot do, for whatever reason, it does by itself. */
export function helpersThrough(jobs: JobDriver, { signal, onProgress }: OperationOptions): Helpers {
  let isLost = false;
  /** The first failure is the last: each further one would take half a minute to show. */
  const tried = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (isLost) return undefined;
    try {
      return await work();
    } catch {
      isLost = true;
      return undefined;
    }
  };
  return {
    units: (run) => {
      const { read, keep } = sharedUnits(jobs.store, run);
      return { read: (key) => tried(() => read(key)), keep: (key, text) => tried(() => keep(key, text)) };
    },
    read: async (run, accounts) => {
      const work = accounts.map((one) => ({ name: one.account, input: { run, work: one } }));
      let done = 0;
      const onDone = (account: string): void => {
        done += 1;
        onProgress({ phase: 'collect', done, total: work.length, note: account });
      };
      const read = await tried(() => jobs.run('collect', run, work, { signal, onDone }));
      if (read?.ok === false && !signal.aborted) isLost = true;
    },
    forget: async (run) => {
      await tried(() => jobs.store.remove(unitsOf(run)));
    },
  };
}
