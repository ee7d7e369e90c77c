import { describe, expect, it } from 'vitest';
import { BDD_TRUE } from '../../reasoning/bdd.ts';
import { claimOf } from '../../reasoning/claim.ts';
import { analyseRequest } from '../../reasoning/one-request.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { startZ3 } from '../../reasoning/z3.ts';
import { Dice } from './dice.ts';
import { randomRequest } from './random-request.ts';

describe('the solver, reading the statements by itself', () => {
  it('contradicts no claim about random requests', { timeout: 300_000 }, async () => {
    const dice = new Dice(11);
    const solver = await startZ3();
    const contradicted: string[] = [];
    let claims = 0;
    try {
      for (let asked = 0; asked < 1000; asked += 1) {
        const { request } = randomRequest(dice);
        const { analysis } = analyseRequest(request);
        const claim = claimOf(analysis, analysis.actions, BDD_TRUE);
        if (claim === undefined) continue;
        claims += 1;
        const answers = solver.check(claimText(claim));
        if (answers.some((answer) => answer !== 'unsat'))
          contradicted.push(`${answers.join(' ')}: ${JSON.stringify(request)}`);
      }
    } finally {
      solver.close();
    }
    expect(contradicted.slice(0, 3)).toEqual([]);
    expect(claims).toBeGreaterThan(600);
  });
});
