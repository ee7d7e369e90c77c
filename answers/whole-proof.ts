import { rename } from 'node:fs/promises';
import type { Hop } from '../domain/access.ts';
import { type AccessList, accessInMemory } from '../graph/access-list.ts';
import { keepRecordsFrom, unlessRefused } from '../graph/records.ts';
import type { Disagreement } from '../reasoning/engine-options.ts';
import type { Proved } from '../reasoning/prove.ts';
import { type Counts, ProofCounts } from './proof-counts.ts';
import type { UnfinishedProof } from './unfinished-proof.ts';

/** All that a proof found, wherever its records are. */
export interface WholeProof {
  readonly access: AccessList;
  readonly hops: readonly Hop[];
  readonly pairs: number;
  readonly disagreements: readonly Disagreement[];
  readonly counts: Counts;
  /** When the graph is written: what was written while proving becomes its file of records. Undefined where that cannot be. */
  keepRecords(data: string, snapshot: string, accessAsked: readonly string[]): Promise<KeptRecords | undefined>;
  close(): Promise<void>;
}

export interface KeptRecords {
  /** The proof does not answer after all, and goes on from here. */
  giveBack(): Promise<void>;
}

export function wholeInMemory({ access, hops, pairs, disagreements }: Proved): WholeProof {
  const counts = new ProofCounts();
  for (const one of access) counts.access(one);
  for (const hop of hops) counts.hop(hop);
  const list = accessInMemory(access);
  return {
    access: list,
    hops,
    pairs,
    disagreements,
    counts: counts.all(),
    keepRecords: async () => undefined,
    close: async () => undefined,
  };
}

/** `hops`: with those that no turn found. */
export function wholeOnDisk(unfinished: UnfinishedProof, hops: readonly Hop[]): WholeProof {
  const { counts, pairs, disagreements } = unfinished.found;
  for (const hop of hops) counts.hop(hop);
  return {
    access: unfinished,
    hops,
    pairs,
    disagreements,
    counts: counts.all(),
    keepRecords: async (data, snapshot, accessAsked) => {
      // questions have the graph's files as well
      const path = await unlessRefused(() => unfinished.finish(hops, { accessAsked, proof: counts.states() }));
      const place = path === undefined ? undefined : await keepRecordsFrom(data, snapshot, path);
      if (path === undefined || place === undefined) return undefined;
      return { giveBack: () => rename(place, path).catch(() => undefined) };
    },
    close: () => unfinished.close(),
  };
}
