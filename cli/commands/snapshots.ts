import { snapshotsReport } from '../../answers/report/operations.ts';
import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { operate } from '../operate.ts';
import { render } from '../render.ts';

export function snapshotsCommand(shell: Shell): void {
  begin(shell, 'snapshots').action((_, command) =>
    shell.run(command, async (context) => {
      const listed = await operate(context, (operations) => operations.snapshots());
      if (!listed.ok) return listed.error;
      await render(context, listed.value, snapshotsReport(listed.value, context.options.language));
      return EXIT.answered;
    }),
  );
}
