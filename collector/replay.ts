import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Call, CallFailure, CallSource, JsonObject } from './call-source.ts';
import { badInput, type ImportError } from './import-error.ts';
import { parseJson } from './json-text.ts';
import { callKey, RECORDING_FORMAT, RECORDING_HEADER, type RecordedCall, type RecordingHeader } from './recording.ts';
import { isObject } from './schema-check.ts';
import { linesOf } from './text-lines.ts';

interface Place {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** Recorded answers as a source: the same calls give the same answers, those that were never made are skipped. */
export class Recording implements CallSource {
  readonly header: RecordingHeader;
  readonly #places: ReadonlyMap<string, Place>;

  private constructor(header: RecordingHeader, places: ReadonlyMap<string, Place>) {
    this.header = header;
    this.#places = places;
  }

  /** Reads the folder once to know where each answer stands; a line that is no recorded call is refused. */
  static async open(folder: string): Promise<Result<Recording, ImportError>> {
    const header = await readHeader(join(folder, RECORDING_HEADER));
    if (!header.ok) return header;
    const places = new Map<string, Place>();
    const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
    for (const name of names) {
      const problem = await index(join(folder, name), places);
      if (problem !== undefined) return err(problem);
    }
    return ok(new Recording(header.value, places));
  }

  async call(call: Call): Promise<Result<JsonObject, CallFailure>> {
    const place = this.#places.get(callKey(call));
    if (place === undefined) return err(NOT_RECORDED);
    const recorded = JSON.parse(await readSlice(place)) as RecordedCall;
    return 'answer' in recorded ? ok(recorded.answer) : err(recorded.failure);
  }
}

const NOT_RECORDED: CallFailure = {
  status: 'skipped',
  code: 'NotRecorded',
  message: 'the recording does not hold this call',
};

/** Is this folder a recording? */
export async function isRecording(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name === RECORDING_HEADER);
}

async function readHeader(file: string): Promise<Result<RecordingHeader, ImportError>> {
  const json = parseJson(await readFile(file, 'utf8'));
  if (json === undefined || !isObject(json)) return err(badInput(file, undefined, `it is not JSON; ${MEND}`));
  const { format } = json;
  if (typeof format === 'number' && format > RECORDING_FORMAT) {
    return err(
      badInput(
        file,
        undefined,
        `the recording has format ${format}, this Tadori reads up to ${RECORDING_FORMAT}; install a newer Tadori`,
      ),
    );
  }
  const { plan, takenAt } = json;
  const whole =
    format === RECORDING_FORMAT &&
    typeof takenAt === 'string' &&
    plan !== undefined &&
    isObject(plan) &&
    typeof plan['homeRegion'] === 'string' &&
    typeof plan['roleName'] === 'string';
  return whole
    ? ok(json as unknown as RecordingHeader)
    : err(badInput(file, undefined, `it is no recording's header; ${MEND}`));
}
const MEND = 'restore the recording from a copy, or record again with `tadori collect --record <dir>`';

async function index(file: string, places: Map<string, Place>): Promise<ImportError | undefined> {
  for await (const { text, number, offset, length } of linesOf(file)) {
    const call = parseJson(text);
    if (call === undefined || !isRecordedCall(call))
      return badInput(file, `line ${number}`, `it is no recorded call; ${MEND}`);
    places.set(callKey(call), { file, offset, length });
  }
  return undefined;
}

function isRecordedCall(json: Json): json is Json & RecordedCall {
  if (!isObject(json)) return false;
  const texts = ['account', 'region', 'service', 'operation'].every((name) => typeof json[name] === 'string');
  const { input, answer, failure } = json;
  const answered = answer !== undefined && isObject(answer);
  const failed = failure !== undefined && isObject(failure) && STATUSES.test(String(failure['status']));
  return texts && input !== undefined && isObject(input) && (answered || failed);
}

const STATUSES = /^(denied|throttled|unsupported|failed|skipped)$/;

async function readSlice({ file, offset, length }: Place): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    await handle.read(bytes, 0, length, offset);
    return bytes.toString();
  } finally {
    await handle.close();
  }
}
