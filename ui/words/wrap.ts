/** Width of a text in half-width cells: East Asian characters take two. */
export const cells = (text: string): number => [...text].reduce((sum, letter) => sum + (isWide(letter) ? 2 : 1), 0);

const isWide = (letter: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(letter);

/** Lines of at most `width` cells: broken at spaces, and between East Asian characters but neither in a katakana word nor before punctuation. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(
    /[^\s\u2e80-\uffef]+\s*|[\u30a0-\u30ff]+[、。，．）」』]*\s*|[\u2e80-\uffef][、。，．）」』]*\s*/gu,
  ) ?? []) {
    if (line !== '' && cells(line) + cells(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()];
}

/** The beginning of a name that fits, with an ellipsis where something is missing; the whole name must stand elsewhere. */
export function clip(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let kept = '';
  for (const letter of text) {
    if (cells(kept) + cells(letter) + 1 > width) break;
    kept += letter;
  }
  return `${kept}…`;
}
