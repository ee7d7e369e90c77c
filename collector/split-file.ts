import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { JsonObject } from './call-source.ts';
import { badInput, type ImportError } from './import-error.ts';
import { jsonFault } from './json-fault.ts';
import { JsonSplitter, type SplitEvent } from './json-splitter.ts';
import { isObject } from './schema-check.ts';

/** Why a file is not what it should be, and where: bytes from its beginning. */
export interface SplitProblem {
  readonly offset: number;
  readonly place?: string;
  readonly problem: string;
}

/** The bytes of a file from its beginning, as often as it is called. */
export type Bytes = () => AsyncIterable<Buffer>;

export const bytesOf =
  (file: string): Bytes =>
  () =>
    createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;

/**
 * Reads a JSON file piece by piece, whatever its size, until `take` finds a problem; undefined: it is read to its end. `bytes`: of a file
 * that is packed.
 */
export async function readSplitFile(
  file: string,
  isList: (name: string) => boolean,
  take: (event: SplitEvent) => SplitProblem | undefined,
  bytes: Bytes = bytesOf(file),
): Promise<ImportError | undefined> {
  const splitter = new JsonSplitter(isList);
  for await (const chunk of bytes()) {
    for (const event of splitter.push(chunk)) {
      const problem = take(event);
      if (problem !== undefined) return located(file, bytes, problem);
    }
  }
  const cut = splitter.end();
  const problem = cut === undefined ? undefined : take(cut);
  return problem === undefined ? undefined : located(file, bytes, problem);
}

const NOT_UTF8 = 'holds characters that are not UTF-8; save the file as UTF-8';

type SplitValue = Extract<SplitEvent, { readonly kind: 'value' }>;
type SplitItem = Extract<SplitEvent, { readonly kind: 'item' }>;

/** A value beside the lists is JSON; undefined: it is. */
export function valueProblem({ name, bytes, offset }: SplitValue): SplitProblem | undefined {
  if (!isUtf8(bytes)) return { offset, place: name, problem: NOT_UTF8 };
  const text = bytes.toString();
  const fault = jsonFault(text);
  return fault === undefined
    ? undefined
    : { offset: offset + bytesBefore(text, fault.at), place: name, problem: fault.problem };
}

export const placeOf = ({ list, index }: SplitItem): string => `${list}[${index}]`;

/** Two names that differ in bytes which are no text would be taken for the same one, so such bytes are refused. */
export function parsedItem(event: SplitItem): Result<JsonObject, SplitProblem> {
  if (!isUtf8(event.bytes)) return err({ offset: event.offset, place: placeOf(event), problem: NOT_UTF8 });
  const text = event.bytes.toString();
  const item = parsed(text);
  if (item.ok) return item;
  const { at, problem } = item.error;
  return err({ offset: event.offset + bytesBefore(text, at), place: placeOf(event), problem });
}

function parsed(text: string): Result<JsonObject, { readonly at: number; readonly problem: string }> {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? ok(value) : err({ at: 0, problem: 'is no JSON object' });
  } catch {
    return err(jsonFault(text) ?? { at: 0, problem: 'is not JSON' });
  }
}

const bytesBefore = (text: string, at: number): number => Buffer.byteLength(text.slice(0, at));

/** Adds the line to the byte: counted only now that it is needed. */
async function located(file: string, bytes: Bytes, { offset, place, problem }: SplitProblem): Promise<ImportError> {
  const line = await lineOf(bytes, offset);
  const where = `line ${line}, byte ${offset}${place === undefined ? '' : ` (${place})`}`;
  return badInput(file, where, problem);
}

async function lineOf(bytes: Bytes, offset: number): Promise<number> {
  let line = 1;
  let before = 0;
  for await (const chunk of bytes()) {
    const end = offset - before;
    for (let at = chunk.indexOf(10); at >= 0 && at < end; at = chunk.indexOf(10, at + 1)) line += 1;
    before += chunk.length;
    if (before >= offset) break;
  }
  return line;
}
