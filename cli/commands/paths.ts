import { pathsReport } from '../../answers/report/paths.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode } from '../expectation.ts';
import { type JoinsOption, joinsAsked } from '../options.ts';
import { render } from '../render.ts';

interface PathsOptions extends JoinsOption {
  readonly from: string;
  readonly to: string;
}

export function pathsCommand(shell: Shell): void {
  const { words } = shell;
  begin(shell, 'paths')
    .requiredOption('--from <node>', words.options.from)
    .requiredOption('--to <node>', words.options.to)
    .option('--no-probable-joins', words.options.noProbableJoins)
    .action(({ from, to, ...joins }: PathsOptions, command) =>
      shell.run(command, (context) => {
        const { language } = context.options;
        return asking(
          context,
          (questions) => questions.paths({ from, to, language, ...joinsAsked(joins) }),
          async (answer) => {
            await render(context, answer, pathsReport(answer, language));
            return exitCode(
              context,
              answer.paths.some((path) => path.verdict === 'unknown'),
            );
          },
        );
      }),
    );
}
