import { takenReport } from '../../answers/report/operations.ts';
import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { operate } from '../operate.ts';
import { render } from '../render.ts';

export function importCommand(shell: Shell): void {
  begin(shell, 'import')
    .argument('<path...>', shell.words.arguments.paths)
    .action((paths: readonly string[], _, command) =>
      shell.run(command, async (context) => {
        const taken = await operate(context, (operations, options) => operations.import(paths, options));
        if (!taken.ok) return taken.error;
        await render(context, taken.value, takenReport(taken.value, context.options.language));
        return EXIT.answered;
      }),
    );
}
