import type { CoverageCell } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { canonicalText } from '../canonical-json.ts';
import { timeless } from '../compare-snapshots.ts';
import { type Disk, nodeDisk } from '../disk.ts';
import { isObject } from '../schema-check.ts';
import type { SnapshotError } from '../snapshot-error.ts';
import { openSnapshot } from '../snapshot-files.ts';
import { compareText, keyOfRecord, type Lists, type ShardKind } from '../snapshot-kinds.ts';
import type { SnapshotShard } from '../snapshot-manifest.ts';
import { readRecords } from '../snapshot-reader.ts';
import { gapsThatDiffer, mayHide } from './hiding-gaps.ts';

/** A record of which two snapshots do not say the same. */
export interface ChangedThing {
  /** `AWS::S3::Bucket` of a resource and of what runs as a role; else the list of the snapshot: `roles`. */
  readonly kind: string;
  readonly account: string;
  readonly id: string;
  /** `unsure`: a call that could tell of it was answered for one of the two alone. */
  readonly how: 'new' | 'changed' | 'gone' | 'unsure';
}

type Read<T> = Promise<Result<T, SnapshotError>>;
type Opened = { readonly folder: string; readonly shards: readonly SnapshotShard[] };

/** What tells of calls and of use is no thing; documents are compared by their hashes, in the records that name them. */
const NO_THINGS: ReadonlySet<ShardKind> = new Set<ShardKind>(['coverage', 'usage', 'documents']);

/**
 * What has changed from one snapshot of a data folder to another, in the order of its files: only those are read whose digests
 * are not the same. What tells of time alone counts for nothing.
 */
export async function changedThings(
  dataDir: string,
  before: string,
  after: string,
  disk: Disk = nodeDisk,
): Read<readonly ChangedThing[]> {
  const [old, young] = [await openSnapshot(dataDir, before, disk), await openSnapshot(dataDir, after, disk)];
  if (!old.ok) return old;
  if (!young.ok) return young;
  const [was, is] = [await gapsIn(old.value, disk), await gapsIn(young.value, disk)];
  if (!was.ok) return was;
  if (!is.ok) return is;
  const gaps = gapsThatDiffer(was.value, is.value);
  const things: ChangedThing[] = [];
  for (const [one, other] of pairsThatDiffer(old.value.shards, young.value.shards)) {
    const [first, second] = [await recordsIn(old.value, one, disk), await recordsIn(young.value, other, disk)];
    if (!first.ok) return first;
    if (!second.ok) return second;
    for (const thing of differences(first.value, second.value)) things.push(told(thing, gaps));
  }
  return ok(things);
}

type Pair = readonly [before: SnapshotShard | undefined, after: SnapshotShard | undefined];

function pairsThatDiffer(before: readonly SnapshotShard[], after: readonly SnapshotShard[]): readonly Pair[] {
  const nameOf = ({ kind, part }: SnapshotShard): string => `${kind} ${part}`;
  const [was, is] = [before, after].map((shards) => new Map(shards.map((shard) => [nameOf(shard), shard])));
  const names = [...new Set([...before, ...after].filter(({ kind }) => !NO_THINGS.has(kind)).map(nameOf))].sort();
  return names
    .map((name): Pair => [was?.get(name), is?.get(name)])
    .filter(([one, other]) => one?.sha256 !== other?.sha256);
}

interface Known extends Omit<ChangedThing, 'how'> {
  /** Equal where the records are. */
  readonly text: string;
}

async function recordsIn(
  { folder }: Opened,
  shard: SnapshotShard | undefined,
  disk: Disk,
): Read<ReadonlyMap<string, Known>> {
  if (shard === undefined) return ok(new Map());
  const records = await readRecords(disk, folder, shard);
  if (!records.ok) return records;
  return ok(new Map(records.value.map((record) => [keyOf(shard.kind, record), knownOf(shard, record)])));
}

const knownOf = ({ kind, part }: SnapshotShard, record: Json): Known => {
  const type = isObject(record) ? record['type'] : undefined;
  const isTyped = kind === 'resources' || kind === 'computeBindings';
  return {
    kind: isTyped && typeof type === 'string' ? type : kind,
    account: part,
    id: keyOf(kind, record),
    text: canonicalText(timeless(record)),
  };
};

/** The organisation is the one record of its kind. */
function keyOf(kind: ShardKind, record: Json): string {
  if (kind === 'organization') return 'organization';
  // the schema has passed the record as one of this list
  return kind === 'documents' ? '' : keyOfRecord(kind, record as unknown as Lists[typeof kind][number]);
}

function differences(before: ReadonlyMap<string, Known>, after: ReadonlyMap<string, Known>): readonly ChangedThing[] {
  const thing = ({ text: _, ...known }: Known, how: ChangedThing['how']): ChangedThing => ({ ...known, how });
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, known]) => thing(known, 'gone'));
  const others = [...after].flatMap(([key, known]) => {
    const old = before.get(key);
    if (old === undefined) return [thing(known, 'new')];
    return old.text === known.text ? [] : [thing(known, 'changed')];
  });
  return [...gone, ...others].sort((a, b) => compareText(a.id, b.id));
}

const told = (thing: ChangedThing, gaps: readonly CoverageCell[]): ChangedThing =>
  gaps.some((gap) => mayHide(gap, thing)) ? { ...thing, how: 'unsure' } : thing;

async function gapsIn({ folder, shards }: Opened, disk: Disk): Read<readonly CoverageCell[]> {
  const cells: CoverageCell[] = [];
  for (const shard of shards.filter(({ kind }) => kind === 'coverage')) {
    const read = await readRecords(disk, folder, shard);
    if (!read.ok) return err(read.error);
    // the schema has passed each as a coverage cell
    for (const cell of read.value as unknown as readonly CoverageCell[])
      if (cell.status !== 'complete') cells.push(cell);
  }
  return ok(cells);
}
