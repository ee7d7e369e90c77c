import type { Command } from 'commander';
import type { CollectAsk } from '../../answers/questions.ts';
import { dryRunReport, takenReport } from '../../answers/report/operations.ts';
import { begin, type Shell } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { CliMessages } from '../messages.ts';
import { operate } from '../operate.ts';
import { jobsOf, listOf } from '../options.ts';
import { render } from '../render.ts';

export interface CollectOptions {
  readonly profile?: string;
  readonly roleName?: string;
  readonly externalId?: string;
  readonly accounts?: string;
  readonly regions?: string;
  readonly people?: string;
  readonly identity?: string;
  readonly record?: string;
  readonly usage?: boolean;
  readonly resume?: boolean;
  readonly keep?: boolean;
  readonly events?: string;
  readonly unchanged?: boolean;
  readonly jobs?: string;
}

/** The options that say what is read from AWS, and as whom. */
export const withCollectOptions = (command: Command, { options }: CliMessages): Command =>
  command
    .option('--profile <name>', options.profile)
    .option('--role-name <name>', options.roleName)
    .option('--external-id <id>', options.externalId)
    .option('--accounts <ids>', options.accounts)
    .option('--regions <names>', options.regions)
    .option('--people <csv>', options.people)
    .option('--identity <file>', options.identity)
    .option('--record <folder>', options.record)
    .option('--usage', options.usage)
    .option('--no-resume', options.noResume)
    .option('--keep', options.keep)
    .option('--events <path>', options.events)
    .option('--unchanged', options.unchanged)
    .option('--jobs <url>', options.jobs);

export const collectAsk = (
  { accounts, regions, resume, jobs, ...given }: CollectOptions,
  words: CliMessages,
): CollectAsk => ({
  ...given,
  ...(jobs === undefined ? {} : { jobs: jobsOf(jobs, words) }),
  ...(resume === false ? { resume } : {}),
  ...(accounts === undefined ? {} : { accounts: listOf([accounts]) }),
  ...(regions === undefined ? {} : { regions: listOf([regions]) }),
});

export function collectCommand(shell: Shell): void {
  const { words } = shell;
  withCollectOptions(begin(shell, 'collect'), words)
    .option('--dry-run', words.options.dryRun)
    .action(({ dryRun, ...given }: CollectOptions & { readonly dryRun?: boolean }, command) =>
      shell.run(command, (context) => (dryRun === true ? dryRunOf(context, given) : collect(context, given))),
    );
}

async function collect(context: Context, given: CollectOptions): Promise<ExitCode> {
  const taken = await operate(context, (operations, options) =>
    operations.collect(collectAsk(given, context.words), options),
  );
  if (!taken.ok) return taken.error;
  await render(context, taken.value, takenReport(taken.value, context.options.language));
  return EXIT.answered;
}

async function dryRunOf(context: Context, given: CollectOptions): Promise<ExitCode> {
  const needed = await operate(context, (operations) => operations.dryRun(collectAsk(given, context.words)));
  if (!needed.ok) return needed.error;
  await render(context, needed.value, dryRunReport(needed.value, context.options.language));
  return EXIT.answered;
}
