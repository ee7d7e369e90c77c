import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../domain/result.ts';
import type { Person, Snapshot } from '../domain/snapshot.ts';
import { assemble } from './assemble.ts';
import type { ErrorClassifier } from './aws/sdk-client.ts';
import { homeRegion, SdkSource } from './aws/sdk-source.ts';
import type { CallFailure, CallSource } from './call-source.ts';
import { causeOf } from './disk.ts';
import { gather } from './gather.ts';
import { parsePeople } from './identity/people-file.ts';
import type { CollectProgress, Plan } from './plan.ts';
import { type Brought, Recorder } from './recording.ts';
import { Run } from './run.ts';
import { type PushedDirectory, pushedPeople } from './scim/pushed-people.ts';

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
  /** New folder that keeps every raw answer. */
  readonly record?: string;
}

/** What a collection needs of its surroundings. */
export interface CollectSurroundings {
  readonly now: () => Date;
  readonly onProgress?: (progress: CollectProgress) => void;
  /** Stops the collection; nothing is kept of it then. */
  readonly signal?: AbortSignal;
  readonly source?: Snapshot['source'];
  /** What connectors hold; it becomes a part of the snapshot. */
  readonly pushed?: readonly PushedDirectory[];
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

/** Reads an AWS organisation. Changes nothing in it and writes no file but the recording asked for. */
export async function collect(
  options: CollectOptions,
  surroundings: CollectSurroundings,
): Promise<Result<Snapshot, CollectError>> {
  const people = await readPeople(options.people);
  if (!people.ok) return people;
  const plan = await planOf(options);
  const takenAt = surroundings.now().toISOString();
  const sdk = new SdkSource({
    roleName: plan.roleName,
    ...pick(options, 'profile', 'externalId'),
    ...pick(surroundings, 'signal', 'classify', 'answerMs'),
  });
  try {
    const source = surroundings.adapt?.(sdk) ?? sdk;
    const brought = { people: people.value.text, pushed: surroundings.pushed ?? [] };
    const recorder = await recorderFor(source, options, takenAt, plan, brought);
    if (!recorder.ok) return recorder;
    const taking = { takenAt, people: people.value.people, pushed: brought.pushed, plan };
    const snapshot = await snapshotFrom(recorder.value ?? source, taking, surroundings);
    const closed = await recorder.value?.close();
    return closed === undefined || closed.ok ? snapshot : closed;
  } finally {
    await sdk.close();
  }
}

export interface TakingFrom {
  readonly takenAt: string;
  readonly people: readonly Person[];
  readonly pushed: readonly PushedDirectory[];
  readonly plan: Plan;
}

/** The same for AWS itself and for a recording of it. Of a person whom a connector and a file tell of, the file's word stands. */
export async function snapshotFrom(
  source: CallSource,
  { takenAt, people, pushed, plan }: TakingFrom,
  { onProgress, signal, source: origin }: Pick<CollectSurroundings, 'onProgress' | 'signal' | 'source'>,
): Promise<Result<Snapshot, CollectError>> {
  const run = new Run(stoppable(source, signal), plan, onProgress ?? (() => undefined));
  const parts = await gather(run);
  if (signal?.aborted === true) return err({ kind: 'aborted', message: 'stopped; nothing was kept' });
  if (!parts.ok) return err(unidentified(parts.error));
  const all = [...parts.value, pushedPeople(pushed), { people }];
  return ok(assemble(all, { takenAt, source: origin ?? 'aws', coverage: run.ledger.cells() }));
}

const stoppable = (source: CallSource, signal: AbortSignal | undefined): CallSource => ({
  call: (call) => (signal?.aborted === true ? Promise.resolve(err(STOPPED)) : source.call(call)),
});
const STOPPED: CallFailure = { status: 'skipped', code: 'Aborted', message: 'the collection was stopped' };

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

async function planOf({ profile, roleName, accounts, regions }: CollectOptions): Promise<Plan> {
  return {
    homeRegion: await homeRegion(profile),
    roleName: roleName ?? DEFAULT_ROLE_NAME,
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
  };
}

async function readPeople(
  file: string | undefined,
): Promise<Result<{ readonly text?: string; readonly people: readonly Person[] }, CollectError>> {
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
