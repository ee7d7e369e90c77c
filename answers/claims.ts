import { createHash } from 'node:crypto';
import type { EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { ProofState } from '../domain/decision.ts';
import { levelOf } from '../reasoning/actions.ts';
import type { Claim } from '../reasoning/claim.ts';
import { claimText } from '../reasoning/smt/claim-text.ts';
import { type StoredClaim, storedClaim } from '../reasoning/verify/stored-claim.ts';
import type { Certificate } from './open-snapshot.ts';
import type { OperationOptions } from './questions.ts';
import { type Checked, SolverThread } from './solver-thread.ts';

/** One distinct claim. Many pairs of principal and resource can share it. */
export interface BookedClaim {
  readonly hash: string;
  readonly text: string;
  readonly urgency: number;
  /** One of the pairs, for messages. */
  readonly example: Claim;
  /** Every pair to which something may be given, or the first one where nothing is. */
  readonly pairs: readonly Claim[];
}

/** The distinct claims of a snapshot, by the hash of their solver text. */
export class ClaimBook {
  readonly #claims = new Map<string, BookedClaim & { readonly pairs: Claim[] }>();

  readonly register = (claim: Claim): string => this.#booked(claim, () => true);

  /** Whether the claim has this hash; if it has, it is registered. */
  registerAs(claim: Claim, hash: string): boolean {
    return this.#booked(claim, (found) => found === hash) === hash;
  }

  #booked(claim: Claim, isWanted: (hash: string) => boolean): string {
    const text = claimText(claim);
    const hash = createHash('sha256').update(text).digest('hex');
    if (!isWanted(hash)) return hash;
    const known = this.#claims.get(hash);
    const urgency = urgencyOf(claim);
    const booked = known ?? { hash, text, urgency, example: claim, pairs: [] };
    if (known === undefined || urgency < NOTHING_GIVEN) booked.pairs.push(claim);
    this.#claims.set(hash, urgency < booked.urgency ? { ...booked, urgency, example: claim } : booked);
    return hash;
  }

  /** Takes over what another book holds; those of the parts of a proof, in their order, make the book of the whole. */
  absorb(entries: readonly BookedClaim[]): void {
    for (const entry of entries) {
      const known = this.#claims.get(entry.hash);
      if (known === undefined) {
        this.#claims.set(entry.hash, { ...entry, pairs: [...entry.pairs] });
        continue;
      }
      known.pairs.push(...entry.pairs.filter((claim) => urgencyOf(claim) < NOTHING_GIVEN));
      if (entry.urgency < known.urgency) {
        this.#claims.set(entry.hash, { ...known, urgency: entry.urgency, example: entry.example });
      }
    }
  }

  get size(): number {
    return this.#claims.size;
  }

  has(hash: string): boolean {
    return this.#claims.has(hash);
  }

  /** Every pair with its claim, as it is kept. */
  stored(): readonly StoredClaim[] {
    return this.entries().flatMap(({ hash, pairs }) => pairs.map((claim) => storedClaim(hash, claim)));
  }

  /** The most urgent first, and among equals by hash, so that two runs do the same in the same order. */
  entries(): readonly BookedClaim[] {
    return [...this.#claims.values()].sort((a, b) => a.urgency - b.urgency || (a.hash < b.hash ? -1 : 1));
  }
}

/** What gives something away comes before what gives nothing; before all, access from other accounts and rights to change things. */
function urgencyOf({ principal, resource, actions }: Claim): number {
  const given = actions.filter((one) => one.possible.kind !== 'false');
  if (given.length === 0) return NOTHING_GIVEN;
  if (!('account' in principal) || principal.account !== resource.account) return 0;
  return given.some((one) => CHANGES.has(levelOf(one.action))) ? 1 : 2;
}

const NOTHING_GIVEN = 3;
const CHANGES: ReadonlySet<string> = new Set(['Write', 'Permissions management', 'Tagging']);

export const pairOf = ({ caller, resource }: Pick<Claim, 'caller' | 'resource'>): string =>
  `${caller} on ${resource.arn}`;

export interface CheckedClaim {
  readonly claim: BookedClaim;
  readonly certificate: Certificate;
  /** Why there is no certificate. */
  readonly problem?: string;
}

/** Puts every claim to the solver, the most urgent first; undefined after an abort. */
export async function checkAll(
  claims: readonly BookedClaim[],
  { onProgress, signal }: OperationOptions,
): Promise<readonly CheckedClaim[] | undefined> {
  const solver = new SolverThread();
  try {
    const checked: CheckedClaim[] = [];
    for (const claim of claims) {
      if (signal.aborted) return undefined;
      checked.push(checkedClaim(claim, await solver.check(claim.text)));
      onProgress({ phase: 'certify', done: checked.length, total: claims.length });
    }
    return checked;
  } finally {
    await solver.close();
  }
}

function checkedClaim(claim: BookedClaim, { ms, solver, problem }: Checked): CheckedClaim {
  const certificate: Certificate = {
    hash: claim.hash,
    result: problem === undefined ? 'refuted' : 'pending',
    ms,
    ...(solver === undefined ? {} : { solver }),
  };
  return { claim, certificate, ...(problem === undefined ? {} : { problem }) };
}

/** Grants whose own claim and whose further authorisations' claims are all certified, and that no replay speaks against. */
export function certifyAccess(access: EffectiveAccess, isCertified: (claim: string) => boolean): EffectiveAccess {
  const certify = (grant: Grant): Grant => ({ ...grant, proof: proofOf(grant, grant.alsoNeeds, isCertified) });
  return { ...access, grants: access.grants.map(certify), unlisted: access.unlisted.map(certify) };
}

export const certifyHop = (hop: Hop, isCertified: (claim: string) => boolean): Hop =>
  hop.claim === undefined ? hop : { ...hop, proof: proofOf(hop, [], isCertified) };

function proofOf(
  proved: Pick<Grant, 'claim' | 'proof' | 'witness'>,
  legs: Grant['alsoNeeds'],
  isCertified: (claim: string) => boolean,
): ProofState {
  const { claim, proof, witness } = proved;
  const contradicted = witness !== undefined && witness.decision !== 'allowed';
  const claims = [claim, ...legs.map((leg) => leg.claim)];
  const certified = claims.every((one) => one !== undefined && isCertified(one));
  return certified && !contradicted ? 'certified' : proof;
}
