import type { CounterWitness, Witness } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import type { Principal } from '../../domain/principal.ts';
import type { AccessRequest } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../decide.ts';
import type { StoredClaim } from './stored-claim.ts';
import { surroundingsOf } from './surroundings.ts';

/** What a stored grant or hop says, as far as requests can show it. */
export interface Shown {
  readonly caller: string;
  readonly actions: readonly string[];
  readonly verdict: string;
  readonly when: Formula;
  /** The condition is that of the layers and of further authorisations together. */
  readonly joint: boolean;
  readonly witness?: Witness;
  readonly counterWitnesses?: readonly CounterWitness[];
}

/** Asks the interpreter again about the witness and the counter-witnesses; each sentence is a contradiction. */
export function replayProblems(snapshot: Snapshot, shown: Shown, unread?: readonly PolicyLayer[]): readonly string[] {
  const again = (witness: Witness): string | undefined => {
    const request = requestOf(snapshot, shown.caller, witness, unread);
    return request === undefined ? undefined : decide(request).kind;
  };
  const { witness, counterWitnesses = [] } = shown;
  const problems: string[] = [];
  if (witness !== undefined) {
    if (!shown.actions.includes(witness.action)) problems.push('the witness asks for another action');
    if (witness.decision !== 'allowed') problems.push('the witness is not allowed');
    if (again(witness) !== witness.decision) problems.push('the witness is decided otherwise now');
  }
  for (const { witness: outside, test } of counterWitnesses) {
    const now = again(outside);
    if (now !== outside.decision || !DENIALS.has(now))
      problems.push(`the counter-witness on ${test.key} is not denied as it should be`);
  }
  return problems;
}

const DENIALS: ReadonlySet<string> = new Set(['explicitlyDenied', 'implicitlyDenied']);

/** The request of a witness, put together from the snapshot. */
function requestOf(
  snapshot: Snapshot,
  caller: string,
  { principal, action, resource, context }: Witness,
  unread?: readonly PolicyLayer[],
): AccessRequest | undefined {
  const around = surroundingsOf(snapshot, caller, resource);
  if (around === undefined) return undefined;
  const { account, policies, facts } = around;
  return {
    principal: inSession(around.principal, principal),
    action,
    resource: { arn: resource, ...(account === undefined ? {} : { account }) },
    context,
    policies: { ...policies, ...(unread === undefined ? {} : { unread }) },
    facts,
  };
}

const inSession = (principal: Principal, printed: string): Principal =>
  principal.kind === 'roleSession'
    ? { ...principal, sessionName: printed.slice(printed.lastIndexOf('/') + 1) }
    : principal;

/** Does the claim say as much as the grant does? Each sentence names what is more in the grant. */
export const claimProblems = (shown: Shown, claim: StoredClaim): readonly string[] =>
  shown.actions.flatMap((name) => problemWith(name, shown, claim) ?? []);

function problemWith(name: string, { verdict, when, joint }: Shown, claim: StoredClaim): string | undefined {
  const claimed = claim.actions.find((one) => one.action === name);
  if (claimed === undefined) return `the claim does not speak of ${name}`;
  const { allowed, possible } = claimed;
  if (verdict === 'unknown') return possible.kind === 'false' ? `the claim says that ${name} is denied` : undefined;
  if (allowed.kind === 'false') return `the claim does not say that ${name} is allowed`;
  const wanted: Formula = verdict === 'allowed' ? { kind: 'true' } : when;
  const same = joint || JSON.stringify(allowed) === JSON.stringify(wanted);
  return same ? undefined : `the claim has another condition for ${name}`;
}
