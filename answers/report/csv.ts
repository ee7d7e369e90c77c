import { visible } from '../words/visible.ts';
import type { Records } from './report.ts';

/**
 * Records as CSV (RFC 4180: CRLF, quotes doubled). Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula,
 * Japanese ones also with their full-width forms: such a cell gets an apostrophe in front. `bom` puts the UTF-8 mark first, without which Excel misreads Japanese.
 */
export function asCsv({ columns, rows }: Records, options: { readonly bom: boolean }): string {
  const lines = [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`);
  return `${options.bom ? '\ufeff' : ''}${lines.join('')}`;
}

function field(value: string): string {
  const text = visible(value);
  const safe = /^[=+\-@＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
