import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changedThings } from '../collector/changes/changed-things.ts';
import { type CollectProgress, type ComesFrom, collect, DEFAULT_ROLE_NAME } from '../collector/collect.ts';
import { plannedCalls } from '../collector/collector-role.ts';
import { importPaths } from '../collector/import.ts';
import type { AheadOptions } from '../collector/read-ahead.ts';
import { listSnapshots, readSnapshotFolder, resolveSnapshotId, writeSnapshot } from '../collector/snapshot-files.ts';
import type { CoverageCell } from '../domain/gap.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GraphStore } from '../graph/store.ts';
import { connectorOperations, heldPeople } from './connectors.ts';
import { latestSnapshot, setLatestSnapshot } from './data-folder.ts';
import type { DefectLog } from './defects.ts';
import { toldByDisk } from './disk-failure.ts';
import { exportedSnapshot } from './export-snapshot.ts';
import type { JobDriver } from './jobs/driver.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { helpersThrough } from './jobs/helpers.ts';
import type { RedisPlace } from './jobs/redis.ts';
import { noticedIn } from './noticed.ts';
import { openStores, type StoreCredentials, storeError } from './open.ts';
import { proveSnapshot } from './prove-snapshot.ts';
import type {
  Answered,
  AskError,
  CollectAsk,
  OperationOptions,
  Operations,
  ProvedSnapshot,
  TakenSnapshot,
} from './questions.ts';
import { refusedProof } from './refused-proof.ts';
import { verifySnapshot } from './verify/verify.ts';

export interface OperationsAt {
  readonly data: string;
  readonly store: string;
  readonly credentials?: StoreCredentials;
  /** Of the Redis server of jobs. */
  readonly jobCredentials?: Partial<StoreCredentials>;
  /** Left out: contradictions are told in the answers alone. */
  readonly onDefect?: DefectLog;
}

/** Beside this folder in a clone and in the package. */
const SAMPLE = fileURLToPath(new URL('../sample-org/snapshot', import.meta.url));

export function operationsAt(at: OperationsAt): Operations {
  const { data } = at;
  return {
    ...connectorOperations(data),
    dryRun: async () => ok(plannedCalls()),
    collect: (ask, options) => toldByDisk('writes', () => collectInto(at, ask, options)),
    import: (paths, options) =>
      toldByDisk('writes', async () => {
        const taken = await importPaths(paths, surroundings('import', options));
        return taken.ok ? store(data, taken.value, options) : err(failed(taken.error));
      }),
    loadSample: (options) =>
      toldByDisk('writes', async () => {
        const sample = await readSnapshotFolder(SAMPLE);
        return sample.ok ? store(data, sample.value, options) : err({ kind: 'store', message: sample.error.message });
      }),
    prove: (ask, options) => toldByDisk('writes', () => proveInStore(at, ask, options)),
    work: async (ask, options) => {
      const { work } = await import('./jobs/work.ts');
      return work(placeOf(at, ask.jobs), jobHandlers({ reads: readerOf(ask) }), options);
    },
    verify: ({ snapshot, exportTo }, options) =>
      toldByDisk(exportTo === undefined ? 'reads' : 'writes', async () => {
        const id = await wanted(data, snapshot ?? (await activeIn(at)));
        return id.ok
          ? verifySnapshot({ data, snapshot: id.value, ...(exportTo === undefined ? {} : { exportTo }) }, options)
          : id;
      }),
    calibrate: (ask, options) =>
      toldByDisk('reads', async () => {
        const id = await wanted(data, ask.snapshot ?? (await activeIn(at)));
        if (!id.ok) return id;
        // what speaks to AWS's simulator is loaded where it is used
        const { calibrateSnapshot } = await import('./calibrate/calibrate.ts');
        return calibrateSnapshot({ ...ask, data, snapshot: id.value }, options);
      }),
    export: (ask) =>
      toldByDisk('writes', async () => {
        const id = await wanted(data, ask.snapshot);
        return id.ok ? exportedSnapshot(data, id.value, ask) : id;
      }),
    snapshots: () => toldByDisk('reads', () => snapshots(at)),
  };
}

async function collectInto(
  at: OperationsAt,
  ask: Parameters<Operations['collect']>[0],
  options: OperationOptions,
): ReturnType<Operations['collect']> {
  const { data } = at;
  const pushed = await heldPeople(data);
  if (!pushed.ok) return pushed;
  const [units, kept] = [join(data, 'collecting'), join(data, 'collected')];
  const contrary = contraryIn(ask);
  if (contrary !== undefined) return err(contrary);
  let stored: Awaited<ReturnType<typeof store>> = err(NOTHING_TAKEN);
  const stands = async (snapshot: Snapshot, from: ComesFrom): Promise<string | undefined> => {
    const taken = await store(data, snapshot, options);
    stored = taken;
    if (!taken.ok) return undefined;
    const id = taken.value.snapshot;
    const unchanged = ask.unchanged === true ? { unchanged: from.unchanged } : {};
    stored = ok({ ...taken.value, ...unchanged, ...(await changedSince(data, from.before, id)) });
    return id;
  };
  return withJobs(at, ask.jobs, readerOf(ask), async (jobs) => {
    const helpers = jobs === undefined ? {} : { helpers: helpersThrough(jobs, options) };
    const around = { ...surroundings('collect', options), pushed: pushed.value, units, kept, stands, ...helpers };
    const taken = await collect(ask, around);
    return taken.ok ? stored : err(failed(taken.error));
  });
}

async function proveInStore(
  at: OperationsAt,
  { snapshot, certify, jobs, accessTo, threads }: Parameters<Operations['prove']>[0],
  options: OperationOptions,
): Answered<ProvedSnapshot> {
  const { data } = at;
  const refused = refusedProof({ certify, jobs, accessTo, threads });
  if (refused !== undefined) return err(refused);
  const more = { ...(accessTo === undefined ? {} : { accessTo }), ...(threads === undefined ? {} : { threads }) };
  const id = await wanted(data, snapshot);
  if (!id.ok) return id;
  return withJobs(at, jobs, undefined, (driver) =>
    withStores(at, ({ engine }) =>
      proveSnapshot({ data, snapshot: id.value, certify, ...more, ...logOf(at) }, engine, options, driver),
    ),
  );
}

const logOf = ({ onDefect }: OperationsAt): Pick<OperationsAt, 'onDefect'> =>
  onDefect === undefined ? {} : { onDefect };

async function withStores<T>(
  at: OperationsAt,
  work: (stores: { readonly ours: GraphStore; readonly engine: GraphStore }) => Answered<T>,
): Answered<T> {
  const stores = await openStores(at);
  if (!stores.ok) return stores;
  try {
    return await work(stores.value);
  } finally {
    await stores.value.ours.close();
    await stores.value.engine.close();
  }
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
    onProgress: ({ account, service, done, total, reading }) =>
      onProgress({
        phase,
        done,
        total,
        note: [account, service].filter(Boolean).join(' '),
        ...(reading === undefined ? {} : { reading }),
      }),
  };
}

/** What was asked for that cannot be, or does not go together. */
function contraryIn({ jobs, record, keep, events, unchanged, accounts = [] }: CollectAsk): AskError | undefined {
  const strange = accounts.find((id) => !/^\d{12}$/.test(id));
  if (strange !== undefined)
    return { kind: 'badInput', message: `\`${strange}\` is no account; \`--accounts\` takes numbers of 12 digits` };
  const given = [
    [
      record !== undefined && jobs !== undefined,
      'a recording is made by one process: use either `--record` or `--jobs`, not both',
    ],
    [
      record !== undefined && (keep === true || events !== undefined || unchanged === true),
      'a recording holds every answer anew: use `--record` without `--keep`, `--events` and `--unchanged`',
    ],
    [
      events !== undefined && unchanged === true,
      'events leave whole units as they were, stamps single answers: use either `--events` or `--unchanged`, not both',
    ],
    [
      jobs !== undefined && unchanged === true,
      'what has changed is read by one process: use either `--unchanged` or `--jobs`, not both',
    ],
    [
      jobs !== undefined && events !== undefined,
      'what has changed is read by one process: use either `--events` or `--jobs`, not both',
    ],
  ] as const;
  const message = given.find(([isGiven]) => isGiven)?.[1];
  return message === undefined ? undefined : { kind: 'badInput', message };
}

/** What cannot be told is said so: the snapshot that was kept for is the user's, who may have removed it. */
async function changedSince(
  data: string,
  before: ComesFrom['before'],
  after: string,
): Promise<Pick<TakenSnapshot, 'changed'>> {
  if (before?.snapshot === undefined) return {};
  const things = await changedThings(data, before.snapshot, after);
  return { changed: { since: before.startedAt, ...(things.ok ? { things: things.value } : {}) } };
}

function earlierIn(cells: readonly CoverageCell[]): Pick<TakenSnapshot, 'earlier'> {
  const times = cells.flatMap(({ readAt }) => readAt ?? []).sort();
  const [since] = times;
  return since === undefined ? {} : { earlier: { calls: times.length, since } };
}

const readerOf = ({
  profile,
  roleName,
  externalId,
}: Pick<CollectAsk, 'profile' | 'roleName' | 'externalId'>): AheadOptions => ({
  roleName: roleName ?? DEFAULT_ROLE_NAME,
  ...(profile === undefined ? {} : { profile }),
  ...(externalId === undefined ? {} : { externalId }),
});

const placeOf = ({ jobCredentials = {} }: OperationsAt, url: string): RedisPlace => ({ url, ...jobCredentials });

/** Without an address there is no driver, and everything is done here. */
async function withJobs<T>(
  at: OperationsAt,
  url: string | undefined,
  reads: AheadOptions | undefined,
  use: (jobs: JobDriver | undefined) => Answered<T>,
): Answered<T> {
  if (url === undefined) return use(undefined);
  // what speaks to Redis is loaded where it is used
  const { redisJobs } = await import('./jobs/queues.ts');
  const jobs = await redisJobs(placeOf(at, url), jobHandlers(reads === undefined ? {} : { reads }));
  if (!jobs.ok) return jobs;
  try {
    return await use(jobs.value);
  } finally {
    await jobs.value.close();
  }
}

const NOTHING_TAKEN: AskError = { kind: 'store', message: 'stopped; nothing was kept' };

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
  if (signal.aborted) return err(NOTHING_TAKEN);
  onProgress({ phase: 'write', done: 0 });
  const id = await writeSnapshot(data, snapshot);
  if (!id.ok) return err({ kind: 'store', message: id.error.message });
  await setLatestSnapshot(data, id.value);
  return ok({
    snapshot: id.value,
    accounts: snapshot.accounts.length,
    principals: snapshot.users.length + snapshot.roles.length + snapshot.accounts.length,
    resources: snapshot.resources.length,
    people: snapshot.people.length,
    calls: snapshot.coverage.length,
    gaps: snapshot.coverage.filter((cell) => cell.status !== 'complete'),
    ...earlierIn(snapshot.coverage),
    noticed: noticedIn(snapshot),
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
  const active = await withStores(at, async ({ ours }) => {
    const found = await ours.active();
    return found.ok ? found : err(storeError(found.error));
  });
  return active.ok ? active.value : undefined;
}

type Listed = { readonly id: string; readonly takenAt: string; readonly source: string; readonly active: boolean };

const snapshots = (at: OperationsAt): Answered<readonly Listed[]> =>
  withStores(at, async ({ ours }) => {
    const active = await ours.active();
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
  });
