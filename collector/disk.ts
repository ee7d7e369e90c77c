import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What snapshots need of a file system; every method rejects with a Node error (`code` ENOSPC, EACCES, ENOENT, ...). */
export interface Disk {
  /** Makes a folder (and its parents) that only its owner may enter. */
  makeFolder(path: string): Promise<void>;
  /** Writes a new file, 0600, and waits until it has reached the disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Moves a folder or file; the move survives a power cut once this resolves. */
  move(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  read(path: string): Promise<Buffer>;
  /** Names in a folder, sorted. */
  list(path: string): Promise<readonly string[]>;
}

const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

export const nodeDisk: Disk = {
  makeFolder,
  write: async (path, bytes) => {
    const file = await open(path, 'wx', FILE_MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  move: async (from, to) => {
    await syncFolder(from).catch(ignoreNotAFolder);
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  read: (path) => readFile(path),
  list: async (path) => (await readdir(path)).sort(),
};

/** Step by step: Node's own `recursive` never ends where the system makes no folders at all (`/proc`). */
async function makeFolder(path: string): Promise<void> {
  const refused = await whyNotMade(path);
  if (refused === undefined) return;
  if (codeOf(refused) !== 'ENOENT' || dirname(path) === path) throw refused;
  await makeFolder(dirname(path));
  const stillRefused = await whyNotMade(path);
  if (stillRefused !== undefined) throw stillRefused;
}

/** Undefined where the folder is there now, whoever made it. */
async function whyNotMade(path: string): Promise<unknown> {
  try {
    await mkdir(path, { mode: FOLDER_MODE });
    return undefined;
  } catch (error) {
    const there = await stat(path).catch(() => undefined);
    return there?.isDirectory() === true ? undefined : error;
  }
}

/** The file appears whole, or stays as it was; it has reached the disk once this resolves. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    await rm(temporary, { force: true });
    await nodeDisk.write(temporary, Buffer.from(text));
    await nodeDisk.move(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** How a file begins. */
export async function firstBytes(path: string, count = 4096): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A file's name in its folder survives a power cut once this resolves. */
export const syncedFolderOf = (path: string): Promise<void> => syncFolder(dirname(path));

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignoreNotAFolder(error: unknown): void {
  if (codeOf(error) !== 'ENOTDIR') throw error;
}

/** `ENOSPC`, `EACCES`, ...; undefined for an error that is none of the file system's. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'access is denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something of that name is in the way',
  EFBIG: 'the file would become larger than the system allows',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'access is denied',
  EROFS: 'the disk is read-only',
};

/** What the system means by an error of its own, in words; undefined for an error that is none. */
export function causeOf(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  const call = 'syscall' in error ? error.syscall : undefined;
  if (code === 'ENOENT' && call === 'mkdir') return 'the system lets no folder be made there';
  return CAUSES[code] ?? (call === undefined ? undefined : `the system says ${code}`);
}
