import { describe, expect, it } from 'vitest';
import { loadCases } from '../dsl.ts';
import { howMany } from '../numbers.ts';
import { findContradictions, randomRequests } from './contradictions.ts';

const REQUESTS = howMany(600, 2000);

describe('the solver, reading the statements by itself', () => {
  it('contradicts no claim about random requests', { timeout: 300_000 }, async () => {
    const { claims, contradicted } = await findContradictions(randomRequests(11, REQUESTS));
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(0.6 * REQUESTS);
  });

  it('contradicts no claim about a policy case', { timeout: 300_000 }, async () => {
    const { claims, contradicted } = await findContradictions(loadCases().map(({ request }) => request));
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(1000);
  });
});
