import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interner } from '../../domain/interned.ts';

const NAMES = ['by', 'when', 'context', 'grants', 'verdict', '__proto__', 'constructor', '', '辿り'];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('', 'a', '"a"', '["a"]', 'null', '\u{1F680}'),
    fc.constantFrom(0, 1, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { selector: ([name]) => name, maxLength: 4 })
      .map((members) => Object.fromEntries(members)),
  ),
}));

describe('what an interner gives', () => {
  it('is equal to what it got, members in their order, whatever it saw before', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (values) => {
        const interner = new Interner();
        for (const one of values) {
          expect(interner.of(one)).toEqual(one);
          expect(JSON.stringify(interner.of(one))).toBe(JSON.stringify(one));
        }
      }),
    );
  });

  it('shares what repeats, and nothing that differs', () => {
    const interner = new Interner();
    const grant = (action: string) => ({ actions: [action], when: { kind: 'test', values: ['a'] }, proof: 'replayed' });
    const [first, second, third] = [interner.of(grant('a')), interner.of(grant('a')), interner.of(grant('b'))];
    expect(second).not.toBe(first);
    expect(second.actions).toBe(first.actions);
    expect(second.when).toBe(first.when);
    expect(third.actions).not.toBe(first.actions);
    expect(third.when).toBe(first.when);
    expect(interner.texts(['a'])).toBe(first.actions);
  });

  it('keeps members that are left undefined as they are', () => {
    expect(Object.keys(new Interner().of({ by: undefined, proof: undefined }))).toEqual(['by', 'proof']);
  });
});
