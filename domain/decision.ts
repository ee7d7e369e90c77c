import type { PolicyLayer, StatementRef } from './policy.ts';

/** A reading that AWS does not document firmly; an answer that rests on it says so. `rule` is the number in docs/semantics.md. */
export interface Assumption {
  readonly rule: number;
  readonly text: string;
}

/** A documented border that no policy can open. `rule` is the number in docs/semantics.md. */
export interface Limit {
  readonly rule: number;
  readonly text: string;
}

/** The answer of the reference interpreter to one request. */
export type Decision =
  | { readonly kind: 'allowed'; readonly by: readonly StatementRef[]; readonly assumptions: readonly Assumption[] }
  | {
      readonly kind: 'explicitlyDenied';
      readonly by: readonly StatementRef[];
      readonly assumptions: readonly Assumption[];
    }
  | {
      readonly kind: 'implicitlyDenied';
      readonly missing: readonly PolicyLayer[];
      /** What stops the request beside the policies: the kind of credential, the partition, a closed list ... */
      readonly limit?: Limit;
      readonly assumptions: readonly Assumption[];
    }
  | { readonly kind: 'unknown'; readonly reasons: readonly Assumption[] };

/** What a decision rests on beside statements: reasons of doubt, the border no policy opens, beliefs. */
export function leaningOn(decision: Decision): readonly Assumption[] {
  if (decision.kind === 'unknown') return decision.reasons;
  const limit = decision.kind === 'implicitlyDenied' && decision.limit !== undefined ? [decision.limit] : [];
  return [...limit, ...decision.assumptions];
}

/** One vocabulary for data, API, CLI and graph. */
export type Verdict = 'allowed' | 'conditional' | 'denied' | 'unknown';
export type ProofState = 'certified' | 'replayed' | 'pending';
