import { cypherReport } from '../../answers/report/cypher.ts';
import { asking } from '../asking.ts';
import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { render } from '../render.ts';

export function cypherCommand(shell: Shell): void {
  begin(shell, 'cypher')
    .argument('<text>', shell.words.arguments.cypher)
    .action((text: string, _, command) =>
      shell.run(command, (context) =>
        asking(
          context,
          (questions) => questions.cypher(text),
          async (answer) => {
            await render(context, answer, cypherReport(answer, context.options.language));
            return EXIT.answered;
          },
        ),
      ),
    );
}
