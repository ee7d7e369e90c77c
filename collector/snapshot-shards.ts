import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { groupedBy } from '../domain/grouped.ts';
import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { SNAPSHOT_FORMAT, type Snapshot } from '../domain/snapshot.ts';
import { canonicalText } from './canonical-json.ts';
import { mismatch } from './schema-check.ts';
import { DocumentShelf, mapDocuments } from './snapshot-documents.ts';
import type { SnapshotError } from './snapshot-error.ts';
import { compareText, keyedRecords, LIST_NAMES, type ShardKind } from './snapshot-kinds.ts';
import type { SnapshotManifest, SnapshotShard } from './snapshot-manifest.ts';
import { DEFINITIONS, SCHEMA } from './snapshot-schema.ts';
import { TOOL } from './version.ts';

/** Lines of one shard before they are packed. */
export interface ShardText {
  readonly kind: ShardKind;
  readonly part: string;
  readonly records: number;
  readonly text: Buffer;
  /** sha256 (hex) of `text`. */
  readonly digest: string;
}

export interface PackedShard {
  readonly entry: SnapshotShard;
  readonly bytes: Buffer;
}

interface Line {
  readonly kind: ShardKind;
  readonly part: string;
  readonly key: string;
  readonly text: string;
}

/** All shards of a snapshot, sorted by kind and part, made one at a time; fails on a record that the schema forbids. */
export function shardsOf(snapshot: Snapshot): Result<Iterable<ShardText>, SnapshotError> {
  const shelf = new DocumentShelf();
  const lines: Line[] = [];
  for (const { kind, part, key, record } of recordsOf(snapshot)) {
    const definition = DEFINITIONS[kind];
    const value = mapDocuments(SCHEMA, { $ref: `#/$defs/${definition}` }, record, (one) => shelf.put(one));
    const wrong = mismatch(SCHEMA, definition, value);
    if (wrong !== undefined) return err(invalidRecord(kind, key, wrong));
    lines.push({ kind, part, key, text: canonicalText(value) });
  }
  for (const [hash, text] of shelf.entries()) {
    lines.push({ kind: 'documents', part: hash.slice(0, 1), key: hash, text: `{"document":${text},"hash":"${hash}"}` });
  }
  return ok(shardTexts(lines));
}

function* recordsOf(snapshot: Snapshot): Generator<Omit<Line, 'text'> & { readonly record: Json }> {
  const { organization } = snapshot;
  if (organization !== undefined) {
    yield { kind: 'organization', part: '-', key: organization.id, record: asJson(organization) };
  }
  for (const kind of LIST_NAMES) {
    for (const { part, key, record } of keyedRecords(snapshot, kind)) yield { kind, part, key, record: asJson(record) };
  }
}

/** Records hold nothing but JSON; their types lack the index signature that says so. */
const asJson = (record: object): Json => record as Json;

function invalidRecord(
  kind: ShardKind,
  key: string,
  wrong: { readonly place: string; readonly problem: string },
): SnapshotError {
  const place = `${kind} \`${key}\`${wrong.place === '' ? '' : `, ${wrong.place}`}`;
  return { kind: 'invalid', place, message: `the snapshot cannot be stored: ${place} ${wrong.problem}` };
}

function* shardTexts(lines: readonly Line[]): Generator<ShardText> {
  const groups = groupedBy(lines, (line) => `${line.kind} ${line.part}`);
  const names = [...groups.keys()].sort(compareText);
  for (const name of names) yield shardText(groups.get(name) ?? []);
}

function shardText(group: readonly Line[]): ShardText {
  const ordered = group.toSorted((a, b) => compareText(a.key, b.key) || compareText(a.text, b.text));
  const text = bytesOf(ordered.map((line) => line.text));
  const [first] = ordered;
  return {
    kind: first?.kind ?? 'documents',
    part: first?.part ?? '-',
    records: ordered.length,
    text,
    digest: sha256(text),
  };
}

/** Some lines at a time: a whole shard may be longer than the longest string. */
function bytesOf(lines: readonly string[]): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < lines.length; at += BLOCK)
    blocks.push(Buffer.from(`${lines.slice(at, at + BLOCK).join('\n')}\n`));
  return Buffer.concat(blocks);
}
const BLOCK = 1000;

/** Level 6, no file name, no time: the same text gives the same bytes. */
export function packed(shard: ShardText): PackedShard {
  const bytes = gzipSync(shard.text);
  const part = shard.part === '-' ? [] : [shard.part.replaceAll(/[^A-Za-z0-9]/g, '_')];
  return {
    bytes,
    entry: {
      kind: shard.kind,
      part: shard.part,
      file: `${[shard.kind, ...part, shard.digest.slice(0, 12)].join('-')}.jsonl.gz`,
      records: shard.records,
      sha256: shard.digest,
      storedSha256: sha256(bytes),
    },
  };
}

/** First 12 hex digits over format and content: when a snapshot was taken does not change its id. */
export function idOf(digests: readonly string[]): string {
  return sha256(Buffer.from([`tadori snapshot ${SNAPSHOT_FORMAT}`, ...digests.toSorted(compareText)].join('\n'))).slice(
    0,
    12,
  );
}

export function manifestOf(snapshot: Snapshot, shards: readonly SnapshotShard[]): SnapshotManifest {
  const fields: Omit<SnapshotManifest, 'checksum'> = {
    format: SNAPSHOT_FORMAT,
    id: idOf(shards.map((shard) => shard.sha256)),
    takenAt: snapshot.takenAt,
    source: snapshot.source,
    tool: TOOL,
    shards,
  };
  return { ...fields, checksum: sha256(Buffer.from(JSON.stringify(fields))) };
}

/** The only spelling of a manifest: a file that says the same in another way was changed. */
export const manifestText = (manifest: SnapshotManifest): string => `${JSON.stringify(manifest, null, 1)}\n`;

export function checksumOf({ checksum: _, ...fields }: SnapshotManifest): string {
  return sha256(Buffer.from(JSON.stringify(fields)));
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
