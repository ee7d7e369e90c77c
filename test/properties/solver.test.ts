import { describe, expect, it } from 'vitest';
import { loadCases } from '../dsl.ts';
import { findContradictions, randomRequests } from './contradictions.ts';

describe('the solver, reading the statements by itself', () => {
  it('contradicts no claim about random requests', { timeout: 300_000 }, async () => {
    const { claims, contradicted } = await findContradictions(randomRequests(11, 2000));
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(1200);
  });

  it('contradicts no claim about a policy case', { timeout: 300_000 }, async () => {
    const { claims, contradicted } = await findContradictions(loadCases().map(({ request }) => request));
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(1000);
  });
});
