import { describe, expect, it } from 'vitest';
import { findContradictions } from './contradictions.ts';

describe('the solver, reading the statements by itself', () => {
  it('contradicts no claim about random requests', { timeout: 300_000 }, async () => {
    const { claims, contradicted } = await findContradictions(11, 2000);
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(1200);
  });
});
