import { err, ok } from '../../domain/result.ts';
import { exportCertificates, folderForExport } from '../certificate-export.ts';
import { type CheckedClaim, checkAll, pairOf } from '../claims.ts';
import type { Answered, AskError, Defect, OperationOptions, Verification } from '../questions.ts';
import { checkDerived } from './derived.ts';
import { edgeDefects } from './edges.ts';
import { checkKept } from './kept.ts';
import { readStored } from './stored.ts';

export interface VerifyAsk {
  readonly data: string;
  readonly snapshot: string;
  readonly exportTo?: string;
}

const STOPPED: AskError = { kind: 'store', message: 'stopped; nothing was changed' };

/**
 * Checks all that is stored of a snapshot. First without the engine: witnesses and counter-witnesses by the interpreter, records by
 * their claims, claims by writing their solver text down again, nodes and edges by the records. Then the solver refutes each of
 * those texts again. Last, the engine proves the snapshot anew, and every record has to come out as it is stored.
 */
export async function verifySnapshot(ask: VerifyAsk, options: OperationOptions): Answered<Verification> {
  const folder = ask.exportTo === undefined ? ok(undefined) : await folderForExport(ask.exportTo);
  if (!folder.ok) return folder;
  const read = await readStored(ask.data, ask.snapshot);
  if (!read.ok) return read;
  const stored = read.value;
  const kept = await checkKept(stored, options);
  if (kept === undefined) return err(STOPPED);
  const edges = edgeDefects(stored);
  const checked = await checkAll(kept.book.entries(), options);
  if (checked === undefined) return err(STOPPED);
  const refuted = new Set(checked.filter((one) => one.problem === undefined).map((one) => one.claim.hash));
  const anew = await checkDerived(stored, (claim) => refuted.has(claim), options);
  if (anew === undefined) return err(STOPPED);
  const exported =
    ask.exportTo === undefined ? 0 : await exportCertificates(ask.exportTo, ask.snapshot, checked, stored.proofs);
  const independent = [...stored.defects, ...kept.defects, ...edges, ...checked.flatMap(unrefuted)];
  return ok({
    snapshot: ask.snapshot,
    checked: stored.proofs.length,
    counts: {
      records: stored.proofs.length,
      witnesses: kept.witnesses,
      counterWitnesses: kept.counterWitnesses,
      compared: kept.compared,
      claims: stored.claims.length,
      edges: stored.graph.edges.length,
      certificates: checked.length,
      derived: anew.derived,
      differing: anew.differing,
      exported,
    },
    failed: [...independent, ...notSaidYet(independent, anew.defects)],
  });
}

const unrefuted = ({ claim, problem }: CheckedClaim): readonly Defect[] =>
  problem === undefined ? [] : [{ by: 'solver', record: pairOf(claim.example), problem }];

/** Where a record is named already, that the engine derives it otherwise says nothing more. */
function notSaidYet(said: readonly Defect[], more: readonly Defect[]): readonly Defect[] {
  const named = new Set(said.map((one) => one.record));
  return more.filter((one) => !named.has(one.record));
}
