import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { contentOf, digestLine } from './digest-line.ts';

/** Where a line stands: bytes, its digest included, its end not. */
export interface Line {
  readonly start: number;
  readonly size: number;
}

/** Lines with a digest, written one behind the other. The file is opened when there is something to write. */
export class RecordLines {
  readonly #open: () => Promise<FileHandle>;
  readonly #bytesWaiting: number;
  #file: FileHandle | undefined;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #end: number;

  /** `end`: bytes that are there already. `bytesWaiting`: how many lines may wait to be written together. */
  constructor(open: () => Promise<FileHandle>, end: number, bytesWaiting: number) {
    this.#open = open;
    this.#end = end;
    this.#bytesWaiting = bytesWaiting;
  }

  async write(content: unknown): Promise<Line> {
    const line = digestLine(content);
    const [start, bytes] = [this.#end, Buffer.byteLength(line)];
    this.#waiting.push(line);
    this.#waitingBytes += bytes;
    this.#end += bytes;
    if (this.#waitingBytes >= this.#bytesWaiting) await this.flush();
    return { start, size: bytes - 1 };
  }

  async flush(): Promise<void> {
    if (this.#end === 0) return;
    this.#file ??= await this.#open();
    await this.#file.appendFile(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** With a last text that is no line; all of it has reached the disk once this resolves. */
  async end(text: string): Promise<void> {
    await this.flush();
    await this.#file?.appendFile(text);
    await this.#file?.sync();
  }

  /** Of a line that was flushed; undefined where it is not what was written. */
  read(line: Line): unknown {
    return this.#file === undefined ? undefined : lineAt(this.#file, line);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}

/** Undefined where it is not what was written. */
export function lineAt({ fd }: FileHandle, { start, size }: Line): unknown {
  const line = Buffer.allocUnsafe(size);
  return readSync(fd, line, 0, size, start) === size ? contentOf(line) : undefined;
}
