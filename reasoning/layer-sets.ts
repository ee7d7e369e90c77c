import type { LayerState, NamedCandidate, ResourceState } from './layers.ts';
import type { NamingForm } from './naming.ts';
import { CERTAIN, type Pair, type Space, UNKNOWN } from './space.ts';
import { andPairs, either, orPairs, perhaps, type Symbolic } from './symbolic.ts';

const withGaps = (space: Space, pair: Pair, complete: boolean): Pair =>
  complete ? pair : orPairs(space, pair, UNKNOWN);

export const allows = (space: Space, layer: LayerState): Pair =>
  withGaps(space, orPairs(space, ...layer.allow.map((one) => one.when(space))), layer.complete);

export function denies(space: Space, layer: LayerState): Pair {
  const pair = withGaps(space, orPairs(space, ...layer.deny.map((one) => one.when(space))), layer.complete);
  return layer.doubtful === true ? perhaps(pair) : pair;
}

/** A layer that only caps: what it lets through. Without limit everything. */
export function admits(space: Space, layer: LayerState): Pair {
  if (layer.noLimit !== undefined) return CERTAIN;
  const pair = allows(space, layer);
  return layer.doubtful === true ? orPairs(space, pair, UNKNOWN) : pair;
}

/** Grants of the resource's policy that reach the caller in one of these forms. */
export function grants(space: Space, resource: ResourceState, forms: readonly NamingForm[]): Pair {
  const parts = resource.allow.map((one) => andPairs(space, one.when(space), named(space, one, forms)));
  return withGaps(space, orPairs(space, ...parts), resource.complete);
}

export function resourceDenies(space: Space, resource: ResourceState): Pair {
  const parts = resource.deny.map((one) => andPairs(space, one.when(space), named(space, one)));
  return withGaps(space, orPairs(space, ...parts), resource.complete);
}

export function named(space: Space, candidate: NamedCandidate, forms?: readonly NamingForm[]): Pair {
  const wanted = candidate.namings.filter((naming) => forms === undefined || forms.includes(naming.form));
  return either(...wanted.map((naming): Symbolic => naming.when))(space);
}
