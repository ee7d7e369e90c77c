import { unreadable } from '../../answers/disk-failure.ts';
import { visibleJson } from '../../answers/words/visible.ts';
import { begin, type Shell } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { fail, UsageError } from '../failure.ts';
import { LineTooLong, linesOf } from '../lines.ts';
import type { SimulatedLine } from '../ports.ts';

export function simulateCommand(shell: Shell): void {
  begin(shell, 'simulate')
    .argument('<file>', shell.words.arguments.file)
    .action((file: string, _, command) =>
      shell.run(command, async (context) => {
        const { form, formGiven } = context.options;
        if (formGiven && form !== 'json') throw new UsageError(context.words.simulateOutput);
        return simulate(context, file);
      }),
    );
}

async function simulate(context: Context, file: string): Promise<ExitCode> {
  const { around, ports, words } = context;
  const bytes = file === '-' ? around.stdin : around.readFile(file);
  try {
    const { language } = context.options;
    const source = file === '-' ? { language } : { file, language };
    return await answerAll(context, ports.simulate(linesOf(bytes), source));
  } catch (error) {
    if (error instanceof LineTooLong) {
      return fail(context, { kind: 'badInput', message: words.lineTooLong(file, error.line) });
    }
    const fault = unreadable(file, error);
    if (fault === undefined) throw error;
    return fail(context, fault);
  }
}

/** Text is gathered up to this many characters; it also goes out whenever the input makes a pause. */
const BATCH = 32_768;

/** Answers in the order of the requests. Invalid input decides the exit code first, then unknown. */
async function answerAll(context: Context, answers: AsyncIterable<SimulatedLine>): Promise<ExitCode> {
  const { around } = context;
  const invalid: string[] = [];
  const seen = new Set<SimulatedLine['decision']>();
  let waiting = '';
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (text !== '') await around.stdout.write(text);
  };
  let pause: NodeJS.Immediate | undefined;
  for await (const answer of answers) {
    seen.add(answer.decision);
    if (answer.decision === 'invalid') invalid.push(answer.error ?? '');
    waiting += `${visibleJson(JSON.stringify(answer))}\n`;
    if (waiting.length >= BATCH) await flush();
    else
      pause ??= setImmediate(() => {
        pause = undefined;
        void flush();
      });
    if (around.stdout.closed) break;
  }
  if (pause !== undefined) clearImmediate(pause);
  await flush();
  const [first] = invalid;
  if (first !== undefined) {
    return fail(context, { kind: 'badInput', message: context.words.simulateInvalid(invalid.length, first) });
  }
  return seen.has('unknown') ? EXIT.unknown : EXIT.answered;
}
