import { exportReport } from '../../answers/report/operations.ts';
import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { UsageError } from '../failure.ts';
import { operate } from '../operate.ts';
import { render } from '../render.ts';

interface Given {
  readonly pseudonymise?: boolean;
  readonly key?: string;
  readonly keepPatterns?: boolean;
}

export function exportCommand(shell: Shell): void {
  const { arguments: args, options } = shell.words;
  begin(shell, 'export')
    .argument('<folder>', args.exportFolder)
    .option('--pseudonymise', options.pseudonymise)
    .option('--key <file>', options.key)
    .option('--keep-patterns', options.keepPatterns)
    .action((folder: string, { pseudonymise, key, keepPatterns = false }: Given, command) =>
      shell.run(command, async (context) => {
        if ((pseudonymise === true) !== (key !== undefined) || (keepPatterns && key === undefined))
          throw new UsageError(shell.words.badPseudonyms);
        const { snapshot } = context.options;
        const ask = {
          folder,
          ...(snapshot === undefined ? {} : { snapshot }),
          ...(key === undefined ? {} : { pseudonyms: { keyFile: key, keepPatterns } }),
        };
        const written = await operate(context, (operations, given) => operations.export(ask, given));
        if (!written.ok) return written.error;
        await render(context, written.value, exportReport(written.value, context.options.language));
        return EXIT.answered;
      }),
    );
}
