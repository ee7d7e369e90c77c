import type { IdentitySource, IdentitySourceKind } from '../../domain/entitlement.ts';

/** What a configuration says of every source. */
export interface SourceIdentity {
  /** Short name; users and groups of the source carry it. */
  readonly id: string;
  readonly name: string;
  /** Entrances that nobody comes through but by this source. */
  readonly standsFor: readonly string[];
}

/** Id of a user or group, which two sources may both have. */
export const idIn = ({ id }: SourceIdentity, inside: string): string => `${id}:${inside}`;

export const sourceOf = (
  { id, name, standsFor }: SourceIdentity,
  kind: IdentitySourceKind,
  closed: boolean,
): IdentitySource => ({ id, kind, name, closed, providers: standsFor });
