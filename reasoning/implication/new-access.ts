import type { Witness } from '../../domain/access.ts';
import type { Assumption } from '../../domain/decision.ts';
import type { Formula } from '../../domain/formula.ts';

/** Resources by one pattern of the statement, without those that were accessible before. */
export interface NewResources {
  readonly pattern: string;
  readonly except: readonly string[];
}

/** Actions, resources and conditions that go together. */
export interface NewPart {
  /** Patterns of the statement where all they name is new, else single names; `s3:<unlisted>`: names AWS does not list. */
  readonly actions: readonly string[];
  readonly resources: readonly NewResources[];
  readonly when: Formula;
  /** Allowed under the new policies and not under the existing ones; asked again of the reference interpreter. */
  readonly witness: Witness;
}

/** What one Allow statement of the new policies adds. */
export interface NewAccess {
  /** Which of the new policies, and which of its statements, both from 0. */
  readonly policy: number;
  readonly statementIndex: number;
  readonly statementId?: string;
  readonly parts: readonly NewPart[];
  /** Why the statement may add more than the parts say; empty: they are all. */
  readonly mayBeMore: readonly Assumption[];
}

/** Statements of which it could not be decided whether they add something. */
export interface Undecided {
  readonly policy: number;
  readonly statementIndex: number;
  readonly statementId?: string;
  readonly reasons: readonly Assumption[];
}

/** Do the new policies grant anything that the existing ones do not? */
export type Implication =
  | { readonly kind: 'implied' }
  | { readonly kind: 'new'; readonly access: readonly NewAccess[]; readonly undecided: readonly Undecided[] }
  | { readonly kind: 'unknown'; readonly undecided: readonly Undecided[] };
