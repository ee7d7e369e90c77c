import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { readSnapshot } from '../collector/snapshot-files.ts';
import type { Grant } from '../domain/access.ts';
import { err, ok } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { type ProofRecord, readProofs } from '../graph/graph-files.ts';
import type { Disagreement } from '../reasoning/engine-options.ts';
import { checkAccess, checkHop, type RecordCheck, type StoredClaims, sum } from '../reasoning/verify/records.ts';
import { type StoredClaim, textAgain } from '../reasoning/verify/stored-claim.ts';
import { exportCertificates } from './certificate-export.ts';
import { type CheckedClaim, ClaimBook, checkAll, pairOf } from './claims.ts';
import { type Certificates, readCertificates, readClaims } from './data-folder.ts';
import { storeError } from './open.ts';
import { proveAll } from './prove-snapshot.ts';
import type { Answered, AskError, OperationOptions, Verification } from './questions.ts';

export interface VerifyAsk {
  readonly data: string;
  readonly snapshot: string;
  readonly exportTo?: string;
}

const STOPPED: AskError = { kind: 'store', message: 'stopped; nothing was changed' };

type Failed = Verification['failed'][number];

/**
 * Checks what is stored of a snapshot without the engine: witnesses and counter-witnesses by the interpreter, claims by writing their
 * solver text down again from the snapshot. Then the engine proves the snapshot once more and has to make the same claims, and the
 * solver refutes each again.
 */
export async function verifySnapshot(ask: VerifyAsk, options: OperationOptions): Answered<Verification> {
  const { data, snapshot: id } = ask;
  const snapshot = await readSnapshot(data, id);
  if (!snapshot.ok) return err({ kind: 'store', message: snapshot.error.message });
  const proofs = await readProofs(data, id);
  if (!proofs.ok) return err(storeError(proofs.error));
  const stored = await readClaims(data, id);
  const kept = await checkKept(snapshot.value, proofs.value, stored, options);
  if (kept === undefined) return err(STOPPED);
  const book = new ClaimBook();
  const proved = await proveAll(snapshot.value, book, options);
  if (proved === undefined) return err(STOPPED);
  const checked = await checkAll(book.entries(), options);
  if (checked === undefined) return err(STOPPED);
  const certificates = await readCertificates(data, id);
  const exported = ask.exportTo === undefined ? 0 : await exportCertificates(ask.exportTo, id, checked, proofs.value);
  return ok({
    snapshot: id,
    checked: kept.witnesses + kept.counterWitnesses + checked.length,
    counts: {
      records: proofs.value.length,
      witnesses: kept.witnesses,
      counterWitnesses: kept.counterWitnesses,
      claims: stored.length,
      certificates: checked.length,
      derived: book.size,
      exported,
    },
    failed: [
      ...kept.failed,
      ...proved.disagreements.map(disagreement),
      ...outdated(proofs.value, book),
      ...overstated(proofs.value, certificates),
      ...checked.flatMap(refused),
    ],
  });
}

interface Kept {
  readonly witnesses: number;
  readonly counterWitnesses: number;
  readonly failed: readonly Failed[];
}

/** Undefined after an abort. */
async function checkKept(
  snapshot: Snapshot,
  proofs: readonly ProofRecord[],
  stored: readonly StoredClaim[],
  { onProgress, signal }: OperationOptions,
): Promise<Kept | undefined> {
  const claims = byHash(stored);
  const checks: RecordCheck[] = [];
  const failed: Failed[] = [];
  for (const record of proofs) {
    const check =
      record.kind === 'hop' ? checkHop(snapshot, record.hop, claims) : checkAccess(snapshot, record.access, claims);
    checks.push(check);
    failed.push(...check.problems.map((problem) => ({ claim: nameOf(record), problem })));
    onProgress({ phase: 'replay', done: checks.length, total: proofs.length + stored.length });
    await turn();
    if (signal.aborted) return undefined;
  }
  for (const [index, claim] of stored.entries()) {
    if (hashAgain(snapshot, claim) !== claim.hash)
      failed.push({ claim: claim.hash, problem: `${MISTOLD} (${pairOf(claim)})` });
    onProgress({ phase: 'replay', done: proofs.length + index + 1, total: proofs.length + stored.length });
    await turn();
    if (signal.aborted) return undefined;
  }
  return { ...sum(checks), failed };
}

const MISTOLD = 'the solver text does not follow from the snapshot and what is claimed';

function hashAgain(snapshot: Snapshot, claim: StoredClaim): string | undefined {
  const text = textAgain(snapshot, claim);
  return text === undefined ? undefined : createHash('sha256').update(text).digest('hex');
}

function byHash(stored: readonly StoredClaim[]): StoredClaims {
  const claims = new Map<string, StoredClaim[]>();
  for (const claim of stored) claims.set(claim.hash, [...(claims.get(claim.hash) ?? []), claim]);
  return claims;
}

const nameOf = (record: ProofRecord): string =>
  record.kind === 'hop'
    ? `${record.hop.from} to ${record.hop.to}`
    : `${record.access.principal} on ${record.access.scope.pattern}`;

const disagreement = ({ request }: Disagreement): Failed => ({
  claim: `${request.action} ${request.resource.arn}`,
  problem: 'the engine and the reference interpreter disagree on the witness',
});

const refused = ({ claim, problem }: CheckedClaim): readonly Failed[] =>
  problem === undefined ? [] : [{ claim: claim.hash, problem: `${problem} (${pairOf(claim.example)})` }];

const outdated = (proofs: readonly ProofRecord[], book: ClaimBook): readonly Failed[] =>
  [...new Set(proofs.flatMap(claimsOf))]
    .filter((claim) => !book.has(claim))
    .map((claim) => ({ claim, problem: 'the snapshot no longer gives this claim; prove it again' }));

/** Said to be certified, and there is no such certificate. */
const overstated = (proofs: readonly ProofRecord[], certificates: Certificates): readonly Failed[] =>
  proofs.flatMap((record) =>
    provedIn(record)
      .filter(({ proof, claim }) => proof === 'certified' && claim !== undefined)
      .filter(({ claim = '' }) => certificates.get(claim)?.result !== 'refuted')
      .map(() => ({ claim: nameOf(record), problem: 'it is called certified, and there is no certificate' })),
  );

const provedIn = (record: ProofRecord): readonly Pick<Grant, 'proof' | 'claim'>[] =>
  record.kind === 'hop' ? [record.hop] : [...record.access.grants, ...record.access.unlisted];

function claimsOf(record: ProofRecord): readonly string[] {
  const legs = record.kind === 'hop' ? [] : record.access.grants.flatMap((grant) => grant.alsoNeeds);
  return [...provedIn(record), ...legs].flatMap(({ claim }) => claim ?? []);
}
