import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { causeOf, codeOf, nodeDisk } from '../collector/disk.ts';
import { Interner } from '../domain/interned.ts';
import { contentOf, digestLine } from '../graph/digest-line.ts';
import { accessOf, hopOf, isFields } from '../graph/stored-shapes.ts';
import type { Disagreement } from '../reasoning/engine-options.ts';
import type { Proved } from '../reasoning/prove.ts';

/** What a proof is of, and made by: turns of another one are not taken up. */
export interface ProofAsked {
  readonly engine: string;
  readonly takenAt: string;
  /** `turnsDigest`. */
  readonly turns: string;
  /** Resources to which access is proved; undefined: all. */
  readonly accessTo: readonly string[] | undefined;
}

/** Milliseconds after which what was found since is written: a proof that takes less leaves nothing behind. */
const PACE = 5000;

/**
 * What the turns of a proof found, kept until the proof has ended, so that one that was stopped or killed goes on where it was: a line a
 * turn in `<data>/unfinished/`, each beginning with a digest of its rest. Lines that were cut off, and those behind them, are not there.
 */
export class UnfinishedProof {
  /** Of the turns that were gone through before, in their order. */
  readonly found: readonly Proved[];
  readonly #path: string;
  readonly #asked: ProofAsked;
  readonly #now: () => number;
  #next: number;
  /** Bytes of the lines that count; undefined: the file is not begun yet. */
  #length: number | undefined;
  #file: FileHandle | undefined;
  #waiting: string[] = [];
  #written: number;
  #isOff = false;

  private constructor(path: string, asked: ProofAsked, read: ReadLines, now: () => number) {
    this.#path = path;
    this.#asked = asked;
    this.found = read.found;
    this.#next = read.found.length;
    this.#length = read.length;
    this.#now = now;
    this.#written = now();
  }

  static async of(
    data: string,
    snapshot: string,
    asked: ProofAsked,
    now: () => number = () => performance.now(),
  ): Promise<UnfinishedProof> {
    const path = fileOf(data, snapshot);
    return new UnfinishedProof(path, asked, await readLines(path, asked), now);
  }

  /** What the next turn found. */
  async add(found: Proved): Promise<void> {
    if (this.#isOff) return;
    this.#waiting.push(digestLine({ turn: this.#next, ...found }));
    this.#next += 1;
    if (this.#now() - this.#written >= PACE) await this.keep();
  }

  /** Writes what is not written yet. A disk that takes nothing more takes nothing from the proof. */
  async keep(): Promise<void> {
    try {
      await this.#write();
    } catch (error) {
      if (causeOf(error) === undefined) throw error;
      await this.close();
      await removeFile(this.#path); // what it took may be what the graph needs
    }
    this.#waiting = [];
    this.#written = this.#now();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    this.#isOff = true;
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    this.#file ??= await this.#begun();
    await this.#file.appendFile(this.#waiting.join(''));
  }

  /** Without the lines that do not count. */
  async #begun(): Promise<FileHandle> {
    await nodeDisk.makeFolder(dirname(this.#path));
    const file = await open(this.#path, 'a', 0o600);
    await file.truncate(this.#length ?? 0);
    if (this.#length === undefined) await file.appendFile(digestLine(this.#asked));
    return file;
  }
}

const fileOf = (data: string, snapshot: string): string => join(data, 'unfinished', `${snapshot}.jsonl`);

/** The proof has ended. */
export const removeUnfinished = (data: string, snapshot: string): Promise<void> => removeFile(fileOf(data, snapshot));

/** Where the system lets it go: what stays is not taken for another proof. */
const removeFile = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);

interface ReadLines {
  readonly found: readonly Proved[];
  readonly length: number | undefined;
}

const NOTHING: ReadLines = { found: [], length: undefined };

async function readLines(path: string, asked: ProofAsked): Promise<ReadLines> {
  const [found, interner]: [Proved[], Interner] = [[], new Interner()];
  let length = 0;
  try {
    for await (const line of linesOf(path)) {
      const content = contentOf(line);
      if (length === 0 && JSON.stringify(content) !== JSON.stringify(asked)) return NOTHING;
      if (length > 0) {
        const turn = foundIn(content, found.length);
        if (turn === undefined) break;
        found.push(interner.of(turn));
      }
      length += line.length + 1;
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return NOTHING;
  }
  return length === 0 ? NOTHING : { found, length };
}

/** Lines that were ended, without their ends. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
  }
}

const LINE_END = 10;
/** Of the turn that is next; undefined where the line is not of this one. */
function foundIn(content: unknown, turn: number): Proved | undefined {
  if (!isFields(content) || content['turn'] !== turn) return undefined;
  const { access, hops, pairs, disagreements } = content;
  if (!isAll(access, accessOf) || !isAll(hops, hopOf) || !isAll(disagreements, disagreementOf)) return undefined;
  return typeof pairs === 'number' ? { access, hops, pairs, disagreements } : undefined;
}

const isAll = <T>(value: unknown, shaped: (one: unknown) => T | undefined): value is readonly T[] =>
  Array.isArray(value) && value.every((one) => shaped(one) !== undefined);

const disagreementOf = (value: unknown): Disagreement | undefined =>
  isFields(value) && 'request' in value ? (value as unknown as Disagreement) : undefined;
