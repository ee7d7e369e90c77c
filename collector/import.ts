import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CoverageCell } from '../domain/gap.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Person, Snapshot } from '../domain/snapshot.ts';
import { assemble } from './assemble.ts';
import { readTrailBucket } from './cloudtrail/bucket-files.ts';
import { EventCounts } from './cloudtrail/event-counts.ts';
import { passedOverCells, readTrailFile, readTrailFolder, type TrailFolder } from './cloudtrail/log-files.ts';
import { snapshotFrom } from './collect.ts';
import { readConfigSnapshot } from './config-snapshot.ts';
import { cellsOfFiles, type DetailsGiven, unitedCoverage } from './coverage.ts';
import { type CredentialReport, parseCredentialReport } from './credential-report.ts';
import { codeOf } from './disk.ts';
import { DocumentPool } from './document-pool.ts';
import { readGaadFile } from './gaad-file.ts';
import { parsePeople } from './identity/people-file.ts';
import { badInput, type ImportError } from './import-error.ts';
import { type ImportSource, importSources, unitedSources } from './import-kind.ts';
import { offerBeside } from './imports/beside.ts';
import { readCartography } from './imports/cartography.ts';
import { readIamCollect } from './imports/iam-collect.ts';
import type { FileOffer } from './imports/offer.ts';
import { readSteampipe } from './imports/steampipe.ts';
import type { CollectProgress } from './plan.ts';
import { RECORDED_CONNECTORS, RECORDED_PEOPLE } from './recording.ts';
import { Recording } from './replay.ts';
import { reportUsage } from './report-usage.ts';
import { joinedCredentials, withReportedCalls } from './reported-credentials.ts';
import { NAME_OF_CONNECTOR } from './scim/connector-list.ts';
import { readDirectoryFile } from './scim/directory-file.ts';
import { type PushedDirectory, pushedPeople } from './scim/pushed-people.ts';
import { readSnapshotFolder } from './snapshot-files.ts';
import type { SnapshotPart } from './snapshot-part.ts';
import {
  NO_SOURCES,
  RECORDED_IDENTITY,
  readRecordedSources,
  type SourcesRead,
  sourcesPart,
} from './sources/read-sources.ts';

export type { ImportError } from './import-error.ts';

export interface ImportSurroundings {
  /** Gives the time of taking where no source says it. */
  readonly now: () => Date;
  readonly onProgress?: (progress: CollectProgress) => void;
  readonly signal?: AbortSignal;
}

/** What one source contributes. */
interface Imported {
  readonly part: SnapshotPart;
  readonly coverage: readonly CoverageCell[];
  /** Accounts that this source knows from a file of details alone. */
  readonly accounts?: ReadonlyMap<string, { readonly whole: boolean }>;
  /** What files of another tool hold, which stands back where another source has read the service. */
  readonly offer?: FileOffer;
  /** Credentials of users, which belong to what other sources tell of these. */
  readonly report?: CredentialReport;
  /** Identity sources, whose declared lines speak of the people of others. */
  readonly sources?: SourcesRead;
  /** Events of CloudTrail, which are counted over all sources together. */
  readonly events?: EventCounts;
  readonly takenAt?: string;
  readonly source?: Snapshot['source'];
}

type Imports<T> = Promise<Result<T, ImportError>>;

/**
 * Reads files into a snapshot; several paths unite, and of things told twice the later path's stands. One recording or
 * one snapshot alone gives the very snapshot it was taken from. What the files leave open is noted as gaps.
 */
export async function importPaths(paths: readonly string[], surroundings: ImportSurroundings): Imports<Snapshot> {
  if (paths.length === 0) return err({ kind: 'badInput', message: 'name at least one file or folder to import' });
  const sources: ImportSource[] = [];
  for (const path of paths) {
    const found = await importSources(path);
    if (!found.ok) return found;
    sources.push(...found.value);
  }
  return importSourcesOf(unitedSources(sources), surroundings);
}

async function importSourcesOf(sources: readonly ImportSource[], surroundings: ImportSurroundings): Imports<Snapshot> {
  const pool = new DocumentPool();
  const imported: Imported[] = [];
  for (const [index, source] of sources.entries()) {
    if (surroundings.signal?.aborted === true) return err({ kind: 'aborted', message: 'stopped; nothing was kept' });
    const one = await importOne(source, pool, surroundings);
    if (!one.ok) return one;
    imported.push(one.value);
    const { onProgress } = surroundings;
    onProgress?.({ account: '-', service: source.kind, done: index + 1, total: sources.length });
  }
  const trail = trailOf(imported);
  if (trail !== undefined) imported.push(trail);
  return ok(united(imported, surroundings.now));
}

/** The events of all sources as one. */
function trailOf(imported: readonly Imported[]): Imported | undefined {
  const given = imported.flatMap(({ events }) => events ?? []);
  if (given.length === 0) return undefined;
  const counts = new EventCounts();
  for (const one of given) counts.absorb(one);
  return { part: { usage: counts.usage() }, coverage: passedOverCells(counts) };
}

function united(given: readonly Imported[], now: () => Date): Snapshot {
  const imported = besideEachOther(given);
  const known = unitedCoverage(imported.map((one) => one.coverage));
  const accounts = accountsOfFiles(imported);
  const details = new Set(known.filter(isDetails).map(({ account }) => account));
  const joined = joinedCredentials(
    imported.map(({ part, report }) => ({ users: part.users ?? [], ...(report === undefined ? {} : { report }) })),
    (account) => accounts.get(account) === 'whole' || details.has(account),
  );
  const reported = new Set(imported.flatMap(({ report }) => report?.accounts ?? []).map(({ id }) => id));
  const cells = withReportedCalls(accounts.size === 0 ? [] : cellsOfFiles(accounts, known), reported);
  const coverage = accounts.size === 0 ? known : unitedCoverage([known, cells, joined.cells]);
  const times = imported.flatMap((one) => one.takenAt ?? []).sort();
  const [only] = imported;
  const parts = [...imported.map((one) => one.part), { users: joined.users }];
  const beside = imported.flatMap(({ sources }) => (sources === undefined ? [] : [sourcesPart(sources, parts)]));
  return assemble([...parts, ...beside.map(({ part }) => part)], {
    takenAt: times.at(-1) ?? now().toISOString(),
    source: imported.length === 1 ? (only?.source ?? 'import') : 'import',
    coverage: [...coverage, ...beside.flatMap(({ cells }) => cells)],
  });
}

/** What other tools hold stands back behind what was read by our own calls, or came as details. */
function besideEachOther(given: readonly Imported[]): readonly Imported[] {
  const details = given.flatMap(({ accounts }) => [...(accounts ?? [])]).filter(([, { whole }]) => whole);
  const ofDetails = details.map(([account]) => ({ account, service: 'iam', status: 'complete' as const }));
  const others = [...given.flatMap((one) => one.coverage), ...ofDetails];
  return given.map((one) => {
    if (one.offer === undefined) return one;
    const offer = offerBeside(one.offer, others);
    return { ...one, offer, part: offer.part, coverage: offer.coverage, accounts: offer.details };
  });
}

const isDetails = ({ service, call, status }: CoverageCell): boolean =>
  service === 'iam' && call === 'GetAccountAuthorizationDetails' && status === 'complete';

/** Accounts known from files of details or credential reports, by what the files have of the details. */
function accountsOfFiles(imported: readonly Imported[]): ReadonlyMap<string, DetailsGiven> {
  const accounts = new Map<string, DetailsGiven>();
  for (const { id } of imported.flatMap(({ report, offer }) => (offer ?? report)?.accounts ?? []))
    accounts.set(id, 'none');
  const given = imported.flatMap(({ accounts: told = [], offer }) =>
    [...told].map(([id, { whole }]) => [id, whole ? 'whole' : offer === undefined ? 'cut' : 'part'] as const),
  );
  for (const [id, what] of given) if (accounts.get(id) !== 'whole') accounts.set(id, what);
  return accounts;
}

function importOne(source: ImportSource, pool: DocumentPool, surroundings: ImportSurroundings): Imports<Imported> {
  switch (source.kind) {
    case 'recording':
      return importRecording(source.path, surroundings);
    case 'snapshot':
      return importSnapshot(source.path);
    case 'details':
      return importDetails(source.path, pool);
    case 'people':
      return importPeople(source.path);
    case 'pushed':
      return importPushed(source.path);
    case 'config':
      return importOffer(readConfigSnapshot(source.path, pool));
    case 'iamCollect':
      return importOffer(readIamCollect(source.path, pool));
    case 'cartography':
      return importOffer(readCartography(source.path, pool));
    case 'steampipe':
      return importOffer(readSteampipe([source.path, ...(source.more ?? [])], pool));
    case 'credentials':
      return importCredentials(source.path);
    case 'trail':
      return importTrail(source.path);
    case 'trails':
      return importTrails(readTrailFolder(source.path, surroundings.signal));
    case 'trailBucket':
      return importTrails(readTrailBucket(source.path, surroundings.signal));
    case 'identity':
      return importIdentity(source.path);
  }
}

/** Asks a recording what AWS was asked, through the same code. */
async function importRecording(path: string, surroundings: ImportSurroundings): Imports<Imported> {
  const recording = await Recording.open(path);
  if (!recording.ok) return recording;
  const people = await recordedPeople(path);
  if (!people.ok) return people;
  const pushed = await recordedConnectors(path);
  if (!pushed.ok) return pushed;
  const sources = await recordedIdentity(path);
  if (!sources.ok) return sources;
  const { plan, takenAt } = recording.value.header;
  const taking = { takenAt, people: people.value, pushed: pushed.value, sources: sources.value, plan };
  const snapshot = await snapshotFrom(recording.value, taking, surroundings);
  if (snapshot.ok) return ok(ofSnapshot(snapshot.value));
  if (snapshot.error.kind === 'aborted') return err({ kind: 'aborted', message: snapshot.error.message });
  return err(
    badInput(path, undefined, 'the recording does not say who recorded it: it was stopped at once; record again'),
  );
}

async function recordedPeople(folder: string): Imports<readonly Person[]> {
  const file = join(folder, RECORDED_PEOPLE);
  const there = await stat(file).then(
    () => true,
    () => false,
  );
  return there ? parsePeople(await readFile(file, 'utf8'), file) : ok([]);
}

async function recordedIdentity(folder: string): Imports<SourcesRead> {
  const path = join(folder, RECORDED_IDENTITY);
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  return there ? readRecordedSources(path) : ok(NO_SOURCES);
}

async function importIdentity(path: string): Imports<Imported> {
  const sources = await readRecordedSources(path);
  return sources.ok ? ok({ part: {}, coverage: [], sources: sources.value }) : sources;
}

async function recordedConnectors(folder: string): Imports<readonly PushedDirectory[]> {
  const connectors = join(folder, RECORDED_CONNECTORS);
  const names = await readdir(connectors).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const pushed: PushedDirectory[] = [];
  for (const name of names.sort()) {
    const one = await readPushed(join(connectors, name));
    if (!one.ok) return one;
    pushed.push(one.value);
  }
  return ok(pushed);
}

/** The file of a connector, by whose name it is called. */
async function readPushed(path: string): Imports<PushedDirectory> {
  const connector = basename(path, '.jsonl');
  if (!NAME_OF_CONNECTOR.test(connector))
    return err(badInput(path, undefined, 'the file is called by no name of a connector'));
  const read = await readDirectoryFile(path);
  return read.ok ? ok({ connector, directory: read.value.directory }) : err(badInput(path, undefined, read.error));
}

async function importPushed(path: string): Imports<Imported> {
  const pushed = await readPushed(path);
  return pushed.ok ? ok({ part: pushedPeople([pushed.value]), coverage: [] }) : pushed;
}

async function importSnapshot(path: string): Imports<Imported> {
  const snapshot = await readSnapshotFolder(path);
  if (snapshot.ok) return ok(ofSnapshot(snapshot.value));
  const { kind, message, file } = snapshot.error;
  return err({ kind: kind === 'io' ? 'io' : 'badInput', message, ...(file === undefined ? {} : { file }) });
}

const ofSnapshot = (snapshot: Snapshot): Imported => {
  const { format: _, takenAt, source, coverage, ...part } = snapshot;
  return { part, coverage, takenAt, source };
};

async function importDetails(path: string, pool: DocumentPool): Imports<Imported> {
  const read = await readGaadFile(path, pool);
  return read.ok ? ok({ part: read.value.part, coverage: [], accounts: read.value.accounts }) : read;
}

async function importOffer(read: Imports<FileOffer>): Imports<Imported> {
  const offer = await read;
  return offer.ok ? ok({ part: {}, coverage: [], offer: offer.value }) : offer;
}

async function importCredentials(path: string): Imports<Imported> {
  const text = await csvOf(path);
  if (!text.ok) return text;
  const report = parseCredentialReport(text.value, path);
  if (!report.ok) return report;
  const part = { accounts: report.value.accounts, usage: reportUsage(report.value) };
  return ok({ part, coverage: [], report: report.value });
}

async function importTrail(path: string): Imports<Imported> {
  const read = await readTrailFile(path);
  return read.ok ? ok({ part: {}, coverage: [], events: read.value }) : read;
}

async function importTrails(reading: Imports<TrailFolder>): Imports<Imported> {
  const read = await reading;
  return read.ok ? ok({ part: {}, coverage: read.value.cells, events: read.value.counts }) : read;
}

/** No list of people or users is as long; a longer file is something else. */
const LONGEST_CSV = 64 * 1024 * 1024;

async function importPeople(path: string): Imports<Imported> {
  const text = await csvOf(path);
  if (!text.ok) return text;
  const people = parsePeople(text.value, path);
  return people.ok ? ok({ part: { people: people.value }, coverage: [] }) : people;
}

async function csvOf(path: string): Imports<string> {
  const { size } = await stat(path);
  if (size > LONGEST_CSV)
    return err(badInput(path, undefined, `has ${size} bytes, too many for a list of people or users`));
  return ok(await readFile(path, 'utf8'));
}
