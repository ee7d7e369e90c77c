import { whatCanReport } from '../../answers/report/what-can.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode } from '../expectation.ts';
import { type JoinsOption, joinsAsked, type PageOption, pageAsked } from '../options.ts';
import { render } from '../render.ts';

export function whatCanCommand(shell: Shell): void {
  begin(shell, 'what-can')
    .argument('<subject>', shell.words.arguments.subject)
    .option('--no-probable-joins', shell.words.options.noProbableJoins)
    .option('--limit <n>', shell.words.options.limit)
    .option('--after <cursor>', shell.words.options.after)
    .action((subject: string, options: JoinsOption & PageOption, command) =>
      shell.run(command, (context) => {
        const { language } = context.options;
        const page = pageAsked(options, shell.words);
        return asking(
          context,
          (questions) => questions.whatCan({ subject, language, ...page, ...joinsAsked(options) }),
          async (answer) => {
            await render(context, answer, whatCanReport(answer, language));
            if (answer.next !== undefined && context.options.form === 'csv')
              await context.around.stderr.write(`${shell.words.moreFollow(answer.next)}\n`);
            const unknown = answer.results.some((one) => one.verdict === 'unknown' || one.unknownActions.length > 0);
            return exitCode(context, unknown);
          },
        );
      }),
    );
}
