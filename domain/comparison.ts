import type { Witness } from './access.ts';
import type { Assumption } from './decision.ts';
import type { Formula } from './formula.ts';

/** Actions, resources and conditions that go together and are new. */
export interface NewGrant {
  /** Patterns of the statement, or `service:*`, where all they name is new, else single actions; `s3:<unlisted>`: names AWS does not list. */
  readonly actions: readonly string[];
  /** Patterns of the statement, without the existing ones under which nothing is new. */
  readonly resources: readonly { readonly pattern: string; readonly except: readonly string[] }[];
  readonly when: { readonly text: string; readonly formula: Formula };
  /** Allowed under the new policy and not under the existing one; the reference interpreter was asked again. */
  readonly witness: Witness;
}

/** What one Allow statement of the new policy adds. `statementIndex` counts from 0. */
export interface NewAccessOf {
  readonly statementIndex: number;
  readonly statementId?: string;
  /** All new actions, and one request that shows some of them. */
  readonly actions: readonly string[];
  readonly witness: Witness;
  readonly grants: readonly NewGrant[];
  /** Why the statement may add more than the grants say; empty: they are all. */
  readonly mayBeMore: readonly Assumption[];
}

/** A statement of which it could not be decided whether it adds something. */
export interface UndecidedStatement {
  readonly statementIndex: number;
  readonly statementId?: string;
  readonly because: readonly Assumption[];
}

/** Does the new policy grant anything that the existing one does not? PASS: no, proven. */
export interface CompareAnswer {
  readonly result: 'PASS' | 'FAIL' | 'UNKNOWN';
  readonly newAccess: readonly NewAccessOf[];
  readonly undecided: readonly UndecidedStatement[];
  /** What the answer rests on, where AWS leaves something open; left out: nothing. */
  readonly assumptions?: readonly Assumption[];
}
