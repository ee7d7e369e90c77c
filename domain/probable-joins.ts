/** A person and an account of a directory, both by node id, that are one human by a rule which is merely probable. */
export interface ProbableJoin {
  readonly person: string;
  readonly account: string;
  readonly by: string;
}

/** Of the people an answer speaks of. */
export interface ProbableJoins {
  /** False: not followed, as it was asked; person and account stand apart. */
  readonly followed: boolean;
  readonly joins: readonly ProbableJoin[];
}

/** Left out where the answer speaks of nobody who is probably somebody. */
export interface ToldJoins {
  readonly probableJoins?: ProbableJoins;
}

/** Rules say in their name how sure they are. */
export const isProbable = (rule: string): boolean => rule.endsWith('(probable)');
