import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { SNAPSHOT_FORMAT, type Snapshot } from '../domain/snapshot.ts';
import { codeOf, type Disk } from './disk.ts';
import { isObject, mismatch } from './schema-check.ts';
import { hashOfDocument, mapDocuments } from './snapshot-documents.ts';
import type { SnapshotError } from './snapshot-error.ts';
import { LIST_NAMES, type ShardKind } from './snapshot-kinds.ts';
import type { SnapshotManifest, SnapshotShard } from './snapshot-manifest.ts';
import { DEFINITIONS, SCHEMA } from './snapshot-schema.ts';
import { checksumOf, idOf, manifestText, sha256 } from './snapshot-shards.ts';

type Read<T> = Promise<Result<T, SnapshotError>>;

export const MANIFEST = 'manifest.json';
const MEND = 'restore the folder from a copy, or take the snapshot again with `tadori collect` or `tadori import`';

/** Reads the table of contents alone; its checksum vouches for every byte of it. */
export async function readManifest(disk: Disk, folder: string): Read<SnapshotManifest> {
  const file = join(folder, MANIFEST);
  const bytes = await readBytes(disk, file);
  if (!bytes.ok) return bytes;
  const text = bytes.value.toString();
  const json = parseJson(text);
  if (!json.ok) return err(damaged(file, json.error));
  const newer = laterFormat(json.value);
  if (newer !== undefined) return err({ kind: 'newer', file, message: newerMessage(file, newer) });
  const wrong = mismatch(SCHEMA, 'SnapshotManifest', json.value);
  if (wrong !== undefined) return err(damaged(file, `${wrong.place} ${wrong.problem}`));
  const manifest = json.value as unknown as SnapshotManifest;
  if (manifestText(manifest) !== text || checksumOf(manifest) !== manifest.checksum) {
    return err(damaged(file, 'its checksum does not match'));
  }
  const id = idOf(manifest.shards.map((shard) => shard.sha256));
  return id === manifest.id ? ok(manifest) : err(damaged(file, `its content has the id ${id}, not ${manifest.id}`));
}

/** Reads a snapshot folder and checks every byte, line and reference on the way. */
export async function readFolder(disk: Disk, folder: string): Read<Snapshot> {
  const manifest = await readManifest(disk, folder);
  if (!manifest.ok) return manifest;
  const { shards, takenAt, source } = manifest.value;
  const documents = await readDocuments(disk, folder, shards);
  if (!documents.ok) return documents;
  const records = new Map<ShardKind, Json[]>();
  for (const shard of shards.filter(({ kind }) => kind !== 'documents')) {
    const read = await readShard(disk, folder, shard, documents.value);
    if (!read.ok) return read;
    const known = records.get(shard.kind) ?? [];
    for (const record of read.value) known.push(record);
    records.set(shard.kind, known);
  }
  const [organization] = records.get('organization') ?? [];
  const lists = Object.fromEntries(LIST_NAMES.map((name) => [name, records.get(name) ?? []]));
  // Every record has passed the schema, which is made from these very types.
  return ok({
    format: SNAPSHOT_FORMAT,
    takenAt,
    source,
    ...(organization === undefined ? {} : { organization }),
    ...lists,
  } as unknown as Snapshot);
}

/** Parsed once each: records that name the same hash share one value. */
async function readDocuments(
  disk: Disk,
  folder: string,
  shards: readonly SnapshotShard[],
): Read<ReadonlyMap<string, Json>> {
  const documents = new Map<string, Json>();
  for (const shard of shards.filter(({ kind }) => kind === 'documents')) {
    const lines = await readLines(disk, folder, shard);
    if (!lines.ok) return lines;
    for (const [index, line] of lines.value.entries()) {
      const { hash, document } = isObject(line) ? line : {};
      if (typeof hash !== 'string' || document === undefined || hashOfDocument(JSON.stringify(document)) !== hash) {
        return err(
          damaged(join(folder, shard.file), 'the document is not the one its hash names', `line ${index + 1}`),
        );
      }
      documents.set(hash, document);
    }
  }
  return ok(documents);
}

async function readShard(
  disk: Disk,
  folder: string,
  shard: SnapshotShard,
  documents: ReadonlyMap<string, Json>,
): Read<readonly Json[]> {
  const lines = await readRecords(disk, folder, shard);
  if (!lines.ok) return lines;
  const records: Json[] = [];
  for (const [index, line] of lines.value.entries()) {
    let dangling: string | undefined;
    const record = mapDocuments(SCHEMA, { $ref: `#/$defs/${DEFINITIONS[shard.kind]}` }, line, (hash) => {
      const document = documents.get(String(hash));
      if (document === undefined) dangling = String(hash);
      return document ?? null;
    });
    if (dangling !== undefined) {
      const file = join(folder, shard.file);
      return err(invalid(file, `line ${index + 1}`, `names the document ${dangling}, which is not in the snapshot`));
    }
    records.push(record);
  }
  return ok(records);
}

/** The records of a shard, which the schema has passed; in place of each policy document its hash. */
export async function readRecords(disk: Disk, folder: string, shard: SnapshotShard): Read<readonly Json[]> {
  const lines = await readLines(disk, folder, shard);
  if (!lines.ok) return lines;
  for (const [index, line] of lines.value.entries()) {
    const wrong = mismatch(SCHEMA, DEFINITIONS[shard.kind], line);
    if (wrong === undefined) continue;
    const at = wrong.place === '' ? '' : `, ${wrong.place}`;
    return err(invalid(join(folder, shard.file), `line ${index + 1}${at}`, wrong.problem));
  }
  return lines;
}

async function readLines(disk: Disk, folder: string, shard: SnapshotShard): Read<readonly Json[]> {
  const file = join(folder, shard.file);
  if (!PLAIN_NAME.test(shard.file)) return err(damaged(join(folder, MANIFEST), `\`${shard.file}\` is no shard's name`));
  const bytes = await readBytes(disk, file);
  if (!bytes.ok) return bytes;
  if (sha256(bytes.value) !== shard.storedSha256) return err(damaged(file, 'its checksum does not match'));
  const text = unpacked(bytes.value);
  if (!text.ok) return err(damaged(file, text.error));
  if (sha256(text.value) !== shard.sha256) return err(damaged(file, 'the checksum of its text does not match'));
  const lines = parseLines(text.value);
  if (!lines.ok) return err(damaged(file, lines.error.problem, `line ${lines.error.line}`));
  if (lines.value.length !== shard.records) {
    return err(damaged(file, `it holds ${lines.value.length} records, not ${shard.records}`));
  }
  return lines;
}
const PLAIN_NAME = /^[A-Za-z0-9_-]+\.jsonl\.gz$/;

/** Line by line from the bytes: the whole text may be longer than the longest string. */
function parseLines(text: Buffer): Result<readonly Json[], { readonly line: number; readonly problem: string }> {
  const values: Json[] = [];
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf(10, start);
    const line = parseJson(text.toString('utf8', start, end < 0 ? text.length : end));
    if (!line.ok) return err({ line: values.length + 1, problem: line.error });
    values.push(line.value);
    start = end < 0 ? text.length : end + 1;
  }
  return ok(values);
}

function unpacked(bytes: Buffer): Result<Buffer, string> {
  try {
    return ok(gunzipSync(bytes));
  } catch (error) {
    return err(`it is no whole gzip file (${error instanceof Error ? error.message : String(error)})`);
  }
}

function parseJson(text: string): Result<Json, string> {
  try {
    return ok(JSON.parse(text) as Json);
  } catch (error) {
    return err(`it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function readBytes(disk: Disk, file: string): Read<Buffer> {
  try {
    return ok(await disk.read(file));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return err(damaged(file, 'the file is missing'));
    return err(ioError(error, file, 'read'));
  }
}

export function ioError(error: unknown, file: string, doing: 'read' | 'write'): SnapshotError {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const mend = IO_MENDS[code] ?? `check the disk (${code})`;
  return {
    kind: 'io',
    code,
    file,
    message: doing === 'read' ? `cannot read ${file}: ${mend}` : `cannot write ${file}: ${mend}`,
  };
}
const IO_MENDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EACCES: 'access is denied; give this user rights to the data folder, or choose another with --data',
  EPERM: 'access is denied; give this user rights to the data folder, or choose another with --data',
  EROFS: 'the file system is read-only; choose another folder with --data',
  EEXIST: 'something of that name is in the way; choose another folder with --data',
  ENOENT: 'the system lets no folder be made there; choose another folder with --data',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another folder with --data',
};

function laterFormat(json: Json): number | undefined {
  const format = isObject(json) ? json['format'] : undefined;
  return typeof format === 'number' && format > SNAPSHOT_FORMAT ? format : undefined;
}

const newerMessage = (file: string, format: number): string =>
  `${file}: the snapshot has format ${format}, this Tadori reads up to ${SNAPSHOT_FORMAT}; install a newer Tadori`;

function damaged(file: string, problem: string, place?: string): SnapshotError {
  const at = place === undefined ? '' : `, ${place}`;
  return {
    kind: 'damaged',
    file,
    ...(place === undefined ? {} : { place }),
    message: `${file}${at}: the snapshot is damaged: ${problem}; ${MEND}`,
  };
}

const invalid = (file: string, place: string, problem: string): SnapshotError => ({
  kind: 'invalid',
  file,
  place,
  message: `${file}, ${place}: ${problem}; ${MEND}`,
});
