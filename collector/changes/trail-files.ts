import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { causeOf, codeOf } from '../disk.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { parseJson } from '../json-text.ts';
import { isList, isObject } from '../schema-check.ts';

/** CloudTrail closes a log file at some 50 MB; a packed file that grows beyond this is none of its. */
const LONGEST = 256 * 1024 * 1024;
const unpacked = promisify(gunzip);

/** What lies beside the logs in the tree that CloudTrail writes. Source: AWS CloudTrail User Guide, digest files; Insights events. */
const BESIDE: ReadonlySet<string> = new Set(['CloudTrail-Digest', 'CloudTrail-Insight']);

/**
 * Log files of CloudTrail in a folder, whatever its depth, or the one file: `.json`, `.jsonl`, each also with `.gz`. In the
 * order of their names, which is that of time within a Region.
 */
export async function trailFiles(path: string): Promise<Result<readonly string[], ImportError>> {
  try {
    if (!(await stat(path)).isDirectory()) return ok([path]);
    const found = await readdir(path, { withFileTypes: true, recursive: true });
    const files = found
      .filter((entry) => entry.isFile() && /\.jsonl?(?:\.gz)?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.split('/').some((part) => BESIDE.has(part)))
      .sort();
    return files.length > 0 ? ok(files) : err(badInput(path, undefined, 'holds no log files of CloudTrail'));
  } catch (error) {
    return err({ kind: 'io', file: path, message: `${path}: cannot be read (${causeOf(error) ?? 'unknown cause'})` });
  }
}

/** Events of one file: a log file (`Records`), an event of EventBridge (`detail`), or a line for each of either. */
export async function trailEvents(file: string): Promise<Result<readonly JsonObject[], ImportError>> {
  let text: string;
  try {
    const bytes = await readFile(file);
    text = (file.endsWith('.gz') ? await unpacked(bytes, { maxOutputLength: LONGEST }) : bytes).toString();
  } catch (error) {
    return err(badInput(file, undefined, `cannot be read (${causeOf(error) ?? codeOf(error) ?? 'unknown cause'})`));
  }
  const whole = parseJson(text);
  if (whole !== undefined) return eventsOf(file, undefined, whole);
  const lines = text.split('\n');
  const events: JsonObject[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const place = `line ${index + 1}`;
    const value = parseJson(line);
    if (value === undefined) return err(badInput(file, place, 'is not JSON'));
    const own = eventsOf(file, place, value);
    if (!own.ok) return own;
    events.push(...own.value);
  }
  return ok(events);
}

function eventsOf(file: string, place: string | undefined, value: Json): Result<readonly JsonObject[], ImportError> {
  const held = isObject(value) ? (value['Records'] ?? value['detail'] ?? value) : value;
  const events = isList(held) ? held : [held];
  const objects = events.filter(isObject);
  const isEvent = objects.length === events.length && objects.every((one) => typeof one['eventSource'] === 'string');
  return isEvent ? ok(objects) : err(badInput(file, place, 'holds something that is no event of CloudTrail'));
}
