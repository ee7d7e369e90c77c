import type { FileHandle } from 'node:fs/promises';
import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { Interner } from '../domain/interned.ts';
import { type AccessPlace, placeOf } from '../graph/access-list.ts';
import { contentOf } from '../graph/digest-line.ts';
import type { Line } from '../graph/record-lines.ts';
import { accessOf, hopOf, isFields } from '../graph/stored-shapes.ts';
import type { Disagreement } from '../reasoning/engine-options.ts';
import type { Proved } from '../reasoning/prove.ts';
import { ProofCounts } from './proof-counts.ts';

/** What a proof is of, and made by: turns of another one are not taken up. */
export interface ProofAsked {
  readonly engine: string;
  readonly takenAt: string;
  /** `turnsDigest`. */
  readonly turns: string;
  /** Resources to which access is proved; undefined: all. */
  readonly accessTo: readonly string[] | undefined;
}

/** A record of access, and its line in a file. */
export interface FoundPlace extends AccessPlace, Line {}

/** What the turns of a proof found, in their order, without the records of access, which are in a file. */
export class FoundTurns {
  readonly places: FoundPlace[] = [];
  readonly hops: Hop[] = [];
  readonly disagreements: Disagreement[] = [];
  /** Of access; hops are counted when all are there. */
  readonly counts = new ProofCounts();
  turns = 0;
  pairs = 0;
  readonly #interner = new Interner();

  /** `lines`: of the records of access. */
  add({ access, hops, pairs, disagreements }: Proved, lines: readonly Line[]): void {
    for (const [index, one] of access.entries()) {
      const { id, proof, from, to } = placeOf(one);
      const { start, size } = lines[index] ?? { start: 0, size: 0 };
      this.places.push({ id, proof, from: this.#interner.text(from), to: this.#interner.text(to), start, size });
      this.counts.access(one);
    }
    this.hops.push(...this.#interner.of(hops));
    this.disagreements.push(...disagreements);
    this.pairs += pairs;
    this.turns += 1;
  }
}

/** What is written behind the records of access of a turn. */
export const turnLine = (turn: number, { access, hops, pairs, disagreements }: Proved): unknown => ({
  turn,
  records: access.length,
  hops,
  pairs,
  disagreements,
});

export interface ReadTurns {
  readonly found: FoundTurns;
  /** Bytes of the lines that count; none where the file is of another proof. */
  readonly length: number;
}

/** Of a file that begins with what was asked. Lines that were cut off, and those behind them, do not count. */
export async function readTurns(file: FileHandle, asked: ProofAsked): Promise<ReadTurns> {
  const found = new FoundTurns();
  let [start, length] = [0, 0];
  let waiting: { readonly access: EffectiveAccess; readonly line: Line }[] = [];
  for await (const text of linesOf(file)) {
    const content = contentOf(text);
    const [line, access] = [{ start, size: text.length }, accessOf(content)];
    start += text.length + 1;
    if (length === 0) {
      if (JSON.stringify(content) !== JSON.stringify(asked)) break;
      length = start;
    } else if (access !== undefined) waiting.push({ access, line });
    else {
      const turn = turnOf(content, found.turns, waiting.length);
      if (turn === undefined) break;
      found.add(
        { ...turn, access: waiting.map((one) => one.access) },
        waiting.map((one) => one.line),
      );
      waiting = [];
      length = start;
    }
  }
  return { found, length };
}

const BYTES_PER_READ = 1_048_576;
const LINE_END = 10;

/** Lines that were ended, without their ends. */
async function* linesOf(file: FileHandle): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(BYTES_PER_READ);
  let rest: Buffer = Buffer.alloc(0);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, BYTES_PER_READ, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
  }
}

/** Of the turn that is next; undefined where the line is not of this one. */
function turnOf(content: unknown, turn: number, records: number): Omit<Proved, 'access'> | undefined {
  if (!isFields(content) || content['turn'] !== turn || content['records'] !== records) return undefined;
  const { hops, pairs, disagreements } = content;
  if (!isAll(hops, hopOf) || !isAll(disagreements, disagreementOf)) return undefined;
  return typeof pairs === 'number' ? { hops, pairs, disagreements } : undefined;
}

const isAll = <T>(value: unknown, shaped: (one: unknown) => T | undefined): value is readonly T[] =>
  Array.isArray(value) && value.every((one) => shaped(one) !== undefined);

const disagreementOf = (value: unknown): Disagreement | undefined =>
  isFields(value) && 'request' in value ? (value as unknown as Disagreement) : undefined;
