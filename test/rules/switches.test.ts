import { describe, expect, it } from 'vitest';
import { decide } from '../../reasoning/decide.ts';
import { loadCases } from '../dsl.ts';
import { meets } from '../expectation.ts';
import { alteredInterpreter } from './altered-interpreter.ts';
import { casesAbout, decideWithout, RULE_SWITCHES } from './switches.ts';

const CASES = loadCases();

describe('a rule that is switched off', () => {
  it('is each of the 117, once', () => {
    const numbered = RULE_SWITCHES.map(({ rule }) => rule).filter((rule) => typeof rule === 'number');
    expect(numbered).toEqual(Array.from({ length: 117 }, (_, index) => index + 1));
  });

  it('is a lettered sentence at most once', () => {
    const lettered = RULE_SWITCHES.map(({ rule }) => rule).filter((rule) => typeof rule === 'string');
    expect([...new Set(lettered)]).toEqual(lettered);
  });

  it.each(RULE_SWITCHES)('$rule: $off', (one) => {
    const without = decideWithout(one);
    const answers = casesAbout(one.rule, CASES).map((each) => ({
      each,
      green: meets(without(each.request), each.expect),
    }));
    const decided = answers.filter(({ green }) => !green);
    const neighbours = answers.filter(({ green }) => green);
    expect(decided.length, 'cases in which the rule decides').toBeGreaterThan(0);
    expect(neighbours.length, 'neighbours in which it does not').toBeGreaterThan(0);
  });

  it('is the only difference: without an edit the copy decides every case as the interpreter does', () => {
    const copy = alteredInterpreter([]);
    for (const { request, name } of CASES) expect(copy(request), name).toEqual(decide(request));
  });

  it('is named by text that stands in the source exactly once', () => {
    expect(() => alteredInterpreter([{ file: 'decide.ts', from: 'no such text', to: '' }])).toThrow(/0 times/);
    expect(() => alteredInterpreter([{ file: 'decide.ts', from: 'said', to: '' }])).toThrow(/not once/);
  });
});
