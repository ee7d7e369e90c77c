import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { HopIndex } from './hop-index.ts';

/** What the questions read of a proved snapshot, whichever store holds it. */
export interface AccessReader {
  accessTo(resource: string): Promise<readonly EffectiveAccess[]>;
  /** Nobody else has access to the resource; whether each of them has, `accessOf` tells. */
  principalsTo(resource: string): Promise<readonly string[]>;
  /** `resource`: left out, to all resources. */
  accessOf(principal: string, resource?: string): Promise<readonly EffectiveAccess[]>;
  /** The principal has access to no others; whether to each of them, `accessOf` tells. */
  resourcesOf(principal: string): Promise<readonly string[]>;
  /** Hops that end in any of the nodes. */
  hopsTo(nodes: readonly string[]): Promise<readonly Hop[]>;
  /** Hops that begin in any of the nodes. */
  hopsFrom(nodes: readonly string[]): Promise<readonly Hop[]>;
  /** All hops; read once. */
  hops(): Promise<HopIndex>;
  /** In steps: what the first questions would wait for. Left out: nothing. */
  readingAhead?(): Iterable<undefined>;
}
