import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf, nodeDisk } from '../collector/disk.ts';
import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { type AccessList, edgeOfHop } from '../graph/access-list.ts';
import { DamagedRecord, type Placed, type RecordsAbout, writeIndex } from '../graph/record-file.ts';
import { type Line, RecordLines } from '../graph/record-lines.ts';
import { unlessRefused } from '../graph/records.ts';
import { accessOf } from '../graph/stored-shapes.ts';
import { acquireLock, type WriteLock } from '../graph/write-lock.ts';
import type { Proved } from '../reasoning/prove.ts';
import { type FoundPlace, FoundTurns, type ProofAsked, type ReadTurns, readTurns, turnLine } from './found-turns.ts';

/** Milliseconds after which what was found since is written, and bytes: a proof that takes less leaves nothing behind. */
const PACE = 5000;
const BYTES_WAITING = 33_554_432;

/** A file that nobody else writes to. */
interface Begun {
  readonly file: FileHandle;
  /** Or the folder that it is in, where it has no name. */
  readonly path: string;
  /** Undefined where it has no name. */
  readonly lock: WriteLock | undefined;
}

/**
 * A proof while its turns are gone through. Records of access are on disk, so that they can be more than fit into memory: in
 * `<data>/unfinished/`, so that a proof that was stopped or killed goes on where it was. At the end the file becomes the file of records
 * (ADR 31). A line a record, and one behind those of a turn; each begins with a digest of its rest.
 */
export class UnfinishedProof implements AccessList<FoundPlace> {
  readonly found: FoundTurns;
  readonly #path: string;
  readonly #lines: RecordLines;
  readonly #length: number;
  readonly #now: () => number;
  #begun: Begun | undefined;
  #written: number;

  private constructor(path: string, begun: Begun | undefined, read: ReadTurns, now: () => number) {
    this.#path = path;
    this.#begun = begun;
    this.found = read.found;
    this.#length = read.length;
    this.#lines = new RecordLines(() => this.#begin(), read.length, BYTES_WAITING);
    this.#now = now;
    this.#written = now();
  }

  static async of(
    data: string,
    snapshot: string,
    asked: ProofAsked,
    now: () => number = () => performance.now(),
  ): Promise<UnfinishedProof> {
    const path = fileOf(data, snapshot);
    const begun = await begunBefore(path);
    const left = begun === undefined ? undefined : await unlessRefused(() => readTurns(begun.file, asked));
    const read = left ?? { found: new FoundTurns(), length: 0 };
    const proof = new UnfinishedProof(path, begun, read, now);
    if (read.length === 0) await proof.#lines.write(asked);
    return proof;
  }

  get places(): readonly FoundPlace[] {
    return this.found.places;
  }

  /** When all that was found is written. Throws a DamagedRecord where a line is not what was written. */
  at(place: FoundPlace): EffectiveAccess {
    const access = accessOf(this.#lines.read(place));
    if (access === undefined) throw new DamagedRecord(this.#path);
    return access;
  }

  /** What the next turn found. */
  async add(found: Proved): Promise<void> {
    const lines: Line[] = [];
    for (const one of found.access) lines.push(await this.#named(this.#lines.write(one)));
    await this.#named(this.#lines.write(turnLine(this.found.turns, found)));
    this.found.add(found, lines);
    if (this.#now() - this.#written >= PACE) await this.keep();
  }

  /** Writes what is not written yet. */
  async keep(): Promise<void> {
    await this.#named(this.#lines.flush());
    this.#written = this.#now();
  }

  /** All turns have been gone through: makes the file one of records. Where that is; undefined where it has no name. */
  async finish(hops: readonly Hop[], about: RecordsAbout): Promise<string | undefined> {
    const placed: Placed[] = [];
    for (const hop of hops) placed.push({ ...edgeOfHop(hop), ...(await this.#lines.write(hop)) });
    await writeIndex(this.#lines, this.places, placed, about);
    return this.#begun?.lock === undefined ? undefined : this.#path;
  }

  async close(): Promise<void> {
    await closed(this.#begun);
    this.#begun = undefined;
  }

  /** What the system refuses names the place: it may be the folder for temporary files that is full. */
  #named<T>(written: Promise<T>): Promise<T> {
    return written.catch((error: unknown) => {
      const path = this.#begun?.path;
      throw error instanceof Error && codeOf(error) !== undefined && path !== undefined
        ? Object.assign(error, { path })
        : error;
    });
  }

  async #begin(): Promise<FileHandle> {
    this.#begun ??= (await begunInPlace(this.#path)) ?? (await begunAside());
    await this.#begun.file.truncate(this.#length); // lines behind it do not count
    return this.#begun.file;
  }
}

const fileOf = (data: string, snapshot: string): string => join(data, 'unfinished', `${snapshot}.jsonl`);

/** The proof has ended, and is closed. Where the system lets it go, and nobody proves there now: what stays is not taken for another proof. */
export async function removeUnfinished(data: string, snapshot: string): Promise<void> {
  const begun = await begunBefore(fileOf(data, snapshot));
  if (begun === undefined) return;
  await rm(fileOf(data, snapshot), { force: true }).catch(() => undefined);
  await closed(begun);
}

async function closed(begun: Begun | undefined): Promise<void> {
  await begun?.file.close();
  await begun?.lock?.release();
}

async function begunBefore(path: string): Promise<Begun | undefined> {
  const there = await stat(path).catch(() => undefined);
  return there?.isFile() === true ? begunInPlace(path) : undefined;
}

/** Undefined where the system does not let us, or another process proves here. */
async function begunInPlace(path: string): Promise<Begun | undefined> {
  try {
    await nodeDisk.makeFolder(dirname(path));
    const lock = await acquireLock(dirname(path));
    if (!lock.ok) return undefined;
    const file = await openedFile(path);
    if (file === undefined) await lock.value.release();
    return file === undefined ? undefined : { file, path, lock: lock.value };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Undefined where something else is there. */
async function openedFile(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, 'a+', 0o600).catch(() => undefined);
  if ((await file?.stat())?.isFile() === true) return file;
  await file?.close();
  return undefined;
}

/** For this process alone. */
async function begunAside(): Promise<Begun> {
  const path = join(tmpdir(), `tadori-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return { file, path: tmpdir(), lock: undefined };
}
