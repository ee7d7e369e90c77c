import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { codeOf, FILE_MODE, replaceFile, syncedFolderOf } from '../disk.ts';
import { parseJson } from '../json-text.ts';
import { isObject } from '../schema-check.ts';
import { Directory, type DirectoryEvent, readEvent } from './directory.ts';

/** The first line of the file of a connector. */
const HEADER = { tadori: 'pushed people', format: 1 } as const;
export const HEADER_LINE = `${JSON.stringify(HEADER)}\n`;
/** Whatever the format: what is wrong with a newer one is told where the file is read. */
export const isPushedHead = (text: string): boolean => /^\{"tadori": ?"pushed people"/.test(text);

export interface ReadDirectory {
  readonly directory: Directory;
  /** Lines after the first. */
  readonly lines: number;
  /** Bytes up to the end of the last whole line. What follows was being written when the process ended, and nobody was told that it is kept. */
  readonly bytes: number;
}

/** What a connector has pushed; no file: nothing yet. What is wrong with the file is the error. */
export async function readDirectoryFile(path: string): Promise<Result<ReadDirectory, string>> {
  const content = await readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return content === undefined ? ok({ directory: new Directory(), lines: 0, bytes: 0 }) : readContent(content);
}

const LINE_END = 10;

function readContent(content: Buffer): Result<ReadDirectory, string> {
  const directory = new Directory();
  const bytes = content.lastIndexOf(LINE_END) + 1;
  let lines = 0;
  for (let at = 0; at < bytes; lines += 1) {
    const end = content.indexOf(LINE_END, at);
    const value = parseJson(content.toString('utf8', at, end));
    at = end + 1;
    if (lines === 0) {
      if (value === undefined || !isHeader(value))
        return err('line 1: it is no file of pushed people, or of a newer version');
      continue;
    }
    const event = value === undefined ? undefined : readEvent(value);
    if (event === undefined)
      return err(
        `line ${lines + 1}: it is damaged; restore it from a copy, or let the identity provider push everything again`,
      );
    directory.apply(event);
  }
  return ok({ directory, lines: Math.max(0, lines - 1), bytes });
}

const isHeader = (value: Json): boolean =>
  isObject(value) && value['tadori'] === HEADER.tadori && value['format'] === HEADER.format;

/** Lines that say nothing any more, beside those that do, before the file is written anew. */
const SPARE_LINES = 1_000;

/**
 * The file of a connector, open for more. A line is kept once `append` resolves: it has reached the disk then. Lines that come
 * together are written together.
 */
export class DirectoryFile {
  readonly #path: string;
  readonly #directory: Directory;
  #handle: FileHandle;
  #lines: number;
  #waiting: string[] = [];
  #batch: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, { directory, lines }: ReadDirectory) {
    this.#path = path;
    this.#directory = directory;
    this.#handle = handle;
    this.#lines = lines;
  }

  static async open(
    path: string,
  ): Promise<Result<{ readonly file: DirectoryFile; readonly directory: Directory }, string>> {
    const read = await readDirectoryFile(path);
    if (!read.ok) return read;
    const handle = await open(path, 'a', FILE_MODE);
    try {
      await handle.truncate(read.value.bytes);
      if (read.value.bytes === 0) await handle.appendFile(HEADER_LINE);
      await handle.sync();
      await syncedFolderOf(path);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return ok({ file: new DirectoryFile(path, handle, read.value), directory: read.value.directory });
  }

  /** Rejects with what the disk says; the file is to be opened anew then. */
  append(event: DirectoryEvent): Promise<void> {
    this.#waiting.push(`${JSON.stringify(event)}\n`);
    if (this.#batch === undefined) {
      this.#batch = this.#last.then(() => this.#write());
      this.#last = this.#batch;
    }
    return this.#batch;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#batch = undefined;
    await this.#handle.appendFile(lines.join(''));
    await this.#handle.datasync();
    this.#lines += lines.length;
    const needed = this.#directory.count('User') + this.#directory.count('Group');
    if (this.#lines > 2 * needed + SPARE_LINES) await this.#rewrite();
  }

  /** Holds what is waiting too, for the directory has it already; telling it twice changes nothing. */
  async #rewrite(): Promise<void> {
    const events = [...this.#directory.events()];
    await writeDirectoryFile(this.#path, events);
    await this.#handle.close();
    this.#handle = await open(this.#path, 'a', FILE_MODE);
    this.#lines = events.length;
  }
}

export const writeDirectoryFile = (path: string, events: readonly DirectoryEvent[]): Promise<void> =>
  replaceFile(path, `${HEADER_LINE}${events.map((event) => `${JSON.stringify(event)}\n`).join('')}`);
