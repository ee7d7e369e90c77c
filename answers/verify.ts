import { readSnapshot } from '../collector/snapshot-files.ts';
import { err, ok } from '../domain/result.ts';
import { type ProofRecord, readProofs } from '../graph/graph-files.ts';
import { ClaimBook, checkAll, pairOf } from './claims.ts';
import { storeError } from './open.ts';
import { proveAll } from './prove-snapshot.ts';
import type { Answered, AskError, OperationOptions, Verification } from './questions.ts';

const STOPPED: AskError = { kind: 'store', message: 'stopped; nothing was changed' };

/** Proves a snapshot again from its files, and puts every claim to the solver once more. */
export async function verifySnapshot(data: string, id: string, options: OperationOptions): Answered<Verification> {
  const snapshot = await readSnapshot(data, id);
  if (!snapshot.ok) return err({ kind: 'store', message: snapshot.error.message });
  const stored = await readProofs(data, id);
  if (!stored.ok) return err(storeError(stored.error));
  const book = new ClaimBook();
  const proved = await proveAll(snapshot.value, book, options);
  if (proved === undefined) return err(STOPPED);
  const checked = await checkAll(book.entries(), options);
  if (checked === undefined) return err(STOPPED);
  const disagreements = proved.disagreements.map(({ request }) => ({
    claim: `${request.action} ${request.resource.arn}`,
    problem: 'the engine and the reference interpreter disagree on the witness',
  }));
  const outdated = [...new Set(stored.value.flatMap(claimsOf))]
    .filter((claim) => !book.has(claim))
    .map((claim) => ({ claim, problem: 'the snapshot no longer gives this claim; prove it again' }));
  const refused = checked.flatMap(({ claim, problem }) =>
    problem === undefined ? [] : [{ claim: claim.hash, problem: `${problem} (${pairOf(claim.example)})` }],
  );
  return ok({ snapshot: id, checked: checked.length, failed: [...disagreements, ...outdated, ...refused] });
}

function claimsOf(proof: ProofRecord): readonly string[] {
  if (proof.kind === 'hop') return proof.hop.claim === undefined ? [] : [proof.hop.claim];
  const { grants, unlisted } = proof.access;
  return [...grants, ...unlisted].flatMap((grant) =>
    [grant.claim, ...grant.alsoNeeds.map((leg) => leg.claim)].filter((claim) => claim !== undefined),
  );
}
