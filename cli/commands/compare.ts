import { unreadable } from '../../answers/disk-failure.ts';
import type { CompareAsk, PolicyFile } from '../../answers/questions.ts';
import { compareReport } from '../../answers/report/compare.ts';
import { begin, type Shell } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { fail, UsageError } from '../failure.ts';
import { render } from '../render.ts';

interface Raw {
  readonly existing: string;
  readonly new: string;
  readonly type: string;
}

export function compareCommand(shell: Shell): void {
  const { options } = shell.words;
  begin(shell, 'compare')
    .requiredOption('--existing <file>', options.existing)
    .requiredOption('--new <file>', options.newPolicy)
    .requiredOption('--type <type>', options.type)
    .action((raw: Raw, command) => shell.run(command, (context) => compare(context, raw)));
}

const EXIT_OF_RESULT = { PASS: EXIT.answered, FAIL: EXIT.expectationFails, UNKNOWN: EXIT.unknown } as const;

async function compare(context: Context, raw: Raw): Promise<ExitCode> {
  const { language } = context.options;
  const type = typeOf(context, raw.type);
  const existing = await policyFile(context, raw.existing);
  if (typeof existing === 'string') return fail(context, { kind: 'badInput', message: existing });
  const newer = await policyFile(context, raw.new);
  if (typeof newer === 'string') return fail(context, { kind: 'badInput', message: newer });
  const answer = await context.ports.compare({ existing, newer, type, language });
  if (!answer.ok) return fail(context, answer.error);
  await render(context, answer.value, compareReport(answer.value, language));
  return EXIT_OF_RESULT[answer.value.result];
}

function typeOf({ words }: Context, given: string): CompareAsk['type'] {
  if (given !== 'IDENTITY_POLICY' && given !== 'RESOURCE_POLICY') throw new UsageError(words.badPolicyType(given));
  return given;
}

const LONGEST = 16 * 1024 * 1024;

/** Or why it cannot be read; `-` is standard input. */
async function policyFile({ around, words }: Context, name: string): Promise<PolicyFile | string> {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  try {
    for await (const chunk of name === '-' ? around.stdin : around.readFile(name)) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > LONGEST) return words.policyTooLong(name);
    }
  } catch (error) {
    const fault = unreadable(name, error);
    if (fault === undefined) throw error;
    return fault.message;
  }
  return { name, text: text + decoder.decode() };
}
