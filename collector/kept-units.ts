import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Call, CallSource } from './call-source.ts';
import { canonicalText } from './canonical-json.ts';
import type { Changes } from './changes/changes.ts';
import type { EarlierAnswers } from './changes/earlier-answers.ts';
import {
  answersBefore,
  type Earlier,
  HEADER,
  KEPT,
  type KeptCollection,
  keepUnits,
  keptIn,
  NOTHING_BEFORE,
  takeOver,
} from './changes/earlier-units.ts';
import { causeOf, codeOf, FILE_MODE, nodeDisk, replaceFile } from './disk.ts';
import type { Plan } from './plan.ts';
import { lineOf } from './recording.ts';
import { lockWriter } from './scim/writer-lock.ts';
import {
  type Answer,
  callsIn,
  endOf,
  ReadTimes,
  replayed,
  type SharedUnits,
  type Unit,
  type Units,
  unitKey,
} from './units.ts';
import { TOOL } from './version.ts';

const FORMAT = 1;
/** Marks a run that takes units from an earlier collection: no other may go on with it. */
const PARTLY = 'changes alone';
/** Marks a run in which answers stand that cannot have changed: only one like it may go on with it. */
const UNCHANGED = 'unchanged answers stand';
/** What was read longer ago is read again: a snapshot is to tell of one time, as nearly as can be. */
const STALE_MS = 12 * 3600_000;

/** What a collection was asked, and as whom: units of another one are no use to it. */
export interface RunIdentity {
  readonly plan: Plan;
  /** Account whose credentials the run was started with. */
  readonly caller: string;
  readonly profile?: string;
  readonly externalId?: string;
  /** Another endpoint than AWS's own. */
  readonly endpoint?: string;
}

export interface KeptError {
  readonly kind: 'io' | 'badInput';
  readonly message: string;
}

/**
 * The finished units of a collection that has not come to its end, a file each: `<folder>/<unit>.jsonl` (0600), the calls
 * of the unit with their answers and a last line that says how many. A file appears when its unit is finished; one that was
 * cut short by a power failure lacks its last line and is not used.
 */
export class KeptUnits implements Units {
  /** ISO 8601: when the first of the runs that belong together began. */
  readonly startedAt: string;
  /** Names the runs that belong together, and no other; says nothing of what they were asked. */
  readonly run: string;
  /** The collection that was kept before, and asked for the same. */
  readonly before: KeptCollection | undefined;
  readonly #folder: string;
  readonly #names: ReadonlySet<string>;
  readonly #release: () => Promise<void>;
  readonly #answersBefore: (name: string) => Promise<EarlierAnswers | undefined>;
  readonly #begun = new Set<string>();
  #standing = 0;
  #isClosed = false;
  #shared: SharedUnits | undefined;

  private constructor(
    folder: string,
    { startedAt, header, earlier, before, now }: Begun,
    names: readonly string[],
    release: () => Promise<void>,
  ) {
    this.#folder = folder;
    this.startedAt = startedAt;
    this.run = createHash('sha256').update(`${header}\n${startedAt}`).digest('hex').slice(0, 32);
    this.before = before;
    this.#names = new Set(names);
    this.#release = release;
    this.#answersBefore = async (name) =>
      earlier?.stands === 'unchanged' && before !== undefined
        ? answersBefore(earlier.folder, name, before, now)
        : undefined;
  }

  /**
   * Goes on with the units of an earlier run of the same identity; `anew`, or those of another or too old a run, are removed.
   * `earlier`: a collection that came to its end; what has not changed since stands.
   */
  static async open(
    folder: string,
    identity: RunIdentity,
    { now, anew, earlier }: { readonly now: Date; readonly anew: boolean; readonly earlier?: Earlier },
  ): Promise<Result<KeptUnits, KeptError>> {
    let lock: Awaited<ReturnType<typeof lockWriter>>;
    try {
      await nodeDisk.makeFolder(folder);
      lock = await lockWriter(folder);
      if (lock === undefined) return err(inUse(folder));
      const header = headerText(identity);
      const before = earlier === undefined ? undefined : await keptIn(earlier.folder, header);
      if (earlier?.stands !== undefined && before === undefined) {
        await lock.release();
        return err(NOTHING_BEFORE);
      }
      const mark = markOf(earlier);
      const known = anew ? undefined : await startOf(folder, header, mark, now);
      if (known === undefined) await startOver(folder, header, now, mark);
      if (isOfEvents(earlier)) await takeOver(earlier.folder, earlier.stands, folder, now);
      const names = (await readdir(folder)).filter((name) => name.endsWith(KEPT));
      const begun = { startedAt: known ?? now.toISOString(), header, earlier, before, now };
      return ok(new KeptUnits(folder, begun, names, lock.release));
    } catch (error) {
      await lock?.release();
      return err(keptFailed(folder, error));
    }
  }

  async begin(name: string, source: CallSource): Promise<Unit> {
    if (this.#begun.has(name)) throw new Error(`the unit ${name} was begun twice`);
    this.#begun.add(name);
    const key = unitKey(name);
    const file = `${key}${KEPT}`;
    // a file that is not whole, or cannot be read, is none: then AWS is asked
    const own = this.#names.has(file) ? await readFile(join(this.#folder, file), 'utf8').catch(() => '') : '';
    const known = callsIn(own);
    if (known !== undefined) {
      this.#standing += known.filter((call) => call.readAt !== undefined).length;
      return replayed(known, source, await this.#earlier(file));
    }
    const shared = callsIn((await this.#shared?.read(key)) ?? '');
    if (shared !== undefined) return replayed(shared, source);
    return new WrittenUnit(source, join(this.#folder, file), await this.#answersBefore(file), () => {
      this.#standing += 1;
    });
  }

  /** How many answers of the units begun so far an earlier collection got, each by itself. */
  get standing(): number {
    return this.#standing;
  }

  /** When a unit was finished that another collection read, before this one began. */
  async #earlier(file: string): Promise<string | undefined> {
    const { mtime } = await stat(join(this.#folder, file));
    return mtime.toISOString() < this.startedAt ? mtime.toISOString() : undefined;
  }

  /** From now on, what others have finished counts as finished. */
  join(shared: SharedUnits): void {
    this.#shared = shared;
  }

  /** Once the snapshot stands, its units are of no use any more. Another run may have the folder from then on. */
  async remove(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const name of await readdir(this.#folder)) {
      if (isUnitFile(name) || name === HEADER) await rm(join(this.#folder, name), { force: true });
    }
    await this.#release();
    await rmdir(this.#folder).catch(() => undefined);
  }

  /** Once the snapshot of that id stands: the units lie beside it, for a collection that reads only what has changed. */
  async keep(folder: string, snapshot: string): Promise<void> {
    await keepUnits(this.#folder, folder, snapshot);
    await this.remove();
  }

  /** Lets another run have the folder. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#release();
  }
}

interface Begun {
  readonly startedAt: string;
  readonly header: string;
  readonly earlier: Earlier | undefined;
  readonly before: KeptCollection | undefined;
  readonly now: Date;
}

const isOfEvents = (earlier: Earlier | undefined): earlier is Earlier & { readonly stands: Changes } =>
  typeof earlier?.stands === 'object';

const markOf = (earlier: Earlier | undefined): string =>
  earlier?.stands === undefined ? '' : earlier.stands === 'unchanged' ? UNCHANGED : PARTLY;

const inUse = (folder: string): KeptError => ({
  kind: 'badInput',
  message: `${folder}: another collection into this data folder is on its way; wait for it, or name another folder with --data`,
});

function keptFailed(folder: string, error: unknown): KeptError {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return { kind: 'io', message: `cannot keep what was read in ${folder}: ${cause}; free some space, or collect again` };
}

interface Header extends RunIdentity {
  readonly format: typeof FORMAT;
  readonly tool: typeof TOOL;
}

const headerOf = (identity: RunIdentity): Header => ({ format: FORMAT, tool: TOOL, ...identity });
const headerText = (identity: RunIdentity): string => canonicalText(JSON.parse(JSON.stringify(headerOf(identity))));

/** When the run began whose units lie there; undefined where there is none, or none that this one may go on with. */
async function startOf(folder: string, header: string, mark: string, now: Date): Promise<string | undefined> {
  const text = await readFile(join(folder, HEADER), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
  const [known = '', startedAt = '', knownMark = ''] = text.split('\n');
  if (mark === PARTLY || knownMark !== mark) return undefined;
  const age = now.getTime() - Date.parse(startedAt);
  return known === header && age >= 0 && age < STALE_MS ? startedAt : undefined;
}

/** The header comes last: units without one belong to nobody. */
async function startOver(folder: string, header: string, now: Date, mark: string): Promise<void> {
  await rm(join(folder, HEADER), { force: true });
  for (const name of await readdir(folder)) if (isUnitFile(name)) await rm(join(folder, name), { force: true });
  await replaceFile(join(folder, HEADER), `${header}\n${now.toISOString()}\n${mark}`);
}

const isUnitFile = (name: string): boolean => name.endsWith(KEPT) || name.endsWith(`${KEPT}.part`);

class WrittenUnit implements Unit {
  readonly times = new ReadTimes();
  readonly #source: CallSource;
  readonly #file: string;
  readonly #before: EarlierAnswers | undefined;
  readonly #onStanding: () => void;
  #calls = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(source: CallSource, file: string, before: EarlierAnswers | undefined, onStanding: () => void) {
    this.#source = source;
    this.#file = file;
    this.#before = before;
    this.#onStanding = onStanding;
  }

  async call(call: Call): Promise<Answer> {
    const standing = this.#before?.answerTo(call);
    if (standing !== undefined) {
      this.#onStanding();
      this.times.note(call, standing.readAt);
      this.#writeCall(lineOf(call, ok(standing.answer), standing.readAt));
      return ok(standing.answer);
    }
    const result = await this.#source.call(call);
    this.#before?.note(call, result);
    this.#writeCall(lineOf(call, result));
    return result;
  }

  #writeCall(line: string): void {
    const isFirst = this.#calls === 0;
    this.#calls += 1;
    this.#write(line, isFirst);
  }

  /** A disk that takes no more costs a later run its head start, and this one nothing: what it read is in memory. */
  async finish(settled: boolean): Promise<void> {
    const part = `${this.#file}.part`;
    const isFirst = this.#calls === 0;
    if (settled) this.#write(endOf(this.#calls), isFirst);
    try {
      await this.#written;
      if (settled) await rename(part, this.#file);
      else await rm(part, { force: true });
    } catch (error) {
      if (causeOf(error) === undefined) throw error;
    }
  }

  #write(line: string, isFirst: boolean): void {
    const put = isFirst ? writeFile : appendFile;
    this.#written = this.#written.then(() => put(`${this.#file}.part`, line, { mode: FILE_MODE }));
    this.#written.catch(() => undefined);
  }
}
