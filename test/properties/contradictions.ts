import type { AccessRequest } from '../../domain/request.ts';
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

/** Puts what the engine claims of requests to the solver, which reads the statements by itself. */
export async function findContradictions(requests: Iterable<AccessRequest>): Promise<Contradictions> {
  const solver = await startZ3();
  const contradicted: string[] = [];
  let claims = 0;
  try {
    for (const request of requests) {
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

export function* randomRequests(seed: number, count: number): Iterable<AccessRequest> {
  const dice = new Dice(seed);
  for (let made = 0; made < count; made += 1) yield randomRequest(dice).request;
}
