import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../domain/result.ts';
import type { Person, Snapshot } from '../domain/snapshot.ts';
import { assemble } from './assemble.ts';
import { unknownRegions } from './aws/ec2.ts';
import type { ErrorClassifier } from './aws/sdk-client.ts';
import { homeRegion, SdkSource } from './aws/sdk-source.ts';
import type { CallFailure, CallSource } from './call-source.ts';
import { type Changes, changesIn } from './changes/changes.ts';
import type { KeptCollection } from './changes/earlier-units.ts';
import { causeOf } from './disk.ts';
import { gather, identify } from './gather.ts';
import { parsePeople } from './identity/people-file.ts';
import { KeptUnits } from './kept-units.ts';
import type { CollectProgress, Plan } from './plan.ts';
import { type Helpers, ownEndpoint, workOf } from './read-ahead.ts';
import { type Brought, Recorder } from './recording.ts';
import { type ReadAhead, Run } from './run.ts';
import { type PushedDirectory, pushedPeople } from './scim/pushed-people.ts';
import { NO_SOURCES, readSources, type SourcesRead, sourcesPart } from './sources/read-sources.ts';
import type { Units } from './units.ts';

export type { CollectProgress } from './plan.ts';

/** Read-only role that `docs/collecting.md` tells how to make in every account. */
export const DEFAULT_ROLE_NAME = 'TadoriCollector';

export interface CollectOptions {
  readonly profile?: string;
  /** Role to assume in other accounts; DEFAULT_ROLE_NAME where left out. */
  readonly roleName?: string;
  readonly externalId?: string;
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** CSV file of people. */
  readonly people?: string;
  /** JSON file that names identity sources beside AWS. */
  readonly identity?: string;
  /** New folder that keeps every raw answer. */
  readonly record?: string;
  /** Also how principals were used: many calls. */
  readonly usage?: boolean;
  /** False: what an earlier run has finished is read again. */
  readonly resume?: boolean;
  /** What was read stays beside the snapshot, for a collection that reads only what has changed. */
  readonly keep?: boolean;
  /** File or folder with events of CloudTrail since the collection that was kept: only what they are about is read again. */
  readonly events?: string;
  /** Answers of the collection that was kept stand where AWS documents that they cannot have changed. */
  readonly unchanged?: boolean;
}

/** What a snapshot comes from besides what AWS was asked for it. */
export interface ComesFrom {
  /** How many answers of an earlier collection stand because they cannot have changed. */
  readonly unchanged: number;
  /** The collection that was kept before this one, if that asked for the same. */
  readonly before?: KeptCollection;
}

/** What a collection needs of its surroundings. */
export interface CollectSurroundings {
  readonly now: () => Date;
  readonly onProgress?: (progress: CollectProgress) => void;
  /** Stops the collection; only finished units are kept of it then. */
  readonly signal?: AbortSignal;
  /** Folder for finished units, so that a run that is stopped or killed can be gone on with; left out: none are kept. */
  readonly units?: string;
  /** Folder for the units of the newest collection that came to its end. */
  readonly kept?: string;
  /** They read accounts beside this process; they have part in what `units` keeps, and are not asked without it. */
  readonly helpers?: Helpers;
  /** Puts the snapshot where it stays, and gives its id there: the units are of no use any more. Undefined: it does not stand. */
  readonly stands?: (snapshot: Snapshot, from: ComesFrom) => Promise<string | undefined>;
  readonly source?: Snapshot['source'];
  /** What connectors hold; it becomes a part of the snapshot. */
  readonly pushed?: readonly PushedDirectory[];
  /** Where tokens of identity sources are; left out: in that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** For tests against an emulator: judges errors before the classes of real AWS do. */
  readonly classify?: ErrorClassifier;
  /** For tests: milliseconds without a sign of an answer after which an attempt counts as lost. */
  readonly answerMs?: number;
  /** For tests against an emulator: stands between the collector and the SDK. */
  readonly adapt?: (source: CallSource) => CallSource;
}

/** Why there is no snapshot at all. What could be read in part is no error: the snapshot's coverage tells it. */
export interface CollectError {
  readonly kind: 'badInput' | 'io' | 'credentials' | 'aborted';
  readonly message: string;
}

/** Reads an AWS organisation. Changes nothing in it and writes no file but its units and the recording asked for. */
export async function collect(
  options: CollectOptions,
  surroundings: CollectSurroundings,
): Promise<Result<Snapshot, CollectError>> {
  const people = await readPeople(options.people);
  if (!people.ok) return people;
  const sources = await sourcesOf(options, surroundings);
  if (!sources.ok) return sources;
  const changes = options.events === undefined ? ok(undefined) : await changesIn(options.events);
  if (!changes.ok) return changes;
  const plan = await planOf(options);
  const sdk = new SdkSource({
    roleName: plan.roleName,
    ...pick(options, 'profile', 'externalId'),
    ...pick(surroundings, 'signal', 'classify', 'answerMs'),
  });
  try {
    const source = surroundings.adapt?.(sdk) ?? sdk;
    const misspelt = await unknownRegions(source, plan);
    if (misspelt.length > 0) return err(noRegions(misspelt));
    const units = await unitsFor(source, { ...options, changes: changes.value }, plan, surroundings);
    if (!units.ok) return units;
    try {
      const taken = await collectFrom(
        source,
        options,
        { plan, people: people.value, sources: sources.value, units: units.value },
        surroundings,
      );
      if (!taken.ok) return taken;
      const id = await surroundings.stands?.(taken.value, comesFrom(units.value));
      if (id !== undefined) await leave(units.value, id, options, surroundings);
      return taken;
    } finally {
      await units.value?.kept.close();
    }
  } finally {
    await sdk.close();
  }
}

/** Units of this collection, and the account whose credentials it has. */
interface OwnUnits {
  readonly kept: KeptUnits;
  readonly caller: string;
}

const comesFrom = (units: OwnUnits | undefined): ComesFrom => ({
  unchanged: units?.kept.standing ?? 0,
  ...(units?.kept.before === undefined ? {} : { before: units.kept.before }),
});

const keeps = ({ keep, events, unchanged }: CollectOptions): boolean =>
  keep === true || events !== undefined || unchanged === true;

async function leave(
  units: OwnUnits | undefined,
  snapshot: string,
  options: CollectOptions,
  { helpers, kept }: CollectSurroundings,
): Promise<void> {
  if (units === undefined) return;
  await helpers?.forget(units.kept.run);
  if (kept !== undefined && keeps(options)) await units.kept.keep(kept, snapshot);
  else await units.kept.remove();
}

interface Begun {
  readonly plan: Plan;
  readonly people: PeopleRead;
  readonly sources: SourcesRead;
  readonly units: OwnUnits | undefined;
}

async function collectFrom(
  source: CallSource,
  options: CollectOptions,
  { plan, people, sources, units }: Begun,
  surroundings: CollectSurroundings,
): Promise<Result<Snapshot, CollectError>> {
  const takenAt = units?.kept.startedAt ?? surroundings.now().toISOString();
  const brought = { people: people.text, pushed: surroundings.pushed ?? [], sources: sources.files };
  const recorder = await recorderFor(source, options, takenAt, plan, brought);
  if (!recorder.ok) return recorder;
  const taking = {
    takenAt,
    people: people.people,
    pushed: brought.pushed,
    sources,
    plan,
    ...spread(units, plan, surroundings),
  };
  const snapshot = await snapshotFrom(recorder.value ?? source, taking, surroundings);
  const closed = await recorder.value?.close();
  return closed === undefined || closed.ok ? snapshot : closed;
}

/** Who helps reads accounts before the collection comes to them; what they finish counts as finished. */
function spread(
  units: OwnUnits | undefined,
  plan: Plan,
  { helpers }: CollectSurroundings,
): Pick<TakingFrom, 'units' | 'readAhead'> {
  if (units === undefined) return {};
  const { kept, caller } = units;
  if (helpers === undefined) return { units: kept };
  kept.join(helpers.units(kept.run));
  const work = workOf(plan, caller);
  const readAhead: ReadAhead = (accounts, spare) =>
    helpers.read(
      kept.run,
      accounts.map((account) => ({ ...work, account, spare })),
    );
  return { units: kept, readAhead };
}

/** A recording is to hold every answer, so a run that records goes on from nothing. */
async function unitsFor(
  source: CallSource,
  options: CollectOptions & { readonly changes: Changes | undefined },
  plan: Plan,
  { units, kept: folder, now }: CollectSurroundings,
): Promise<Result<OwnUnits | undefined, CollectError>> {
  if (units === undefined || options.record !== undefined) return ok(undefined);
  const caller = await identify(source, plan);
  if (!caller.ok) return err(unidentified(caller.error));
  const identity = {
    plan,
    caller: caller.value.account,
    ...pick(options, 'profile', 'externalId'),
    ...ownEndpoint(),
  };
  const { changes } = options;
  const stands = changes ?? (options.unchanged === true ? ('unchanged' as const) : undefined);
  const earlier =
    folder === undefined || !keeps(options) ? {} : { earlier: { folder, ...(stands === undefined ? {} : { stands }) } };
  const anew = options.resume === false || changes !== undefined;
  const kept = await KeptUnits.open(units, identity, { now: now(), anew, ...earlier });
  return kept.ok ? ok({ kept: kept.value, caller: identity.caller }) : kept;
}

export interface TakingFrom {
  readonly takenAt: string;
  readonly people: readonly Person[];
  readonly pushed: readonly PushedDirectory[];
  readonly sources?: SourcesRead;
  readonly plan: Plan;
  readonly units?: Units;
  readonly readAhead?: ReadAhead;
}

/** The same for AWS itself and for a recording of it. Of a person whom a connector and a file tell of, the file's word stands. */
export async function snapshotFrom(
  source: CallSource,
  { takenAt, people, pushed, sources, plan, units, readAhead }: TakingFrom,
  { onProgress, signal, source: origin }: Pick<CollectSurroundings, 'onProgress' | 'signal' | 'source'>,
): Promise<Result<Snapshot, CollectError>> {
  const run = new Run(stoppable(source, signal), plan, onProgress ?? (() => undefined), units, readAhead);
  const parts = await gather(run);
  if (signal?.aborted === true)
    return err({ kind: 'aborted', message: units === undefined ? NOTHING_KEPT : UNITS_KEPT });
  if (!parts.ok) return err(unidentified(parts.error));
  const before = [...parts.value, pushedPeople(pushed)];
  const beside = sourcesPart(sources ?? NO_SOURCES, before);
  const coverage = [...run.ledger.cells(), ...beside.cells];
  return ok(assemble([...before, beside.part, { people }], { takenAt, source: origin ?? 'aws', coverage }));
}

const NOTHING_KEPT = 'stopped; nothing was kept';
const UNITS_KEPT = 'stopped; the next `tadori collect` goes on from here';

const stoppable = (source: CallSource, signal: AbortSignal | undefined): CallSource => ({
  call: (call) => (signal?.aborted === true ? Promise.resolve(err(STOPPED)) : source.call(call)),
});
const STOPPED: CallFailure = { status: 'skipped', code: 'Aborted', message: 'the collection was stopped' };

const noRegions = (names: readonly string[]): CollectError => ({
  kind: 'badInput',
  message: `${names.map((name) => `\`${name}\``).join(', ')}: AWS has no Region of that name in this partition; \`aws ec2 describe-regions --all-regions\` lists them`,
});

/** Codes of Node and of the SDK for an endpoint that cannot be reached. */
const UNREACHABLE = /^(E[A-Z_]+|TimeoutError)$/;

const unidentified = ({ code, message }: CallFailure): CollectError =>
  UNREACHABLE.test(code)
    ? {
        kind: 'io',
        message: `cannot reach AWS (${code}: ${message}); check the network, and AWS_ENDPOINT_URL if it is set`,
      }
    : {
        kind: 'credentials',
        message: `cannot tell who is asking (${code}: ${message}); set AWS credentials, or check the profile named with --profile`,
      };

async function planOf({ profile, roleName, accounts, regions, usage }: CollectOptions): Promise<Plan> {
  return {
    homeRegion: await homeRegion(profile),
    roleName: roleName ?? DEFAULT_ROLE_NAME,
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
    ...(usage === true ? { usage } : {}),
  };
}

async function sourcesOf(
  { identity }: CollectOptions,
  { environment = process.env, signal = new AbortController().signal }: CollectSurroundings,
): Promise<Result<SourcesRead, CollectError>> {
  if (identity === undefined) return ok(NO_SOURCES);
  const read = await readSources(identity, { environment, signal });
  return read.ok ? read : err({ kind: 'badInput', message: read.error.message });
}

interface PeopleRead {
  readonly text?: string;
  readonly people: readonly Person[];
}

async function readPeople(file: string | undefined): Promise<Result<PeopleRead, CollectError>> {
  if (file === undefined) return ok({ people: [] });
  try {
    const text = await readFile(file, 'utf8');
    const people = parsePeople(text, file);
    return people.ok ? ok({ text, people: people.value }) : err({ kind: 'badInput', message: people.error.message });
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return err({ kind: 'badInput', message: `${file}: ${cause}` });
  }
}

async function recorderFor(
  source: CallSource,
  { record }: CollectOptions,
  takenAt: string,
  plan: Plan,
  brought: Brought,
): Promise<Result<Recorder | undefined, CollectError>> {
  return record === undefined ? ok(undefined) : Recorder.start(source, record, { takenAt, plan }, brought);
}

/** The named properties that are set. */
function pick<T extends object, Name extends keyof T>(from: T, ...names: readonly Name[]): Pick<T, Name> {
  const entries = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]] as const);
  return Object.fromEntries(entries) as Pick<T, Name>;
}
