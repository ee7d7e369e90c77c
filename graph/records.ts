import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Grant, Hop } from '../domain/access.ts';
import type { ProofState } from '../domain/decision.ts';
import type { GraphEdge, GraphNode } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import type { StreamedProof } from './build.ts';
import { type Each, eachEdgeOf, eachProofOf, type Manifest, readManifest, readNodesOf } from './graph-files.ts';
import { partsOf } from './in-order.ts';
import { makeFolder } from './make-folder.ts';
import { openRecordFile, type RecordFile, RecordFileWriter, type RecordsAbout } from './record-file.ts';
import type { Line } from './record-lines.ts';
import { ACCESS_EDGES, IDENTITY_EDGES, isAccessAsked } from './schema.ts';
import { failure, type Stored } from './store.ts';
import type { ProofRecord } from './stored-shapes.ts';

/** The records of a proved snapshot, to be looked up on disk. Their file is made here where it is missing, damaged or of another version. */
export async function openRecords(data: string, snapshot: string): Stored<RecordFile> {
  const manifest = await readManifest(data, snapshot);
  if (!manifest.ok) return manifest;
  const path = pathOf(data, manifest.value);
  const there = await openedIfThere(path);
  if (there !== undefined) return ok(there);
  const shown = await shownInFiles(data, manifest.value);
  const made = shown.ok ? await madeAgain(path, shown.value) : shown;
  const now = await readManifest(data, snapshot);
  const isReplaced = !now.ok || nameOf(now.value) !== nameOf(manifest.value);
  if (!isReplaced) return made;
  if (made.ok) await made.value.close();
  return openRecords(data, snapshot);
}

async function madeAgain(path: string, shown: Shown): Stored<RecordFile> {
  const written = await unlessRefused(() => writeFile(path, shown));
  if (written === undefined) return openAside(shown);
  return written.ok ? openRecordFile(path) : written;
}

/** Before a proved graph is activated, so that nobody who opens it has to wait. A disk that is full now may not be later: not a failure. */
export async function keepRecords(data: string, snapshot: string, { graph, proofs }: StreamedProof): Promise<void> {
  const manifest = await readManifest(data, snapshot);
  if (!manifest.ok) return;
  const shown = { nodes: graph.nodes, edges: eachIn(graph.edges), proofs: eachIn(proofs) };
  await unlessRefused(() => writeFile(pathOf(data, manifest.value), shown));
}

/** As keepRecords, where the file was written already. Returns where it is now; undefined where the system does not let it be moved. */
export async function keepRecordsFrom(data: string, snapshot: string, path: string): Promise<string | undefined> {
  const manifest = await readManifest(data, snapshot);
  if (!manifest.ok) return undefined;
  const place = pathOf(data, manifest.value);
  return unlessRefused(async () => {
    await makeFolder(dirname(place));
    await rename(path, place);
    return place;
  });
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
    const written = await writeLines(path, shown);
    return written.ok ? await openRecordFile(path) : written;
  } finally {
    await rm(path, { force: true });
  }
}

/** Complete or not there, also after a crash: written beside, flushed, renamed. */
async function writeFile(path: string, shown: Shown): Stored<void> {
  const building = `${path}.${randomUUID()}${BUILDING}`;
  await makeFolder(dirname(path));
  try {
    const written = await writeLines(building, shown);
    if (written.ok) await rename(building, path);
    return written;
  } finally {
    await rm(building, { force: true });
  }
}

/** Undefined where the system does not let us. */
export async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isOfSystem(error)) return undefined;
    throw error;
  }
}

const isOfSystem = (error: unknown): boolean => error instanceof Error && 'errno' in error;

type GoThrough<T> = (each: Each<T>) => Stored<void>;

/** What the questions read of a graph. */
interface Shown {
  readonly nodes: readonly GraphNode[];
  readonly edges: GoThrough<GraphEdge>;
  readonly proofs: GoThrough<ProofRecord>;
}

async function shownInFiles(data: string, manifest: Manifest): Stored<Shown> {
  const nodes = await readNodesOf(data, manifest);
  if (!nodes.ok) return nodes;
  return ok({
    nodes: nodes.value,
    edges: (each) => eachEdgeOf(data, manifest, each),
    proofs: (each) => eachProofOf(data, manifest, each),
  });
}

const AT_ONCE = 1_000;

const eachIn =
  <T>(items: Iterable<T>): GoThrough<T> =>
  async (each) => {
    for (const part of partsOf(items, AT_ONCE)) await each(part);
    return ok(undefined);
  };

async function writeLines(path: string, { nodes, edges, proofs }: Shown): Stored<void> {
  const [writer, states] = [new RecordFileWriter(path), new ProofStates()];
  const lines = new Map<string, Line & { readonly kind: ProofRecord['kind'] }>();
  let bare: string | undefined;
  try {
    const written = await proofs(async (part) => {
      for (const proof of part) {
        lines.set(proof.id, { kind: proof.kind, ...(await writer.write(proof)) });
        states.add(judgedBy(proof));
      }
    });
    if (!written.ok) return written;
    const placed = await edges((part) => {
      for (const edge of part.filter(({ kind }) => PROVED_KINDS.has(kind))) {
        const line = lines.get(String(edge.properties['proof_id']));
        if (line === undefined) bare ??= edge.id;
        else writer.place(edge, line.kind, line);
      }
    });
    if (!placed.ok) return placed;
    if (bare !== undefined)
      return failure('damaged', `the proof of edge \`${bare}\` is missing; prove the snapshot again`);
    await writer.finish({ accessAsked: nodes.filter(isAccessAsked).map(({ id }) => id), proof: states.counts() });
    return ok(undefined);
  } finally {
    await writer.close();
  }
}

const PROVED_KINDS: ReadonlySet<string> = new Set([...ACCESS_EDGES, ...IDENTITY_EDGES]);

/** How many accesses and hops are proved how. */
export class ProofStates {
  readonly #counts = { certified: 0, replayed: 0, pending: 0 };

  add(judged: readonly { readonly proof: ProofState }[]): void {
    for (const { proof } of judged) this.#counts[proof] += 1;
  }

  counts(): RecordsAbout['proof'] {
    return { ...this.#counts };
  }
}

export function proofStates(proofs: readonly ProofRecord[]): RecordsAbout['proof'] {
  const states = new ProofStates();
  for (const proof of proofs) states.add(judgedBy(proof));
  return states.counts();
}

const judgedBy = (proof: ProofRecord): readonly (Hop | Grant)[] =>
  proof.kind === 'hop' ? [proof.hop] : proof.access.grants;
