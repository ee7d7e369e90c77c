import { err, ok, type Result } from '../../domain/result.ts';
import type { AskError } from '../questions.ts';
import type { Job, JobDriver, JobOptions, SharedStore } from './driver.ts';
import type { Handlers, JobKind, JobOutput } from './kinds.ts';

const STOPPED: AskError = { kind: 'store', message: 'stopped; nothing was kept' };

/** One job after the other, in this thread. */
export function inProcessJobs(handlers: Handlers): JobDriver {
  const store = storeInMemory();
  return {
    store,
    run: (kind, _run, jobs, options) => oneByOne(kind, jobs, handlers, store, options),
    close: async () => undefined,
  };
}

async function oneByOne<Kind extends JobKind>(
  kind: Kind,
  jobs: readonly Job<Kind>[],
  handlers: Handlers,
  store: SharedStore,
  { signal, onDone }: JobOptions,
): Promise<Result<readonly JobOutput<Kind>[], AskError>> {
  const done: JobOutput<Kind>[] = [];
  for (const { name, input } of jobs) {
    if (signal.aborted) return err(STOPPED);
    done.push(await handlers[kind](input, { store, signal }));
    onDone(name);
  }
  return signal.aborted ? err(STOPPED) : ok(done);
}

function storeInMemory(): SharedStore {
  const kept = new Map<string, Uint8Array>();
  return {
    get: async (key) => kept.get(key),
    put: async (key, bytes) => {
      if (!kept.has(key)) kept.set(key, bytes);
    },
    remove: async (prefix) => {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
  };
}
