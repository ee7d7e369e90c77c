/** Katakana to hiragana, one code unit for one: both sit 0x60 apart. */
const toHiragana = (text: string): string =>
  text.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

/** Width, case, and the two kana do not matter when people type names. */
export const fold = (text: string): string => toHiragana(text.normalize('NFKC').toLowerCase());

export interface Piece {
  readonly text: string;
  readonly match: boolean;
}

/** The name cut into pieces, the first place where the typed text occurs marked; one unmarked piece where it does not. */
export function matchPieces(name: string, typed: string): readonly Piece[] {
  const wanted = fold(typed.trim());
  if (wanted === '') return [{ text: name, match: false }];
  const letters = [...new Intl.Segmenter().segment(name)].map((one) => one.segment);
  const folded = letters.map(fold);
  for (let from = 0; from < letters.length; from++) {
    const to = endOfMatch(folded, from, wanted);
    if (to !== undefined) {
      return [
        { text: letters.slice(0, from).join(''), match: false },
        { text: letters.slice(from, to).join(''), match: true },
        { text: letters.slice(to).join(''), match: false },
      ].filter((piece) => piece.text !== '');
    }
  }
  return [{ text: name, match: false }];
}

function endOfMatch(folded: readonly string[], from: number, wanted: string): number | undefined {
  let seen = '';
  for (let at = from; at < folded.length; at++) {
    seen += folded[at] ?? '';
    if (seen.startsWith(wanted)) return at + 1;
    if (!wanted.startsWith(seen)) return undefined;
  }
  return undefined;
}
