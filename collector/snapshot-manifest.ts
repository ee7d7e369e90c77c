import type { SNAPSHOT_FORMAT, Snapshot } from '../domain/snapshot.ts';
import type { SHARD_KINDS } from './snapshot-kinds.ts';

/** The table of contents of a snapshot folder. */
export interface SnapshotManifest {
  readonly format: typeof SNAPSHOT_FORMAT;
  /** First 12 hex digits of the sha256 over the format and the sorted digests of the shards. */
  readonly id: string;
  readonly takenAt: string;
  readonly source: Snapshot['source'];
  readonly tool: { readonly name: string; readonly version: string };
  readonly shards: readonly SnapshotShard[];
  /** sha256 (hex) of this manifest's text without this line. */
  readonly checksum: string;
}

/** One file of records of one kind: sorted JSON lines, gzip-compressed. */
export interface SnapshotShard {
  readonly kind: (typeof SHARD_KINDS)[number];
  /** Account id; `-` for what belongs to none; first hex digit of the hash for documents. */
  readonly part: string;
  readonly file: string;
  readonly records: number;
  /** sha256 (hex) of the uncompressed text. */
  readonly sha256: string;
  /** sha256 (hex) of the file as it lies on disk. */
  readonly storedSha256: string;
}

/** A line of a `documents` shard: a policy document under the hash that records name it by. */
export interface SnapshotDocument {
  readonly hash: string;
  readonly document: unknown;
}
