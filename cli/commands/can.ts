import { canReport } from '../../answers/report/can.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode, ofVerdict } from '../expectation.ts';
import { expectedOf } from '../options.ts';
import { render } from '../render.ts';

export function canCommand(shell: Shell): void {
  const { words } = shell;
  begin(shell, 'can')
    .argument('<principal>', words.arguments.principal)
    .argument('<action>', words.arguments.action)
    .argument('<resource>', words.arguments.resource)
    .option('--expect <verdict>', words.expect)
    .action((principal: string, action: string, resource: string, options: { readonly expect?: string }, command) =>
      shell.run(command, async (context) => {
        const expected = expectedOf(options.expect, words);
        const { language } = context.options;
        return asking(
          context,
          (questions) => questions.can({ principal, action, resource, language }),
          async (answer) => {
            await render(context, answer, canReport(answer, language));
            const { verdict } = answer;
            const expectation =
              expected === undefined ? undefined : { expected, outcome: ofVerdict(verdict, expected) };
            return exitCode(context, verdict === 'unknown', expectation);
          },
        );
      }),
    );
}
