import { describe, expect, it } from 'vitest';
import { leaningOn } from '../../domain/decision.ts';
import { POLICY_LAYERS, type PolicyLayer } from '../../domain/policy.ts';
import { decide } from '../../reasoning/decide.ts';
import { casesOf, loadCases } from '../dsl.ts';
import { meets } from '../expectation.ts';

const CASES = loadCases();

const inOrder = (layers: readonly PolicyLayer[]): readonly PolicyLayer[] =>
  POLICY_LAYERS.filter((layer) => layers.includes(layer));

describe('the reference interpreter decides', () => {
  it.each(CASES)('$name', ({ request, expect: wanted }) => {
    const decision = decide(request);
    expect(decision, JSON.stringify(decision)).toMatchObject({ kind: wanted.kind });
    if (wanted.missing !== undefined && decision.kind === 'implicitlyDenied')
      expect(inOrder(decision.missing)).toEqual(inOrder(wanted.missing));
    if (wanted.by !== undefined && decision.kind === 'explicitlyDenied')
      expect(inOrder(decision.by.map((one) => one.layer))).toEqual(inOrder(wanted.by));
    const rules = leaningOn(decision).map(({ rule }) => rule);
    if (wanted.rule === undefined) expect(rules, 'a firm case rests on no belief').toEqual([]);
    else expect(rules).toContain(wanted.rule);
    expect(meets(decision, wanted), 'what it rests on is said in words').toBe(true);
  });
});

describe('the case loader', () => {
  it('sees the cases', () => expect(CASES.length).toBeGreaterThan(350));

  it('has one answer for each name', () => {
    const names = CASES.map((one) => one.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('knows every neighbour, which is answered otherwise', () => {
    for (const one of CASES.filter((each) => each.neighbour !== undefined)) {
      const others = CASES.filter((each) => each.id === one.neighbour);
      expect(
        others.some((each) => each.expect.kind !== one.expect.kind),
        one.name,
      ).toBe(true);
    }
  });

  it.each([
    ['no expectation', `[{ id: a, case: b, rules: [1] }]`, /states no expectation/],
    ['an empty expectation', `[{ id: a, case: b, rules: [1], ask: { 'sqs:A on *': } }]`, /states no expectation/],
    ['an unknown layer', `[{ id: a, case: b, rules: [1], ask: { 'sqs:A on *': 'implicitlyDenied [pb]' } }]`, /pb/],
    ['a misspelt element', `[{ id: a, case: b, rules: [1], contxt: {}, ask: {} }]`, /contxt/],
  ])('refuses a case with %s', (_, text, message) => {
    expect(() => casesOf(text, 'x.yaml')).toThrow(message);
  });
});
