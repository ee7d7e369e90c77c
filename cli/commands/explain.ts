import { explainReport } from '../../answers/report/explain.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode, ofColumns } from '../expectation.ts';
import { actionsOf, expectedOf } from '../options.ts';
import { render } from '../render.ts';

interface ExplainOptions {
  readonly documents?: boolean;
  readonly expect?: string;
}

export function explainCommand(shell: Shell): void {
  const { words } = shell;
  begin(shell, 'explain')
    .argument('<principal>', words.arguments.principal)
    .argument('<actions>', words.arguments.actions)
    .argument('<resource>', words.arguments.resource)
    .option('--documents', words.options.documents)
    .option('--expect <verdict>', words.expect)
    .action((principal: string, text: string, resource: string, options: ExplainOptions, command) =>
      shell.run(command, async (context) => {
        const expected = expectedOf(options.expect, words);
        const actions = actionsOf(text, words);
        const { language } = context.options;
        return asking(
          context,
          (questions) => questions.explain({ principal, actions, resource, language }),
          async (answer) => {
            const { columns } = answer;
            await render(context, answer, explainReport(answer, language, { documents: options.documents === true }));
            const expectation =
              expected === undefined ? undefined : { expected, outcome: ofColumns(columns, expected) };
            const unknown = columns.some((column) => column.verdict === 'unknown');
            return exitCode(context, unknown, expectation);
          },
        );
      }),
    );
}
