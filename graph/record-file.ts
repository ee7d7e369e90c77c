import { type FileHandle, open } from 'node:fs/promises';
import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { GraphEdge } from '../domain/graph.ts';
import { groupedBy } from '../domain/grouped.ts';
import { Interner } from '../domain/interned.ts';
import { ok } from '../domain/result.ts';
import { contentOf } from './digest-line.ts';
import { type Line, lineAt, RecordLines } from './record-lines.ts';
import { byId, failure, type Stored } from './store.ts';
import { accessOf, hopOf, isFields, type ProofRecord } from './stored-shapes.ts';

/**
 * What was proved, one line a record, and an index at the end: who looks for the records of a principal or of a resource reads those
 * lines and no others. Each line, and the index, begins with a digest of the rest of it.
 */
export interface RecordFile {
  readonly about: RecordsAbout;
  readonly accesses: Records<EffectiveAccess>;
  readonly hops: Records<Hop>;
  close(): Promise<void>;
}

/** In the order of edges. Throws a DamagedRecord where a line is not what was written. */
export interface Records<T> {
  from(nodes: readonly string[]): readonly T[];
  to(nodes: readonly string[]): readonly T[];
  between(from: string, to: string): readonly T[];
  all(): readonly T[];
  /** In which nodes those of a node begin, each once; reads no record. */
  beginnings(to: string): readonly string[];
  /** The same of where those of a node end. */
  ends(from: string): readonly string[];
}

export interface RecordsAbout {
  /** Resources to which access is not in the file. */
  readonly accessAsked: readonly string[];
  /** How many accesses and hops are proved how. */
  readonly proof: { readonly certified: number; readonly replayed: number; readonly pending: number };
}

/** The edge that shows a record: its id says where the record stands among others. */
export type RecordEdge = Pick<GraphEdge, 'id' | 'from' | 'to'>;

export class DamagedRecord extends Error {
  constructor(path: string) {
    super(`\`${path}\` is damaged; delete it, and it is made again`);
  }
}

const FORMAT = 1;

/** All in the order of edge ids. */
interface Section {
  readonly starts: readonly number[];
  /** Bytes of a line, its digest included. */
  readonly sizes: readonly number[];
  /** Which records begin, or end, in a node. */
  readonly from: Ends;
  readonly to: Ends;
}

type Ends = readonly (readonly [node: string, records: readonly number[]])[];

interface Index extends RecordsAbout {
  readonly format: typeof FORMAT;
  readonly accesses: Section;
  readonly hops: Section;
}

/** Where the index begins, in the last bytes of the file. */
const LAST_BYTES = 16;
const BYTES_WAITING = 1_048_576;

/** A record's edge, and its line. */
export interface Placed extends RecordEdge, Line {}

/** Ends a file of records with its index; lines that it does not name are no records. */
export async function writeIndex(
  lines: RecordLines,
  accesses: readonly Placed[],
  hops: readonly Placed[],
  about: RecordsAbout,
): Promise<void> {
  const index: Index = { format: FORMAT, ...about, accesses: sectionOf(accesses), hops: sectionOf(hops) };
  const { start } = await lines.write(index);
  await lines.end(String(start).padStart(LAST_BYTES));
}

/** Takes records in any order; the file can be read once `finish` has ended, and is to be closed either way. */
export class RecordFileWriter {
  readonly #lines: RecordLines;
  readonly #placed: Readonly<Record<ProofRecord['kind'], Placed[]>> = { access: [], hop: [] };

  constructor(path: string) {
    this.#lines = new RecordLines(() => open(path, 'w', 0o600), 0, BYTES_WAITING);
  }

  async add(edge: RecordEdge, proof: ProofRecord): Promise<void> {
    this.place(edge, proof.kind, await this.write(proof));
  }

  write(proof: ProofRecord): Promise<Line> {
    return this.#lines.write(proof.kind === 'hop' ? proof.hop : proof.access);
  }

  /** What was written there is shown by this edge. */
  place({ id, from, to }: RecordEdge, kind: ProofRecord['kind'], { start, size }: Line): void {
    this.#placed[kind].push({ id, from, to, start, size });
  }

  finish(about: RecordsAbout): Promise<void> {
    return writeIndex(this.#lines, this.#placed.access, this.#placed.hop, about);
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

function sectionOf(placed: readonly Placed[]): Section {
  const sorted = [...placed].sort(byId).filter(({ id }, index, all) => id !== all[index - 1]?.id);
  const ends = (end: 'from' | 'to'): Ends => {
    const records = groupedBy(
      sorted.map((one, index) => ({ node: one[end], index })),
      ({ node }) => node,
    );
    return [...records].map(([node, list]) => [node, list.map(({ index }) => index)]);
  };
  return {
    starts: sorted.map(({ start }) => start),
    sizes: sorted.map(({ size }) => size),
    from: ends('from'),
    to: ends('to'),
  };
}

/** Reads the index alone. A file that is cut off, or whose index is not what was written, is told as damaged. */
export async function openRecordFile(path: string): Stored<RecordFile> {
  const file = await open(path, 'r');
  const index = await indexIn(file).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  if (index === undefined) {
    await file.close();
    return failure('damaged', new DamagedRecord(path).message);
  }
  const { accessAsked, proof, accesses, hops } = index;
  return ok({
    about: { accessAsked, proof },
    accesses: recordsIn(accesses, (place) => recordAt({ file, path }, accesses, place, accessOf)),
    hops: recordsIn(
      hops,
      remembered((place) => recordAt({ file, path }, hops, place, hopOf)),
    ),
    close: () => file.close(),
  });
}

async function indexIn(file: FileHandle): Promise<Index | undefined> {
  const { size } = await file.stat();
  const last = Buffer.alloc(LAST_BYTES);
  if (size < LAST_BYTES) return undefined;
  await file.read(last, 0, LAST_BYTES, size - LAST_BYTES);
  const start = Number(last.toString('latin1'));
  const length = size - LAST_BYTES - start - 1;
  if (!Number.isSafeInteger(start) || start < 0 || length < 1) return undefined;
  const line = Buffer.alloc(length);
  await file.read(line, 0, length, start);
  const index = contentOf(line);
  return isIndex(index) ? index : undefined;
}

/** The digest tells whether it is what was written; this tells which version wrote it. */
const isIndex = (value: unknown): value is Index => isFields(value) && value['format'] === FORMAT;

function recordsIn<T>({ starts, from, to }: Section, read: (place: number) => T): Records<T> {
  const [begin, end] = [new Map(from), new Map(to)];
  const [beginningsOf, endsOf] = [nodesAt(from), nodesAt(to)];
  return {
    all: () => starts.map((_, place) => read(place)),
    beginnings: (resource) => beginningsOf(end.get(resource)),
    ends: (principal) => endsOf(begin.get(principal)),
    from: (nodes) => placesOf(begin, nodes).map(read),
    to: (nodes) => placesOf(end, nodes).map(read),
    between: (principal, resource) => {
      const there = new Set(end.get(resource));
      return (begin.get(principal) ?? []).filter((place) => there.has(place)).map(read);
    },
  };
}

/** The nodes of some places, each once; by place they are known once somebody asks. */
function nodesAt(ends: Ends): (places: readonly number[] | undefined) => readonly string[] {
  let nodes: string[] | undefined;
  return (asked = []) => {
    if (nodes === undefined) {
      nodes = [];
      for (const [node, places] of ends) for (const place of places) nodes[place] = node;
    }
    const known = nodes;
    return [...new Set(asked.flatMap((place) => known[place] ?? []))];
  };
}

/** Sorted: the order of edges. */
const placesOf = (ends: ReadonlyMap<string, readonly number[]>, nodes: readonly string[]): readonly number[] =>
  [...new Set(nodes)].flatMap((node) => ends.get(node) ?? []).sort((a, b) => a - b);

function recordAt<T>(
  { file, path }: { readonly file: FileHandle; readonly path: string },
  { starts, sizes }: Section,
  place: number,
  shaped: (value: unknown) => T | undefined,
): T {
  const record = shaped(lineAt(file, { start: starts[place] ?? 0, size: sizes[place] ?? 0 }));
  if (record === undefined) throw new DamagedRecord(path);
  return record;
}

/** Nearly every question goes over the same hops. */
function remembered<T>(read: (place: number) => T): (place: number) => T {
  const [known, interner] = [new Map<number, T>(), new Interner()];
  return (place) => {
    const record = known.get(place) ?? interner.of(read(place));
    known.set(place, record);
    return record;
  };
}
