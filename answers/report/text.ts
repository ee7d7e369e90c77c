import { visible } from '../words/visible.ts';
import { type Block, type Cell, type Column, linesOf, type Report } from './report.ts';
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

function tableText(table: Extract<Block, { kind: 'table' }>, options: TextOptions): string {
  const cells = table.rows.map((row) => row.map((cell) => linesOf(cell).map(visible)));
  const widths = columnWidths(table.columns, cells, options.width);
  const header = rowLines(
    table.columns.map(({ title }) => [visible(title)]),
    widths,
  );
  const rule = widths.map((width) => '-'.repeat(width)).join(' '.repeat(GAP));
  const body = cells.map((row) => rowLines(row, widths));
  const tall = body.some((lines) => lines.length > 1);
  const rows = body.flatMap((lines, i) => (tall && i < body.length - 1 ? [...lines, ''] : lines));
  const title = table.title === undefined ? [] : paragraph(table.title, options);
  return [...title, ...header, rule, ...rows].join('\n');
}

/** As wide as the text asks for; where the page is narrower, the widest columns that may shrink give way, a step at a time. */
function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly (readonly string[])[])[],
  page: number | undefined,
): readonly number[] {
  const wanted = columns.map(({ title }, i) =>
    Math.max(widthOf(visible(title)), ...rows.flatMap((row) => (row[i] ?? []).map(widthOf))),
  );
  if (page === undefined) return wanted;
  const widths = [...wanted];
  let excess = widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1)) - page;
  while (excess > 0) {
    const widest = widestShrinkable(columns, widths);
    if (widest === undefined) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widestShrinkable(columns: readonly Column[], widths: readonly number[]): number | undefined {
  const candidates = widths.flatMap((width, i) => (columns[i]?.shrink === 1 && width > NARROWEST ? [i] : []));
  return candidates.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
}

function rowLines(cells: readonly Cell[], widths: readonly number[]): readonly string[] {
  const columns = cells.map((cell, i) => linesOf(cell).flatMap((line) => wrapped(line, widths[i] ?? NARROWEST)));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, i) => padded(lines[line] ?? '', widths[i] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}
