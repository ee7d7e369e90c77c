import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, FILE_MODE } from '../disk.ts';

/** Held by this process; the number of a process is not enough, for a container gives everyone the same. */
const OURS = new Set<string>();

/** One process at a time writes what connectors push; undefined: another one does. */
export async function lockWriter(folder: string): Promise<{ readonly release: () => Promise<void> } | undefined> {
  const path = join(folder, 'writer.lock');
  if (OURS.has(path)) return undefined;
  OURS.add(path);
  try {
    if ((await written(path)) || ((await isLeftOver(path)) && (await rewritten(path))))
      return {
        release: async () => {
          await rm(path, { force: true });
          OURS.delete(path);
        },
      };
    OURS.delete(path);
    return undefined;
  } catch (error) {
    OURS.delete(path);
    throw error;
  }
}

async function rewritten(path: string): Promise<boolean> {
  await rm(path, { force: true });
  return written(path);
}

/** False: the file is there already. */
async function written(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', FILE_MODE);
    await file.writeFile(`${process.pid}\n`).finally(() => file.close());
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Of a process that was killed, or of an earlier one with our number. */
async function isLeftOver(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(text.trim());
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}
