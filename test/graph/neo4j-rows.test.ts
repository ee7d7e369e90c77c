import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortKey } from '../../graph/neo4j-rows.ts';
import { compareText } from '../../graph/store.ts';

const ids = fc
  .array(
    fc.constantFrom('a', '\u0100', '\u04ff', '台', '\ud7fe', '\ud7ff', '\ue000', '～', '\uffff', '😀', '\u{10ffff}'),
  )
  .map((chars) => chars.join(''));
const byUnits = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

it('sort keys sort as ids do, whether code units or code points are compared', () => {
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const order = Math.sign(compareText(a, b));
      expect(byUnits(sortKey(a), sortKey(b))).toBe(order);
      expect(Math.sign(compareText(sortKey(a), sortKey(b)))).toBe(order);
    }),
    { numRuns: 2_000 },
  );
});
