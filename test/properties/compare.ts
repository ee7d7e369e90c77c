import { writeFileSync } from 'node:fs';
import type { AccessRequest } from '../../domain/request.ts';
import { serviceOfAction } from '../../reasoning/actions.ts';
import { decide } from '../../reasoning/decide.ts';
import { decideSymbolically } from '../../reasoning/one-request.ts';
import { shortOf } from '../expectation.ts';
import { countDeciders, Deciders } from './deciding.ts';
import { Dice } from './dice.ts';
import { type Aim, aimsOfCases, requestNear } from './from-cases.ts';
import { randomRequest } from './random-request.ts';

export interface Comparison {
  readonly requests: number;
  /** Requests by the interpreter's answer. */
  readonly allowed: number;
  readonly denied: number;
  readonly unknown: number;
  /** The first requests on which engine and interpreter differ, as text that runs again in a policy case. */
  readonly differences: readonly string[];
  readonly deciders: Deciders;
}

const TOLD = 5;

/**
 * Puts `requests` random requests to the engine and to the interpreter. The same seed asks the same. A rule counts where the answer
 * would be another without it; each request asks so of one rule, a request near a case of the rule whose case it is.
 */
export function compareEngines(seed: number, requests: number): Comparison {
  const dice = new Dice(seed);
  const counts = { allowed: 0, denied: 0, unknown: 0 };
  const differences: string[] = [];
  const deciders = new Deciders();
  const aims = aimsOfCases();
  for (let asked = 0; asked < requests; asked += 1) {
    const aim = dice.pick(aims);
    const { form, request } = dice.chance(STEERED) ? steered(dice, aim) : randomRequest(dice);
    const decision = decide(request);
    const wanted = shortOf(decision);
    const answer = decideSymbolically(request);
    counts[wanted] += 1;
    deciders.add(`caller ${form}, ${wanted}`);
    deciders.add(`service ${serviceOfAction(request.action)}, ${wanted}`);
    if (answer !== wanted && differences.length < TOLD) differences.push(difference(request, wanted, answer));
    if (aim.without !== undefined && aim.without(request).kind !== decision.kind) deciders.add(aim.name);
    countDeciders(request, deciders);
  }
  return { requests, ...counts, differences, deciders };
}

/** The share of requests that lie near a policy case, whose rule or operator chance picks. */
const STEERED = 0.5;

const steered = (dice: Dice, aim: Aim): { readonly form: string; readonly request: AccessRequest } => ({
  form: 'near a case',
  request: requestNear(dice, aim),
});

const difference = (request: AccessRequest, wanted: string, answer: string): string =>
  `interpreter ${wanted}, engine ${answer}: ${JSON.stringify(request)}`;

/** The figures in the run's log. */
export function printComparison({ requests, allowed, denied, unknown, deciders }: Comparison): void {
  const share = ((100 * allowed) / requests).toFixed(1);
  const head = `engine = interpreter on ${requests} requests: ${allowed} allowed (${share} %), ${denied} denied, ${unknown} unknown`;
  writeFileSync(process.stderr.fd, `${[head, ...deciders.lines().map((line) => `  ${line}`)].join('\n')}\n`);
}
