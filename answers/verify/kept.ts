import { setImmediate as turn } from 'node:timers/promises';
import { groupedBy } from '../../domain/grouped.ts';
import { accessProofId, hopProofId } from '../../graph/schema.ts';
import type { ProofRecord } from '../../graph/stored-shapes.ts';
import { missingRecords } from '../../reasoning/verify/completeness.ts';
import { directoryFacts } from '../../reasoning/verify/directory.ts';
import { checkAccess, checkHop, type Evidence, type RecordCheck, short, sum } from '../../reasoning/verify/records.ts';
import { claimAgain, type StoredClaim } from '../../reasoning/verify/stored-claim.ts';
import { ClaimBook, pairOf } from '../claims.ts';
import type { Defect, OperationOptions } from '../questions.ts';
import { fileDefect, nameOf, type Stored } from './stored.ts';

/** What the interpreter and the second reading say of what is stored; neither engine nor solver has a part in it. */
export interface KeptCheck extends Omit<RecordCheck, 'problems'> {
  /** The claims whose text is, written down again, the one that was named. */
  readonly book: ClaimBook;
  readonly defects: readonly Defect[];
}

/** Undefined after an abort. `claims`: those to be written down again; who has checked others before leaves them out. */
export async function checkKept(
  stored: Stored,
  options: OperationOptions,
  claims: readonly StoredClaim[] = stored.claims,
): Promise<KeptCheck | undefined> {
  const { proofs } = stored;
  const total = proofs.length + claims.length;
  const step = async (done: number): Promise<boolean> => {
    options.onProgress({ phase: 'replay', done, total });
    await turn();
    return !options.signal.aborted;
  };
  const check = checkerOf(stored);
  const checks: RecordCheck[] = [];
  const defects: Defect[] = [];
  for (const [index, record] of proofs.entries()) {
    const found = check(record);
    checks.push(found);
    defects.push(...found.problems.map((one) => ({ ...one, record: nameOf(record) })));
    if (!(await step(index + 1))) return undefined;
  }
  const book = new ClaimBook();
  for (const [index, claim] of claims.entries()) {
    defects.push(...claimDefects(stored, claim, book));
    if (!(await step(proofs.length + index + 1))) return undefined;
  }
  const { problems: _, ...counts } = sum(checks);
  return { ...counts, book, defects: [...defects, ...setDefects(stored)] };
}

function checkerOf({
  snapshot,
  proofs,
  claims,
  certificates,
  certificatesRead,
}: Stored): (record: ProofRecord) => RecordCheck {
  const refuted = new Set(certificates.filter((one) => one.result === 'refuted').map((one) => one.hash));
  const evidence: Evidence = {
    snapshot,
    claims: groupedBy(claims, (claim) => claim.hash),
    isCertified: (claim) => !certificatesRead || refuted.has(claim),
  };
  const facts = directoryFacts(snapshot);
  const ids = groupedBy(proofs, (record) => record.id);
  return (record) => {
    const check = record.kind === 'hop' ? checkHop(evidence, record.hop, facts) : checkAccess(evidence, record.access);
    const twice = (ids.get(record.id)?.length ?? 0) > 1;
    const problems = [
      ...(record.id === idOf(record) ? [] : [`it stands under the id of something else, ${record.id}`]),
      ...(twice ? [`its id ${record.id} is given twice`] : []),
    ];
    return {
      ...check,
      problems: [...problems.map((problem) => ({ by: 'reading' as const, problem })), ...check.problems],
    };
  };
}

function idOf(record: ProofRecord): string {
  if (record.kind === 'hop') return hopProofId(record.hop.from, record.hop.to, record.hop.technique);
  const { principal, resource, scope } = record.access;
  return accessProofId(principal, resource, scope.pattern, scope.except, scope.within);
}

/** Writes the claim down again; one that comes out as it is stored goes into the book. */
function claimDefects({ snapshot }: Stored, stored: StoredClaim, book: ClaimBook): readonly Defect[] {
  const record = pairOf(stored);
  const claim = claimAgain(snapshot, stored);
  if (claim === undefined) return [claimDefect(record, 'the snapshot has no such principal, or another owner')];
  if (book.registerAs(claim, stored.hash)) return [];
  return [claimDefect(record, `claim ${short(stored.hash)}, written down again from the snapshot, is another text`)];
}

const claimDefect = (record: string, problem: string): Defect => ({ by: 'reading', record, problem });

/** What is not there and should be, or is there and belongs to nothing. */
function setDefects({ snapshot, proofs, claims, certificates, certificatesRead }: Stored): readonly Defect[] {
  const accesses = proofs.flatMap((record) => (record.kind === 'access' ? [record.access] : []));
  const hops = proofs.flatMap((record) => (record.kind === 'hop' ? [record.hop] : []));
  const known = new Set(claims.map((claim) => claim.hash));
  const strange = certificates.filter((one) => !known.has(one.hash));
  const certified = groupedBy(certificates, (one) => one.hash);
  const twice = [...certified.values()].filter((ones) => ones.length > 1);
  const bare = [...known].filter((hash) => certificatesRead && !certified.has(hash));
  return [
    ...missingRecords(snapshot, claims, accesses, hops).map((one) => ({ ...one, by: 'reading' as const })),
    ...strange.map((one) => fileDefect(`certificate ${short(one.hash)}`, 'it belongs to no stored claim')),
    ...twice.map(([one]) => fileDefect(`certificate ${short(one?.hash ?? '')}`, 'it is there more than once')),
    ...bare.map((hash) => fileDefect(`claim ${short(hash)}`, 'it has no certificate')),
  ];
}
