import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AccessGraph, GraphEdge } from '../domain/graph.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { type Manifest, readGraph, readManifest } from './graph-files.ts';
import { makeFolder } from './make-folder.ts';
import { openRecordFile, type RecordFile, RecordFileWriter, type RecordsAbout } from './record-file.ts';
import { ACCESS_EDGES, IDENTITY_EDGES, isAccessAsked } from './schema.ts';
import type { Stored, StoreError } from './store.ts';
import type { ProofRecord } from './stored-shapes.ts';

/** A graph as buildGraph made it, or as its files have it. */
interface Proved {
  readonly graph: AccessGraph;
  readonly proofs: readonly ProofRecord[];
}

/** The records of a proved snapshot, to be looked up on disk. Their file is made here where it is missing, damaged or of another version. */
export async function openRecords(data: string, snapshot: string): Stored<RecordFile> {
  const manifest = await readManifest(data, snapshot);
  if (!manifest.ok) return manifest;
  const path = pathOf(data, manifest.value);
  const there = await openedIfThere(path);
  if (there !== undefined) return ok(there);
  const proved = await readGraph(data, snapshot);
  if (!proved.ok) return proved;
  const shown = shownBy(proved.value);
  if (!shown.ok) return shown;
  const now = await readManifest(data, snapshot);
  if (!now.ok || nameOf(now.value) !== nameOf(manifest.value)) return openRecords(data, snapshot);
  return (await isWritten(() => writeFile(path, shown.value))) ? openRecordFile(path) : openAside(shown.value);
}

/** Before a proved graph is activated, so that nobody who opens it has to wait. A disk that is full now may not be later: not a failure. */
export async function keepRecords(data: string, snapshot: string, proved: Proved): Promise<void> {
  const [manifest, shown] = [await readManifest(data, snapshot), shownBy(proved)];
  if (manifest.ok && shown.ok) await isWritten(() => writeFile(pathOf(data, manifest.value), shown.value));
}

/** Files of other snapshots, and former ones of these, go, where the system lets them; whoever has one open still reads it. */
export async function keepRecordsOf(data: string, snapshots: readonly (string | undefined)[]): Promise<void> {
  const manifests = await Promise.all(snapshots.map((id) => readManifest(data, id ?? '')));
  const kept = new Set(manifests.flatMap((manifest) => (manifest.ok ? [nameOf(manifest.value)] : [])));
  const names = await readdir(folderOf(data)).catch(() => []);
  for (const path of names.filter((name) => !kept.has(name)).map((name) => join(folderOf(data), name)))
    if (path.endsWith(ENDING) || (await isLeftBehind(path))) await rm(path, { force: true }).catch(() => undefined);
}

/** What another process writes now is written to. */
const STALE_MS = 3_600_000;

async function isLeftBehind(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return path.endsWith(BUILDING) && there?.isFile() === true && Date.now() - there.mtimeMs > STALE_MS;
}

const VERSION = 1;
const ENDING = `.v${VERSION}.jsonl`;
const BUILDING = '.building';
const folderOf = (data: string): string => join(data, 'records');
const nameOf = ({ snapshot, content, proofs }: Manifest): string =>
  `${snapshot}.${content.slice(0, 16)}.${proofs.sha256.slice(0, 16)}${ENDING}`;
const pathOf = (data: string, manifest: Manifest): string => join(folderOf(data), nameOf(manifest));

/** Undefined, too, where something else is there. */
async function openedIfThere(path: string): Promise<RecordFile | undefined> {
  try {
    const opened = await openRecordFile(path);
    return opened.ok ? opened.value : undefined;
  } catch (error) {
    if (isOfSystem(error)) return undefined;
    throw error;
  }
}

/** A data folder that may only be read, or in which something is in the way: for this process alone, in a file that has no name any more. */
async function openAside(shown: Shown): Stored<RecordFile> {
  const path = join(tmpdir(), `tadori-${randomUUID()}`);
  try {
    await writeLines(path, shown);
    return await openRecordFile(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Complete or not there, also after a crash: written beside, flushed, renamed. */
async function writeFile(path: string, shown: Shown): Promise<void> {
  const building = `${path}.${randomUUID()}${BUILDING}`;
  await makeFolder(dirname(path));
  try {
    await writeLines(building, shown);
    await rename(building, path);
  } finally {
    await rm(building, { force: true });
  }
}

/** False where the system does not let us. */
async function isWritten(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isOfSystem(error)) return false;
    throw error;
  }
}

const isOfSystem = (error: unknown): boolean => error instanceof Error && 'errno' in error;

async function writeLines(path: string, { edges, about }: Shown): Promise<void> {
  const writer = await RecordFileWriter.create(path);
  try {
    for (const [edge, proof] of edges) await writer.add(edge, proof);
    await writer.finish(about);
  } finally {
    await writer.close();
  }
}

/** What the questions read of a graph. */
interface Shown {
  readonly edges: readonly (readonly [GraphEdge, ProofRecord])[];
  readonly about: RecordsAbout;
}

function shownBy({ graph, proofs }: Proved): Result<Shown, StoreError> {
  const known = new Map(proofs.map((proof) => [proof.id, proof]));
  const edges: [GraphEdge, ProofRecord][] = [];
  for (const edge of graph.edges.filter(({ kind }) => PROVED_KINDS.has(kind))) {
    const proof = known.get(String(edge.properties['proof_id']));
    if (proof === undefined)
      return err({ kind: 'damaged', message: `the proof of edge \`${edge.id}\` is missing; prove the snapshot again` });
    edges.push([edge, proof]);
  }
  const accessAsked = graph.nodes.filter(isAccessAsked).map(({ id }) => id);
  return ok({ edges, about: { accessAsked, proof: proofStates(proofs) } });
}

const PROVED_KINDS: ReadonlySet<string> = new Set([...ACCESS_EDGES, ...IDENTITY_EDGES]);

/** How many accesses and hops are proved how. */
export function proofStates(proofs: readonly ProofRecord[]): RecordsAbout['proof'] {
  const states = proofs.flatMap((proof) =>
    proof.kind === 'hop' ? [proof.hop.proof] : proof.access.grants.map((grant) => grant.proof),
  );
  const count = (state: string): number => states.filter((one) => one === state).length;
  return { certified: count('certified'), replayed: count('replayed'), pending: count('pending') };
}
