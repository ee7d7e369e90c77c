import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CounterWitness, Grant, Witness } from '../domain/access.ts';
import type { Formula } from '../domain/formula.ts';
import type { NamedPolicy, Statement, StatementRef } from '../domain/policy.ts';
import { type AclGrant, aclName, type PolicySet } from '../domain/request.ts';
import { err, ok } from '../domain/result.ts';
import type { ProofRecord } from '../graph/stored-shapes.ts';
import { CHECKS_PER_CLAIM } from '../reasoning/smt/claim-text.ts';
import type { BookedClaim, CheckedClaim } from './claims.ts';
import type { Answered } from './questions.ts';

/** One certificate as a file: everything that somebody without Tadori needs to run it again. */
interface CertificateFile {
  readonly format: 'tadori-certificate/1';
  readonly snapshot: string;
  /** SHA-256 of `smt`. */
  readonly claim: string;
  /** Which principals on which resources the claim is about: all to whom something is given, or one to whom nothing is. */
  readonly about: readonly { readonly principal: string; readonly resource: string }[];
  readonly actions: readonly string[];
  /** Grants and hops that rest on it. */
  readonly shown: readonly Shown[];
  /** Each `(check-sat)` of the text has to be answered so, in order. */
  readonly expected: readonly 'unsat'[];
  readonly result: 'refuted' | 'pending';
  readonly solver?: string;
  readonly ms?: number;
  readonly smt: string;
}

interface Shown {
  readonly principal: string;
  readonly resource: string;
  readonly actions: readonly string[];
  readonly verdict: string;
  readonly when: Formula;
  /** The statements, and the grants of an ACL, that grant; in full. */
  readonly statements: readonly (StatementRef & Named)[];
  readonly witness?: Witness;
  readonly counterWitnesses?: readonly CounterWitness[];
}

interface Named {
  readonly statement?: Statement;
  readonly aclGrant?: AclGrant;
}

/** Runs every certificate of its folder with the solver package of PyPI. */
const RECHECK = fileURLToPath(new URL('./recheck.py', import.meta.url));

/** Makes the folder. Old certificates in it would be run again beside the new ones, so it has to be empty. */
export async function folderForExport(folder: string): Answered<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length === 0) return ok(undefined);
  return err({
    kind: 'badInput',
    message: `${folder}: the folder is not empty; name a new one for the certificates`,
  });
}

/** Writes one file a certificate and the program that runs them again into an empty folder; returns how many certificates. */
export async function exportCertificates(
  folder: string,
  snapshot: string,
  checked: readonly CheckedClaim[],
  proofs: readonly ProofRecord[],
): Promise<number> {
  for (const one of checked) {
    const text = JSON.stringify(certificateFile(snapshot, one, proofs), undefined, 2);
    await writeFile(join(folder, `${one.claim.hash}.json`), `${text}\n`, { mode: 0o600 });
  }
  await copyFile(RECHECK, join(folder, 'recheck.py'));
  return checked.length;
}

function certificateFile(
  snapshot: string,
  { claim, certificate }: CheckedClaim,
  proofs: readonly ProofRecord[],
): CertificateFile {
  const { hash, result, ...run } = certificate;
  return {
    format: 'tadori-certificate/1',
    snapshot,
    claim: hash,
    about: claim.pairs.map(({ caller, resource }) => ({ principal: caller, resource: resource.arn })),
    actions: claim.example.actions.map((one) => one.action),
    shown: proofs.flatMap((record) => shownBy(record, claim)),
    expected: Array.from({ length: CHECKS_PER_CLAIM }, () => 'unsat' as const),
    result,
    ...run,
    smt: claim.text,
  };
}

function shownBy(record: ProofRecord, claim: BookedClaim): readonly Shown[] {
  if (record.kind === 'hop') {
    const { hop } = record;
    const actions = [hop.technique];
    return hop.claim === claim.hash
      ? [{ ...evidence(hop, claim), principal: hop.from, resource: hop.to, actions }]
      : [];
  }
  const { principal, scope, grants, unlisted } = record.access;
  return [...grants, ...unlisted]
    .filter((grant) => grant.claim === claim.hash)
    .map((grant) => ({ ...evidence(grant, claim), principal, resource: scope.pattern, actions: grant.actions }));
}

type Evidence = Pick<Grant, 'verdict' | 'when' | 'by' | 'witness' | 'counterWitnesses'>;

const evidence = (
  { verdict, when, by, witness, counterWitnesses }: Evidence,
  claim: BookedClaim,
): Omit<Shown, 'principal' | 'resource' | 'actions'> => ({
  verdict,
  when,
  statements: by.map((ref) => ({ ...ref, ...statementOf(ref, claim) })),
  ...(witness === undefined ? {} : { witness }),
  ...(counterWitnesses === undefined ? {} : { counterWitnesses }),
});

function statementOf({ policy, index }: StatementRef, { pairs }: BookedClaim): Named {
  for (const { policies, facts, resource } of pairs) {
    const found = documentsIn(policies).find((one) => one.name === policy)?.document.statements[index];
    if (found !== undefined) return { statement: found };
    const aclGrant = policy === aclName(resource.arn) ? facts.s3Acl?.[index] : undefined;
    if (aclGrant !== undefined) return { aclGrant };
  }
  return {};
}

const documentsIn = (policies: PolicySet): readonly NamedPolicy[] => [
  ...(policies.identity ?? []),
  ...(policies.resource ?? []),
  ...(policies.container ?? []),
];
