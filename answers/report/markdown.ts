import { visible } from '../words/visible.ts';
import { type Block, type Cell, linesOf, type Report } from './report.ts';

/** A report as Markdown (CommonMark with tables). No name in the data can turn into a link, an image, HTML or a new cell. */
export const asMarkdown = (report: Report): string => `${report.blocks.map(blockMarkdown).join('\n\n')}\n`;

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'answer':
      return `## ${escaped(block.text)}`;
    case 'notes':
      return block.lines.map(escaped).join('  \n');
    case 'list':
      return [`**${escaped(block.title)}**`, '', ...block.items.map((item) => `- ${escaped(item)}`)].join('\n');
    case 'table':
      return tableMarkdown(block);
    case 'facts':
      return [
        `**${escaped(block.title)}**`,
        '',
        ...block.facts.map(([name, value]) => `- ${escaped(name)}: ${escaped(value)}`),
      ].join('\n');
    case 'code':
      return [`**${escaped(block.title)}**`, '', ...fenced(block.text)].join('\n');
  }
}

/** Every ASCII character that Markdown gives a meaning inside a line, list signs at its start, and bare addresses. */
const escaped = (text: string): string =>
  visible(text)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&')
    .replaceAll(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
    .replace(/^(\s*\d*)([-.])/, '$1\\$2');

const cellMarkdown = (cell: Cell): string => linesOf(cell).map(escaped).join('<br>');

function tableMarkdown({ title, columns, rows, under }: Extract<Block, { kind: 'table' }>): string {
  const more = under === undefined ? [] : [under.title.replace(/[:：]\s*$/, '')];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    ...(title === undefined ? [] : [`**${escaped(title)}**`, '']),
    line([...columns.map((one) => one.title), ...more].map(escaped)),
    line([...columns, ...more].map(() => '---')),
    ...rows.map((row, i) => line([...row, ...more.map(() => under?.texts[i] ?? '')].map(cellMarkdown))),
  ].join('\n');
}

/** The fence is longer than any run of backticks inside. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}json`, ...text.split('\n').map(visible), fence];
}
