import type { Json } from '../../domain/policy.ts';

export interface CodeToken {
  readonly text: string;
  /** A word that decides: the effect, the matching action, what a cut rests on. */
  readonly strong: boolean;
}

export interface CodeLine {
  readonly tokens: readonly CodeToken[];
  /** Part of a deciding statement. */
  readonly deciding: boolean;
}

/** Which statements of a document decide, for which actions, and whether they grant or cut. */
export interface Deciding {
  readonly role: 'grants' | 'cuts';
  readonly statements: ReadonlyMap<number, readonly string[]>;
}

type JsonObject = { readonly [key: string]: Json };

/** Columns that a line should not exceed; a single long value still stands whole. */
const WIDTH = 84;

/**
 * A whole policy document, one line per field, long lists filled like prose. Every character of the document's meaning
 * is kept: reading the lines together as JSON gives the document back.
 */
export function documentLines(document: Json, deciding: Deciding): readonly CodeLine[] {
  if (!isObject(document) || document['Statement'] === undefined) return plainLines(document);
  const statements = listOf(document['Statement']);
  const single = !Array.isArray(document['Statement']);
  const head = Object.entries(document).filter(([key]) => key !== 'Statement');
  const opening = `{ ${head.map(([key, value]) => `${quote(key)}: ${JSON.stringify(value)}, `).join('')}"Statement": ${single ? '' : '[ '}`;
  const closing = single ? ' }' : ' ] }';
  const [only] = statements;
  if (statements.length === 1 && only !== undefined && isObject(only)) {
    return [quiet(`${opening}{`), ...fieldsOf(only, 0, deciding), quiet(`}${closing}`)];
  }
  const lines = statements.flatMap((statement, index) => {
    const comma = index < statements.length - 1 ? ',' : '';
    return statementLines(statement, index, comma, deciding);
  });
  return [quiet(opening.trimEnd()), ...lines, quiet(closing.trim())];
}

const quiet = (text: string): CodeLine => ({ tokens: [{ text, strong: false }], deciding: false });
const quote = (text: string): string => JSON.stringify(text);
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const plainLines = (document: Json): readonly CodeLine[] => JSON.stringify(document, null, 2).split('\n').map(quiet);

function statementLines(statement: Json, index: number, comma: string, deciding: Deciding): readonly CodeLine[] {
  if (!isObject(statement)) return [quiet(`  ${JSON.stringify(statement)}${comma}`)];
  return [quiet('  {'), ...fieldsOf(statement, index, deciding), quiet(`  }${comma}`)];
}

/** The fields of one statement, those of a deciding one tinted. */
function fieldsOf(statement: JsonObject, index: number, deciding: Deciding): readonly CodeLine[] {
  const actions = deciding.statements.get(index);
  const fields = Object.entries(statement);
  return fields.flatMap(([key, value], at) => {
    const marks = actions === undefined ? NOTHING : marksFor(key, actions, deciding.role);
    const lines = withEnding(fieldLines(key, value, marks), at < fields.length - 1 ? ',' : '');
    return lines.map((tokens) => ({ tokens, deciding: actions !== undefined && tintsLine(key, tokens) }));
  });
}

/** Lines of a list that hold none of the deciding words stay untinted; all other lines of the statement are tinted. */
const tintsLine = (key: string, tokens: readonly CodeToken[]): boolean =>
  !LISTS.has(key) ||
  tokens.some((token) => token.strong) ||
  tokens.some((token) => token.text.includes(`${quote(key)}:`));
const LISTS: ReadonlySet<string> = new Set(['Action', 'NotAction']);

interface Marks {
  readonly key: boolean;
  readonly value: (text: string) => boolean;
}
const NOTHING: Marks = { key: false, value: () => false };
const EVERYTHING: Marks = { key: false, value: () => true };

function marksFor(key: string, actions: readonly string[], role: Deciding['role']): Marks {
  if (key === 'Effect') return { key: true, value: () => true };
  if (key === 'Action') return { key: false, value: (text) => actions.some((action) => likeAction(text, action)) };
  if (key === 'NotAction') return { key: true, value: () => false };
  if (key === 'Principal') return EVERYTHING;
  return role === 'cuts' && (key === 'Resource' || key === 'Condition') ? EVERYTHING : NOTHING;
}

/** Does the entry of an Action element name the action? Only decides which word is set in bold. */
export function likeAction(entry: string, action: string): boolean {
  const pattern = entry
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'i').test(action);
}

type Tokens = readonly CodeToken[];
const INDENT = 4;

function fieldLines(key: string, value: Json, marks: Marks): readonly Tokens[] {
  const name: CodeToken = { text: `${quote(key)}: `, strong: marks.key };
  const start: Tokens = [{ text: ' '.repeat(INDENT), strong: false }, name];
  return valueLines(start, value, marks, INDENT);
}

/** A value behind its key: on the same line where it fits, else broken by its kind. */
function valueLines(start: Tokens, value: Json, marks: Marks, indent: number): readonly Tokens[] {
  const inline = inlineTokens(value, marks);
  if (widthOf(start) + widthOf(inline) <= WIDTH) return [[...start, ...inline]];
  if (Array.isArray(value)) return filled(start, value, marks);
  if (isObject(value)) return nested(start, value, marks, indent);
  return [[...start, ...inline]];
}

/** `{` on the field's line, one line per entry, `}` beneath it; objects with a single entry share their lines. */
function nested(start: Tokens, value: JsonObject, marks: Marks, indent: number): readonly Tokens[] {
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isObject(only[1])) {
    const inner = nested([...start, plain(`{ ${quote(only[0])}: `)], only[1], marks, indent);
    return withEnding(inner, ' }');
  }
  const inner = entries.flatMap(([key, child], at) => {
    const head: Tokens = [plain(`${' '.repeat(indent + 2)}${quote(key)}: `)];
    return withEnding(valueLines(head, child, marks, indent + 2), at < entries.length - 1 ? ',' : '');
  });
  return [[...start, plain('{')], ...inner, [plain(`${' '.repeat(indent)}}`)]];
}

/** List entries packed into lines, each line beginning beneath the first entry. */
function filled(start: Tokens, values: readonly Json[], marks: Marks): readonly Tokens[] {
  const margin = widthOf(start) + 1;
  const lines: CodeToken[][] = [[...start, plain('[')]];
  for (const [index, value] of values.entries()) {
    const tokens = [...inlineTokens(value, marks), plain(index < values.length - 1 ? ', ' : ']')];
    const line = lines.at(-1) ?? [];
    const full = index > 0 && widthOf(line) + widthOf(tokens) > WIDTH;
    if (full) lines.push([plain(' '.repeat(margin)), ...tokens]);
    else line.push(...tokens);
  }
  return lines;
}

function inlineTokens(value: Json, marks: Marks): Tokens {
  if (typeof value === 'string') return [{ text: quote(value), strong: marks.value(value) }];
  if (Array.isArray(value))
    return bracketed(
      '[',
      ']',
      value.map((one: Json) => inlineTokens(one, marks)),
    );
  if (isObject(value)) {
    const parts = Object.entries(value).map(([key, child]) => [
      plain(`${quote(key)}: `),
      ...inlineTokens(child, marks),
    ]);
    return bracketed('{ ', ' }', parts);
  }
  return [plain(JSON.stringify(value))];
}

const bracketed = (open: string, close: string, parts: readonly Tokens[]): Tokens => [
  plain(open),
  ...parts.flatMap((part, index) => (index === 0 ? part : [plain(', '), ...part])),
  plain(close),
];

const plain = (text: string): CodeToken => ({ text, strong: false });
const widthOf = (tokens: Tokens): number => tokens.reduce((sum, token) => sum + token.text.length, 0);

const withEnding = (lines: readonly Tokens[], ending: string): readonly Tokens[] =>
  ending === ''
    ? lines
    : lines.map((tokens, index) => (index === lines.length - 1 ? [...tokens, plain(ending)] : tokens));
