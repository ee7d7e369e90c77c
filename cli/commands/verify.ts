import { verificationReport } from '../../answers/report/operations.ts';
import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { operate } from '../operate.ts';
import { render } from '../render.ts';

export function verifyCommand(shell: Shell): void {
  begin(shell, 'verify')
    .argument('[snapshot]', shell.words.arguments.verify)
    .option('--export <folder>', shell.words.options.exportCertificates)
    .action((given: string | undefined, options: { readonly export?: string }, command) =>
      shell.run(command, async (context) => {
        const snapshot = given ?? context.options.snapshot;
        const exportTo = options.export;
        const ask = {
          ...(snapshot === undefined ? {} : { snapshot }),
          ...(exportTo === undefined ? {} : { exportTo }),
        };
        const verified = await operate(context, (operations, options) => operations.verify(ask, options));
        if (!verified.ok) return verified.error;
        await render(context, verified.value, verificationReport(verified.value, context.options.language));
        return verified.value.failed.length > 0 ? EXIT.expectationFails : EXIT.answered;
      }),
    );
}
