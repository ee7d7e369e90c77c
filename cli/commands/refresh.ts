import { begin, type Shell } from '../command.ts';
import { operate } from '../operate.ts';
import { type CollectOptions, collectAsk, withCollectOptions } from './collect.ts';
import { tellProved } from './prove.ts';

export function refreshCommand(shell: Shell): void {
  const { words } = shell;
  withCollectOptions(begin(shell, 'refresh').argument('[path...]', words.arguments.refreshPaths), words)
    .option('--no-certify', words.options.noCertify)
    .action((paths: readonly string[], given: CollectOptions & { readonly certify: boolean }, command) =>
      shell.run(command, async (context) => {
        const { certify, ...collect } = given;
        const ask = collectAsk(collect, words);
        const jobs = ask.jobs === undefined ? {} : { jobs: ask.jobs };
        const proved = await operate(context, async (operations, options) => {
          const taken =
            paths.length === 0 ? await operations.collect(ask, options) : await operations.import(paths, options);
          return taken.ok ? operations.prove({ snapshot: taken.value.snapshot, certify, ...jobs }, options) : taken;
        });
        return proved.ok ? tellProved(context, proved.value) : proved.error;
      }),
    );
}
