import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { UsageError } from '../failure.ts';
import type { CliMessages } from '../messages.ts';
import { serveUntilInterrupt } from '../serving.ts';

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly cypher?: boolean;
}

const DEFAULT_PORT = 7070;

export function serveCommand(shell: Shell): void {
  const { words } = shell;
  begin(shell, 'serve')
    .option('--port <number>', words.options.port)
    .option('--host <address>', words.options.host)
    .option('--cypher', words.options.cypher)
    .action((options: ServeOptions, command) =>
      shell.run(command, async (context) => {
        const served = await serveUntilInterrupt(context, {
          port: portOf(options.port, words),
          host: options.host ?? '127.0.0.1',
          cypher: options.cypher === true,
        });
        return served ?? EXIT.answered;
      }),
    );
}

export function portOf(given: string | undefined, words: CliMessages): number {
  if (given === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(words.badPort(given));
  return port;
}
