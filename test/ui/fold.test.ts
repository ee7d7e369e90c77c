import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, matchPieces } from '../../ui/fold.ts';

const marked = (name: string, typed: string): readonly string[] =>
  matchPieces(name, typed).flatMap((piece) => (piece.match ? [piece.text] : []));

describe('matching of typed names', () => {
  it.each([
    ['finance-ledger', 'LEDG', 'ledg'],
    ['finance-ledger', 'ｌｅｄｇ', 'ledg'],
    ['ケーキの写真', 'けーき', 'ケーキ'],
    ['けーきの写真', 'ケーキ', 'けーき'],
    ['ｹｰｷの写真', 'ケーキ', 'ｹｰｷ'],
    ['ガレット', 'がれ', 'ガレ'],
  ])('%s holds %s', (name, typed, match) => {
    expect(marked(name, typed)).toEqual([match]);
  });

  it('marks nothing where nothing is typed or nothing matches', () => {
    expect(marked('finance-ledger', ' ')).toEqual([]);
    expect(marked('finance-ledger', 'cake')).toEqual([]);
  });

  it('loses no letter of the name', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (name, typed) => {
        expect(
          matchPieces(name, typed)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(name);
      }),
    ));

  it('folds once and for all', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    ));
});
