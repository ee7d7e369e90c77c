import { ok, type Result } from '../domain/result.ts';

/** `value`: the decoded text of a string, the bare name of a parameter or of a name in backticks; else the text itself. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'sign';
  readonly text: string;
  readonly value: string;
  /** White space or a comment stood before it. */
  readonly spaced: boolean;
  /** Offset in the query, for messages. */
  readonly at: number;
}

export interface Refusal {
  readonly at: number;
  readonly problem: string;
}

const SPACE = /[ \t\r\n]+/y;
const COMMENT = /\/\/[^\r\n]*|\/\*[\s\S]*?\*\//y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
/** `1..6` is a number, a range sign and a number. */
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PARAMETER = /\$([A-Za-z_][A-Za-z0-9_]*|\d+)/y;
const NAME = /`([^`\\\p{Cc}\p{Cs}]+)`/uy;
const SIGN = /\.\.|<>|<=|>=|=~|::|[()[\]{},.:|=<>+\-*/%^!&;]/y;
const STRING = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy;

/**
 * The words of a query. Everything that engines might read in another way than this is refused: characters beyond ASCII
 * outside strings and backticks (Neo4j takes several dashes for `-`), a backslash outside strings (Neo4j decodes \u escapes
 * before it looks for quotes), unknown escapes, a comment or string that does not end.
 */
export function tokensOf(text: string): Result<readonly Token[], Refusal> {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = false;
  while (at < text.length) {
    const gap = matchAt(SPACE, text, at) ?? matchAt(COMMENT, text, at);
    if (gap !== undefined) {
      at += gap[0].length;
      spaced = true;
      continue;
    }
    const token = tokenAt(text, at, spaced);
    if (!token.ok) return token;
    tokens.push(token.value);
    at += token.value.text.length;
    spaced = false;
  }
  return ok(tokens);
}

function tokenAt(text: string, at: number, spaced: boolean): Result<Token, Refusal> {
  const here = { at, spaced };
  const word = matchAt(WORD, text, at);
  if (word !== undefined) return ok({ kind: 'word', text: word[0], value: word[0], ...here });
  const number = matchAt(NUMBER, text, at);
  if (number !== undefined) return numberToken(number[0], text, here);
  const parameter = matchAt(PARAMETER, text, at);
  if (parameter !== undefined) return ok({ kind: 'parameter', text: parameter[0], value: parameter[1] ?? '', ...here });
  const name = matchAt(NAME, text, at);
  if (name !== undefined) return ok({ kind: 'name', text: name[0], value: name[1] ?? '', ...here });
  const string = matchAt(STRING, text, at);
  if (string !== undefined) return stringToken(string, here);
  const sign = text.startsWith('/*', at) ? undefined : matchAt(SIGN, text, at);
  if (sign !== undefined) return ok({ kind: 'sign', text: sign[0], value: sign[0], ...here });
  return refuse(at, `\`${[...text.slice(at, at + 2)][0]}\` cannot be read here`);
}

/** `1.` and `1d` are numbers to some engines, and whatever follows them begins something new. */
function numberToken(digits: string, text: string, here: Pick<Token, 'at' | 'spaced'>): Result<Token, Refusal> {
  const end = here.at + digits.length;
  if (/^(?:\.(?!\.)|\w)/.test(text.slice(end, end + 2)))
    return refuse(here.at, 'a number must end before a letter or a dot');
  return ok({ kind: 'number', text: digits, value: digits, ...here });
}

function stringToken(found: RegExpExecArray, here: Pick<Token, 'at' | 'spaced'>): Result<Token, Refusal> {
  const value = unescaped(found[1] ?? found[2] ?? '');
  if (value === undefined) return refuse(here.at, 'the text holds an escape that is not known to every engine');
  return ok({ kind: 'string', text: found[0], value, ...here });
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function unescaped(body: string): string | undefined {
  let known = true;
  const text = body.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, plain: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    const value = ESCAPES[plain];
    known &&= value !== undefined;
    return value ?? '';
  });
  return known && !/\p{Surrogate}|\0/u.test(text) ? text : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

const refuse = (at: number, problem: string): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error: { at, problem },
});
