import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { codeOf, type Disk, nodeDisk } from './disk.ts';
import type { SnapshotError } from './snapshot-error.ts';
import { compareText } from './snapshot-kinds.ts';
import type { SnapshotManifest, SnapshotShard } from './snapshot-manifest.ts';
import { ioError, MANIFEST, readFolder, readManifest } from './snapshot-reader.ts';
import { idOf, manifestOf, manifestText, packed, shardsOf } from './snapshot-shards.ts';

export type { SnapshotError } from './snapshot-error.ts';

/** One entry of a data folder; a damaged snapshot is listed, not hidden. */
export type ListedSnapshot =
  | {
      readonly kind: 'readable';
      readonly id: string;
      readonly takenAt: string;
      readonly source: Snapshot['source'];
      readonly records: number;
    }
  | { readonly kind: 'unreadable'; readonly id: string; readonly error: SnapshotError };

const ID = /^[0-9a-f]{12}$/;
const snapshotsFolder = (dataDir: string): string => join(dataDir, 'snapshots');
const folderOf = (dataDir: string, id: string): string => join(snapshotsFolder(dataDir), id);

/**
 * Writes `<dataDir>/snapshots/<id>/` and gives the id. The folder appears whole or not at all.
 * The same content again only moves `takenAt`; a damaged folder of the same id is replaced.
 */
export async function writeSnapshot(
  dataDir: string,
  snapshot: Snapshot,
  disk: Disk = nodeDisk,
): Promise<Result<string, SnapshotError>> {
  const folder = snapshotsFolder(dataDir);
  const temporary = join(folder, `.writing-${randomBytes(6).toString('hex')}`);
  try {
    await disk.makeFolder(temporary);
    const manifest = await writeFolder(disk, temporary, snapshot);
    if (manifest.ok) await activate(disk, temporary, folderOf(dataDir, manifest.value.id), manifest.value);
    return manifest.ok ? ok(manifest.value.id) : manifest;
  } catch (error) {
    return err(ioError(error, temporary, 'write'));
  } finally {
    await disk.remove(temporary).catch(() => undefined);
  }
}

/** Writes a snapshot as a folder of its own, which `import` takes; the folder must not exist, and appears whole or not at all. */
export async function exportSnapshot(
  folder: string,
  snapshot: Snapshot,
  disk: Disk = nodeDisk,
): Promise<Result<string, SnapshotError>> {
  const temporary = `${resolve(folder)}.writing-${randomBytes(6).toString('hex')}`;
  try {
    await disk.makeFolder(temporary);
    const manifest = await writeFolder(disk, temporary, snapshot);
    if (!manifest.ok) return manifest;
    if (await movedInto(disk, temporary, folder)) return ok(manifest.value.id);
    return err({
      kind: 'inTheWay',
      message: `${folder}: something is there already; name a folder that does not exist`,
    });
  } catch (error) {
    return err(ioError(error, folder, 'write'));
  } finally {
    await disk.remove(temporary).catch(() => undefined);
  }
}

/** Writes the files of a snapshot into an empty folder, each one synced. */
async function writeFolder(
  disk: Disk,
  folder: string,
  snapshot: Snapshot,
): Promise<Result<SnapshotManifest, SnapshotError>> {
  const shards = shardsOf(snapshot);
  if (!shards.ok) return shards;
  const entries: SnapshotShard[] = [];
  for (const shard of shards.value) {
    const { entry, bytes } = packed(shard);
    await disk.write(join(folder, entry.file), bytes);
    entries.push(entry);
  }
  const manifest = manifestOf(snapshot, entries);
  await disk.write(join(folder, MANIFEST), Buffer.from(manifestText(manifest)));
  return ok(manifest);
}

async function activate(disk: Disk, from: string, to: string, manifest: SnapshotManifest): Promise<void> {
  if (await movedInto(disk, from, to)) return;
  const known = await readFolder(disk, to);
  if (known.ok && known.value.takenAt === manifest.takenAt && known.value.source === manifest.source) return;
  if (known.ok) return disk.move(join(from, MANIFEST), join(to, MANIFEST));
  const broken = `${from}-replaced`;
  await disk.move(to, broken);
  await disk.move(from, to);
  await disk.remove(broken);
}

/** False: the folder was there already, or somebody else was faster. */
async function movedInto(disk: Disk, from: string, to: string): Promise<boolean> {
  if (await exists(disk, to)) return false;
  try {
    await disk.move(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function exists(disk: Disk, folder: string): Promise<boolean> {
  try {
    await disk.list(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Reads a snapshot, checking every byte; `id` in full. */
export async function readSnapshot(
  dataDir: string,
  id: string,
  disk: Disk = nodeDisk,
): Promise<Result<Snapshot, SnapshotError>> {
  const folder = folderOf(dataDir, id);
  const manifest = ID.test(id) ? await readManifestOf(disk, dataDir, id) : err(notFound(dataDir, id));
  return manifest.ok ? readFolder(disk, folder) : manifest;
}

/** The table of contents of a snapshot, and the folder in which its files lie; `id` in full. */
export async function openSnapshot(
  dataDir: string,
  id: string,
  disk: Disk = nodeDisk,
): Promise<Result<{ readonly folder: string; readonly shards: readonly SnapshotShard[] }, SnapshotError>> {
  const manifest = ID.test(id) ? await readManifestOf(disk, dataDir, id) : err(notFound(dataDir, id));
  return manifest.ok ? ok({ folder: folderOf(dataDir, id), shards: manifest.value.shards }) : manifest;
}

/** Reads a snapshot folder wherever it lies (the shipped sample, a folder given to `import`). */
export const readSnapshotFolder = (folder: string, disk: Disk = nodeDisk): Promise<Result<Snapshot, SnapshotError>> =>
  readFolder(disk, folder);

/** Is this folder a snapshot (readable or damaged)? */
export async function isSnapshotFolder(folder: string, disk: Disk = nodeDisk): Promise<boolean> {
  const names: readonly string[] = await disk.list(folder).catch(() => []);
  return names.includes(MANIFEST);
}

async function readManifestOf(
  disk: Disk,
  dataDir: string,
  id: string,
): Promise<Result<SnapshotManifest, SnapshotError>> {
  const folder = folderOf(dataDir, id);
  if (!(await exists(disk, folder))) return err(notFound(dataDir, id));
  const manifest = await readManifest(disk, folder);
  if (!manifest.ok || manifest.value.id === id) return manifest;
  const file = join(folder, MANIFEST);
  const message = `${folder}: the folder holds the snapshot ${manifest.value.id}; give the folder that name`;
  return err({ kind: 'damaged', file, message });
}

/** All snapshots of a data folder, newest first; none where the folder does not exist. */
export async function listSnapshots(
  dataDir: string,
  disk: Disk = nodeDisk,
): Promise<Result<readonly ListedSnapshot[], SnapshotError>> {
  const ids = await idsIn(disk, dataDir);
  if (!ids.ok) return ids;
  const entries = await Promise.all(ids.value.map((id) => listed(disk, dataDir, id)));
  const age = (one: ListedSnapshot): string => (one.kind === 'readable' ? one.takenAt : '');
  return ok(entries.sort((a, b) => compareText(age(b), age(a)) || compareText(a.id, b.id)));
}

async function listed(disk: Disk, dataDir: string, id: string): Promise<ListedSnapshot> {
  const manifest = await readManifestOf(disk, dataDir, id);
  if (!manifest.ok) return { kind: 'unreadable', id, error: manifest.error };
  const { takenAt, source, shards } = manifest.value;
  const records = shards.filter(({ kind }) => kind !== 'documents').reduce((sum, shard) => sum + shard.records, 0);
  return { kind: 'readable', id, takenAt, source, records };
}

async function idsIn(disk: Disk, dataDir: string): Promise<Result<readonly string[], SnapshotError>> {
  const folder = snapshotsFolder(dataDir);
  try {
    return ok((await disk.list(folder)).filter((name) => ID.test(name)));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok([]) : err(ioError(error, folder, 'read'));
  }
}

/** The one snapshot whose id begins so. */
export async function resolveSnapshotId(
  dataDir: string,
  prefix: string,
  disk: Disk = nodeDisk,
): Promise<Result<string, SnapshotError>> {
  const ids = await idsIn(disk, dataDir);
  if (!ids.ok) return ids;
  const found = ids.value.filter((id) => prefix !== '' && id.startsWith(prefix));
  const [only] = found;
  if (only === undefined) return err(notFound(dataDir, prefix));
  if (found.length === 1) return ok(only);
  return err({ kind: 'ambiguous', message: `\`${prefix}\` begins the ids of ${found.join(', ')}; give more of it` });
}

const notFound = (dataDir: string, id: string): SnapshotError => ({
  kind: 'notFound',
  message: `there is no snapshot \`${id}\` in ${snapshotsFolder(dataDir)}; \`tadori snapshots\` lists what is there`,
});

/** The id a snapshot would be stored under. */
export function snapshotId(snapshot: Snapshot): Result<string, SnapshotError> {
  const shards = shardsOf(snapshot);
  return shards.ok ? ok(idOf(Array.from(shards.value, (shard) => shard.digest))) : shards;
}
