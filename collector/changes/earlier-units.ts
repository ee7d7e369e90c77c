import { link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, nodeDisk, replaceFile } from '../disk.ts';
import { callsIn } from '../units.ts';
import type { Changes } from './changes.ts';
import { EarlierAnswers, mayStand } from './earlier-answers.ts';

export const HEADER = 'run.json';
export const KEPT = '.jsonl';

/** A collection that came to its end. */
export interface Earlier {
  /** Where its units lie. */
  readonly folder: string;
  /** What of it stands: whole units of which no change is told, or single answers that cannot have changed. Left out: nothing. */
  readonly stands?: Changes | 'unchanged';
}

export const NOTHING_BEFORE = {
  kind: 'badInput',
  message:
    'there is no collection to go on from: none was kept that asked for the same, as the same, with this version of Tadori; collect with `--keep` first',
} as const;

/** Not every change is logged or stamped (automatic snapshots, time of last use), so nothing is taken over for ever. */
const STALE_MS = 7 * 24 * 3600_000;
/** Longer than a unit is on its way. */
const UNIT_MS = 24 * 3600_000;

/** What is known of a collection that was kept. */
export interface KeptCollection {
  /** ISO 8601: when it began. */
  readonly startedAt: string;
  /** The id of its snapshot. */
  readonly snapshot?: string;
}

/** The collection that was kept there; undefined: there is none that answers what is asked now. */
export async function keptIn(folder: string, header: string): Promise<KeptCollection | undefined> {
  const [known, startedAt = '', _mark, snapshot = ''] = (await textOf(join(folder, HEADER))).split('\n');
  if (known !== header) return undefined;
  return { startedAt, ...(snapshot === '' ? {} : { snapshot }) };
}

/**
 * Puts the units that no event is about, and in which nothing is too old, among those of a new collection; they keep the time
 * at which they were read.
 */
export async function takeOver(folder: string, changes: Changes, into: string, now: Date): Promise<void> {
  const notBefore = staleBefore(now);
  for (const name of await readdir(folder)) {
    if (!name.endsWith(KEPT)) continue;
    const file = join(folder, name);
    const calls = callsIn(await textOf(file));
    const readAt = (await stat(file)).mtime.toISOString();
    const isOld = readAt < notBefore || calls?.some((call) => (call.readAt ?? readAt) < notBefore) === true;
    if (isOld || calls === undefined || calls.some((call) => changes.touches(call))) continue;
    await rm(join(into, name), { force: true });
    await link(file, join(into, name));
  }
}

/** What a kept collection answered in a unit. A file that is not whole, or cannot be read, is none: then AWS is asked. */
export async function answersBefore(
  folder: string,
  name: string,
  { startedAt }: Pick<KeptCollection, 'startedAt'>,
  now: Date,
): Promise<EarlierAnswers | undefined> {
  const file = join(folder, name);
  const text = await readFile(file, 'utf8').catch(() => '');
  const calls = mayStand(text) ? callsIn(text) : undefined;
  if (calls === undefined) return undefined;
  const { mtime } = await stat(file);
  const readAt = mtime.toISOString();
  // one that the collection itself took over is older than it
  const begunAt = readAt < startedAt ? new Date(mtime.getTime() - UNIT_MS).toISOString() : startedAt;
  return new EarlierAnswers(calls, { begunAt, readAt, notBefore: staleBefore(now) });
}

const staleBefore = (now: Date): string => new Date(now.getTime() - STALE_MS).toISOString();

/** What lay there before goes first, and the header comes last: a folder without one holds nothing. */
export async function keepUnits(from: string, into: string, snapshot: string): Promise<void> {
  await nodeDisk.makeFolder(into);
  await rm(join(into, HEADER), { force: true });
  for (const name of await readdir(into)) if (name.endsWith(KEPT)) await rm(join(into, name), { force: true });
  for (const name of await readdir(from)) if (name.endsWith(KEPT)) await rename(join(from, name), join(into, name));
  const [header = '', startedAt = '', mark = ''] = (await textOf(join(from, HEADER))).split('\n');
  await replaceFile(join(into, HEADER), [header, startedAt, mark, snapshot].join('\n'));
  await rm(join(from, HEADER), { force: true });
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
}
