import type { EffectiveAccess, Hop } from '../domain/access.ts';

/** What the questions read of a proved snapshot, whichever store holds it. */
export interface AccessReader {
  accessTo(resource: string): Promise<readonly EffectiveAccess[]>;
  /** `resource`: left out, to all resources. */
  accessOf(principal: string, resource?: string): Promise<readonly EffectiveAccess[]>;
  /** Hops that end in any of the nodes. */
  hopsTo(nodes: readonly string[]): Promise<readonly Hop[]>;
  /** Hops that begin in any of the nodes. */
  hopsFrom(nodes: readonly string[]): Promise<readonly Hop[]>;
}
