import { describe, expect, it } from 'vitest';
import { compareEngines, printComparison } from '../properties/compare.ts';
import { findContradictions, randomRequests } from '../properties/contradictions.ts';
import { EXPECTED_DECIDERS } from '../properties/expected-deciders.ts';

const REQUESTS = 1_000_000;
const MINIMUM = 1000;
const HOUR = 3_600_000;

describe('the symbolic engine, at length', () => {
  it(`answers ${REQUESTS} random requests as the interpreter does`, { timeout: HOUR }, () => {
    const comparison = compareEngines(47_11, REQUESTS);
    printComparison(comparison);
    const { allowed, differences, deciders } = comparison;
    expect(differences).toEqual([]);
    expect(allowed).toBeGreaterThanOrEqual(0.3 * REQUESTS);
    expect(EXPECTED_DECIDERS.filter((name) => deciders.count(name) < MINIMUM)).toEqual([]);
  });

  it('claims nothing of 16,000 random requests that the solver contradicts', { timeout: HOUR }, async () => {
    const { claims, contradicted } = await findContradictions(randomRequests(48, 16_000));
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(10_000);
  });
});
