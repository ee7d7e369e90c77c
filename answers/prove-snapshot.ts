import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { codeOf } from '../collector/disk.ts';
import { readSnapshot } from '../collector/snapshot-files.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Resource, Snapshot } from '../domain/snapshot.ts';
import { streamGraph } from '../graph/build.ts';
import { writeGraph } from '../graph/graph-files.ts';
import { keepRecords, keepRecordsOf } from '../graph/records.ts';
import type { GraphStore, InEngine } from '../graph/store.ts';
import { decide } from '../reasoning/decide.ts';
import { allHops, joined, type Proved, prove, turnsOf } from '../reasoning/prove.ts';
import { World } from '../reasoning/world.ts';
import { ClaimBook, certifyAccess, certifyHop, checkAll } from './claims.ts';
import { removeEvidence, writeCertificates, writeClaims } from './data-folder.ts';
import { type DefectLog, defectText } from './defects.ts';
import { earlierProof, engineDigest, type FoundProof, markProved, unmark } from './earlier-proof.ts';
import type { JobDriver, SharedStore } from './jobs/driver.ts';
import { putSnapshot, turnsDigest } from './jobs/handlers.ts';
import { NodeBook } from './node-info.ts';
import { storeError } from './open.ts';
import { stepsOf, worldAfter } from './proof-steps.ts';
import type { Answered, AskError, OperationOptions, ProvedSnapshot } from './questions.ts';
import { resolveKnown } from './resolve.ts';
import { stepsOfThreads } from './shared-turns.ts';
import { removeUnfinished, UnfinishedProof } from './unfinished-proof.ts';
import { type WholeProof, wholeInMemory, wholeOnDisk } from './whole-proof.ts';

export interface ProveAsk {
  readonly data: string;
  readonly snapshot: string;
  readonly certify: boolean;
  /** To which resources access is proved beside the role graph; left out: to all. */
  readonly accessTo?: readonly string[];
  /** How many threads ask, each with the snapshot in memory; left out: this one. */
  readonly threads?: number;
  readonly onDefect?: DefectLog;
}

const STOPPED: AskError = { kind: 'store', message: 'stopped; the snapshot that was active still answers' };
/** Node's limit is one of each thread: fewer of them have more to hold. */
const THREADS_TOO_LARGE: AskError = {
  kind: 'unavailable',
  message:
    'a thread that proves ran out of memory: allow each more with `NODE_OPTIONS=--max-old-space-size=<MB>`, and it goes on where it was',
};
const STOPPED_CERTIFYING: AskError = {
  kind: 'store',
  message: 'stopped while certifying; the new answers are there, their proofs are `replayed`',
};

/** Proves a stored snapshot, loads the graph into the store and activates it; until then the former snapshot answers. */
export async function proveSnapshot(
  ask: ProveAsk,
  store: GraphStore,
  options: OperationOptions,
  jobs?: JobDriver,
): Answered<ProvedSnapshot> {
  const start = performance.now();
  const snapshot = await readSnapshot(ask.data, ask.snapshot);
  if (!snapshot.ok) return err({ kind: 'store', message: snapshot.error.message });
  const some = ask.accessTo === undefined ? ok(undefined) : resourcesNamed(snapshot.value, ask.accessTo);
  if (!some.ok) return some;
  const wanted: Wanted = { snapshot: snapshot.value, some: some.value };
  const book = new ClaimBook();
  const done = await proveHereOrThere(ask, wanted, ask.certify ? book : undefined, jobs, options);
  if (!done.ok) return done;
  const { whole, taken } = done.value;
  try {
    for (const one of whole.disagreements) ask.onDefect?.(defectText(one));
    const loaded = await load(ask, wanted, whole, store, options);
    if (!loaded.ok) return loaded;
    await whole.close();
    await removeUnfinished(ask.data, ask.snapshot);
    await removeEvidence(ask.data, ask.snapshot);
    const isBase = !ask.certify && some.value === undefined && whole.disagreements.length === 0;
    await (isBase ? markProved(ask.data, ask.snapshot, snapshot.value.takenAt) : unmark(ask.data, ask.snapshot));
    const certified = ask.certify
      ? await certify(ask, wanted, whole, book, store, options)
      : ok({ whole, ...loaded.value });
    if (!certified.ok) return certified;
    const { withoutCypher } = certified.value;
    return ok({
      ...certified.value.whole.counts,
      snapshot: ask.snapshot,
      pairs: whole.pairs,
      ...(taken === undefined ? {} : { taken }),
      ...(some.value === undefined ? {} : { accessAsked: accessAsked(wanted).size }),
      disagreements: whole.disagreements.length,
      seconds: Math.round((performance.now() - start) / 100) / 10,
      store: store.engine,
      ...(withoutCypher === undefined ? {} : { withoutCypher }),
    });
  } finally {
    await whole.close();
  }
}

/** The answers are there by now, with proofs that are `replayed`; the solver makes them `certified`, and they are activated once more. */
async function certify(
  ask: ProveAsk,
  wanted: Wanted,
  { access, hops, pairs, disagreements }: WholeProof,
  book: ClaimBook,
  store: GraphStore,
  options: OperationOptions,
): Promise<Result<InEngine & { readonly whole: WholeProof }, AskError>> {
  const checked = await checkAll(book.entries(), options);
  if (checked === undefined) return err(STOPPED_CERTIFYING);
  const certificates = checked.map((one) => one.certificate);
  await writeClaims(ask.data, ask.snapshot, book.stored());
  await writeCertificates(ask.data, ask.snapshot, certificates);
  const certain = new Set(certificates.filter((one) => one.result === 'refuted').map((one) => one.hash));
  const isCertified = (claim: string): boolean => certain.has(claim);
  const certified = wholeInMemory({
    access: access.places.map((place) => certifyAccess(access.at(place), isCertified)),
    hops: hops.map((hop) => certifyHop(hop, isCertified)),
    pairs,
    disagreements,
  });
  const loaded = await load(ask, wanted, certified, store, options);
  return loaded.ok ? ok({ whole: certified, ...loaded.value }) : loaded;
}

/** What is proved of a snapshot. */
interface Wanted {
  readonly snapshot: Snapshot;
  /** Access to these resources; undefined: to all. */
  readonly some: readonly Resource[] | undefined;
}

function resourcesNamed(snapshot: Snapshot, names: readonly string[]): Result<readonly Resource[], AskError> {
  const world = new World(snapshot);
  const book = new NodeBook(world);
  const found = new Set<Resource>();
  for (const name of names) {
    const known = resolveKnown(world, book, name, 'resource');
    if (!known.ok) return known;
    const resource = world.resource(known.value.id);
    if (resource === undefined)
      return err({ kind: 'notFound', message: `\`${known.value.id}\` is not in the snapshot` });
    found.add(resource);
  }
  return ok(snapshot.resources.filter((one) => found.has(one)));
}

/** Resources to which access is left to be asked for. */
function accessAsked({ snapshot: { resources }, some }: Wanted): ReadonlySet<string> {
  const proved = new Set((some ?? resources).map(({ arn }) => arn));
  return new Set(resources.flatMap(({ arn }) => (proved.has(arn) ? [] : [arn])));
}

interface Done {
  /** To be closed. */
  readonly whole: WholeProof;
  /** Set where there was a proof to take records over from. */
  readonly taken?: NonNullable<ProvedSnapshot['taken']>;
}

/** Claims, and the parts that workers prove, are made of everything, and in memory. */
async function proveHereOrThere(
  ask: ProveAsk,
  wanted: Wanted,
  book: ClaimBook | undefined,
  jobs: JobDriver | undefined,
  options: OperationOptions,
): Promise<Result<Done, AskError>> {
  if (jobs !== undefined) {
    const proved = await proveInParts(wanted.snapshot, book, jobs, options);
    return proved.ok ? ok({ whole: wholeInMemory(proved.value) }) : proved;
  }
  if (book !== undefined) {
    const proved = await proveAll(wanted.snapshot, book, options, wanted.some);
    return proved === undefined ? err(STOPPED) : ok({ whole: wholeInMemory(proved) });
  }
  const earlier = wanted.some === undefined ? await earlierProof(ask.data, ask.snapshot) : undefined;
  try {
    const done = await proveOn(ask, wanted, earlier, options);
    return done === undefined ? err(STOPPED) : ok(done);
  } catch (error) {
    if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY') return err(THREADS_TOO_LARGE);
    throw error;
  } finally {
    await earlier?.close();
  }
}

/** Goes on where a proof of the same by the same code was stopped or killed. Undefined after an abort. */
async function proveOn(
  ask: ProveAsk,
  { snapshot, some }: Wanted,
  earlier: FoundProof | undefined,
  options: OperationOptions,
): Promise<Done | undefined> {
  const world = worldAfter(earlier, snapshot);
  const turns = turnsOf(world);
  const accessTo = some?.map(({ arn }) => arn);
  const engine = await engineDigest();
  const unfinished = await UnfinishedProof.of(ask.data, ask.snapshot, {
    engine,
    takenAt: snapshot.takenAt,
    turns: turnsDigest(turns),
    accessTo,
  });
  const before = unfinished.found.turns;
  const ahead: OperationOptions = {
    ...options,
    onProgress: (one) => options.onProgress({ ...one, done: before + one.done, total: turns.length }),
  };
  const rest = turns.slice(before);
  const shared = { data: ask.data, snapshot: ask.snapshot, engine, accessTo, from: before };
  const steps =
    ask.threads === undefined
      ? stepsOf(world, rest, earlier, some)
      : stepsOfThreads({ ...shared, threads: ask.threads }, rest.length, options.signal);
  let pairs = 0;
  let whole: WholeProof | undefined;
  try {
    const isEnded = await goneThrough(steps, ahead, async ({ found, taken }) => {
      pairs += taken;
      await unfinished.add(found);
    });
    await unfinished.keep();
    if (!isEnded) return undefined;
    whole = wholeOnDisk(unfinished, allHops(world, unfinished.found.hops));
    return { whole, ...(earlier === undefined ? {} : { taken: { from: earlier.snapshot, pairs } }) };
  } finally {
    if (whole === undefined) await unfinished.close();
  }
}

/** A snapshot's proof in parts, wherever the driver has them done. */
export async function proveInParts(
  snapshot: Snapshot,
  book: ClaimBook | undefined,
  jobs: JobDriver,
  { onProgress, signal }: OperationOptions,
): Promise<Result<Proved, AskError>> {
  const world = new World(snapshot);
  const all = turnsOf(world);
  const [total, turns] = [all.length, turnsDigest(all)];
  const run = randomUUID();
  const key = `snapshot:${run}`;
  const parts = partsOf(total).map(([from, to]) => ({
    name: `${from}`,
    input: { snapshot: key, from, to, claims: book !== undefined, turns },
  }));
  let done = 0;
  const sizes = new Map(parts.map(({ name, input }) => [name, input.to - input.from]));
  const onDone = (part: string): void => {
    done += sizes.get(part) ?? 0;
    onProgress({ phase: 'prove', done, total });
  };
  try {
    if (!(await isPut(jobs.store, key, snapshot))) return err(UNREACHABLE);
    const proved = await jobs.run('prove', run, parts, { signal, onDone });
    if (!proved.ok) return signal.aborted ? err(STOPPED) : proved;
    for (const { claims } of proved.value) book?.absorb(claims);
    return ok(
      joined(
        world,
        proved.value.map((one) => one.proved),
      ),
    );
  } finally {
    await jobs.store.remove(key).catch(() => undefined);
  }
}

const UNREACHABLE: AskError = {
  kind: 'unavailable',
  message: 'the place where the jobs are cannot be reached any more',
};

const isPut = (store: SharedStore, key: string, snapshot: Snapshot): Promise<boolean> =>
  putSnapshot(store, key, snapshot).then(
    () => true,
    () => false,
  );

/** Turns in a part of a proof: few enough that workers end at about the same time, enough that handing out costs little. */
const TURNS_IN_A_PART = 8;

const partsOf = (turns: number): readonly (readonly [from: number, to: number])[] =>
  Array.from({ length: Math.ceil(turns / TURNS_IN_A_PART) }, (_, index) => {
    const from = index * TURNS_IN_A_PART;
    return [from, Math.min(from + TURNS_IN_A_PART, turns)] as const;
  });

/** Undefined after an abort. */
export const proveAll = (
  snapshot: Snapshot,
  book: ClaimBook | undefined,
  options: OperationOptions,
  some?: readonly Resource[],
): Promise<Proved | undefined> => ended(prove(new World(snapshot), decide, book?.register, some), options);

/** Undefined after an abort. */
async function ended<T>(steps: Generator<Step, T>, options: OperationOptions): Promise<T | undefined> {
  let end: T | undefined;
  const all = function* (): Generator<Step, void> {
    end = yield* steps;
  };
  return (await goneThrough(all(), options, async () => undefined)) ? end : undefined;
}

interface Step {
  readonly done: number;
  readonly total: number;
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** False after an abort, which steps that are waited for tell by an error. */
async function goneThrough<One extends Step>(
  steps: Iterable<One> | AsyncIterable<One>,
  { onProgress, signal }: OperationOptions,
  each: (step: One) => Promise<void>,
): Promise<boolean> {
  try {
    for await (const step of steps) {
      await each(step);
      onProgress({ phase: 'prove', done: step.done, total: step.total });
      await turn();
      if (signal.aborted) return false;
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
  return !signal.aborted;
}

async function load(
  { data, snapshot }: ProveAsk,
  wanted: Wanted,
  whole: WholeProof,
  store: GraphStore,
  { onProgress, signal }: OperationOptions,
): Promise<Result<InEngine, AskError>> {
  const asked = accessAsked(wanted);
  const built = streamGraph(wanted.snapshot, whole, snapshot, asked);
  const { graph, proofs } = built;
  const total = graph.nodes.length + graph.edges.length;
  onProgress({ phase: 'load', done: 0, total });
  const written = await writeGraph(data, graph, proofs);
  if (!written.ok) return err(storeError(written.error));
  const writer = await store.beginSnapshot(snapshot, signal);
  if (!writer.ok) return err(storeError(writer.error));
  const nodes = await writer.value.nodes(graph.nodes);
  const edges = nodes.ok ? await writer.value.edges(graph.edges) : nodes;
  if (!edges.ok) {
    await writer.value.abort();
    return err(storeError(edges.error));
  }
  const sealed = await writer.value.seal();
  if (!sealed.ok) return err(storeError(sealed.error));
  onProgress({ phase: 'load', done: total, total });
  const kept = await whole.keepRecords(data, snapshot, [...asked]);
  if (kept === undefined) await keepRecords(data, snapshot, built);
  const before = await store.active();
  const activated = await store.activate(snapshot, signal);
  if (!activated.ok) {
    await kept?.giveBack();
    return err(storeError(activated.error));
  }
  // whoever opens the former one this moment still finds its file
  await keepRecordsOf(data, [snapshot, before.ok ? before.value : undefined]);
  const { withoutCypher } = sealed.value;
  return ok(withoutCypher === undefined ? {} : { withoutCypher });
}
