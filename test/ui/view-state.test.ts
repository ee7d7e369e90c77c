import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_VIEW, parseView, printView, type ViewState } from '../../ui/view-state.ts';

const word = fc.stringMatching(/^[a-z:*]{1,12}$/);
const text = fc.string({ minLength: 1, maxLength: 40 });
const anyView: fc.Arbitrary<ViewState> = fc.record(
  {
    screen: fc.constantFrom('ask' as const, 'hop' as const),
    among: text,
    actions: fc.array(word, { maxLength: 4 }),
    lang: fc.constantFrom('en' as const, 'ja' as const),
    resource: text,
    apart: fc.constant(true as const),
    row: word,
    hop: fc.nat(999),
    part: fc.nat(99),
    columns: fc.array(word, { minLength: 1, maxLength: 4 }),
    theme: fc.constantFrom('auto' as const, 'light' as const, 'dark' as const),
    showAs: fc.constantFrom('cli' as const, 'api' as const, 'cypher' as const),
  },
  { requiredKeys: ['screen', 'among', 'actions'] },
);

describe('the address', () => {
  it('holds the whole view', () =>
    fc.assert(
      fc.property(anyView, (view) => {
        fc.pre(view.actions.join() !== 'any');
        expect(parseView(printView(view))).toEqual(view);
      }),
    ));

  it('is empty for the first view, and the first view is what an empty address means', () => {
    expect(printView(FIRST_VIEW)).toBe('');
    expect(parseView('')).toEqual(FIRST_VIEW);
  });

  it('tells every action from reading alone', () => {
    expect(parseView('?actions=any').actions).toEqual([]);
    expect(parseView('').actions).toEqual(['read']);
  });

  it('leaves out what it does not understand', () => {
    expect(parseView('?view=fly&hop=-1&lang=fr&as=xml&theme=pink&row=')).toEqual(FIRST_VIEW);
  });
});
