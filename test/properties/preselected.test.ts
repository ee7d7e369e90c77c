import { describe, expect, it } from 'vitest';
import { decide } from '../../reasoning/decide.ts';
import { decidePreselected } from '../../reasoning/preselected.ts';
import { Dice } from './dice.ts';
import { randomRequest } from './random-request.ts';

const REQUESTS = 2000;

describe('the interpreter on preselected policies', () => {
  it(`says of ${REQUESTS} random requests what it says on whole ones, with statements and reasons`, () => {
    const dice = new Dice(20_261_129);
    const kinds = new Set<string>();
    for (let asked = 0; asked < REQUESTS; asked += 1) {
      const { request } = randomRequest(dice);
      const whole = decide(request);
      kinds.add(whole.kind);
      expect(decidePreselected(request), JSON.stringify(request)).toEqual(whole);
    }
    expect([...kinds].sort()).toEqual(['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown']);
  });

  it('remembers what it found for an action with the very policies', () => {
    const dice = new Dice(7);
    for (let asked = 0; asked < 200; asked += 1) {
      const { request } = randomRequest(dice);
      for (const action of ['s3:GetObject', request.action, 'sqs:SendMessage', request.action]) {
        const other = { ...request, action };
        expect(decidePreselected(other), JSON.stringify(other)).toEqual(decide(other));
      }
    }
  });
});
