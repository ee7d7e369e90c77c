import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Call, CallFailure, CallSource, JsonObject } from './call-source.ts';
import { canonicalText } from './canonical-json.ts';
import { causeOf, FILE_MODE, nodeDisk } from './disk.ts';
import type { Plan } from './plan.ts';
import { writeDirectoryFile } from './scim/directory-file.ts';
import type { PushedDirectory } from './scim/pushed-people.ts';
import { RECORDED_IDENTITY } from './sources/read-sources.ts';
import { TOOL } from './version.ts';

export const RECORDING_FORMAT = 1;
export const RECORDING_HEADER = 'recording.json';
export const RECORDED_PEOPLE = 'people.csv';
/** Folder of what connectors held, a file each. */
export const RECORDED_CONNECTORS = 'connectors';

/** What is in a snapshot besides the answers of AWS. */
export interface Brought {
  /** Text of the people file. */
  readonly people?: string | undefined;
  readonly pushed: readonly PushedDirectory[];
  /** What identity sources were asked and answered: texts by file name. */
  readonly sources?: ReadonlyMap<string, string>;
}

export interface RecordingHeader {
  readonly format: typeof RECORDING_FORMAT;
  readonly takenAt: string;
  readonly tool: typeof TOOL;
  readonly plan: Plan;
}

/** One line of a recording or a unit: a call and what came of it; `readAt` (ISO 8601) where an earlier collection made it. */
export type RecordedCall = Call & { readonly readAt?: string } & (
    | { readonly answer: JsonObject }
    | { readonly failure: CallFailure }
  );

export interface RecordingError {
  readonly kind: 'io' | 'badInput';
  readonly message: string;
}

/** Writes every answer, as it comes, into `<folder>/<account>.<service>.jsonl` (0600). */
export class Recorder implements CallSource {
  readonly #source: CallSource;
  readonly #folder: string;
  readonly #queues = new Map<string, Promise<void>>();
  #problem: unknown;

  private constructor(source: CallSource, folder: string) {
    this.#source = source;
    this.#folder = folder;
  }

  /** Starts a recording in a folder that is new or empty. */
  static async start(
    source: CallSource,
    folder: string,
    { takenAt, plan }: Pick<RecordingHeader, 'takenAt' | 'plan'>,
    { people, pushed, sources = new Map() }: Brought,
  ): Promise<Result<Recorder, RecordingError>> {
    try {
      await nodeDisk.makeFolder(folder);
      if ((await readdir(folder)).length > 0) {
        return err({
          kind: 'badInput',
          message: `${folder}: the folder is not empty; name a new one for the recording`,
        });
      }
      const header: RecordingHeader = { format: RECORDING_FORMAT, takenAt, tool: TOOL, plan };
      const text = `${JSON.stringify(header, null, 1)}\n`;
      await writeFile(join(folder, RECORDING_HEADER), text, { mode: FILE_MODE });
      if (people !== undefined) await writeFile(join(folder, RECORDED_PEOPLE), people, { mode: FILE_MODE });
      if (pushed.length > 0) await nodeDisk.makeFolder(join(folder, RECORDED_CONNECTORS));
      for (const { connector, directory } of pushed)
        await writeDirectoryFile(join(folder, RECORDED_CONNECTORS, `${connector}.jsonl`), [...directory.events()]);
      if (sources.size > 0) await nodeDisk.makeFolder(join(folder, RECORDED_IDENTITY));
      for (const [name, content] of sources)
        await writeFile(join(folder, RECORDED_IDENTITY, name), content, { mode: FILE_MODE });
      return ok(new Recorder(source, folder));
    } catch (error) {
      return err(recordingFailed(folder, error));
    }
  }

  async call(call: Call): Promise<Result<JsonObject, CallFailure>> {
    const result = await this.#source.call(call);
    this.#append(`${call.account}.${call.service}.jsonl`, lineOf(call, result));
    return result;
  }

  /** Waits until everything is written. */
  async close(): Promise<Result<undefined, RecordingError>> {
    await Promise.all(this.#queues.values());
    return this.#problem === undefined ? ok(undefined) : err(recordingFailed(this.#folder, this.#problem));
  }

  #append(name: string, line: string): void {
    const before = this.#queues.get(name) ?? Promise.resolve();
    const after = before.then(() => appendFile(join(this.#folder, name), line, { mode: FILE_MODE }));
    this.#queues.set(
      name,
      after.catch((error: unknown) => {
        this.#problem ??= error;
      }),
    );
  }
}

function recordingFailed(folder: string, error: unknown): RecordingError {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return {
    kind: 'io',
    message: `cannot write the recording ${folder}: ${cause}; name another folder, or free some space`,
  };
}

/** The line that keeps a call with what came of it. */
export function lineOf(call: Call, result: Result<JsonObject, CallFailure>, readAt?: string): string {
  const made = readAt === undefined ? call : { ...call, readAt };
  const line: RecordedCall = result.ok ? { ...made, answer: result.value } : { ...made, failure: result.error };
  return `${JSON.stringify(line)}\n`;
}

/** What a call is found by when it is replayed. */
export const callKey = ({ account, region, service, operation, input }: Call): string =>
  [account, region, service, operation, canonicalText(input)].join(' ');
