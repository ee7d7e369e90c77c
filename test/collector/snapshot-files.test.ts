import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, nodeDisk } from '../../collector/disk.ts';
import {
  listSnapshots,
  readSnapshot,
  readSnapshotFolder,
  resolveSnapshotId,
  snapshotId,
  writeSnapshot,
} from '../../collector/snapshot-files.ts';
import { TOOL } from '../../collector/version.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { flippedSuite } from './flipped.suite.ts';
import { SMALL } from './small-snapshot.ts';

const SAMPLE = new URL('../../sample-org/snapshot', import.meta.url).pathname;
let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'tadori-files-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function written(snapshot: Snapshot, into = data): Promise<string> {
  const id = await writeSnapshot(into, snapshot);
  if (!id.ok) throw new Error(id.error.message);
  return id.value;
}
const folderOf = (id: string): string => join(data, 'snapshots', id);
const filesOf = (id: string): readonly string[] => readdirSync(folderOf(id)).sort();
const bytesOf = (id: string): Readonly<Record<string, string>> =>
  Object.fromEntries(filesOf(id).map((name) => [name, readFileSync(join(folderOf(id), name)).toString('hex')]));
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

async function problem(id: string): Promise<{ readonly kind: string; readonly message: string }> {
  const read = await readSnapshot(data, id);
  if (read.ok) throw new Error('it was read');
  return read.error;
}

describe('a snapshot on disk', () => {
  it('is read back as it was', async () => {
    expect(await readSnapshot(data, await written(SMALL))).toEqual({ ok: true, value: SMALL });
  });

  it('of the sample organisation too', async () => {
    const sample = await readSnapshotFolder(SAMPLE);
    if (!sample.ok) throw new Error(sample.error.message);
    expect(sample.value.roles.length).toBeGreaterThan(25);
    expect(await readSnapshot(data, await written(sample.value))).toEqual(sample);
  });

  it('has the same bytes however its lists and properties are ordered', async () => {
    const id = await written(SMALL);
    const bytes = bytesOf(id);
    const turned = JSON.parse(
      JSON.stringify({ ...SMALL, roles: SMALL.roles.toReversed().map(turnedAround) }),
    ) as Snapshot;
    const other = mkdtempSync(join(tmpdir(), 'tadori-files-'));
    try {
      expect(await written(turned, other)).toBe(id);
      expect(
        Object.fromEntries(
          Object.keys(bytes).map((name) => [name, readFileSync(join(other, 'snapshots', id, name)).toString('hex')]),
        ),
      ).toEqual(bytes);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('has an id that tells its content, not when or from where it was taken', async () => {
    const id = await written(SMALL);
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(snapshotId({ ...SMALL, takenAt: '2027-01-01T00:00:00.000Z', source: 'import' })).toEqual({
      ok: true,
      value: id,
    });
    expect(snapshotId({ ...SMALL, people: [] })).not.toEqual({ ok: true, value: id });
  });

  it('keeps equal documents once, and one value for them when read', async () => {
    const id = await written(SMALL);
    const documents = filesOf(id)
      .filter((name) => name.startsWith('documents-'))
      .flatMap((name) =>
        gunzipSync(readFileSync(join(folderOf(id), name)))
          .toString()
          .trim()
          .split('\n'),
      );
    expect(documents).toHaveLength(4);
    const read = await readSnapshot(data, id);
    if (!read.ok) throw new Error(read.error.message);
    const [first, second] = read.value.roles;
    expect(first?.inlinePolicies[0]?.document).toBe(second?.inlinePolicies[0]?.document);
  });

  it('can be read by its owner alone', async () => {
    const id = await written(SMALL);
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect(filesOf(id).map((name) => mode(join(folderOf(id), name)))).toEqual(filesOf(id).map(() => 0o600));
    expect([mode(folderOf(id)), mode(join(data, 'snapshots'))]).toEqual([0o700, 0o700]);
  });

  it('names the tool and its version', () => {
    const packaged = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as typeof TOOL;
    expect(TOOL).toEqual({ name: packaged.name, version: packaged.version });
  });
});

function turnedAround(record: object): object {
  return Object.fromEntries(Object.entries(record).reverse());
}

describe('taking the same again', () => {
  it('moves the time of taking and nothing else', async () => {
    const id = await written(SMALL);
    const { 'manifest.json': _, ...before } = bytesOf(id);
    expect(await written({ ...SMALL, takenAt: '2027-01-01T00:00:00.000Z' })).toBe(id);
    const { 'manifest.json': __, ...after } = bytesOf(id);
    expect(after).toEqual(before);
    expect(await readSnapshot(data, id)).toMatchObject({ value: { takenAt: '2027-01-01T00:00:00.000Z' } });
  });

  it('mends a damaged folder', async () => {
    const id = await written(SMALL);
    const bytes = bytesOf(id);
    const [victim = ''] = filesOf(id);
    writeFileSync(join(folderOf(id), victim), 'nonsense');
    expect(await written(SMALL)).toBe(id);
    expect(bytesOf(id)).toEqual(bytes);
    expect(readdirSync(join(data, 'snapshots'))).toEqual([id]);
  });

  it('by two writers at once leaves one whole snapshot', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => written(SMALL)));
    expect(new Set(ids).size).toBe(1);
    expect(await readSnapshot(data, ids[0] ?? '')).toEqual({ ok: true, value: SMALL });
    expect(readdirSync(join(data, 'snapshots'))).toEqual([ids[0]]);
  });
});

// Every fifth byte; test/long takes all of them.
flippedSuite({ others: 5, manifest: 15 });

describe('a damaged snapshot is refused', () => {
  it('where a file is missing', async () => {
    const id = await written(SMALL);
    const roles = filesOf(id).find((name) => name.startsWith('roles-')) ?? '';
    rmSync(join(folderOf(id), roles));
    expect(await problem(id)).toMatchObject({
      kind: 'damaged',
      file: join(folderOf(id), roles),
      message: expect.stringMatching(
        /roles-.*the file is missing; restore the folder from a copy, or take the snapshot again/,
      ),
    });
  });

  it('where a file was cut short', async () => {
    const id = await written(SMALL);
    const roles = join(folderOf(id), filesOf(id).find((name) => name.startsWith('roles-')) ?? '');
    writeFileSync(roles, readFileSync(roles).subarray(0, -5));
    expect(await problem(id)).toMatchObject({ kind: 'damaged', file: roles });
  });

  it('where the manifest was cut short or is something else', async () => {
    const id = await written(SMALL);
    const manifest = join(folderOf(id), 'manifest.json');
    for (const text of ['', '{"format":1', '[]', 'null', '{"format":1}']) {
      writeFileSync(manifest, text);
      expect(await problem(id)).toMatchObject({ kind: 'damaged', file: manifest });
    }
  });

  it('where the folder bears the name of another', async () => {
    const id = await written(SMALL);
    cpSync(folderOf(id), folderOf('0123456789ab'), { recursive: true });
    expect(await problem('0123456789ab')).toMatchObject({ kind: 'damaged', message: expect.stringContaining(id) });
  });

  it('where a manifest points outside its folder', async () => {
    const id = await rewritten((shard) => ({ ...shard, file: '../../elsewhere.jsonl.gz' }));
    expect(await problem(id)).toMatchObject({
      kind: 'damaged',
      message: expect.stringContaining("is no shard's name"),
    });
  });
});

describe('a snapshot that is whole and wrong is refused', () => {
  it('as newer where a later Tadori wrote it', async () => {
    const id = await written(SMALL);
    const manifest = join(folderOf(id), 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ format: 2, unheard: 'of' }));
    expect(await problem(id)).toMatchObject({
      kind: 'newer',
      message: expect.stringContaining('install a newer Tadori'),
    });
  });

  it('where a record breaks the schema, naming file, line and property', async () => {
    const id = await rewritten(({ kind, ...shard }, lines) => ({
      ...shard,
      kind,
      lines: kind === 'people' ? lines.map((line) => line.replace('true', '"yes"')) : lines,
    }));
    expect(await problem(id)).toMatchObject({
      kind: 'invalid',
      place: 'line 1, active',
      message: expect.stringMatching(/people-.*, line 1, active: must be boolean/),
    });
  });

  it('where a record names a document that is not there', async () => {
    const id = await rewritten(({ kind, ...shard }, lines) => ({
      ...shard,
      kind,
      lines:
        kind === 'roles'
          ? lines.map((line) => line.replace(/"trustPolicy":"[0-9a-f]{4}/, '"trustPolicy":"0000'))
          : lines,
    }));
    expect(await problem(id)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('which is not in the snapshot'),
    });
  });
});

type Shard = { readonly kind: string; readonly file: string };
/** Writes the small snapshot, changes its shards and makes all checksums right again: only the content is wrong then. */
async function rewritten(
  change: (shard: Shard, lines: readonly string[]) => Shard & { readonly lines?: readonly string[] },
): Promise<string> {
  const id = await written(SMALL);
  const folder = folderOf(id);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { shards: readonly Shard[] };
  const shards = manifest.shards.map((shard) => {
    const lines = gunzipSync(readFileSync(join(folder, shard.file)))
      .toString()
      .trimEnd()
      .split('\n');
    const { lines: changed = lines, ...entry } = change(shard, lines);
    const text = Buffer.from(`${changed.join('\n')}\n`);
    const bytes = gzipSync(text);
    if (entry.file === shard.file) writeFileSync(join(folder, shard.file), bytes);
    return { ...shard, ...entry, sha256: sha256(text), storedSha256: sha256(bytes) };
  });
  const { checksum: _, ...rest } = { ...manifest, shards } as Record<string, unknown>;
  const digests = shards.map((shard) => shard.sha256).sort();
  const fields = { ...rest, id: sha256(['tadori snapshot 1', ...digests].join('\n')).slice(0, 12) };
  const text = `${JSON.stringify({ ...fields, checksum: sha256(JSON.stringify(fields)) }, null, 1)}\n`;
  writeFileSync(join(folder, 'manifest.json'), text);
  if (fields.id !== id) cpSync(folder, folderOf(fields.id), { recursive: true });
  return fields.id;
}

/** A disk that fails at the nth use of one of its methods. */
function failing(method: keyof Disk, nth: number, code: string): Disk {
  let uses = 0;
  const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
  const guarded = (...args: never[]): unknown => {
    uses += 1;
    return uses === nth ? fail() : (nodeDisk[method] as (...args: never[]) => unknown)(...args);
  };
  return { ...nodeDisk, [method]: guarded };
}

describe('when the disk fails', () => {
  it.skipIf(process.platform !== 'linux')('a place without folders is refused by the system, at once', async () => {
    const result = await writeSnapshot('/proc/nope', SMALL);
    expect(result).toMatchObject({ ok: false, error: { kind: 'io', code: 'ENOENT' } });
    expect(result.ok ? '' : result.error.message).toContain('the system lets no folder be made there');
  });

  it.each([
    [
      'the disk is full at the first file',
      failing('write', 1, 'ENOSPC'),
      'the disk is full; free some space and try again',
    ],
    [
      'the disk is full at the last file',
      failing('write', 9, 'ENOSPC'),
      'the disk is full; free some space and try again',
    ],
    ['the folder may not be made', failing('makeFolder', 1, 'EACCES'), 'access is denied'],
    ['the folder cannot be moved into place', failing('move', 1, 'EROFS'), 'the file system is read-only'],
  ])('%s: an error says so, and nothing is left behind', async (_, disk, message) => {
    const result = await writeSnapshot(data, SMALL, disk);
    expect(result).toMatchObject({ ok: false, error: { kind: 'io', message: expect.stringContaining(message) } });
    expect(await listSnapshots(data)).toEqual({ ok: true, value: [] });
    expect(readdirSync(data).flatMap((name) => readdirSync(join(data, name)))).toEqual([]);
  });

  it('the snapshot that was there stays', async () => {
    const id = await written(SMALL);
    const result = await writeSnapshot(data, { ...SMALL, people: [] }, failing('write', 3, 'ENOSPC'));
    expect(result.ok).toBe(false);
    expect(await readSnapshot(data, id)).toEqual({ ok: true, value: SMALL });
  });

  it('reading says so too', async () => {
    const id = await written(SMALL);
    const read = await readSnapshot(data, id, failing('read', 3, 'EACCES'));
    expect(read).toMatchObject({ ok: false, error: { kind: 'io', code: 'EACCES' } });
  });

  it('a file where the folder should be is named', async () => {
    const file = join(data, 'file');
    writeFileSync(file, '');
    expect(await writeSnapshot(file, SMALL)).toMatchObject({ ok: false, error: { kind: 'io', code: 'ENOTDIR' } });
  });
});

it('a snapshot that breaks the schema is not written', async () => {
  const broken = { ...SMALL, accounts: [{ id: 5 }] } as unknown as Snapshot;
  const result = await writeSnapshot(data, broken);
  expect(result).toMatchObject({ ok: false, error: { kind: 'invalid', place: 'accounts `5`, partition' } });
});

describe('finding snapshots', () => {
  it('lists none where there is no folder', async () => {
    expect(await listSnapshots(join(data, 'nowhere'))).toEqual({ ok: true, value: [] });
  });

  it('lists the newest first, and shows what cannot be read', async () => {
    const older = await written(SMALL);
    const newer = await written({ ...SMALL, people: [], takenAt: '2027-01-01T00:00:00.000Z' });
    const broken = await written({ ...SMALL, accounts: [] });
    writeFileSync(join(folderOf(broken), 'manifest.json'), '{');
    expect(await listSnapshots(data)).toMatchObject({
      ok: true,
      value: [
        { kind: 'readable', id: newer, takenAt: '2027-01-01T00:00:00.000Z', source: 'aws', records: 11 },
        { kind: 'readable', id: older, records: 12 },
        { kind: 'unreadable', id: broken, error: { kind: 'damaged' } },
      ],
    });
  });

  it('finds one by the beginning of its id, if it is the only one', async () => {
    const ids = [await written(SMALL), await written({ ...SMALL, people: [] })];
    const [id = ''] = ids;
    expect(await resolveSnapshotId(data, id.slice(0, 5))).toEqual({ ok: true, value: id });
    expect(await resolveSnapshotId(data, id)).toEqual({ ok: true, value: id });
    expect(await resolveSnapshotId(data, 'zzz')).toMatchObject({ ok: false, error: { kind: 'notFound' } });
    cpSync(folderOf(id), folderOf(`${id.slice(0, 11)}${id.endsWith('0') ? '1' : '0'}`), { recursive: true });
    expect(await resolveSnapshotId(data, id.slice(0, 11))).toMatchObject({ ok: false, error: { kind: 'ambiguous' } });
  });

  it.each(['', '..', '../x', 'ABCDEF012345', 'nothing'])('there is no snapshot `%s`', async (id) => {
    expect(await readSnapshot(data, id)).toMatchObject({ ok: false, error: { kind: 'notFound' } });
  });
});
