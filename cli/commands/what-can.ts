import { whatCanReport } from '../../answers/report/what-can.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode } from '../expectation.ts';
import { render } from '../render.ts';

export function whatCanCommand(shell: Shell): void {
  begin(shell, 'what-can')
    .argument('<subject>', shell.words.arguments.subject)
    .action((subject: string, _, command) =>
      shell.run(command, (context) => {
        const { language } = context.options;
        return asking(
          context,
          (questions) => questions.whatCan({ subject, language }),
          async (answer) => {
            await render(context, answer, whatCanReport(answer, language));
            const unknown = answer.results.some((one) => one.verdict === 'unknown' || one.unknownActions.length > 0);
            return exitCode(context, unknown);
          },
        );
      }),
    );
}
