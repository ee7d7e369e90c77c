import { chmod, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok } from '../domain/result.ts';
import { type EngineBinary, findEngine } from './embedded-binary.ts';
import { loadPoolMb } from './embedded-load.ts';
import type { EngineOptions, EngineRows } from './embedded-messages.ts';
import { EngineProcess } from './embedded-process.ts';
import { EmbeddedSource } from './embedded-source.ts';
import { beginInFiles, namedOrActive, openFromFiles } from './file-store.ts';
import {
  activateGraph,
  activeGraph,
  activeVersion,
  flush,
  graphsFolder,
  type Manifest,
  readManifest,
} from './graph-files.ts';
import { makeFolder } from './make-folder.ts';
import { readerOver } from './reader.ts';
import {
  CYPHER_LIMITS,
  failure,
  type GraphReader,
  type GraphStore,
  type InEngine,
  type Stored,
  type StoreError,
} from './store.ts';
import { acquireLock } from './write-lock.ts';

export interface EmbeddedOptions {
  /** The data folder: graph files in `graphs/`, the engine's files in `engine/`, which may be deleted at any time. */
  readonly data: string;
  /** Where to look for the engine's binary; default: the package of this platform, then the general one. */
  readonly packages?: readonly string[];
  /** What filling the engine may take; default: what is free. */
  readonly loadMemoryMb?: () => number;
}

/** A load of a million edges takes some three minutes here; one that takes this long is stuck. */
const LOAD_MS = 3_600_000;
/** Of memory that is free, a load takes so much at most. */
const LOAD_MEMORY_MB = 16_384;
/** What a load leaves to others at its start, and below which it ends. */
const LEFT_FREE_MB = { first: 512, last: 128 };
const MEGABYTE = 1_048_576;

/** What a load may take of memory that is free now. Small graphs are loaded on small machines too. */
const freeForLoadMb = (): number =>
  Math.min(LOAD_MEMORY_MB, Math.max(512, Math.floor(process.availableMemory() / MEGABYTE) - LEFT_FREE_MB.first));
const OWN_MEMORY_MB = 4_096;
const BUFFER_POOL_MB = 512;

/**
 * The graph files, and beside them one file of the embedded engine for each snapshot, which is made from them, never changed,
 * and made again where it is missing or of another version. It is opened read-only, in child processes.
 * Without a binary for the platform it is the file store: everything but Cypher works, and Cypher says what is missing.
 */
export function createEmbeddedStore(options: EmbeddedOptions): GraphStore {
  const { data } = options;
  const binary = findEngine(options.packages);
  if (!binary.ok) return withoutEngine(data, binary.error.message);
  const files = new EngineFiles(options, binary.value);
  return {
    engine: `ladybug ${binary.value.version}`,
    beginSnapshot: (id, signal) => beginInFiles(data, id, signal, (manifest) => files.build(manifest, signal)),
    activate: async (id) => {
      const before = await activeGraph(data);
      const activated = await activateGraph(data, id);
      // readers of the former one may not have opened its file yet
      if (activated.ok) await files.keepOnly([id, before.ok ? before.value : undefined]);
      return activated;
    },
    active: () => activeGraph(data),
    version: () => activeVersion(data),
    open: async (id) => {
      const snapshot = await namedOrActive(data, id);
      return snapshot.ok ? files.open(snapshot.value) : snapshot;
    },
    inEngine: (id) => files.refusal(id),
    close: () => files.close(),
  };
}

function withoutEngine(data: string, message: string): GraphStore {
  const open = async (id?: string): Stored<GraphReader> => {
    const reader = await openFromFiles(data, id);
    if (!reader.ok) return reader;
    return ok({ ...reader.value, cypher: async () => failure('unavailable', message) });
  };
  return {
    engine: 'memory',
    beginSnapshot: (id, signal) => beginInFiles(data, id, signal, async () => ok({})),
    activate: (id) => activateGraph(data, id),
    active: () => activeGraph(data),
    version: () => activeVersion(data),
    open,
    close: async () => undefined,
  };
}

/** All readers of a file in this process share its engine processes. */
interface OpenFile {
  readonly own: EngineProcess;
  /** By memory limit. */
  readonly users: Map<number, EngineProcess>;
  readers: number;
}

const DISK_FULL = "the disk is full: the embedded engine's file does not fit; free some space and try again";
/** The engine takes space by the page and ends at once where it gets none. */
const LAST_BYTES = MEGABYTE;

async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < LAST_BYTES;
}

/** What of a load that fails says nothing of the graph files: all questions but Cypher do without the engine. */
const COSTS_CYPHER_ALONE: ReadonlySet<StoreError['kind']> = new Set(['tooMuchMemory', 'timeout', 'unavailable']);

/** Beside the place of a file that could not be made: why not. */
const refusalOf = (file: string): string => `${file}.refused`;

function whyNotLoaded({ kind, message }: StoreError, memory: number): string {
  if (kind === 'tooMuchMemory') return `it takes more memory than the ${memory} MB that were free for it`;
  return kind === 'timeout' ? 'it takes longer than an hour' : message;
}

const withoutCypherText = (edges: number, why: string): string =>
  `the embedded engine could not be filled with the ${edges} edges of this snapshot (${why}), so it answers no Cypher about it; ${WAYS_TO_CYPHER}`;
const WAYS_TO_CYPHER =
  'use a Neo4j server (`--store bolt://...`), prove access to fewer resources (`prove --access-to`), or run `prove` again where more memory is free';

/** Builds, finds and opens the engine's files. Named by snapshot, content and engine version: a name says all that is in it. */
class EngineFiles {
  readonly #data: string;
  readonly #folder: string;
  readonly #binary: EngineBinary;
  readonly #loadMemoryMb: () => number;
  readonly #running = new Set<EngineProcess>();
  readonly #open = new Map<string, OpenFile>();

  constructor(options: EmbeddedOptions, binary: EngineBinary) {
    this.#data = options.data;
    this.#folder = join(options.data, 'engine');
    this.#binary = binary;
    this.#loadMemoryMb = options.loadMemoryMb ?? freeForLoadMb;
  }

  /**
   * Under a name that nobody looks for, then renamed. A crash leaves a `.building`, which the next build deletes. A graph that the engine
   * cannot take is no failure: beside its place it is written why, and the next build tries again.
   */
  async build(manifest: Manifest, signal?: AbortSignal): Stored<InEngine> {
    const file = this.#pathOf(manifest);
    if (await exists(file)) return ok({});
    await makeFolder(this.#folder);
    await this.#remove((name) => name.includes('.building'));
    const target = `${file}.building`;
    const memory = this.#loadMemoryMb();
    const loaded = await this.#load(manifest, target, memory, signal);
    if (!loaded.ok) {
      const full = loaded.error.kind === 'unavailable' && (await isFull(this.#folder));
      await this.#remove((name) => name.includes('.building'));
      if (full) return failure('unavailable', DISK_FULL);
      return COSTS_CYPHER_ALONE.has(loaded.error.kind) ? this.#refused(manifest, loaded.error, memory) : loaded;
    }
    await chmod(target, 0o600);
    await flush(target);
    await rename(target, file);
    await rm(refusalOf(file), { force: true });
    return ok({});
  }

  async #load(manifest: Manifest, target: string, memory: number, signal: AbortSignal | undefined): Stored<EngineRows> {
    const limits = { maxMemoryMb: memory, leaveFreeMb: LEFT_FREE_MB.last };
    const loader = this.#start(limits, loadPoolMb(manifest.edges.lines, memory));
    const loaded = await loader.ask({ kind: 'load', data: this.#data, manifest, target }, LOAD_MS, signal);
    this.#stop(loader);
    return loaded;
  }

  async #refused(manifest: Manifest, error: StoreError, memory: number): Stored<InEngine> {
    const withoutCypher = withoutCypherText(manifest.edges.lines, whyNotLoaded(error, memory));
    const refusal = refusalOf(this.#pathOf(manifest));
    await writeFile(`${refusal}.building`, withoutCypher, { mode: 0o600 });
    await rename(`${refusal}.building`, refusal);
    return ok({ withoutCypher });
  }

  async open(snapshot: string): Stored<GraphReader> {
    const manifest = await readManifest(this.#data, snapshot);
    if (!manifest.ok) return manifest;
    const file = this.#pathOf(manifest.value);
    const built = await this.#builtOrRefused(manifest.value);
    if (!built.ok) return built;
    const { withoutCypher } = built.value;
    if (withoutCypher !== undefined) return failure('unavailable', withoutCypher);
    const engine = `ladybug ${this.#binary.version}`;
    const shared = this.#share(file);
    const source = new EmbeddedSource(
      engine,
      shared.own,
      (maxMemoryMb = CYPHER_LIMITS.maxMemoryMb ?? OWN_MEMORY_MB) => this.#usersProcess(file, shared, maxMemoryMb),
      async () => this.#unshare(file, shared),
    );
    return ok(readerOver(snapshot, engine, source));
  }

  async #builtOrRefused(manifest: Manifest): Stored<InEngine> {
    const known = await this.#knownOf(manifest);
    return known === undefined ? this.#rebuild(manifest) : ok(known);
  }

  /** Undefined: it is made again when somebody asks. */
  async #knownOf(manifest: Manifest): Promise<InEngine | undefined> {
    const file = this.#pathOf(manifest);
    // where there is a file, a refusal beside it is of an earlier time
    if (await exists(file)) return {};
    const withoutCypher = await textOf(refusalOf(file));
    return withoutCypher === undefined ? undefined : { withoutCypher };
  }

  /** As far as it is known. */
  async refusal(snapshot: string): Stored<InEngine> {
    const manifest = await readManifest(this.#data, snapshot);
    return manifest.ok ? ok((await this.#knownOf(manifest.value)) ?? {}) : manifest;
  }

  #share(file: string): OpenFile {
    const known = this.#open.get(file);
    const shared = known ?? { own: this.#start({ file, maxMemoryMb: OWN_MEMORY_MB }), users: new Map(), readers: 0 };
    shared.readers += 1;
    this.#open.set(file, shared);
    return shared;
  }

  #unshare(file: string, shared: OpenFile): void {
    shared.readers -= 1;
    if (shared.readers > 0) return;
    this.#open.delete(file);
    for (const one of [shared.own, ...shared.users.values()]) this.#stop(one);
  }

  #usersProcess(file: string, shared: OpenFile, maxMemoryMb: number): EngineProcess {
    const process = shared.users.get(maxMemoryMb) ?? this.#start({ file, maxMemoryMb });
    shared.users.set(maxMemoryMb, process);
    return process;
  }

  /** Whoever has another file open keeps it, whoever wants one makes it again. */
  async keepOnly(snapshots: readonly (string | undefined)[]): Promise<void> {
    const manifests = await Promise.all(snapshots.map((id) => readManifest(this.#data, id ?? '')));
    const names = manifests.flatMap((manifest) => (manifest.ok ? [this.#nameOf(manifest.value)] : []));
    const kept = new Set(names.flatMap((name) => [name, refusalOf(name)]));
    await this.#remove((name) => !kept.has(name) && !name.includes('.building'));
  }

  async close(): Promise<void> {
    for (const one of this.#running) this.#stop(one);
  }

  async #rebuild(manifest: Manifest): Stored<InEngine> {
    const lock = await acquireLock(graphsFolder(this.#data));
    if (!lock.ok) return lock;
    try {
      return await this.build(manifest);
    } finally {
      await lock.value.release();
    }
  }

  #start(
    options: Pick<EngineOptions, 'file' | 'maxMemoryMb' | 'leaveFreeMb'>,
    bufferPoolMb = BUFFER_POOL_MB,
  ): EngineProcess {
    const { packageName } = this.#binary;
    const started = new EngineProcess({ ...options, packageName, bufferPoolMb });
    this.#running.add(started);
    return started;
  }

  #stop(process: EngineProcess): void {
    this.#running.delete(process);
    process.close();
  }

  #nameOf(manifest: Manifest): string {
    return `${manifest.snapshot}.${manifest.content.slice(0, 16)}.v${this.#binary.version}.lbug`;
  }

  #pathOf(manifest: Manifest): string {
    return join(this.#folder, this.#nameOf(manifest));
  }

  async #remove(unwanted: (name: string) => boolean): Promise<void> {
    const names = (await exists(this.#folder)) ? await readdir(this.#folder) : [];
    await Promise.all(
      names.filter(unwanted).map((name) => rm(join(this.#folder, name), { force: true, recursive: true })),
    );
  }
}

/** Another process may take it away at any time. */
const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
