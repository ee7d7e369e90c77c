import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pairing } from '../../../reasoning/blocks/pairing.ts';

/** Halves that are often equal, small, negative or large. */
const half = fc.oneof(fc.integer({ min: -2, max: 40 }), fc.integer());

test('equal pairs have equal numbers, others have others, and each tells its halves', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 3_000 }), (pairs) => {
      const pairing = new Pairing();
      const numbers = new Map<string, number>();
      for (const [first, second] of pairs) {
        const number = numbers.get(`${first} ${second}`) ?? numbers.size + 1;
        numbers.set(`${first} ${second}`, number);
        expect(pairing.of(first, second)).toBe(number);
        expect([pairing.first(number), pairing.second(number)]).toEqual([first, second]);
      }
      expect(pairing.size).toBe(numbers.size + 1);
      expect([pairing.first(0), pairing.second(0)]).toEqual([0, 0]);
    }),
    { numRuns: 30 },
  );
});
