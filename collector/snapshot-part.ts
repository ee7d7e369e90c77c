import type { Organization } from '../domain/snapshot.ts';
import type { Lists } from './snapshot-kinds.ts';

/** What one service or file contributes to a snapshot. */
export type SnapshotPart = Partial<Lists> & { readonly organization?: Organization };
