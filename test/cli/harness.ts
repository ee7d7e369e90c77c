import { realSurroundings } from '../../cli/process.ts';
import { run } from '../../cli/run.ts';
import { FakeOperations, fakeWorld } from './fakes.ts';

/** The command line in a real process, over the fakes: for signals, pipes and standard input. */
const operations = new FakeOperations();
operations.wait = ({ signal }) =>
  process.env['HARNESS_WAIT'] === undefined
    ? Promise.resolve()
    : new Promise((resolve) => {
        const timer = setTimeout(resolve, 30_000);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
        process.stderr.write('waiting\n');
      });

const { ports } = fakeWorld(undefined, operations);
const around = realSurroundings();
const code = await run(
  process.argv.slice(2),
  {
    ...ports,
    // A real server keeps the process alive while it listens.
    startServer: async (ask) => {
      const listening = setInterval(() => undefined, 1000);
      const started = await ports.startServer(ask);
      return started.ok
        ? { ok: true, value: { ...started.value, close: async () => clearInterval(listening) } }
        : started;
    },
  },
  around,
);
await around.flushed();
process.exit(process.exitCode ?? code);
