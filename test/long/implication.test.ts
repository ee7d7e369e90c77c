import { describe, expect, it } from 'vitest';
import { startZ3 } from '../../reasoning/z3.ts';
import { compareImplication, printImplication } from '../properties/compare-implication.ts';
import { Dice } from '../properties/dice.ts';

const PAIRS = 10_000;

describe('implication of policies', () => {
  it(`agrees with the interpreter and the solver on ${PAIRS} random pairs`, { timeout: 3_600_000 }, async () => {
    const solver = await startZ3();
    try {
      const figures = compareImplication(new Dice(7), PAIRS, solver);
      printImplication(figures);
      expect(figures.differences).toEqual([]);
    } finally {
      solver.close();
    }
  });
});
