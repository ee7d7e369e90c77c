import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and its parents that only their owner may enter; rejects with a Node error. Step by step: Node's own
 * `recursive` never ends where the system makes no folders at all (`/proc`).
 */
export async function makeFolder(path: string): Promise<void> {
  const refused = await whyNotMade(path);
  if (refused === undefined) return;
  if (refused.code !== 'ENOENT' || dirname(path) === path) throw refused;
  await makeFolder(dirname(path));
  const stillRefused = await whyNotMade(path);
  if (stillRefused !== undefined) throw stillRefused;
}

/** Undefined where the folder is there now, whoever made it. */
async function whyNotMade(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const there = await stat(path).catch(() => undefined);
    return there?.isDirectory() === true ? undefined : error;
  }
}
