import { asCsv } from '../answers/report/csv.ts';
import { asMarkdown } from '../answers/report/markdown.ts';
import type { Report } from '../answers/report/report.ts';
import { asText } from '../answers/report/text.ts';
import { visibleJson } from '../answers/words/visible.ts';
import type { Context } from './context.ts';
import type { Output } from './ports.ts';

/** Writes an answer on standard output in the form that was asked for: the value itself as JSON, or its report. */
export async function render(context: Context, value: unknown, report: Report): Promise<void> {
  await context.around.stdout.write(rendered(context, value, report));
}

function rendered({ options, around }: Context, value: unknown, report: Report): string {
  switch (options.form) {
    case 'json':
      return jsonText(value);
    case 'csv':
      return asCsv(report.records, { bom: options.bom });
    case 'markdown':
      return asMarkdown(report);
    case 'table':
      return asText(report, pageOf(around.stdout, around.env));
  }
}

export const jsonText = (value: unknown): string => `${visibleJson(JSON.stringify(value, null, 2))}\n`;

/** As wide as the terminal; text for a file or a pipe is not wrapped. Emphasis only where a person looks and does not mind. */
function pageOf(
  { isTTY, columns }: Output,
  env: Context['around']['env'],
): { readonly width?: number; readonly emphasis: boolean } {
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return { ...(isTTY && columns !== undefined ? { width: columns } : {}), emphasis: isTTY && !plain };
}
