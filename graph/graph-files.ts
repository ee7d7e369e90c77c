import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { AccessGraph, GraphEdge, GraphNode, StreamedGraph } from '../domain/graph.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Sequence } from '../domain/sequence.ts';
import { inOrder, partsOf } from './in-order.ts';
import { makeFolder } from './make-folder.ts';
import { type CheckedGraph, checkGraph, edgeLine, nodeLine } from './staged.ts';
import { failure, isSnapshotId, type Stored, type StoreError } from './store.ts';
import { edgeOfLine, isFields, nodeOfLine, type ProofRecord, proofOfLine } from './stored-shapes.ts';
import { acquireLock } from './write-lock.ts';

export type { ProofRecord } from './stored-shapes.ts';

/** Shape of the files; a reader refuses what it does not know. */
const FORMAT = 1;

interface PartFile {
  readonly file: string;
  readonly lines: number;
  /** SHA-256 of the uncompressed text. */
  readonly sha256: string;
}

/** Of `<data>/graphs/<snapshot>/manifest.json`: names the files that count; any other file there is a leftover. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly snapshot: string;
  /** Digest of nodes and edges, whatever their order. */
  readonly content: string;
  readonly nodes: PartFile;
  readonly edges: PartFile;
  readonly proofs: PartFile;
}

export const graphsFolder = (data: string): string => join(data, 'graphs');
const graphFolder = (data: string, snapshot: string): string => join(graphsFolder(data), snapshot);

/**
 * Writes a graph and its proofs as sorted, compressed JSON lines under `<data>/graphs/<snapshot>/`, replacing an earlier
 * version in one step. Refused as `locked` while another writer is at work on the folder.
 */
export async function writeGraph(data: string, graph: StreamedGraph, proofs: Sequence<ProofRecord>): Stored<Manifest> {
  if (!isSnapshotId(graph.snapshot)) return failure('invalid', `\`${graph.snapshot}\` cannot be a snapshot id`);
  const checked = checkGraph(graph.nodes, graph.edges);
  if (!checked.ok) return checked;
  const lock = await acquireLock(graphsFolder(data));
  if (!lock.ok) return lock;
  try {
    const files = await stageGraph(data, graph.snapshot, checked.value, proofs);
    await commitGraph(data, files);
    return ok(files);
  } finally {
    await lock.value.release();
  }
}

/** Data files only; nobody sees them before commitGraph. The caller holds the lock. */
export async function stageGraph(
  data: string,
  snapshot: string,
  graph: CheckedGraph,
  proofs: Sequence<ProofRecord>,
): Promise<Manifest> {
  const folder = graphFolder(data, snapshot);
  await makeFolder(folder);
  await removeHalfWritten(data);
  return {
    format: FORMAT,
    snapshot,
    content: graph.content,
    nodes: await writePart(folder, 'nodes', graph.nodes, nodeLine),
    edges: await writePart(folder, 'edges', graph.edges, edgeLine),
    proofs: await writePart(folder, 'proofs', inOrder(proofs), (proof) => JSON.stringify(proof)),
  };
}

/** What a process that died was writing, whichever snapshot's it was. The caller holds the lock: nobody else writes now. */
async function removeHalfWritten(data: string): Promise<void> {
  const graphs = graphsFolder(data);
  const folders = (await readdir(graphs, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders) {
    const names = (await readdir(join(graphs, name))).filter((one) => one.endsWith('.building'));
    await Promise.all(names.map((one) => rm(join(graphs, name, one), { force: true })));
  }
}

/** The step that makes the staged files count; what they replace is deleted afterwards. */
export async function commitGraph(data: string, manifest: Manifest): Promise<void> {
  const folder = graphFolder(data, manifest.snapshot);
  await replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const counting = new Set([manifest.nodes.file, manifest.edges.file, manifest.proofs.file, 'manifest.json']);
  const leftovers = (await readdir(folder)).filter((name) => !counting.has(name));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
}

/** Lines are made as they are written: all of them together can be larger than all that they stand for. */
async function writePart<T>(
  folder: string,
  name: string,
  items: Sequence<T>,
  lineOf: (item: T) => string,
): Promise<PartFile> {
  const building = join(folder, `${name}.building`);
  const hash = createHash('sha256');
  await pipeline(chunksOf(items, lineOf, hash), createGzip({ level: 6 }), createWriteStream(building, { mode: 0o600 }));
  await flush(building);
  const sha256 = hash.digest('hex');
  const file = `${name}.${sha256.slice(0, 16)}.jsonl.gz`;
  await rename(building, join(folder, file));
  return { file, lines: items.length, sha256 };
}

const LINES_PER_CHUNK = 2_000;

function* chunksOf<T>(items: Sequence<T>, lineOf: (item: T) => string, hash: Hash): Generator<Buffer> {
  for (const part of partsOf(items, LINES_PER_CHUNK)) {
    const chunk = Buffer.from(part.map((item) => `${lineOf(item)}\n`).join(''));
    hash.update(chunk);
    yield chunk;
  }
}

/** Onto the disk before a rename makes it count. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Complete or not there, also after a crash: written beside, flushed, renamed. Readable by its owner only. */
async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const building = `${path}.building`;
  const handle = await open(building, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(building, path);
}

/** Nodes, edges and proofs of a snapshot, each file checked against its digest. */
export async function readGraph(
  data: string,
  snapshot: string,
): Stored<{ readonly graph: AccessGraph; readonly proofs: readonly ProofRecord[] }> {
  const graph = await readAccessGraph(data, snapshot);
  if (!graph.ok) return graph;
  const proofs = await readProofs(data, snapshot);
  return proofs.ok ? ok({ graph: graph.value, proofs: proofs.value }) : proofs;
}

export async function readAccessGraph(data: string, snapshot: string): Stored<AccessGraph> {
  return withManifest(data, snapshot, (manifest) => readGraphOf(data, manifest));
}

async function readGraphOf(data: string, manifest: Manifest): Stored<AccessGraph> {
  const { snapshot } = manifest;
  const nodes = await readNodesOf(data, manifest);
  if (!nodes.ok) return nodes;
  const edges = await readPart(graphFolder(data, snapshot), manifest.edges, edgeOfLine);
  return edges.ok ? ok({ snapshot, nodes: nodes.value, edges: edges.value }) : edges;
}

// Also of a manifest that does not count yet.

export const readNodesOf = (data: string, { snapshot, nodes }: Manifest): Stored<readonly GraphNode[]> =>
  readPart(graphFolder(data, snapshot), nodes, nodeOfLine);

export type Each<T> = (items: readonly T[]) => void | Promise<void>;

/** Goes through the edges, in the order of their ids, without having all of them in memory. */
export const eachEdgeOf = (data: string, { snapshot, edges }: Manifest, each: Each<GraphEdge>): Stored<void> =>
  eachOf(graphFolder(data, snapshot), edges, edgeOfLine, each);

export const eachProofOf = (data: string, { snapshot, proofs }: Manifest, each: Each<ProofRecord>): Stored<void> =>
  eachOf(graphFolder(data, snapshot), proofs, proofOfLine, each);

export async function readProofs(data: string, snapshot: string): Stored<readonly ProofRecord[]> {
  return withManifest(data, snapshot, (manifest) =>
    readPart(graphFolder(data, snapshot), manifest.proofs, proofOfLine),
  );
}

/** A replaced version's files go away under a reader that came late; the manifest then names the new ones. */
async function withManifest<T>(data: string, snapshot: string, read: (manifest: Manifest) => Stored<T>): Stored<T> {
  const before = await readManifest(data, snapshot);
  if (!before.ok) return before;
  const answer = await read(before.value);
  if (answer.ok || answer.error.kind !== 'damaged') return answer;
  const after = await readManifest(data, snapshot);
  const replaced = after.ok && JSON.stringify(after.value) !== JSON.stringify(before.value);
  return replaced ? read(after.value) : answer;
}

export async function readManifest(data: string, snapshot: string): Stored<Manifest> {
  const path = join(graphFolder(data, snapshot), 'manifest.json');
  const text = isSnapshotId(snapshot) ? await readIfThere(path) : undefined;
  if (text === undefined) return failure('unknownSnapshot', `there is no graph of snapshot \`${snapshot}\``);
  const manifest = parseJson(text.toString('utf8'));
  return isManifest(manifest) && manifest.snapshot === snapshot
    ? ok(manifest)
    : damaged(path, 'is not a manifest this version can read');
}

const isManifest = (value: unknown): value is Manifest =>
  isFields(value) &&
  value['format'] === FORMAT &&
  typeof value['content'] === 'string' &&
  [value['nodes'], value['edges'], value['proofs']].every(isPart);

const isPart = (value: unknown): value is PartFile =>
  isFields(value) &&
  /^[a-z]+\.[0-9a-f]{16}\.jsonl\.gz$/.test(String(value['file'])) &&
  Number.isSafeInteger(value['lines']) &&
  /^[0-9a-f]{64}$/.test(String(value['sha256']));

/** Part after part, so that a file can be larger than memory; it was what its manifest says if the end is a success. */
async function eachOf<T>(
  folder: string,
  part: PartFile,
  parse: (value: unknown) => T | undefined,
  each: Each<T>,
): Stored<void> {
  const path = join(folder, part.file);
  const hash = createHash('sha256');
  let lines = 0;
  try {
    for await (const texts of linesOf(path, hash)) {
      const items: T[] = [];
      for (const [index, text] of texts.entries()) {
        const item = parse(parseJson(text));
        if (item === undefined) return damaged(path, `has a line ${lines + index + 1} that cannot be read`);
        items.push(item);
      }
      lines += items.length;
      await each(items);
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return damaged(path, 'is missing');
    if (isOfGzip(error)) return damaged(path, 'is not a complete gzip file');
    throw error;
  }
  if (hash.digest('hex') !== part.sha256) return damaged(path, 'differs from its digest');
  return lines === part.lines ? ok(undefined) : damaged(path, `has ${lines} lines, not ${part.lines}`);
}

async function readPart<T>(
  folder: string,
  part: PartFile,
  parse: (value: unknown) => T | undefined,
): Stored<readonly T[]> {
  const all: T[] = [];
  const read = await eachOf(folder, part, parse, (items) => {
    for (const item of items) all.push(item);
  });
  return read.ok ? ok(all) : read;
}

/** Lines of a compressed file, as they come. */
async function* linesOf(path: string, hash: Hash): AsyncGenerator<readonly string[]> {
  const file = createReadStream(path);
  const text = file.pipe(createGunzip());
  file.once('error', (error) => text.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of text) {
    hash.update(chunk);
    const known = Buffer.concat([rest, chunk]);
    const end = known.lastIndexOf(LINE_END) + 1;
    rest = known.subarray(end);
    if (end > 0) yield known.toString('utf8', 0, end - 1).split('\n');
  }
  if (rest.length > 0) yield [rest.toString('utf8')];
}

const LINE_END = 10;

/** Which snapshot is active: the content of `<data>/graphs/CURRENT`. */
export async function activeGraph(data: string): Stored<string | undefined> {
  const path = join(graphsFolder(data), 'CURRENT');
  const text = (await readIfThere(path))?.toString('utf8').trim();
  if (text === undefined || isSnapshotId(text)) return ok(text);
  return damaged(path, 'does not name a snapshot');
}

/** Made of the active snapshot's name and of digests of its graph and its proofs. */
export async function activeVersion(data: string): Stored<string | undefined> {
  const active = await activeGraph(data);
  if (!active.ok || active.value === undefined) return active;
  const manifest = await readManifest(data, active.value);
  return manifest.ok ? ok([active.value, manifest.value.content, manifest.value.proofs.sha256].join(' ')) : manifest;
}

/** Replaces CURRENT by rename: readers see the former snapshot or this one. */
export async function activateGraph(data: string, snapshot: string): Stored<void> {
  const manifest = await readManifest(data, snapshot);
  if (!manifest.ok) return manifest;
  await replaceFile(join(graphsFolder(data), 'CURRENT'), `${snapshot}\n`);
  return ok(undefined);
}

const damaged = (path: string, problem: string): Result<never, StoreError> =>
  failure('damaged', `\`${path}\` ${problem}; run \`prove\` again to rebuild the graph`);

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
/** `Z_BUF_ERROR`, `Z_DATA_ERROR`, ... */
const isOfGzip = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
