import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ok } from '../domain/result.ts';
import { makeFolder } from './make-folder.ts';
import { failure, type Stored } from './store.ts';

export interface WriteLock {
  release(): Promise<void>;
}

/** Locks of this process: a lock file with our own process id that is not here is from an earlier life of that id. */
const held = new Set<string>();

/**
 * One writer for a folder, in all processes of this machine. The lock of a process that is gone is taken over; one of
 * another machine (a shared folder) never is, since nobody here can know.
 */
export async function acquireLock(folder: string): Stored<WriteLock> {
  await makeFolder(folder);
  const path = join(folder, 'WRITER');
  if (held.has(path)) return failure('locked', 'another snapshot is being written');
  held.add(path);
  let taken = false;
  try {
    taken = await take(path);
  } finally {
    if (!taken) held.delete(path);
  }
  if (taken) return ok({ release: () => release(path) });
  return failure('locked', `another process is writing a snapshot (\`${path}\` says which)`);
}

/** False where another process has it. Rejects with what the disk refuses. */
async function take(path: string): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path)) return true;
    const owner = await readIfThere(path);
    if (owner === undefined) continue;
    if (!isLeftover(owner)) return false;
    await takeAway(path, owner);
  }
  return false;
}

async function release(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } finally {
    held.delete(path);
  }
}

/** By link, which fails where the name is taken, so that the file is never there without its content. */
async function create(path: string): Promise<boolean> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, JSON.stringify({ pid: process.pid, host: hostname() }), { mode: 0o600 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

function isLeftover(owner: string): boolean {
  const [, pid = '', host = ''] = /^\{"pid":(\d+),"host":"(.*)"\}$/.exec(owner) ?? [];
  return host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)));
}

/** Of two processes that find the same leftover the second one could take the first one's new lock: then it is put back. */
async function takeAway(path: string, leftover: string): Promise<void> {
  const aside = `${path}.${process.pid}.old`;
  try {
    await rename(path, aside);
    if ((await readIfThere(aside)) !== leftover) await link(aside, path);
    await rm(aside, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
