import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeDisk, replaceFile } from '../collector/disk.ts';
import { readSnapshot } from '../collector/snapshot-files.ts';
import { activeGraph, readManifest } from '../graph/graph-files.ts';
import { openRecords } from '../graph/records.ts';
import type { EarlierProof } from '../reasoning/prove-again.ts';
import { World } from '../reasoning/world.ts';

/** What says of a stored graph that its records can be taken over: which engine made them, and of what. */
interface Mark {
  readonly format: typeof FORMAT;
  readonly engine: string;
  readonly takenAt: string;
  /** Digest of the records. */
  readonly proofs: string;
}

const FORMAT = 1;

const marksFolder = (data: string): string => join(data, 'proved');
const markFile = (data: string, snapshot: string): string => join(marksFolder(data), `${snapshot}.json`);

/** To be closed. */
export interface FoundProof extends EarlierProof {
  readonly snapshot: string;
  close(): Promise<void>;
}

/**
 * The proof that answers now, where its records can be taken over: made without claims and without contradictions by the very code
 * that runs, or by the engine with that digest, of the snapshot as it is stored still. The same snapshot is no earlier one: who proves
 * it again wants all of it anew.
 */
export async function earlierProof(data: string, snapshot: string, engine?: string): Promise<FoundProof | undefined> {
  const active = await activeGraph(data);
  if (!active.ok || active.value === undefined || active.value === snapshot) return undefined;
  const mark = await readMark(data, active.value);
  const manifest = await readManifest(data, active.value);
  if (mark === undefined || !manifest.ok || mark.proofs !== manifest.value.proofs.sha256) return undefined;
  if (mark.engine !== (engine ?? (await engineDigest()))) return undefined;
  const stored = await readSnapshot(data, active.value);
  if (!stored.ok || stored.value.takenAt !== mark.takenAt) return undefined;
  const records = await openRecords(data, active.value);
  if (!records.ok) return undefined;
  const { accesses, hops, close } = records.value;
  return {
    snapshot: active.value,
    world: new World(stored.value),
    accessOf: (caller) => accesses.from([caller]),
    hopsFrom: (caller) => hops.from([caller]),
    close,
  };
}

/** To be called when the graph is written. */
export async function markProved(data: string, snapshot: string, takenAt: string): Promise<void> {
  const manifest = await readManifest(data, snapshot);
  if (!manifest.ok) return;
  const mark: Mark = {
    format: FORMAT,
    engine: await engineDigest(),
    takenAt,
    proofs: manifest.value.proofs.sha256,
  };
  await nodeDisk.makeFolder(marksFolder(data));
  await replaceFile(markFile(data, snapshot), `${JSON.stringify(mark)}\n`);
}

export const unmark = (data: string, snapshot: string): Promise<void> => rm(markFile(data, snapshot), { force: true });

/** No file, or one that cannot be read: nothing is taken over. */
async function readMark(data: string, snapshot: string): Promise<Mark | undefined> {
  try {
    const mark: unknown = JSON.parse(await readFile(markFile(data, snapshot), 'utf8'));
    return isMark(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

const isMark = (value: unknown): value is Mark =>
  typeof value === 'object' &&
  value !== null &&
  'format' in value &&
  value.format === FORMAT &&
  ['engine', 'takenAt', 'proofs'].every((name) => typeof Reflect.get(value, name) === 'string');

let digest: Promise<string> | undefined;

/** Of all code and data that a record can depend on, so that nobody has to remember to count a version up. */
export function engineDigest(): Promise<string> {
  digest ??= digestOf([new URL('../domain/', import.meta.url), new URL('../reasoning/', import.meta.url)]);
  return digest;
}

async function digestOf(folders: readonly URL[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const folder of folders.map((one) => fileURLToPath(one))) {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    for (const file of files.sort()) hash.update(`${file.slice(folder.length)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}
