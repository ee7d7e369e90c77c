import { Command, CommanderError } from 'commander';
import type { Language } from '../answers/questions.ts';
import { widthOf, wrapped } from '../answers/report/width.ts';
import { problemWords } from '../answers/words/problem-words.ts';
import type { Shell } from './command.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { canCommand } from './commands/can.ts';
import { collectCommand } from './commands/collect.ts';
import { compareCommand } from './commands/compare.ts';
import { connectorsCommand } from './commands/connectors.ts';
import { cypherCommand } from './commands/cypher.ts';
import { demoCommand } from './commands/demo.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { pathsCommand } from './commands/paths.ts';
import { proveCommand } from './commands/prove.ts';
import { refreshCommand } from './commands/refresh.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { snapshotsCommand } from './commands/snapshots.ts';
import { verifyCommand } from './commands/verify.ts';
import { whatCanCommand } from './commands/what-can.ts';
import { whoCanCommand } from './commands/who-can.ts';
import { workerCommand } from './commands/worker.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { failureText, UsageError } from './failure.ts';
import { languageOfArguments } from './language.ts';
import { type CliMessages, cliMessages } from './messages.ts';
import { addGlobalOptions, type RawOptions, readGlobalOptions } from './options.ts';
import type { Ports, Surroundings } from './ports.ts';

const COMMANDS: readonly ((shell: Shell) => void)[] = [
  demoCommand,
  collectCommand,
  connectorsCommand,
  importCommand,
  proveCommand,
  refreshCommand,
  serveCommand,
  whoCanCommand,
  whatCanCommand,
  canCommand,
  pathsCommand,
  explainCommand,
  simulateCommand,
  compareCommand,
  cypherCommand,
  verifyCommand,
  calibrateCommand,
  snapshotsCommand,
  exportCommand,
  workerCommand,
];

/** Runs one command line. Nothing but the answer goes to standard output; the code says how it went (docs/cli.md). */
export async function run(argv: readonly string[], ports: Ports, around: Surroundings): Promise<ExitCode> {
  const language = languageOfArguments(argv, around.env);
  const words = cliMessages(language);
  let code: ExitCode = EXIT.answered;
  const program = newProgram(ports, around, words);
  const shell: Shell = {
    program,
    words,
    run: async (command, body) => {
      const options = readGlobalOptions(command.optsWithGlobals<RawOptions>(), around.env, words);
      code = await body({ options, ports, around, words });
    },
  };
  for (const add of COMMANDS) add(shell);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return tellMistake(error, argv, around, language);
  }
}

function newProgram(ports: Ports, around: Surroundings, words: CliMessages): Command {
  const program = new Command('tadori')
    .description(words.program)
    .version(ports.version, '-V, --version', words.version)
    .helpOption('-h, --help', words.help)
    .helpCommand('help [command]', words.helpCommand)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => command.name(),
      displayWidth: widthOf,
      boxWrap: (text, width) => wrapped(text, width).join('\n'),
      styleTitle: (title) => Object.entries(words.titles).find(([english]) => english === title)?.[1] ?? title,
    })
    .configureOutput({
      writeOut: (text) => void around.stdout.write(text),
      writeErr: (text) => void around.stderr.write(text),
      // Usage errors are told once, by `tellMistake`.
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth(around.stdout.columns),
      getErrHelpWidth: () => helpWidth(around.stderr.columns),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addGlobalOptions(program, words);
  return program;
}

const helpWidth = (columns: number | undefined): number => Math.min(columns ?? 100, 120);

async function tellMistake(
  error: unknown,
  argv: readonly string[],
  around: Surroundings,
  language: Language,
): Promise<ExitCode> {
  if (error instanceof CommanderError && isHelp(error)) return error.exitCode === 0 ? EXIT.answered : EXIT.usage;
  if (error instanceof CommanderError || error instanceof UsageError) {
    const { see, clauses } = cliMessages(language);
    const detail = clauses(problemWords(withoutPrefix(error.message), language), see(commandIn(argv)));
    await around.stderr.write(`${failureText('E_USAGE', detail, language)}\n`);
    return EXIT.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  await around.stderr.write(`${failureText('E_INTERNAL', cliMessages(language).bug(message), language)}\n`);
  if ((around.env['TADORI_DEBUG'] ?? '') !== '' && error instanceof Error)
    await around.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT.failure;
}

const isHelp = ({ code }: CommanderError): boolean =>
  code === 'commander.help' || code === 'commander.helpDisplayed' || code === 'commander.version';

/** `error: unknown option '--x'\n(Did you mean --y?)` -> ``unknown option `--x` (did you mean --y?)`` */
const withoutPrefix = (message: string): string =>
  message
    .replace(/^error: /, '')
    .replaceAll(/'([^']*)'/g, '`$1`')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace('(Did you', '(did you');

const NAMES = new Set(Object.keys(cliMessages('en').commands));

const commandIn = (argv: readonly string[]): string => {
  const name = argv.find((arg) => NAMES.has(arg));
  return name === undefined ? '' : `${name} `;
};
