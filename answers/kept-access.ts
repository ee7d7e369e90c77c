import { ok } from '../domain/result.ts';
import { readProofs } from '../graph/graph-files.ts';
import { DamagedRecord } from '../graph/record-file.ts';
import { openRecords, proofStates } from '../graph/records.ts';
import type { GraphStore, Stored } from '../graph/store.ts';
import type { AccessReader } from './access-reader.ts';
import { accessAskedIn } from './asked-reader.ts';
import { indexedOnce } from './hop-index.ts';
import type { Status } from './questions.ts';
import { StoreFailure, storeReader } from './store-reader.ts';

/** What the questions read of one snapshot, until it is closed. */
export interface KeptAccess {
  readonly reader: AccessReader;
  /** Resources to which access was not proved. */
  readonly accessAsked: ReadonlySet<string>;
  readonly proof: Status['proof'];
  close(): Promise<void>;
}

/** From the edges of a store; what they stand for is read from the files of the data folder, all of it. */
export async function accessInStore(data: string, snapshot: string, store: GraphStore): Stored<KeptAccess> {
  const graph = await store.open(snapshot);
  if (!graph.ok) return graph;
  const proofs = await readProofs(data, snapshot);
  if (!proofs.ok) return proofs;
  const accessAsked = await accessAskedIn(graph.value);
  if (!accessAsked.ok) return accessAsked;
  return ok({
    reader: storeReader(graph.value, new Map(proofs.value.map((proof) => [proof.id, proof]))),
    accessAsked: accessAsked.value,
    proof: proofStates(proofs.value),
    close: () => graph.value.close(),
  });
}

/** From the records of the data folder, where they stand, as they are asked for (ADR 31). */
export async function accessInRecords(data: string, snapshot: string): Stored<KeptAccess> {
  const opened = await openRecords(data, snapshot);
  if (!opened.ok) return opened;
  const { accesses, hops, about, close } = opened.value;
  return ok({
    reader: {
      accessTo: async (resource) => read(() => accesses.to([resource])),
      principalsTo: async (resource) => accesses.beginnings(resource),
      accessOf: async (principal, resource) =>
        read(() => (resource === undefined ? accesses.from([principal]) : accesses.between(principal, resource))),
      resourcesOf: async (principal) => accesses.ends(principal),
      hopsTo: async (nodes) => read(() => hops.to(nodes)),
      hopsFrom: async (nodes) => read(() => hops.from(nodes)),
      hops: indexedOnce(async () => read(() => hops.all())),
    },
    accessAsked: new Set(about.accessAsked),
    proof: about.proof,
    close,
  });
}

function read<T>(records: () => readonly T[]): readonly T[] {
  try {
    return records();
  } catch (error) {
    if (error instanceof DamagedRecord) throw new StoreFailure({ kind: 'damaged', message: error.message });
    throw error;
  }
}
