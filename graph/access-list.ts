import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { accessProofId, edgeId } from './schema.ts';

/** By what a record of access is found: its edge, its proof, and whom and what they stand between. */
export interface AccessPlace {
  /** Id of the edge. */
  readonly id: string;
  readonly proof: string;
  readonly from: string;
  readonly to: string;
}

/** Records of access in the order in which they were found, in memory or on disk. */
export interface AccessList<Place extends AccessPlace = AccessPlace> {
  readonly places: readonly Place[];
  /** Of one of these places. */
  at(place: Place): EffectiveAccess;
}

/** With at least one grant, or with nothing but cuts. */
export const kindOfAccess = ({ grants, unlisted }: EffectiveAccess): 'CAN_ACCESS' | 'CANNOT_ACCESS' =>
  grants.length + unlisted.length === 0 ? 'CANNOT_ACCESS' : 'CAN_ACCESS';

export function placeOf(access: EffectiveAccess): AccessPlace {
  const { principal, resource, scope } = access;
  const proof = accessProofId(principal, resource, scope.pattern, scope.except, scope.within);
  return { id: edgeId(kindOfAccess(access), principal, resource, proof), proof, from: principal, to: resource };
}

/** The edge that shows a hop. */
export const edgeOfHop = ({ from, to, technique }: Hop): Omit<AccessPlace, 'proof'> => ({
  id: edgeId('CAN_BECOME', from, to, technique),
  from,
  to,
});

export function accessInMemory(access: readonly EffectiveAccess[]): AccessList {
  const kept = access.map((one) => [placeOf(one), one] as const);
  const known = new Map<AccessPlace, EffectiveAccess>(kept);
  return { places: kept.map(([place]) => place), at: (place) => there(known.get(place)) };
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('no record stands at this place');
  return found;
}
