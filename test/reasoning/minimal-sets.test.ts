import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimalSets } from '../../reasoning/minimal-sets.ts';

const SIZE = 7;
const ELEMENTS = Array.from({ length: SIZE }, (_, i) => i);
const SUBSETS = Array.from({ length: 2 ** SIZE }, (_, mask) => ELEMENTS.filter((i) => ((mask >> i) & 1) === 1));

const includes = (set: readonly number[], part: readonly number[]): boolean => part.every((one) => set.includes(one));
const meets = (set: readonly number[], other: readonly number[]): boolean => other.some((one) => set.includes(one));
const sorted = (sets: readonly (readonly number[])[]): readonly string[] => sets.map((set) => set.join()).sort();
const minimal = (holds: (set: readonly number[]) => boolean): readonly (readonly number[])[] =>
  SUBSETS.filter((set) => holds(set) && set.every((one) => !holds(set.filter((other) => other !== one))));

/** Monotone by construction: whatever holds one of the given sets. */
const monotone = fc.array(fc.subarray(ELEMENTS), { maxLength: 6 });

describe('minimal sets of a monotone question', () => {
  it('are all there is, on both sides, as trying every subset finds them', () =>
    fc.assert(
      fc.property(monotone, (generators) => {
        const suffices = (set: readonly number[]): boolean => generators.some((one) => includes(set, one));
        const found = minimalSets(ELEMENTS, suffices, 1000);
        const wanted = minimal(suffices);
        expect(found.complete).toBe(true);
        expect(sorted(found.sufficient)).toEqual(sorted(wanted));
        const blocked = wanted.length === 0 ? [] : minimal((set) => wanted.every((one) => meets(set, one)));
        expect(sorted(found.blocking)).toEqual(sorted(blocked));
      }),
      { numRuns: 1000 },
    ));

  it('come smallest first, and say when there are more than asked for', () =>
    fc.assert(
      fc.property(monotone, fc.integer({ min: 1, max: 3 }), (generators, limit) => {
        const suffices = (set: readonly number[]): boolean => generators.some((one) => includes(set, one));
        const found = minimalSets(ELEMENTS, suffices, limit);
        const sizes = minimal(suffices)
          .map((set) => set.length)
          .sort((a, b) => a - b);
        expect(found.sufficient.map((set) => set.length)).toEqual(sizes.slice(0, limit));
        expect(found.complete).toBe(sizes.length <= limit);
      }),
      { numRuns: 1000 },
    ));

  it('where nothing is needed, the empty set suffices and nothing blocks', () => {
    expect(minimalSets([1, 2], () => true, 5)).toEqual({ sufficient: [[]], blocking: [], complete: true });
  });
});
