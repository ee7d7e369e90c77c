import { begin, type Shell } from '../command.ts';
import { EXIT } from '../exit.ts';
import { operate } from '../operate.ts';
import { serveUntilInterrupt } from '../serving.ts';
import { tellProved } from './prove.ts';
import { portOf } from './serve.ts';

interface DemoOptions {
  readonly serve: boolean;
  readonly certify: boolean;
  readonly port?: string;
}

/** One command from nothing to an answer: load, prove, serve. With `--json` the proof is told only where nothing is served. */
export function demoCommand(shell: Shell): void {
  const { words } = shell;
  begin(shell, 'demo')
    .option('--no-serve', words.options.noServe)
    .option('--no-certify', words.options.noCertify)
    .option('--port <number>', words.options.port)
    .action(({ serve, certify, port }: DemoOptions, command) =>
      shell.run(command, async (context) => {
        const asked = { port: portOf(port, words), host: '127.0.0.1', cypher: false };
        const proved = await operate(context, async (operations, options) => {
          const taken = await operations.loadSample(options);
          return taken.ok ? operations.prove({ snapshot: taken.value.snapshot, certify }, options) : taken;
        });
        if (!proved.ok) return proved.error;
        if (!serve) return tellProved(context, proved.value);
        if (context.options.form === 'table') await tellProved(context, proved.value);
        return (await serveUntilInterrupt(context, asked)) ?? EXIT.answered;
      }),
    );
}
