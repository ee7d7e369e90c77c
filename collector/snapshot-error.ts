/**
 * Why a snapshot could not be written or read. `message` names file, place and mend and is fit for a user's eyes.
 * `damaged`: bytes differ from what was written; `invalid`: bytes are whole and say something the format forbids;
 * `newer`: written by a later Tadori; `inTheWay`: something is where it was to be written;
 * `io`: the file system refused (`code`: ENOSPC, EACCES, ...).
 */
export interface SnapshotError {
  readonly kind: 'notFound' | 'ambiguous' | 'damaged' | 'newer' | 'invalid' | 'inTheWay' | 'io';
  readonly message: string;
  readonly file?: string;
  readonly place?: string;
  readonly code?: string;
}
