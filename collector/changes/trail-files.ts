import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import {
  contentHead,
  DAMAGED,
  isDamage,
  isPacked,
  isTrailHead,
  readRecords,
  trailFiles,
} from '../cloudtrail/log-files.ts';
import { causeOf, codeOf } from '../disk.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { parseJson } from '../json-text.ts';
import { isObject } from '../schema-check.ts';

const LONGEST = 256 * 1024 * 1024;
const unpacked = promisify(gunzip);

/** What takes an event, and says what is wrong with it; undefined: nothing is. */
export type TakeEvent = (event: JsonObject) => string | undefined;

/** Log files of CloudTrail and files of events in a folder, whatever its depth, or the one file. */
export async function eventFiles(path: string): Promise<Result<readonly string[], ImportError>> {
  try {
    if (!(await stat(path)).isDirectory()) return ok([path]);
    const files = await trailFiles(path, /\.jsonl?(\.gz)?$/i);
    return files.length > 0 ? ok(files) : err(badInput(path, undefined, 'holds no log files of CloudTrail'));
  } catch (error) {
    return err(unreadable(path, error));
  }
}

/** Events of one file: a log file (`Records`), an event of EventBridge (`detail`), or a line for each of either. */
export async function takeEvents(file: string, take: TakeEvent): Promise<ImportError | undefined> {
  try {
    if (isTrailHead(await contentHead(file))) return await readRecords(file, take);
    const content = await readFile(file);
    const text = (await isPacked(file)) ? await unpacked(content, { maxOutputLength: LONGEST }) : content;
    return takeLines(file, text.toString(), take);
  } catch (error) {
    return isDamage(error) || codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
      ? badInput(file, undefined, DAMAGED)
      : unreadable(file, error);
  }
}

/** A file that is one event, however it is broken into lines, or holds one on each. */
function takeLines(file: string, text: string, take: TakeEvent): ImportError | undefined {
  const whole = parseJson(text);
  if (whole !== undefined) return problemAt(file, undefined, takeEvent(whole, take));
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line);
    const problem = value === undefined ? 'is not JSON' : takeEvent(value, take);
    if (problem !== undefined) return problemAt(file, `line ${index + 1}`, problem);
  }
  return undefined;
}

const problemAt = (file: string, place: string | undefined, problem: string | undefined): ImportError | undefined =>
  problem === undefined ? undefined : badInput(file, place, problem);

function takeEvent(value: Json, take: TakeEvent): string | undefined {
  const held = isObject(value) ? (value['detail'] ?? value) : value;
  return isObject(held) ? take(held) : 'holds something that is no event of CloudTrail';
}

function unreadable(file: string, error: unknown): ImportError {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return badInput(file, undefined, cause);
}
