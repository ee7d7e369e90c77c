import { fileURLToPath } from 'node:url';
import { type CollectProgress, collect } from '../collector/collect.ts';
import { plannedCalls } from '../collector/collector-role.ts';
import { importPaths } from '../collector/import.ts';
import { listSnapshots, readSnapshotFolder, resolveSnapshotId, writeSnapshot } from '../collector/snapshot-files.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { latestSnapshot, setLatestSnapshot } from './data-folder.ts';
import { openStores, type StoreCredentials, storeError } from './open.ts';
import { proveSnapshot } from './prove-snapshot.ts';
import type { Answered, AskError, OperationOptions, Operations, TakenSnapshot } from './questions.ts';
import { verifySnapshot } from './verify.ts';

export interface OperationsAt {
  readonly data: string;
  readonly store: string;
  readonly credentials?: StoreCredentials;
}

/** Beside this folder in a clone and in the package. */
const SAMPLE = fileURLToPath(new URL('../sample-org/snapshot', import.meta.url));

export function operationsAt(at: OperationsAt): Operations {
  const { data } = at;
  return {
    dryRun: async () => ok(plannedCalls()),
    collect: async (ask, options) => {
      const taken = await collect(ask, surroundings('collect', options));
      return taken.ok ? store(data, taken.value, options) : err(failed(taken.error));
    },
    import: async (paths, options) => {
      const taken = await importPaths(paths, surroundings('import', options));
      return taken.ok ? store(data, taken.value, options) : err(failed(taken.error));
    },
    loadSample: async (options) => {
      const sample = await readSnapshotFolder(SAMPLE);
      return sample.ok ? store(data, sample.value, options) : err({ kind: 'store', message: sample.error.message });
    },
    prove: async ({ snapshot, certify }, options) => {
      const id = await wanted(data, snapshot);
      if (!id.ok) return id;
      const stores = await openStores(at);
      if (!stores.ok) return stores;
      try {
        return await proveSnapshot({ data, snapshot: id.value, certify }, stores.value.engine, options);
      } finally {
        await stores.value.ours.close();
        await stores.value.engine.close();
      }
    },
    verify: async ({ snapshot }, options) => {
      const id = await wanted(data, snapshot ?? (await activeIn(at)));
      return id.ok ? verifySnapshot(data, id.value, options) : id;
    },
    snapshots: () => snapshots(at),
  };
}

function surroundings(
  phase: string,
  { onProgress, signal }: OperationOptions,
): {
  readonly now: () => Date;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly signal: AbortSignal;
} {
  return {
    now: () => new Date(),
    signal,
    onProgress: ({ account, service, done, total }) =>
      onProgress({ phase, done, total, note: [account, service].filter(Boolean).join(' ') }),
  };
}

const KINDS: Readonly<Record<string, AskError['kind']>> = {
  badInput: 'badInput',
  io: 'store',
  credentials: 'unavailable',
  aborted: 'store',
};

const failed = (error: { readonly kind: string; readonly message: string }): AskError => ({
  kind: KINDS[error.kind] ?? 'store',
  message: error.message,
});

async function store(
  data: string,
  snapshot: Snapshot,
  { onProgress, signal }: OperationOptions,
): Answered<TakenSnapshot> {
  if (signal.aborted) return err({ kind: 'store', message: 'stopped; nothing was kept' });
  onProgress({ phase: 'write', done: 0 });
  const id = await writeSnapshot(data, snapshot);
  if (!id.ok) return err({ kind: 'store', message: id.error.message });
  await setLatestSnapshot(data, id.value);
  return ok({
    snapshot: id.value,
    accounts: snapshot.accounts.length,
    principals: snapshot.users.length + snapshot.roles.length + snapshot.accounts.length,
    resources: snapshot.resources.length,
    gaps: snapshot.coverage.filter((cell) => cell.status !== 'complete'),
  });
}

/** The named snapshot, or the one taken last. */
async function wanted(data: string, named: string | undefined): Promise<Result<string, AskError>> {
  const prefix = named ?? (await latestSnapshot(data));
  if (prefix === undefined) {
    return err({
      kind: 'noSnapshot',
      message: 'there is no snapshot yet; run `tadori demo`, `tadori collect` or `tadori import`',
    });
  }
  const found = await resolveSnapshotId(data, prefix);
  return found.ok ? found : err({ kind: 'notFound', message: found.error.message });
}

/** Undefined where no store can say. */
async function activeIn(at: OperationsAt): Promise<string | undefined> {
  const stores = await openStores(at);
  if (!stores.ok) return undefined;
  try {
    const active = await stores.value.ours.active();
    return active.ok ? active.value : undefined;
  } finally {
    await stores.value.ours.close();
    await stores.value.engine.close();
  }
}

type Listed = { readonly id: string; readonly takenAt: string; readonly source: string; readonly active: boolean };

async function snapshots(at: OperationsAt): Answered<readonly Listed[]> {
  const stores = await openStores(at);
  if (!stores.ok) return stores;
  try {
    const active = await stores.value.ours.active();
    if (!active.ok) return err(storeError(active.error));
    const listed = await listSnapshots(at.data);
    if (!listed.ok) return err({ kind: 'store', message: listed.error.message });
    return ok(
      listed.value.map((one) => ({
        id: one.id,
        takenAt: one.kind === 'readable' ? one.takenAt : '',
        source: one.kind === 'readable' ? one.source : 'unreadable',
        active: one.id === active.value,
      })),
    );
  } finally {
    await stores.value.ours.close();
    await stores.value.engine.close();
  }
}
