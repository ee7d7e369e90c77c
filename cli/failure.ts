import type { AskError, Language } from '../answers/questions.ts';
import { codeOf, type ErrorCode, errorTitle } from '../answers/words/error-codes.ts';
import { kindName, nodeName } from '../answers/words/names.ts';
import { problemWords } from '../answers/words/problem-words.ts';
import { visible } from '../answers/words/visible.ts';
import type { NodeInfo } from '../domain/answer.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { cliMessages } from './messages.ts';

export const EXIT_OF: Readonly<Record<AskError['kind'], ExitCode>> = {
  badInput: EXIT.usage,
  ambiguous: EXIT.usage,
  notCollected: EXIT.unknown,
  notFound: EXIT.usage,
  noSnapshot: EXIT.usage,
  refused: EXIT.usage,
  store: EXIT.failure,
  timeout: EXIT.failure,
  unavailable: EXIT.failure,
};

/** Wrong usage, found by a command. Expected, so its message is all that is shown. */
export class UsageError extends Error {}

/** `E_NOT_FOUND: nothing in the snapshot is called ...`; in Japanese the title of the code stands before the detail. */
export function failureText(code: ErrorCode, detail: string, language: Language): string {
  const title = language === 'ja' ? `${errorTitle(code, language)}：` : '';
  return visible(`${code}: ${title}${detail}`);
}

/** Says on standard error why there is no answer, and what a name could have meant. */
export async function fail(
  { around, options }: Pick<Context, 'around' | 'options'>,
  error: AskError,
): Promise<ExitCode> {
  const { language } = options;
  const candidates = error.candidates ?? [];
  const lines = [
    failureText(codeOf(error), problemWords(error.message, language), language),
    ...(candidates.length === 0 ? [] : [cliMessages(language).candidates]),
    ...candidates.map((node) => `  ${visible(candidateText(node, language))}`),
  ];
  await around.stderr.write(`${lines.join('\n')}\n`);
  return EXIT_OF[error.kind];
}

function candidateText(node: NodeInfo, language: Language): string {
  const place = node.accountName ?? node.account;
  const facts = [nodeName(node), node.type ?? kindName(node.kind, language), ...(place === undefined ? [] : [place])];
  return `${node.id}  (${facts.join(', ')})`;
}
