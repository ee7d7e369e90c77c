import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CoverageCell } from '../../domain/gap.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { codeOf, firstBytes } from '../disk.ts';
import { badInput, type ImportError } from '../import-error.ts';
import type { SplitEvent } from '../json-splitter.ts';
import {
  type Bytes,
  bytesOf,
  parsedItem,
  placeOf,
  readSplitFile,
  type SplitProblem,
  valueProblem,
} from '../split-file.ts';
import { trailEvent } from './event.ts';
import { EventCounts } from './event-counts.ts';

/** Is the file packed with gzip? */
export const isPacked = async (file: string): Promise<boolean> => beginsPacked(await firstBytes(file, 2));

/** Does it begin with the mark of gzip? */
export const beginsPacked = (content: Buffer): boolean => content.subarray(0, 2).equals(GZIP);
const GZIP = Buffer.from([0x1f, 0x8b]);

/** How the content of a file begins, packed or not. */
export async function contentHead(file: string): Promise<string> {
  const bytes = await bytesIn(file);
  for await (const chunk of bytes()) return chunk.toString('utf8', 0, 64);
  return '';
}

/** Does the file begin as a log file of CloudTrail does? `{"Records":[` or, packed, the mark of gzip. */
export const isTrailHead = (text: string): boolean =>
  /^\s*\{\s*"Records"\s*:/.test(text) || text.startsWith('\x1f\x8b');

/** Files of integrity and of Insights lie beside the log files, and tell of no calls. */
const BESIDE = /(^|\/)CloudTrail-(Digest|Insight|Aggregated|NetworkActivity)[^/]*\//;

const LOG_FILE = /\.json(\.gz)?$/i;

/** Is a file of this name below where CloudTrail writes a log file of calls? */
export const isLogFile = (path: string): boolean => LOG_FILE.test(path) && !BESIDE.test(path);

/** Log files under a folder as CloudTrail writes them (`AWSLogs/<account>/CloudTrail/...`), sorted. */
export async function trailFiles(folder: string, names = LOG_FILE): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !BESIDE.test(relative(folder, file)))
    .sort();
}

/** The events of one log file, counted; of a file that is not whole, none. */
export const readTrailFile = async (file: string): Promise<Result<EventCounts, ImportError>> =>
  readTrailBytes(file, await bytesIn(file));

/** The same of a file that lies elsewhere; `name` names it in messages. */
export async function readTrailBytes(name: string, bytes: Bytes): Promise<Result<EventCounts, ImportError>> {
  const counts = new EventCounts();
  const problem = await recordsIn(name, bytes, (record) => {
    const told = trailEvent(record);
    if (told === undefined) return NO_EVENT;
    counts.take(told);
    return undefined;
  });
  return problem === undefined ? ok(counts) : err(problem);
}

/** Every record of one log file, whatever its size, until `note` finds something wrong with one; undefined: none is. */
export const readRecords = async (file: string, note: Note): Promise<ImportError | undefined> =>
  recordsIn(file, await bytesIn(file), note);

type Note = (record: JsonObject) => string | undefined;

const bytesIn = async (file: string): Promise<Bytes> => ((await isPacked(file)) ? unpacked(file) : bytesOf(file));

async function recordsIn(name: string, bytes: Bytes, note: Note): Promise<ImportError | undefined> {
  const take = (event: SplitEvent): SplitProblem | undefined => {
    if (event.kind === 'problem') return event;
    if (event.kind === 'pageEnd') return undefined;
    if (event.kind === 'value') return valueProblem(event) ?? { offset: event.offset, problem: NO_LOG };
    const record = parsedItem(event);
    if (!record.ok) return record.error;
    const problem = note(record.value);
    return problem === undefined ? undefined : { offset: event.offset, place: placeOf(event), problem };
  };
  try {
    return await readSplitFile(name, (list) => list === 'Records', take, bytes);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return badInput(name, undefined, DAMAGED);
  }
}

/** Of zlib: what was to be unpacked is no gzip, or not whole. */
export const isDamage = (error: unknown): boolean => codeOf(error)?.startsWith('Z_') === true;

export const DAMAGED = 'its gzip data is damaged or cut short; copy the file again';
const NO_LOG = 'is no part of a log file of CloudTrail, which is `{"Records":[...]}`';
const NO_EVENT = 'is no event of CloudTrail: eventTime, eventSource or eventName is missing or not as AWS writes it';

const unpacked = (file: string) => (): AsyncIterable<Buffer> => gunzipped(createReadStream(file));

/** Unpacks as it comes; what breaks on the way comes out where the bytes are read. */
export const gunzipped = (packed: Readable): AsyncIterable<Buffer> =>
  pipeline(packed, createGunzip({ chunkSize: 256 * 1024 }), () => undefined) as AsyncIterable<Buffer>;

export interface TrailFolder {
  readonly counts: EventCounts;
  /** Files that could not be read. */
  readonly cells: readonly CoverageCell[];
}

/** Gaps of single files that are told one by one. */
const TOLD = 100;

/** All log files of a folder; one that cannot be read is a gap, unless none can. */
export async function readTrailFolder(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Result<TrailFolder, ImportError>> {
  const gathering = new LogFiles();
  for (const file of await trailFiles(folder)) {
    if (signal?.aborted === true) return err(STOPPED);
    gathering.take(relative(folder, file), await readTrailFile(file));
  }
  return gathering.result();
}

export const STOPPED: ImportError = { kind: 'aborted', message: 'stopped; nothing was kept' };

/** What many log files hold; one that cannot be read is a gap, unless none can. */
export class LogFiles {
  readonly #counts = new EventCounts();
  readonly #lost: CoverageCell[] = [];
  #first: ImportError | undefined;
  #files = 0;

  take(name: string, read: Result<EventCounts, ImportError>): void {
    this.#files += 1;
    if (read.ok) {
      this.#counts.absorb(read.value);
      return;
    }
    this.#first ??= read.error;
    this.#lost.push(lostFile(name, read.error.message));
  }

  result(): Result<TrailFolder, ImportError> {
    const lost = this.#lost;
    if (this.#first !== undefined && lost.length === this.#files) return err(this.#first);
    const cells = lost.length > TOLD ? [...lost.slice(0, TOLD), manyLost(lost.length - TOLD)] : lost;
    return ok({ counts: this.#counts, cells });
  }
}

const LOST = { account: '-', region: '*', service: 'cloudtrail', call: 'LogFiles', status: 'failed' } as const;
const lostFile = (target: string, detail: string): CoverageCell => ({ ...LOST, target, detail });
const manyLost = (count: number): CoverageCell => ({
  ...LOST,
  target: '*',
  detail: `${count} more files could not be read`,
});

/** What was not kept of events is a gap. */
export const passedOverCells = ({ passedOver }: EventCounts): readonly CoverageCell[] =>
  passedOver === 0
    ? []
    : [{ ...LOST, target: 'events', detail: `${passedOver} events of more principals than are kept were passed over` }];
