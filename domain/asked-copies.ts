import type { WhoCanAnswer } from './answer.ts';
import type { CopyWay } from './copies.ts';

/** Why "who can?" was not asked of a copy: it has no policy and can only be restored, or was not read, or takes no such action. */
export type CopyNotAsked = 'restoring' | 'notInSnapshot' | 'otherActions';

/** A copy of what "who can?" was asked about, and who can there. One of the two last is there. */
export interface AskedCopy {
  readonly way: CopyWay;
  /** ARN of the copy: a stream, a replica, a bucket, a backup, the vault of recovery points. */
  readonly resource: string;
  /** ARN of what it is a copy of: the resource asked about, or another copy of it. */
  readonly of: string;
  readonly answer?: Omit<WhoCanAnswer, keyof AskedOfCopies>;
  readonly notAsked?: CopyNotAsked;
}

/** What an answer has where copies were asked for, too. */
export interface AskedOfCopies {
  readonly copies?: readonly AskedCopy[];
  /** Calls that would have told of more copies; left out where all were read. */
  readonly copiesUnread?: readonly string[];
}
