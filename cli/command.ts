import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import type { CliMessages } from './messages.ts';

/** What a command file adds itself to. `run` gives the command its context and keeps its exit code. */
export interface Shell {
  readonly program: Command;
  readonly words: CliMessages;
  run(command: Command, body: (context: Context) => Promise<ExitCode>): Promise<void>;
}

export type CommandName = keyof CliMessages['commands'];

/** Begins a command with its description in the language of the help. */
export const begin = ({ program, words }: Shell, name: CommandName): Command =>
  program.command(name).description(words.commands[name]);
