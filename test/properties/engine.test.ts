import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../reasoning/decide.ts';
import { analyseRequest, decideSymbolically } from '../../reasoning/one-request.ts';
import { requestInside } from '../../reasoning/replay.ts';
import { shortOf } from '../expectation.ts';
import { howMany } from '../numbers.ts';
import { anyDeny, anyRequest, document } from '../reference/requests.ts';
import { compareEngines, printComparison } from './compare.ts';
import { Dice } from './dice.ts';
import { EXPECTED_DECIDERS } from './expected-deciders.ts';
import { randomRequest } from './random-request.ts';

const REQUESTS = howMany(4000, 10_000);
/** Requests that each rule, operator and place has to decide. */
const MINIMUM = howMany(3, 10);
const REPLAYED = howMany(1500, 5000);

describe('the symbolic engine', () => {
  it(`answers ${REQUESTS} random requests as the interpreter does`, { timeout: 600_000 }, () => {
    const comparison = compareEngines(20_261_128, REQUESTS);
    printComparison(comparison);
    const { allowed, differences, deciders } = comparison;
    expect(differences).toEqual([]);
    expect(allowed).toBeGreaterThanOrEqual(0.3 * REQUESTS);
    expect(EXPECTED_DECIDERS.filter((name) => deciders.count(name) < MINIMUM)).toEqual([]);
  });

  it('answers as the interpreter does where hardly anything fits', () =>
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(decideSymbolically(request)).toBe(shortOf(decide(request)));
      }),
      { numRuns: howMany(1000, 3000) },
    ));

  it('never allows more because of a Deny', () =>
    fc.assert(
      fc.property(anyRequest, anyDeny(false), (request, deny) => {
        const identity = [...(request.policies.identity ?? []), document('deny', [deny])];
        const more = { ...request, policies: { ...request.policies, identity } };
        if (decideSymbolically(more) === 'allowed') expect(decideSymbolically(request)).toBe('allowed');
      }),
      { numRuns: howMany(700, 2000) },
    ));

  it('finds requests inside its sets that the interpreter decides alike', { timeout: 120_000 }, () => {
    const dice = new Dice(7);
    const replayed = { allowed: 0, denied: 0 };
    for (let asked = 0; asked < REPLAYED; asked += 1) {
      const { analysis } = analyseRequest(randomRequest(dice).request);
      for (const action of analysis.actions) {
        const { lower, upper } = action.allowed;
        for (const [set, answer] of [
          [lower, 'allowed'],
          [analysis.space.bdd.not(upper), 'denied'],
        ] as const) {
          const witness = requestInside(analysis, action, set);
          if (witness === undefined) continue;
          replayed[answer] += 1;
          expect(shortOf(decide(witness)), JSON.stringify(witness)).toBe(answer);
        }
      }
    }
    expect(replayed.allowed).toBeGreaterThan(0.3 * REPLAYED);
    expect(replayed.denied).toBeGreaterThan(0.3 * REPLAYED);
  });
});
