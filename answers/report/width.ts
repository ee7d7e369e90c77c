/**
 * East Asian wide and fullwidth characters, and emoji that terminals draw in two columns; all else but combining marks takes one.
 * Source: Unicode Standard Annex 11. Ambiguous characters count one, as in terminals of today.
 */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /^\p{Emoji_Presentation}|^\p{Extended_Pictographic}\ufe0f/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
const ASCII = /^[\x20-\x7e]*$/;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader takes for one character, in order. */
const graphemes = (text: string): readonly string[] =>
  ASCII.test(text) ? text.split('') : [...segmenter.segment(text)].map((part) => part.segment);

const graphemeWidth = (grapheme: string): 0 | 1 | 2 => {
  if (WIDE.test(grapheme) || EMOJI.test(grapheme)) return 2;
  return NO_WIDTH.test(grapheme) ? 0 : 1;
};

/** Columns that the text takes in a terminal. */
export const widthOf = (text: string): number =>
  ASCII.test(text) ? text.length : graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);

export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Lines of at most `width` columns: broken at blanks, and where that is not enough between characters. */
export function wrapped(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (line !== '' && widthOf(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    for (const chunk of chunks(piece, width)) {
      if (line !== '' && widthOf(line + chunk.trimEnd()) > width) {
        lines.push(line);
        line = '';
      }
      line += line === '' ? chunk.trimStart() : chunk;
    }
  }
  return [...lines, line.trimEnd()];
}

/** A line may break after blanks and around wide characters, but never before closing punctuation. */
const pieces = (text: string): readonly string[] => text.match(BREAKABLE) ?? [text];
const BREAKABLE =
  /[\u3041-\u30ff\u3400-\u9fff][、。，．）」：？！ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*|[^\s\u3041-\u30ff\u3400-\u9fff]+\s*|\s+/gu;

function chunks(piece: string, width: number): readonly string[] {
  if (widthOf(piece.trimEnd()) <= width) return [piece];
  const parts: string[] = [''];
  for (const grapheme of graphemes(piece)) {
    const last = parts.length - 1;
    if (widthOf((parts[last] ?? '') + grapheme) > width && grapheme.trim() !== '') parts.push(grapheme);
    else parts[last] = (parts[last] ?? '') + grapheme;
  }
  return parts;
}
