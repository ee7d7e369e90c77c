import { describe, expect, it } from 'vitest';
import type { NamedPolicy, Statement } from '../../domain/policy.ts';
import { implication } from '../../reasoning/implication/implication.ts';
import type { Implication } from '../../reasoning/implication/new-access.ts';
import { startZ3 } from '../../reasoning/z3.ts';
import { howMany } from '../numbers.ts';
import { compareImplication, printImplication } from './compare-implication.ts';
import { Dice } from './dice.ts';
import { randomPair } from './random-pair.ts';

const PAIRS = howMany(70, 200);
const RANDOM = howMany(120, 300);
const CUT_SHORT = howMany(80, 200);

describe('implication of policies', () => {
  it(`agrees with the interpreter and the solver on ${PAIRS} random pairs`, { timeout: 300_000 }, async () => {
    const solver = await startZ3();
    try {
      const figures = compareImplication(new Dice(20_261_128), PAIRS, solver);
      printImplication(figures);
      expect(figures.differences).toEqual([]);
      expect(figures.implied).toBeGreaterThan(0.2 * PAIRS);
      expect(figures.added).toBeGreaterThan(0.2 * PAIRS);
    } finally {
      solver.close();
    }
  });

  it('every policy grants nothing that it does not grant itself', { timeout: 120_000 }, () => {
    const dice = new Dice(3);
    for (let asked = 0; asked < RANDOM; asked += 1) {
      const { type, existing } = randomPair(dice);
      expect(implication({ type, existing, newer: existing }), JSON.stringify(existing)).toEqual({ kind: 'implied' });
    }
  });

  it('one more Deny in the new policy never adds anything', { timeout: 120_000 }, () => {
    const dice = new Dice(4);
    for (let asked = 0; asked < RANDOM; asked += 1) {
      const { type, existing, newer } = randomPair(dice);
      if (implication({ type, existing, newer }).kind !== 'implied') continue;
      const more = [...newer, withEffect(randomPair(dice).newer, 'Deny')];
      expect(implication({ type, existing, newer: more }).kind, JSON.stringify([existing, more])).not.toBe('new');
    }
  });

  it('one more Allow in the existing policy never makes anything new', { timeout: 120_000 }, () => {
    const dice = new Dice(5);
    for (let asked = 0; asked < RANDOM; asked += 1) {
      const { type, existing, newer } = randomPair(dice);
      if (implication({ type, existing, newer }).kind !== 'implied') continue;
      const more = [...existing, withEffect(randomPair(dice).existing, 'Allow')];
      expect(implication({ type, existing: more, newer }).kind, JSON.stringify([more, newer])).not.toBe('new');
    }
  });
});

describe('a search that is cut short', () => {
  it('claims nothing that a longer one does not', { timeout: 120_000 }, () => {
    const dice = new Dice(6);
    let cut = 0;
    for (let asked = 0; asked < CUT_SHORT; asked += 1) {
      const pair = randomPair(dice);
      const long = implication(pair);
      for (const states of [1, 4, 30]) {
        const short = implication(pair, { place: states, all: 10 * states, late: 1 });
        if (short.kind !== 'unknown') expect(long.kind, JSON.stringify(pair)).toBe(short.kind);
        if (saysAll(short)) expect(short, JSON.stringify(pair)).toEqual(long);
        else if (saysAll(long)) cut += 1;
      }
    }
    expect(cut).toBeGreaterThan(CUT_SHORT / 4);
  });
});

/** Nothing is left open. */
function saysAll(answer: Implication): boolean {
  if (answer.kind === 'implied') return true;
  return (
    answer.kind === 'new' && answer.undecided.length === 0 && answer.access.every((one) => one.mayBeMore.length === 0)
  );
}

function withEffect(policies: readonly NamedPolicy[], effect: Statement['effect']): NamedPolicy {
  const statements = policies.flatMap(({ document }) => document.statements).map((one) => ({ ...one, effect }));
  return { name: 'more', document: { version: '2012-10-17', statements } };
}
