/** The minimal sets of a monotone question: what suffices, and what stands in the way of everything that suffices. */
export interface MinimalSets<T> {
  /** Sets that suffice while no proper subset does, smallest first. */
  readonly sufficient: readonly (readonly T[])[];
  /** Sets without which nothing suffices, while every proper subset can be spared. */
  readonly blocking: readonly (readonly T[])[];
  /** There are no others. */
  readonly complete: boolean;
}

/** Numbers of elements, in ascending order. */
type Numbers = readonly number[];

/**
 * The smallest sufficient sets, at most `limit` of them. `suffices` must be monotone: a superset of what suffices suffices.
 * The smallest set that meets all known blocking sets either suffices, and then nothing smaller does; or it grows into a
 * largest insufficient set, whose complement is one more blocking set. When no candidate is left, both lists are complete.
 * Source: the duality of minimal transversals (Fredman and Khachiyan 1996), as used for smallest unsatisfiable subsets.
 */
export function minimalSets<T>(
  elements: readonly T[],
  suffices: (set: readonly T[]) => boolean,
  limit: number,
): MinimalSets<T> {
  const taken = (set: Numbers): readonly T[] => set.flatMap((index) => elements.slice(index, index + 1));
  const enough = (set: Numbers): boolean => suffices(taken(set));
  const all = elements.map((_, index) => index);
  if (!enough(all)) return { sufficient: [], blocking: [], complete: true };
  const sufficient: Numbers[] = [];
  const blocking: Numbers[] = [];
  for (;;) {
    const candidate = smallestMeeting(blocking, sufficient, all.length);
    const oneMore = candidate !== undefined && enough(candidate);
    if (candidate === undefined || (oneMore && sufficient.length === limit))
      return { sufficient: sufficient.map(taken), blocking: blocking.map(taken), complete: candidate === undefined };
    if (oneMore) sufficient.push(candidate);
    else blocking.push(complementOfLargest(candidate, all, enough));
  }
}

/** Adds elements as long as the set stays insufficient; what is left out blocks. */
function complementOfLargest(set: Numbers, all: Numbers, enough: (set: Numbers) => boolean): Numbers {
  let grown = set;
  for (const index of all) {
    if (grown.includes(index)) continue;
    const more = [...grown, index].sort((a, b) => a - b);
    if (!enough(more)) grown = more;
  }
  return all.filter((index) => !grown.includes(index));
}

/** A smallest set with an element of every blocking set that holds none of the sets known to suffice. */
function smallestMeeting(blocking: readonly Numbers[], known: readonly Numbers[], most: number): Numbers | undefined {
  for (let size = 0; size <= most; size += 1) {
    const found = meeting(blocking, known, [], size);
    if (found !== undefined) return [...found].sort((a, b) => a - b);
  }
  return undefined;
}

function meeting(
  blocking: readonly Numbers[],
  known: readonly Numbers[],
  chosen: Numbers,
  left: number,
): Numbers | undefined {
  if (known.some((set) => set.every((index) => chosen.includes(index)))) return undefined;
  const open = blocking.find((set) => !set.some((index) => chosen.includes(index)));
  if (open === undefined) return chosen;
  if (left === 0) return undefined;
  for (const index of open) {
    const found = meeting(blocking, known, [...chosen, index], left - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
