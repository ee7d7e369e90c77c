/** `*` (many) or `?` (exactly one character, rule 107); `stops` are the characters it may not take. */
export interface Wildcard {
  readonly many: boolean;
  readonly stops: string;
}
/** Literal text and wildcards in turn. */
export type Glob = readonly (string | Wildcard)[];

export const isWildcard = (piece: string | Wildcard): piece is Wildcard => typeof piece !== 'string';

/** Splits text at its wildcards; `stops` holds for all of them. */
export const readGlob = (text: string, stops = ''): Glob =>
  text
    .split(/([*?])/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece === '*' || piece === '?' ? { many: piece === '*', stops } : piece));

/** Does the whole text fit? `barrier`: one more character that no wildcard may take. */
export function fits(glob: Glob, text: string, barrier = ''): boolean {
  let reached: readonly number[] = [0];
  for (const piece of glob) {
    if (typeof piece === 'string') reached = afterLiteral(reached, piece, text);
    else reached = (piece.many ? afterMany : afterOne)(reached, text, piece.stops + barrier);
    if (reached.length === 0) return false;
  }
  return reached[reached.length - 1] === text.length;
}

/** Positions in the text, ascending, that can be reached after one more piece. */
function afterLiteral(from: readonly number[], piece: string, text: string): readonly number[] {
  const reached: number[] = [];
  for (const at of from) if (text.startsWith(piece, at)) reached.push(at + piece.length);
  return reached;
}

const afterOne = (from: readonly number[], text: string, stops: string): readonly number[] =>
  from.filter((at) => at < text.length && !stops.includes(text.charAt(at))).map((at) => at + 1);

function afterMany(from: readonly number[], text: string, stops: string): readonly number[] {
  const reached: number[] = [];
  let last = -1;
  for (const start of from) {
    for (let at = start; at > last && at <= text.length; at += 1) {
      reached.push(at);
      last = at;
      if (stops.includes(text.charAt(at)) && at < text.length) break;
    }
  }
  return reached;
}
