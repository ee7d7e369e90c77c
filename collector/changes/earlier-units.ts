import { link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, nodeDisk } from '../disk.ts';
import { callsIn } from '../units.ts';
import type { Changes } from './changes.ts';

export const HEADER = 'run.json';
export const KEPT = '.jsonl';

/** A collection that came to its end, and what has changed since. */
export interface Earlier {
  /** Where its units lie. */
  readonly folder: string;
  readonly changes: Changes;
}

export const NOTHING_BEFORE = {
  kind: 'badInput',
  message:
    'there is no collection to go on from: none was kept that asked for the same, as the same, with this version of Tadori; collect with `--keep` first',
} as const;

/** Not every change is logged (automatic snapshots, time of last use), so nothing is taken over for ever. */
const STALE_MS = 7 * 24 * 3600_000;

/**
 * Puts the units that no event is about, and that are not too old, among those of a new collection; they keep the time at
 * which they were read. False: there are none that answer what is asked now.
 */
export async function takeOver(
  { folder, changes }: Earlier,
  into: string,
  header: string,
  now: Date,
): Promise<boolean> {
  const [known] = (await textOf(join(folder, HEADER))).split('\n');
  if (known !== header) return false;
  for (const name of await readdir(folder)) {
    if (!name.endsWith(KEPT)) continue;
    const file = join(folder, name);
    const calls = callsIn(await textOf(file));
    const { mtime } = await stat(file);
    const isOld = now.getTime() - mtime.getTime() > STALE_MS;
    if (isOld || calls === undefined || calls.some((call) => changes.touches(call))) continue;
    await rm(join(into, name), { force: true });
    await link(file, join(into, name));
  }
  return true;
}

/** What lay there before goes first, and the header comes last: a folder without one holds nothing. */
export async function keepUnits(from: string, into: string): Promise<void> {
  await nodeDisk.makeFolder(into);
  await rm(join(into, HEADER), { force: true });
  for (const name of await readdir(into)) if (name.endsWith(KEPT)) await rm(join(into, name), { force: true });
  for (const name of await readdir(from)) if (name.endsWith(KEPT)) await rename(join(from, name), join(into, name));
  await rename(join(from, HEADER), join(into, HEADER));
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
}
