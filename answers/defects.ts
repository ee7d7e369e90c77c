import type { Witness } from '../domain/access.ts';
import type { Assumption, Verdict } from '../domain/decision.ts';
import { DISAGREE, type Disagreement } from '../reasoning/engine-options.ts';
import type { ActionExplanation } from '../reasoning/explain.ts';
import { printPrincipal } from '../reasoning/replay.ts';

/** Where a contradiction inside Tadori is told, beside the answer that says `unknown` for it. */
export type DefectLog = (text: string) => void;

export const defectText = ({ request, engine, interpreter }: Disagreement): string =>
  said(engine, interpreter.kind, printPrincipal(request.principal), request.action, request.resource.arn);

const said = (engine: string, interpreter: string, principal: string, action: string, resource: string): string =>
  `defect: ${principal}, ${action} on ${resource}: the engine says ${engine}, the reference interpreter ${interpreter}; ` +
  'the answer is given as unknown. Please report it';

/** A verdict that may be shown: what the replay of its witness speaks against is unknown, and why. */
export interface Shown {
  readonly verdict: Verdict;
  readonly assumptions: readonly Assumption[];
}

export function shownVerdict(
  { verdict, assumptions, alsoNeeds }: Pick<ActionExplanation, 'verdict' | 'assumptions' | 'alsoNeeds'>,
  witness: Witness | undefined,
  log?: DefectLog,
): Shown {
  if (witness === undefined || !contradicts(verdict, alsoNeeds.length > 0, witness)) return { verdict, assumptions };
  log?.(said(verdict, witness.decision, witness.principal, witness.action, witness.resource));
  return { verdict: 'unknown', assumptions: [DISAGREE, ...assumptions] };
}

/** What a second authorisation refuses the layers may well let through, and the witness speaks of the layers alone. */
function contradicts(verdict: Verdict, needsMore: boolean, { decision }: Witness): boolean {
  if (verdict === 'allowed' || verdict === 'conditional') return decision !== 'allowed';
  return verdict === 'denied' && decision === 'allowed' && !needsMore;
}
