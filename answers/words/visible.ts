/**
 * Characters that a terminal or a text viewer obeys instead of showing: controls (ESC, CSI), format characters (bidirectional
 * controls, invisible joiners), line and paragraph separators. Names in a snapshot are written by strangers: these never pass raw.
 */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text with every obeyed character spelled out (`\u{1b}`), so that it can be seen and cannot act. */
export const visible = (text: string): string =>
  text.replace(OBEYED, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const jsonEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON text with the same characters as JSON escapes: the data stay what they are. */
export const visibleJson = (json: string): string =>
  json.replace(OBEYED, (character) => (character === '\n' ? character : character.split('').map(jsonEscape).join('')));
