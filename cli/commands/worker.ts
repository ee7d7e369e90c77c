import type { WorkAsk, WorkedJob } from '../../answers/questions.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { begin, type Shell } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { fail, UsageError } from '../failure.ts';
import { jobsOf } from '../options.ts';

interface WorkerOptions {
  readonly jobs?: string;
  readonly profile?: string;
  readonly roleName?: string;
  readonly externalId?: string;
}

/** Takes jobs of other processes until Ctrl-C; a second one ends the process at once. */
export function workerCommand(shell: Shell): void {
  const { options } = shell.words;
  begin(shell, 'worker')
    .option('--jobs <url>', options.jobs)
    .option('--profile <name>', options.profile)
    .option('--role-name <name>', options.roleName)
    .option('--external-id <id>', options.externalId)
    .action(({ jobs, ...given }: WorkerOptions, command) =>
      shell.run(command, (context) => {
        if (jobs === undefined) throw new UsageError(context.words.jobsMissing);
        return worker(context, { ...given, jobs: jobsOf(jobs, context.words) });
      }),
    );
}

async function worker(context: Context, ask: WorkAsk): Promise<ExitCode> {
  const { ports, options, around, words } = context;
  const operations = await ports.operations({ data: options.data, store: options.store });
  if (!operations.ok) return fail(context, operations.error);
  const stopping = new AbortController();
  const forget = around.onInterrupt(() => {
    if (stopping.signal.aborted) around.exitNow(EXIT.interrupted);
    stopping.abort();
  });
  const tell = (text: string): void => void around.stderr.write(`${text}\n`);
  const done = await operations.value.work(ask, {
    signal: stopping.signal,
    onReady: () => tell(words.workerReady(ask.jobs)),
    onJob: ({ kind, name, state, problem }: WorkedJob) => {
      const why = problem === undefined ? undefined : problemWords(problem, options.language);
      tell(words.workerJob(words.workerStates[state], kind, name, why));
    },
  });
  forget();
  return done.ok ? EXIT.answered : fail(context, done.error);
}
