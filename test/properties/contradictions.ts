import { BDD_TRUE } from '../../reasoning/bdd.ts';
import { claimOf } from '../../reasoning/claim.ts';
import { analyseRequest } from '../../reasoning/one-request.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { startZ3 } from '../../reasoning/z3.ts';
import { Dice } from './dice.ts';
import { randomRequest } from './random-request.ts';

export interface Contradictions {
  /** How many claims the solver was asked about; requests whose keys are compared with each other give none. */
  readonly claims: number;
  /** The first requests whose claim is not refuted both ways, with the solver's answers. */
  readonly contradicted: readonly string[];
}

const TOLD = 3;

/** Puts what the engine claims of random requests to the solver, which reads the statements by itself. */
export async function findContradictions(seed: number, requests: number): Promise<Contradictions> {
  const dice = new Dice(seed);
  const solver = await startZ3();
  const contradicted: string[] = [];
  let claims = 0;
  try {
    for (let asked = 0; asked < requests; asked += 1) {
      const { request } = randomRequest(dice);
      const { analysis } = analyseRequest(request);
      const claim = claimOf(analysis, analysis.actions, BDD_TRUE);
      if (claim === undefined) continue;
      claims += 1;
      const answers = solver.check(claimText(claim));
      if (answers.every((answer) => answer === 'unsat') || contradicted.length === TOLD) continue;
      contradicted.push(`${answers.join(' ')}: ${JSON.stringify(request)}`);
    }
  } finally {
    solver.close();
  }
  return { claims, contradicted };
}
