import { visible } from '../words/visible.ts';
import { type Block, type Column, linesOf, type Report } from './report.ts';
import { padded, widthOf, wrapped } from './width.ts';

export interface TextOptions {
  /** Columns of the page; without it nothing is wrapped. */
  readonly width?: number;
  /** Emphasis by escape sequences, for a terminal that wants it. */
  readonly emphasis: boolean;
}

/** A report for reading in a terminal. No character of the data can act on the terminal. */
export function asText(report: Report, options: TextOptions): string {
  const blocks = report.blocks.map((block) => blockText(block, options)).filter((text) => text !== '');
  return `${blocks.join('\n\n')}\n`;
}

const bold = (text: string, { emphasis }: TextOptions): string => (emphasis ? `\u001b[1m${text}\u001b[22m` : text);
const faint = (text: string, { emphasis }: TextOptions): string => (emphasis ? `\u001b[2m${text}\u001b[22m` : text);

function blockText(block: Block, options: TextOptions): string {
  switch (block.kind) {
    case 'answer':
      return paragraph(block.text, options)
        .map((line) => bold(line, options))
        .join('\n');
    case 'notes':
      return block.lines
        .flatMap((line) => paragraph(line, options))
        .map((line) => faint(line, options))
        .join('\n');
    case 'list':
      return [...paragraph(block.title, options), ...block.items.flatMap((item) => hanging(item, options))].join('\n');
    case 'table':
      return tableText(block, options);
    case 'facts':
      return [...paragraph(block.title, options), ...factLines(block.facts, options)].join('\n');
    case 'code':
      return [...paragraph(block.title, options), ...block.text.split('\n').map((line) => `  ${visible(line)}`)].join(
        '\n',
      );
  }
}

const folded = (text: string, width: number | undefined): readonly string[] =>
  width === undefined ? [text] : wrapped(text, Math.max(width, 10));

const paragraph = (text: string, { width }: TextOptions): readonly string[] => folded(visible(text), width);

const hanging = (item: string, { width }: TextOptions): readonly string[] =>
  folded(visible(item), width === undefined ? undefined : width - 4).map((line, i) =>
    i === 0 ? `  ${line}` : `    ${line}`,
  );

function factLines(facts: readonly (readonly [string, string])[], { width }: TextOptions): readonly string[] {
  const label = Math.max(...facts.map(([name]) => widthOf(visible(name))));
  return facts.flatMap(([name, value]) =>
    folded(visible(value), width === undefined ? undefined : width - label - 4).map(
      (line, i) => `  ${padded(i === 0 ? visible(name) : '', label)}  ${line}`,
    ),
  );
}

const GAP = 2;
const NARROWEST = 12;
/** A table whose columns get less than this is told row by row. */
const READABLE = 18;

type Table = Extract<Block, { kind: 'table' }>;
/** Of a row, of each cell, the lines. */
type Lines = readonly (readonly string[])[];

function tableText(table: Table, options: TextOptions): string {
  const rows = table.rows.map((row) => row.map((cell) => linesOf(cell).map(visible)));
  const title = table.title === undefined ? [] : paragraph(table.title, options);
  const wanted = wantedWidths(table.columns, rows);
  const body =
    options.width !== undefined && readableWidth(table.columns, wanted) > options.width
      ? stackedLines(table, rows, options)
      : gridLines(table, rows, columnWidths(table.columns, wanted, options.width), options);
  return [...title, ...body].join('\n');
}

const sumOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));

/** The narrowest page on which the columns can be read side by side. */
const readableWidth = (columns: readonly Column[], wanted: readonly number[]): number =>
  sumOf(wanted.map((width, i) => (columns[i]?.shrink === 1 ? Math.min(width, READABLE) : width)));

function gridLines(
  table: Table,
  rows: readonly Lines[],
  widths: readonly number[],
  options: TextOptions,
): readonly string[] {
  const header = rowLines(
    table.columns.map(({ title }) => [visible(title)]),
    table.columns,
    widths,
  );
  const rule = widths.map((width) => '-'.repeat(width)).join(' '.repeat(GAP));
  const body = rows.map((row, i) => [...rowLines(row, table.columns, widths), ...underLines(table, i, options)]);
  return [...header, rule, ...apart(body)];
}

/** Rows of several lines stand apart. */
function apart(rows: readonly (readonly string[])[]): readonly string[] {
  const tall = rows.some((lines) => lines.length > 1);
  return rows.flatMap((lines, i) => (tall && i < rows.length - 1 ? [...lines, ''] : lines));
}

function underLines({ under }: Table, row: number, options: TextOptions): readonly string[] {
  const text = under?.texts[row] ?? '';
  return under === undefined || text === '' ? [] : hanging(`${under.title}${text}`, options);
}

/** On a narrow page: each row as a list of its columns. */
function stackedLines(table: Table, rows: readonly Lines[], options: TextOptions): readonly string[] {
  const stacks = rows.map((row, r) => {
    const facts = table.columns.flatMap(({ title }, i): (readonly [string, string])[] =>
      stackedCell(table.columns, row, i).map((line, k) => [k === 0 ? title : '', line]),
    );
    return [...factLines(facts, options), ...underLines(table, r, options)];
  });
  return stacks.flatMap((lines, i) => (i < stacks.length - 1 ? [...lines, ''] : lines));
}

/** Of paired columns the first tells both. */
function stackedCell(columns: readonly Column[], row: Lines, i: number): readonly string[] {
  const lines = (row[i] ?? []).filter((line) => line !== '');
  if (columns[i]?.paired !== true) return lines;
  const pairs = columns.flatMap((one, k) => (one.paired === true ? [k] : []));
  if (pairs[0] !== i) return [];
  const others = pairs.slice(1);
  return (row[i] ?? []).map((line, k) => {
    const more = others.flatMap((other) => row[other]?.[k] ?? []).filter((text) => text !== '');
    return more.length === 0 ? line : `${line} (${more.join(', ')})`;
  });
}

/** As wide as the text asks for; where the page is narrower, the widest columns that may shrink give way, a step at a time. */
function columnWidths(
  columns: readonly Column[],
  wanted: readonly number[],
  page: number | undefined,
): readonly number[] {
  if (page === undefined) return wanted;
  const widths = [...wanted];
  let excess = sumOf(widths) - page;
  while (excess > 0) {
    const widest = widestShrinkable(columns, widths);
    if (widest === undefined) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

const wantedWidths = (columns: readonly Column[], rows: readonly Lines[]): readonly number[] =>
  columns.map(({ title }, i) =>
    Math.max(widthOf(visible(title)), ...rows.flatMap((row) => (row[i] ?? []).map(widthOf))),
  );

function widestShrinkable(columns: readonly Column[], widths: readonly number[]): number | undefined {
  const candidates = widths.flatMap((width, i) => (columns[i]?.shrink === 1 && width > NARROWEST ? [i] : []));
  return candidates.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
}

function rowLines(cells: Lines, columns: readonly Column[], widths: readonly number[]): readonly string[] {
  const groups = cells.map((cell, i) => cell.map((line) => wrapped(line, widths[i] ?? NARROWEST)));
  const paired = groups.filter((_, i) => columns[i]?.paired === true);
  const heights = paired.flatMap((group) => group.map((_, k) => Math.max(...paired.map((one) => one[k]?.length ?? 1))));
  const aligned = groups.map((group, i) =>
    columns[i]?.paired === true ? group.flatMap((lines, k) => filled(lines, heights[k] ?? 1)) : group.flat(),
  );
  const height = Math.max(...aligned.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    aligned
      .map((lines, i) => padded(lines[line] ?? '', widths[i] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

const filled = (lines: readonly string[], height: number): readonly string[] => [
  ...lines,
  ...Array.from({ length: height - lines.length }, () => ''),
];
