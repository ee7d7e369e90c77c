import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
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

export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

export const nodeDisk: Disk = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  },
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
