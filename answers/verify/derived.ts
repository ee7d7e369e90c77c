import { buildGraph } from '../../graph/build.ts';
import type { ProofRecord } from '../../graph/stored-shapes.ts';
import { ClaimBook, certifyAccess, certifyHop, pairOf } from '../claims.ts';
import { proveAll } from '../prove-snapshot.ts';
import type { Defect, OperationOptions } from '../questions.ts';
import { firstDifference } from './difference.ts';
import { accessNotProved, nameOf, type Stored } from './stored.ts';

/** What the engine makes of the snapshot once more, against what is stored. */
export interface DerivedCheck {
  /** Records that came out again. */
  readonly derived: number;
  readonly differing: number;
  readonly defects: readonly Defect[];
}

/** This shares all code with what proved the snapshot: it finds what was changed afterwards, not what was wrong from the start. */
export async function checkDerived(
  stored: Stored,
  isCertified: (claim: string) => boolean,
  options: OperationOptions,
): Promise<DerivedCheck | undefined> {
  const { id, snapshot, graph, proofs, claims } = stored;
  const book = claims.length > 0 || proofs.some(namesClaim) ? new ClaimBook() : undefined;
  const asked = accessNotProved(graph);
  const some = asked.size === 0 ? undefined : snapshot.resources.filter(({ arn }) => !asked.has(arn));
  const proved = await proveAll(snapshot, book, options, some);
  if (proved === undefined) return undefined;
  const accesses = proved.access.map((one) => certifyAccess(one, isCertified));
  const hops = proved.hops.map((hop) => certifyHop(hop, isCertified));
  const due = buildGraph(snapshot, accesses, hops, id).proofs;
  const records = recordDefects(proofs, due);
  const contradicted = proved.disagreements.map(({ request }) =>
    defect(`${request.action} on ${request.resource.arn}`, 'engine and reference interpreter disagree on its witness'),
  );
  const claimed = book === undefined || claims.length === 0 ? [] : claimDefects(stored, book);
  return { derived: due.length, differing: records.length, defects: [...records, ...contradicted, ...claimed] };
}

const namesClaim = (record: ProofRecord): boolean =>
  record.kind === 'hop'
    ? record.hop.claim !== undefined
    : [...record.access.grants, ...record.access.unlisted].some((grant) => grant.claim !== undefined);

const defect = (record: string, problem: string): Defect => ({ by: 'engine', record, problem });

export function recordDefects(stored: readonly ProofRecord[], due: readonly ProofRecord[]): readonly Defect[] {
  const wanted = new Map(due.map((record) => [record.id, record]));
  const known = new Map(stored.map((record) => [record.id, record]));
  return [
    ...stored
      .filter((record) => !wanted.has(record.id))
      .map((record) => defect(nameOf(record), 'the engine does not derive it')),
    ...due.flatMap((record) => {
      const found = known.get(record.id);
      if (found === undefined) return [defect(nameOf(record), 'the engine derives it, and it is not stored')];
      const difference = firstDifference(bodyOf(found), bodyOf(record));
      return difference === undefined ? [] : [defect(nameOf(record), `the engine derives it otherwise: ${difference}`)];
    }),
  ];
}

const bodyOf = (record: ProofRecord): unknown => (record.kind === 'hop' ? record.hop : record.access);

function claimDefects({ claims }: Stored, book: ClaimBook): readonly Defect[] {
  const due = book.stored();
  const wanted = new Set(due.map(idOf));
  const known = new Set(claims.map(idOf));
  return [
    ...claims
      .filter((one) => !wanted.has(idOf(one)))
      .map((one) => defect(pairOf(one), 'the engine makes no such claim')),
    ...due
      .filter((one) => !known.has(idOf(one)))
      .map((one) => defect(pairOf(one), 'the engine makes a claim that is not stored')),
  ];
}

const idOf = ({ hash, caller, resource, parts }: Parameters<typeof pairOf>[0] & ClaimId): string =>
  JSON.stringify([hash, caller, resource, parts]);

interface ClaimId {
  readonly hash: string;
  readonly parts?: readonly string[];
}
