import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { RecordsAbout } from '../graph/record-file.ts';
import { ProofStates } from '../graph/records.ts';
import type { ProvedSnapshot } from './questions.ts';

export type Counts = Pick<ProvedSnapshot, 'accesses' | 'hops' | 'claims' | 'unknown'>;

/** Counts what a proof says, record by record. */
export class ProofCounts {
  #accesses = 0;
  #hops = 0;
  #unknown = 0;
  readonly #claims = new Set<string>();
  readonly #proofs = new ProofStates();
  /** Without actions that AWS does not list. */
  readonly #listed = new ProofStates();

  access({ grants, unlisted }: EffectiveAccess): void {
    this.#accesses += 1;
    this.#listed.add(grants);
    for (const grant of [...grants, ...unlisted]) this.#judged(grant);
  }

  hop(hop: Hop): void {
    this.#hops += 1;
    this.#listed.add([hop]);
    this.#judged(hop);
  }

  #judged(one: Pick<Hop, 'claim' | 'proof' | 'verdict'>): void {
    if (one.claim !== undefined) this.#claims.add(one.claim);
    if (one.verdict === 'unknown') this.#unknown += 1;
    this.#proofs.add([one]);
  }

  /** As a file of records tells them. */
  states(): RecordsAbout['proof'] {
    return this.#listed.counts();
  }

  all(): Counts {
    return {
      accesses: this.#accesses,
      hops: this.#hops,
      claims: { distinct: this.#claims.size, ...this.#proofs.counts() },
      unknown: this.#unknown,
    };
  }
}
