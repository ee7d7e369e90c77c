import { setImmediate as nextTurn } from 'node:timers/promises';
import { readSnapshot, resolveSnapshotId } from '../collector/snapshot-files.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { createEmbeddedStore } from '../graph/embedded.ts';
import { createFileStore } from '../graph/file-store.ts';
import { openNeo4jStore } from '../graph/neo4j.ts';
import { CYPHER_LIMITS, type GraphStore, type InEngine, type Stored, type StoreError } from '../graph/store.ts';
import { World } from '../reasoning/world.ts';
import { askedReader } from './asked-reader.ts';
import { latestSnapshot, readCertificates } from './data-folder.ts';
import type { DefectLog } from './defects.ts';
import { toldByDisk } from './disk-failure.ts';
import { can, explain } from './explain.ts';
import { accessInRecords, accessInStore, type KeptAccess } from './kept-access.ts';
import { NodeBook } from './node-info.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import { paths } from './paths.ts';
import type { Answered, AskError, CypherAnswer, Questions, Status } from './questions.ts';
import { search } from './resolve.ts';
import { StoreFailure } from './store-reader.ts';
import { whatCan } from './what-can.ts';
import { whoCanWithCopies } from './who-can-copies.ts';

export interface StoreCredentials {
  readonly user: string;
  readonly password: string;
}

export interface OpenOptions {
  readonly data: string;
  /** `embedded`, or the URL of a Neo4j server. */
  readonly store: string;
  readonly snapshot?: string;
  readonly credentials?: StoreCredentials;
  /** Left out: contradictions are told in the answers alone. */
  readonly onDefect?: DefectLog;
}

/** The store a question reads from and Cypher runs in; our own questions need no engine, so `embedded` answers them from memory. */
export async function openStores(
  options: OpenOptions,
): Promise<Result<{ readonly ours: GraphStore; readonly engine: GraphStore }, AskError>> {
  if (options.store === 'embedded') {
    return ok({ ours: createFileStore(options.data), engine: createEmbeddedStore({ data: options.data }) });
  }
  const { user = 'neo4j', password = '' } = options.credentials ?? {};
  const neo4j = await openNeo4jStore({ url: options.store, user, password });
  return neo4j.ok ? ok({ ours: neo4j.value, engine: neo4j.value }) : err(storeError(neo4j.error));
}

/** The questions of the active snapshot, or of the named one. */
export async function openQuestions(options: OpenOptions): Answered<Questions> {
  const stores = await openStores(options);
  if (!stores.ok) return stores;
  const { ours, engine } = stores.value;
  const read = options.store === 'embedded' ? accessInRecords : accessInStore;
  const opened = await toldByDisk('reads', () => openOn(options, ours, engine, read));
  if (!opened.ok) await closeAll(ours, engine);
  return opened;
}

/** The same on stores that are already open; closing the questions closes them. */
export async function openOn(
  options: OpenOptions,
  ours: GraphStore,
  engine: GraphStore,
  read: (data: string, snapshot: string, store: GraphStore) => Stored<KeptAccess> = accessInStore,
): Answered<Questions> {
  const id = await snapshotToOpen(options, ours);
  if (!id.ok) return id;
  const snapshot = await readSnapshot(options.data, id.value);
  if (!snapshot.ok) return err({ kind: 'store', message: snapshot.error.message });
  // before anything is read: what changes meanwhile is noticed at the next look
  const version = await ours.version();
  if (!version.ok) return err(storeError(version.error));
  const kept = await read(options.data, id.value, ours);
  if (!kept.ok) return err(storeError(kept.error));
  const { reader, accessAsked } = kept.value;
  const certificates = await readCertificates(options.data, id.value);
  const world = new World(snapshot.value);
  const log = options.onDefect === undefined ? {} : { onDefect: options.onDefect };
  const open: OpenSnapshot = {
    snapshot: id.value,
    world,
    book: new NodeBook(world),
    reader: askedReader(reader, { world, ...log }, accessAsked),
    certificate: (claim) => certificates.get(claim),
    ...log,
  };
  return ok(questionsOf(open, kept.value, { ours, engine, store: options.store, version: version.value }));
}

async function snapshotToOpen(options: OpenOptions, store: GraphStore): Promise<Result<string, AskError>> {
  if (options.snapshot !== undefined) {
    const found = await resolveSnapshotId(options.data, options.snapshot);
    return found.ok ? found : err({ kind: 'notFound', message: found.error.message });
  }
  const active = await store.active();
  if (!active.ok) return err(storeError(active.error));
  if (active.value !== undefined) return ok(active.value);
  const latest = await latestSnapshot(options.data);
  const message =
    latest === undefined
      ? 'there is no snapshot yet; run `tadori demo`, `tadori collect` or `tadori import`'
      : `snapshot \`${latest}\` is not proved yet; run \`tadori prove\``;
  return err({ kind: 'noSnapshot', message });
}

interface Stores {
  readonly ours: GraphStore;
  readonly engine: GraphStore;
  readonly store: string;
  /** Of what was active when the snapshot was opened. */
  readonly version: string | undefined;
}

function questionsOf(open: OpenSnapshot, kept: KeptAccess, stores: Stores): Questions {
  const guarded = async <T>(ask: () => Answered<T>): Answered<T> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof StoreFailure) return err(storeError(error.failure));
      throw error;
    }
  };
  let isClosed = false;
  return {
    status: () => toldByDisk('reads', () => statusOf(open, kept, stores)),
    isCurrent: () => toldByDisk('reads', () => isCurrent(stores)),
    search: async ({ text, kinds, limit }) => ok(search(open.world, open.book, text, kinds, limit)),
    whoCan: (ask) => guarded(() => whoCanWithCopies(open, ask)),
    whatCan: (ask) => guarded(() => whatCan(open, ask)),
    can: (ask) => guarded(() => can(open, ask)),
    paths: (ask) => guarded(() => paths(open, ask)),
    explain: (ask) => guarded(() => explain(open, ask)),
    cypher: (text) => toldByDisk('reads', () => runCypher(stores, kept, open.snapshot, text)),
    readAhead: (isWanted) => readAhead(open, () => !isClosed && isWanted()),
    close: async () => {
      isClosed = true;
      await kept.close();
      await closeAll(stores.ours, stores.engine);
    },
  };
}

async function readAhead({ reader }: OpenSnapshot, isWanted: () => boolean): Promise<void> {
  if (reader.readingAhead === undefined) return;
  await nextTurn();
  if (!isWanted()) return;
  await reader.hops();
  for (const _ of reader.readingAhead()) {
    if (!isWanted()) return;
    await nextTurn();
  }
}

async function isCurrent({ ours, version }: Stores): Answered<boolean> {
  const now = await ours.version();
  return now.ok ? ok(now.value === version) : err(storeError(now.error));
}

async function closeAll(ours: GraphStore, engine: GraphStore): Promise<void> {
  await ours.close();
  if (engine !== ours) await engine.close();
}

async function statusOf(
  { snapshot, world }: OpenSnapshot,
  { proof, accessAsked }: KeptAccess,
  { engine, store }: Stores,
): Answered<Status> {
  const held = world.snapshot;
  const inEngine = engine.inEngine === undefined ? ok<InEngine>({}) : await engine.inEngine(snapshot);
  if (!inEngine.ok) return err(storeError(inEngine.error));
  return ok({
    snapshot,
    takenAt: held.takenAt,
    source: held.source,
    store: store === 'embedded' ? store : engine.engine,
    cypher: engine.engine !== 'memory' && inEngine.value.withoutCypher === undefined,
    accounts: held.accounts.length,
    principals: held.users.length + held.roles.length + held.accounts.length,
    resources: held.resources.length,
    people: held.people.length === 0 ? held.directoryUsers.length : held.people.length,
    gaps: held.coverage.filter((cell) => cell.status !== 'complete').length,
    proof,
    ...askedCount(accessAsked),
  });
}

/** Of resources to which access is found out when it is asked for. */
const askedCount = ({ size }: ReadonlySet<string>): { readonly accessAsked?: number } =>
  size === 0 ? {} : { accessAsked: size };

async function runCypher(
  { engine }: Stores,
  { accessAsked }: KeptAccess,
  snapshot: string,
  text: string,
): Answered<CypherAnswer> {
  const reader = await engine.open(snapshot);
  if (!reader.ok) return err(storeError(reader.error));
  try {
    if (reader.value.cypher === undefined) return err({ kind: 'unavailable', message: 'this store has no Cypher' });
    const rows = await reader.value.cypher(text, {}, CYPHER_LIMITS);
    return rows.ok ? ok({ ...rows.value, ...askedCount(accessAsked) }) : err(storeError(rows.error));
  } finally {
    await reader.value.close();
  }
}

const KINDS: Readonly<Record<StoreError['kind'], AskError['kind']>> = {
  locked: 'store',
  unknownSnapshot: 'noSnapshot',
  superseded: 'store',
  invalid: 'badInput',
  refused: 'refused',
  timeout: 'timeout',
  tooMuchMemory: 'refused',
  unavailable: 'unavailable',
  damaged: 'store',
  interrupted: 'store',
  closed: 'store',
};

export const storeError = (error: StoreError): AskError => ({ kind: KINDS[error.kind], message: error.message });
