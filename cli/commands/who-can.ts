import { whoCanReport } from '../../answers/report/who-can.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { exitCode, ofWhoCan } from '../expectation.ts';
import { expectedOf, type JoinsOption, joinsAsked, listOf, type PageOption, pageAsked } from '../options.ts';
import { render } from '../render.ts';

interface WhoCanOptions extends JoinsOption, PageOption {
  readonly among?: string;
  readonly expect?: string;
  readonly withCopies?: true;
}

export function whoCanCommand(shell: Shell): void {
  const { words } = shell;
  begin(shell, 'who-can')
    .usage('[options] [actions...] <resource>')
    .argument('<actions-and-resource...>', words.arguments.whoCan)
    .option('--among <subject>', words.options.among)
    .option('--with-copies', words.options.withCopies)
    .option('--no-probable-joins', words.options.noProbableJoins)
    .option('--limit <n>', words.options.limit)
    .option('--after <cursor>', words.options.after)
    .option('--expect <verdict>', words.expect)
    .action((names: readonly string[], options: WhoCanOptions, command) =>
      shell.run(command, async (context) => {
        const expected = expectedOf(options.expect, words);
        const actions = listOf(names.slice(0, -1));
        const { language } = context.options;
        const ask = {
          resource: names.at(-1) ?? '',
          language,
          ...joinsAsked(options),
          ...pageAsked(options, words),
          ...(actions.length === 0 ? {} : { actions }),
          ...(options.among === undefined ? {} : { among: options.among }),
          ...(options.withCopies === undefined ? {} : { withCopies: options.withCopies }),
        };
        return asking(
          context,
          (questions) => questions.whoCan(ask),
          async (answer) => {
            await render(context, answer, whoCanReport(answer, language));
            if (answer.next !== undefined && context.options.form === 'csv')
              await context.around.stderr.write(`${words.moreFollow(answer.next)}\n`);
            const expectation = expected === undefined ? undefined : { expected, outcome: ofWhoCan(answer, expected) };
            return exitCode(context, hasUnknown(answer), expectation);
          },
        );
      }),
    );
}

const hasUnknown = ({ results, copies = [] }: WhoCanAnswer): boolean =>
  results.some((result) => result.verdict === 'unknown' || result.unknownActions.length > 0) ||
  copies.some(({ answer, notAsked }) => (answer === undefined ? notAsked !== 'otherActions' : hasUnknown(answer)));
