import type { CypherAnswer, Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { column, type Report } from './report.ts';

/** Rows of a Cypher query, under the name of the engine whose dialect it was. */
export function cypherReport(answer: CypherAnswer, language: Language): Report {
  const words = messagesIn(language);
  const rows = answer.rows.map((row) => row.map(cellText));
  return {
    blocks: [
      ...(answer.columns.length === 0
        ? []
        : [{ kind: 'table', columns: answer.columns.map((name) => column(name, 1)), rows } as const]),
      {
        kind: 'notes',
        lines: [
          `${words.rows(answer.rows.length)}${answer.truncated ? `${words.comma}${words.truncated}` : ''}`,
          ...(answer.accessAsked === undefined ? [] : [words.cypherAccessAsked(words.resources(answer.accessAsked))]),
          `${words.engine}${words.colon}${answer.engine}`,
        ],
      },
    ],
    records: { columns: answer.columns, rows },
  };
}

const cellText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : (JSON.stringify(value) ?? String(value));
};
