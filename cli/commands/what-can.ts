import { whatCanReport } from '../../answers/report/what-can.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode } from '../expectation.ts';
import { type JoinsOption, joinsAsked } from '../options.ts';
import { render } from '../render.ts';

export function whatCanCommand(shell: Shell): void {
  begin(shell, 'what-can')
    .argument('<subject>', shell.words.arguments.subject)
    .option('--no-probable-joins', shell.words.options.noProbableJoins)
    .action((subject: string, options: JoinsOption, command) =>
      shell.run(command, (context) => {
        const { language } = context.options;
        return asking(
          context,
          (questions) => questions.whatCan({ subject, language, ...joinsAsked(options) }),
          async (answer) => {
            await render(context, answer, whatCanReport(answer, language));
            const unknown = answer.results.some((one) => one.verdict === 'unknown' || one.unknownActions.length > 0);
            return exitCode(context, unknown);
          },
        );
      }),
    );
}
