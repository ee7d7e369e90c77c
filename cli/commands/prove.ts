import type { ProvedSnapshot } from '../../answers/questions.ts';
import { provedReport } from '../../answers/report/operations.ts';
import { begin, type Shell } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { operate } from '../operate.ts';
import { accessToOf, jobsOf, threadsOf } from '../options.ts';
import { render } from '../render.ts';

export function proveCommand(shell: Shell): void {
  begin(shell, 'prove')
    .option('--no-certify', shell.words.options.noCertify)
    .option('--access-to <resources>', shell.words.options.accessTo)
    .option('--jobs <url>', shell.words.options.jobs)
    .option('--threads <n>', shell.words.options.threads)
    .action(({ certify, accessTo, jobs, threads }: Given, command) =>
      shell.run(command, async (context) => {
        const { snapshot } = context.options;
        const ask = {
          certify,
          ...accessToOf(accessTo, context.words),
          ...threadsOf(threads, context.words),
          ...(snapshot === undefined ? {} : { snapshot }),
          ...(jobs === undefined ? {} : { jobs: jobsOf(jobs, context.words) }),
        };
        const proved = await operate(context, (operations, options) => operations.prove(ask, options));
        return proved.ok ? tellProved(context, proved.value) : proved.error;
      }),
    );
}

interface Given {
  readonly certify: boolean;
  readonly accessTo?: string;
  readonly jobs?: string;
  readonly threads?: string;
}

/** The undecided results are counted in the report; the operation itself is done. */
export async function tellProved(context: Context, proved: ProvedSnapshot): Promise<ExitCode> {
  await render(context, proved, provedReport(proved, context.options.language));
  return EXIT.answered;
}
