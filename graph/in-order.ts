import type { Sequence } from '../domain/sequence.ts';
import { byId, compareText } from './store.ts';

interface Identified {
  readonly id: string;
}

/** Both in the order of ids; no id is in both. What stands behind a place is made when it is gone past. */
export function mergedById<T extends Identified, Place>(
  kept: readonly T[],
  places: readonly Place[],
  idOf: (place: Place) => string,
  made: (place: Place) => T,
): Sequence<T> {
  const sorted = [...kept].sort(byId);
  const later = [...places].sort((a, b) => compareText(idOf(a), idOf(b)));
  return {
    length: sorted.length + later.length,
    *[Symbol.iterator]() {
      let next = 0;
      for (const place of later) {
        for (let one = sorted[next]; one !== undefined && compareText(one.id, idOf(place)) < 0; one = sorted[next]) {
          yield one;
          next += 1;
        }
        yield made(place);
      }
      yield* sorted.slice(next);
    },
  };
}

/** Arrays are sorted; whatever else is given is in order. */
export const inOrder = <T extends Identified>(items: Sequence<T>): Sequence<T> =>
  isArray(items) ? [...items].sort(byId) : items;

export const isArray = <T>(items: Sequence<T>): items is readonly T[] => Array.isArray(items);

/** In parts of so many elements; the last one is shorter. */
export function* partsOf<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let part: T[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
