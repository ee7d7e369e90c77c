import { expect, it } from 'vitest';
import { measure } from '../../bench/organisation/measure.ts';
import { LARGE, organisationOf } from '../../bench/organisation/organisation.ts';

it('the large organisation is a billion pairs, of which eighty million and more may mean access', () => {
  const found = measure(organisationOf(LARGE));
  console.log(JSON.stringify(found));
  expect(found.pairs).toBe(1_000_000_000);
  expect(found.candidates).toBeGreaterThanOrEqual(80_000_000);
  expect(found.resourceTypes).toBeGreaterThanOrEqual(20);
  expect(found.underTags).toBeGreaterThanOrEqual(0.2);
  expect(found.teams).toBe(200);
});
