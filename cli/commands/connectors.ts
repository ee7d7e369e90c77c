import type { Command } from 'commander';
import type { AskError, Operations } from '../../answers/questions.ts';
import {
  connectorsReport,
  connectorTokenReport,
  pulledReport,
  removedReport,
} from '../../answers/report/connectors.ts';
import type { Result } from '../../domain/result.ts';
import { begin, type Shell } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { operate } from '../operate.ts';
import { render } from '../render.ts';

type NewToken = 'addConnector' | 'renewConnector';

/** `connectors` lists; `connectors add|token|remove|pull` changes. */
export function connectorsCommand(shell: Shell): void {
  const connectors = begin(shell, 'connectors').action((_, command: Command) => shell.run(command, list));
  const { connectors: words } = shell.words;
  const one = (name: string, description: string): Command =>
    connectors.command(name).description(description).argument('<name>', words.name);
  one('add', words.add).action((name: string, _, command: Command) =>
    shell.run(command, (context) => withNewToken(context, 'addConnector', name)),
  );
  one('token', words.token).action((name: string, _, command: Command) =>
    shell.run(command, (context) => withNewToken(context, 'renewConnector', name)),
  );
  one('remove', words.remove).action((name: string, _, command: Command) =>
    shell.run(command, (context) => remove(context, name)),
  );
  one('pull', words.pull)
    .argument('<url>', words.url)
    .action((name: string, url: string, _, command: Command) =>
      shell.run(command, (context) => pull(context, name, url)),
    );
}

async function list(context: Context): Promise<ExitCode> {
  const listed = await operate(context, (operations) => operations.connectors());
  if (!listed.ok) return listed.error;
  await render(context, listed.value, connectorsReport(listed.value, context.options.language));
  return EXIT.answered;
}

/** The token is shown this once, and its hash is kept. */
async function withNewToken(context: Context, change: NewToken, name: string): Promise<ExitCode> {
  const token = context.around.newToken();
  const done = await operate(
    context,
    (operations: Operations): Promise<Result<undefined, AskError>> => operations[change]({ name, token }),
  );
  if (!done.ok) return done.error;
  await render(context, { name, token }, connectorTokenReport(name, token, context.options.language));
  return EXIT.answered;
}

async function remove(context: Context, name: string): Promise<ExitCode> {
  const removed = await operate(context, (operations) => operations.removeConnector(name));
  if (!removed.ok) return removed.error;
  await render(context, { removed: name }, removedReport(name, context.options.language));
  return EXIT.answered;
}

/** The token comes from the environment alone: options show up in lists of processes. */
async function pull(context: Context, name: string, url: string): Promise<ExitCode> {
  const token = context.around.env['TADORI_SCIM_TOKEN'] ?? '';
  const pulled = await operate(context, (operations, options) =>
    operations.pullPeople({ name, url, ...(token === '' ? {} : { token }) }, options),
  );
  if (!pulled.ok) return pulled.error;
  await render(context, pulled.value, pulledReport(pulled.value, context.options.language));
  return EXIT.answered;
}
