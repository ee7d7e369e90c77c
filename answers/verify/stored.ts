import { readSnapshot } from '../../collector/snapshot-files.ts';
import type { AccessGraph } from '../../domain/graph.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { readGraph } from '../../graph/graph-files.ts';
import { isAccessAsked } from '../../graph/schema.ts';
import type { ProofRecord } from '../../graph/stored-shapes.ts';
import { nameOfHop } from '../../reasoning/verify/directory.ts';
import type { StoredClaim } from '../../reasoning/verify/stored-claim.ts';
import { type Kept, keptCertificates, keptClaims } from '../data-folder.ts';
import { storeError } from '../open.ts';
import type { Certificate } from '../open-snapshot.ts';
import type { AskError, Defect } from '../questions.ts';
import { shapeProblem } from './stored-shape.ts';

/** Everything that is kept of a proved snapshot, as far as it has the shape it must have. */
export interface Stored {
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly graph: AccessGraph;
  readonly proofs: readonly ProofRecord[];
  readonly claims: readonly StoredClaim[];
  readonly certificates: readonly Certificate[];
  /** False where the file of certificates is missing or cannot be read: one line says so, not one for each claim. */
  readonly certificatesRead: boolean;
  /** What has no such shape, or is not there. */
  readonly defects: readonly Defect[];
}

/** An error where snapshot or graph cannot be read at all. */
export async function readStored(data: string, id: string): Promise<Result<Stored, AskError>> {
  const snapshot = await readSnapshot(data, id);
  if (!snapshot.ok) return err({ kind: 'store', message: snapshot.error.message });
  const read = await readGraph(data, id);
  if (!read.ok) return err(storeError(read.error));
  const { graph, proofs } = read.value;
  const named = proofs.filter(isCertified).length;
  const claims = evidence<StoredClaim>('StoredClaim', 'claim', await keptClaims(data, id), named);
  const kept = await keptCertificates(data, id);
  const certificates = evidence<Certificate>('Certificate', 'certificate', kept, named);
  return ok({
    id,
    snapshot: snapshot.value,
    graph,
    proofs,
    claims: claims.items,
    certificates: certificates.items,
    certificatesRead: kept.kind === 'read',
    defects: [...claims.defects, ...certificates.defects],
  });
}

/** Resources of which the graph says that access to them was not proved. */
export const accessNotProved = ({ nodes }: AccessGraph): ReadonlySet<string> =>
  new Set(nodes.filter(isAccessAsked).map(({ id }) => id));

export const fileDefect = (record: string, problem: string): Defect => ({ by: 'files', record, problem });

/** How messages name a record. */
export function nameOf(record: ProofRecord): string {
  if (record.kind === 'hop') return nameOfHop(record.hop);
  const { principal, scope } = record.access;
  const except = scope.except.length === 0 ? '' : ` except ${scope.except.join(', ')}`;
  return `${principal} on ${[scope.pattern, ...(scope.within ?? [])].join(' and ')}${except}`;
}

interface Read<T> {
  readonly items: readonly T[];
  readonly defects: readonly Defect[];
}

function shapely<T>(kind: Parameters<typeof shapeProblem>[0], name: string, given: readonly unknown[]): Read<T> {
  const found = given.map((item, index) => ({ item, name: `${name} ${index + 1}`, problem: shapeProblem(kind, item) }));
  return {
    items: found.flatMap(({ item, problem }) => (problem === undefined ? [item as T] : [])),
    defects: found.flatMap((one) => (one.problem === undefined ? [] : [fileDefect(one.name, one.problem)])),
  };
}

/** Claims and certificates may be missing, unless something is called certified. */
function evidence<T>(kind: 'StoredClaim' | 'Certificate', name: string, file: Kept, certified: number): Read<T> {
  if (file.kind === 'read') return shapely(kind, name, file.items);
  if (file.kind === 'unreadable')
    return { items: [], defects: [fileDefect(file.path, `cannot be read: ${file.problem}`)] };
  const problem = `is missing, and ${certified} accesses and hops are called certified; run \`tadori prove\``;
  return { items: [], defects: certified === 0 ? [] : [fileDefect(file.path, problem)] };
}

function isCertified(record: ProofRecord): boolean {
  if (record.kind === 'hop') return record.hop.claim !== undefined && record.hop.proof === 'certified';
  return [...record.access.grants, ...record.access.unlisted].some((grant) => grant.proof === 'certified');
}
