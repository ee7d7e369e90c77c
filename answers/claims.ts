import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { ProofState } from '../domain/decision.ts';
import type { Claim } from '../reasoning/claim.ts';
import { CHECKS_PER_CLAIM, claimText } from '../reasoning/smt/claim-text.ts';
import { type Solver, startZ3 } from '../reasoning/z3.ts';
import type { Certificate } from './open-snapshot.ts';
import type { OperationOptions } from './questions.ts';

/** The distinct claims of a snapshot, by the hash of their solver text. */
export class ClaimBook {
  readonly #texts = new Map<string, string>();
  readonly #examples = new Map<string, string>();

  readonly register = (claim: Claim): string => {
    const text = claimText(claim);
    const hash = createHash('sha256').update(text).digest('hex');
    this.#texts.set(hash, text);
    if (!this.#examples.has(hash)) this.#examples.set(hash, exampleOf(claim));
    return hash;
  };

  /** One of the pairs the claim is made of, for messages. */
  example(hash: string): string {
    return this.#examples.get(hash) ?? hash;
  }

  get size(): number {
    return this.#texts.size;
  }

  has(hash: string): boolean {
    return this.#texts.has(hash);
  }

  /** Sorted, so that two runs do the same in the same order. */
  entries(): readonly (readonly [hash: string, text: string])[] {
    return [...this.#texts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

function exampleOf({ principal, resource }: Claim): string {
  const who =
    principal.kind === 'roleSession' ? (principal.roleArn ?? principal.roleName) : Object.values(principal).join(' ');
  return `${who} on ${resource.arn}`;
}

export interface Checked {
  readonly certificate: Certificate;
  /** Why there is no certificate: the solver contradicted it, gave up, or did not understand. */
  readonly problem?: string;
}

/** Puts every claim to the solver; undefined after an abort. */
export async function checkAll(book: ClaimBook, options: OperationOptions): Promise<readonly Checked[] | undefined> {
  const solver = await startZ3();
  try {
    const checked: Checked[] = [];
    for (const [hash, text] of book.entries()) {
      checked.push(checkClaim(solver, hash, text));
      options.onProgress({ phase: 'certify', done: checked.length, total: book.size });
      await turn();
      if (options.signal.aborted) return undefined;
    }
    return checked;
  } finally {
    solver.close();
  }
}

/** Asks the solver for a request that contradicts one claim. Blocks for milliseconds. */
function checkClaim(solver: Solver, hash: string, text: string): Checked {
  const start = performance.now();
  const problem = problemOf(solver, text);
  const ms = Math.round((performance.now() - start) * 10) / 10;
  const certificate = { hash, ms, solver: solver.version };
  return problem === undefined
    ? { certificate: { ...certificate, result: 'refuted' } }
    : { certificate: { ...certificate, result: 'pending' }, problem };
}

function problemOf(solver: Solver, text: string): string | undefined {
  try {
    const answers = solver.check(text);
    if (answers.includes('sat')) return 'the solver found a request that contradicts the claim';
    const refuted = answers.length === CHECKS_PER_CLAIM && answers.every((answer) => answer === 'unsat');
    return refuted ? undefined : 'the solver gave up';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
