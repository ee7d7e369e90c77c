import { refusedProof } from '../../answers/refused-proof.ts';
import { err } from '../../domain/result.ts';
import { begin, type Shell } from '../command.ts';
import { operate } from '../operate.ts';
import { accessToOf, threadsOf } from '../options.ts';
import { type CollectOptions, collectAsk, withCollectOptions } from './collect.ts';
import { tellProved } from './prove.ts';

interface Given {
  readonly certify: boolean;
  readonly accessTo?: string;
  readonly threads?: string;
}

export function refreshCommand(shell: Shell): void {
  const { words } = shell;
  withCollectOptions(begin(shell, 'refresh').argument('[path...]', words.arguments.refreshPaths), words)
    .option('--no-certify', words.options.noCertify)
    .option('--access-to <resources>', words.options.accessTo)
    .option('--threads <n>', words.options.threads)
    .action((paths: readonly string[], given: CollectOptions & Given, command) =>
      shell.run(command, async (context) => {
        const { certify, accessTo, threads, ...collect } = given;
        const ask = collectAsk(collect, words);
        const jobs = ask.jobs === undefined ? {} : { jobs: ask.jobs };
        const part = { ...accessToOf(accessTo, words), ...threadsOf(threads, words) };
        const how = { certify, jobs: undefined, accessTo: undefined, threads: undefined, ...part, ...jobs };
        const proved = await operate(context, async (operations, options) => {
          const refused = refusedProof(how);
          if (refused !== undefined) return err(refused);
          const taken =
            paths.length === 0 ? await operations.collect(ask, options) : await operations.import(paths, options);
          if (!taken.ok) return taken;
          const { snapshot } = taken.value;
          return operations.prove({ snapshot, certify, ...part, ...jobs }, options);
        });
        return proved.ok ? tellProved(context, proved.value) : proved.error;
      }),
    );
}
