import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Condenser, numberAt } from '../../../reasoning/blocks/condensed.ts';

const LEAST = -2;

test('a condensed list tells each number of the list, whatever the one before it held', () => {
  const condenser = new Condenser(LEAST);
  const list = fc.array(fc.integer({ min: LEAST, max: 5_000 }), { maxLength: 600 });
  fc.assert(
    fc.property(list, (numbers) => {
      const condensed = condenser.of(Int32Array.from(numbers));
      expect(numbers.map((_, index) => numberAt(condensed, index))).toEqual(numbers);
      expect(numberAt(condensed, numbers.length)).toBeUndefined();
      expect(condensed.places.BYTES_PER_ELEMENT).toBe(condensed.different.length <= 256 ? 1 : 2);
    }),
  );
});

test('as many different numbers as two bytes do not tell are told, too', () => {
  const numbers = Int32Array.from({ length: 70_000 }, (_, index) => index * 3);
  const condensed = new Condenser(LEAST).of(numbers);
  expect([0, 65_535, 65_536, 69_999].map((index) => numberAt(condensed, index))).toEqual([
    0, 196_605, 196_608, 209_997,
  ]);
});
