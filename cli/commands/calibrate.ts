import type { Calibration } from '../../answers/calibrate/calibration.ts';
import { calibrationReport } from '../../answers/report/calibration.ts';
import { begin, type Shell } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { UsageError } from '../failure.ts';
import type { CliMessages } from '../messages.ts';
import { operate } from '../operate.ts';
import { render } from '../render.ts';

interface Given {
  readonly sample?: string;
  readonly seed?: string;
  readonly profile?: string;
}

const SAMPLE = 50;
const SEED = 1;

export function calibrateCommand(shell: Shell): void {
  const { options: help } = shell.words;
  begin(shell, 'calibrate')
    .option('--sample <number>', help.sample)
    .option('--seed <number>', help.seed)
    .option('--profile <name>', help.profile)
    .action((given: Given, command) =>
      shell.run(command, async (context) => {
        const { options, words } = context;
        const ask = {
          sample: countOf('--sample', given.sample, 1, words) ?? SAMPLE,
          seed: countOf('--seed', given.seed, 0, words) ?? SEED,
          ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
          ...(given.profile === undefined ? {} : { profile: given.profile }),
        };
        const done = await operate(context, (operations, around) => operations.calibrate(ask, around));
        if (!done.ok) return done.error;
        await render(context, done.value, calibrationReport(done.value, options.language));
        return exitOf(done.value);
      }),
    );
}

/** Where nothing could be compared, whether the two agree is not known. */
function exitOf({ differing, unknown, compared }: Calibration): ExitCode {
  if (differing.length > 0) return EXIT.expectationFails;
  return unknown > 0 || compared === 0 ? EXIT.unknown : EXIT.answered;
}

function countOf(option: string, given: string | undefined, least: number, words: CliMessages): number | undefined {
  if (given === undefined) return undefined;
  const count = Number(given);
  if (!/^\d{1,9}$/.test(given) || count < least) throw new UsageError(words.badCount(option, given, least));
  return count;
}
