import { err, ok, type Result } from '../../domain/result.ts';

export interface CsvRow {
  /** Line of its first character, counted from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}
export interface CsvError {
  readonly line: number;
  readonly problem: string;
}

/** Comma-separated values as RFC 4180 has them; a byte order mark and blank lines are passed over. */
export function parseCsv(text: string): Result<readonly CsvRow[], CsvError> {
  const rows: CsvRow[] = [];
  const cursor = { at: text.startsWith('\uFEFF') ? 1 : 0, line: 1 };
  while (cursor.at < text.length) {
    const row = readRow(text, cursor);
    if (!row.ok) return row;
    if (row.value.fields.some((field) => field !== '')) rows.push(row.value);
  }
  return ok(rows);
}

interface Cursor {
  at: number;
  line: number;
}

function readRow(text: string, cursor: Cursor): Result<CsvRow, CsvError> {
  const { line } = cursor;
  const fields: string[] = [];
  for (;;) {
    const field = text[cursor.at] === '"' ? readQuoted(text, cursor) : ok(readPlain(text, cursor));
    if (!field.ok) return field;
    fields.push(field.value);
    const end = text[cursor.at];
    if (end === ',') {
      cursor.at += 1;
      continue;
    }
    if (end !== undefined && end !== '\n' && end !== '\r') {
      return err({ line: cursor.line, problem: 'text after a closing quote; double the quotes inside a quoted field' });
    }
    endLine(text, cursor);
    return ok({ line, fields });
  }
}

function readPlain(text: string, cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.at < text.length && !/[,\r\n]/.test(text[cursor.at] ?? '')) cursor.at += 1;
  return text.slice(start, cursor.at).trim();
}

function readQuoted(text: string, cursor: Cursor): Result<string, CsvError> {
  const { line } = cursor;
  let value = '';
  for (cursor.at += 1; cursor.at < text.length; cursor.at += 1) {
    const char = text[cursor.at] ?? '';
    if (char === '\n') cursor.line += 1;
    if (char !== '"') value += char;
    else if (text[cursor.at + 1] === '"') {
      value += char;
      cursor.at += 1;
    } else {
      cursor.at += 1;
      return ok(value);
    }
  }
  return err({ line, problem: 'a quoted field is not closed' });
}

function endLine(text: string, cursor: Cursor): void {
  if (text[cursor.at] === '\r') cursor.at += 1;
  if (text[cursor.at] === '\n') cursor.at += 1;
  cursor.line += 1;
}
