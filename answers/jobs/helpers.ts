import type { Helpers } from '../../collector/read-ahead.ts';
import type { OperationOptions } from '../questions.ts';
import type { Done, JobDriver } from './driver.ts';
import { sharedUnits, unitsOf } from './handlers.ts';

/** Whoever takes jobs of this driver helps a collection. What they cannot do, for whatever reason, it does by itself. */
export function helpersThrough(jobs: JobDriver, { signal, onProgress }: OperationOptions): Helpers {
  return {
    units: (run) => {
      const { read, keep } = sharedUnits(jobs.store, run);
      return {
        read: (key) => read(key).catch(() => undefined),
        keep: (key, text) => keep(key, text).catch(() => undefined),
      };
    },
    read: async (run, accounts) => {
      const work = accounts.map((one) => ({ name: one.account, input: { run, work: one } }));
      let done = 0;
      const onDone = (one: Done): void => {
        if ('steps' in one) return;
        done += 1;
        onProgress({ phase: 'collect', done, total: work.length, note: one.job });
      };
      await jobs.run('collect', run, work, { signal, onDone });
    },
    forget: (run) => jobs.store.remove(unitsOf(run)).catch(() => undefined),
  };
}
