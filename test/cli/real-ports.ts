import { createReadStream } from 'node:fs';
import type { Ports, Surroundings } from '../../cli/ports.ts';
import { run } from '../../cli/run.ts';
import { ok } from '../../domain/result.ts';
import { fakeSurroundings } from './fakes.ts';

/** As cli/main.ts wires them, but for credentials: for command lines that run in the process of whoever asks. */
const ports: Ports = {
  version: '1.2.3',
  openQuestions: async (ask) => (await import('../../answers/open.ts')).openQuestions(ask),
  operations: async (at) => ok((await import('../../answers/operations.ts')).operationsAt(at)),
  simulate: async function* (lines, source) {
    yield* (await import('../../answers/simulate.ts')).simulateLines(lines, source);
  },
  compare: async (ask) => (await import('../../answers/compare.ts')).comparePolicies(ask),
  startServer: async (ask) => (await import('../../api/server.ts')).startServer(ask),
};

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line over the real parts, without a process of its own. */
export async function tadoriHere(argv: readonly string[], env: Surroundings['env'] = process.env): Promise<Said> {
  const told = fakeSurroundings({ env: { ...env, LANG: 'C.UTF-8', LC_ALL: '' } });
  const code = await run(argv, ports, { ...told, readFile: fileOf, now: () => performance.now() });
  return { code, stdout: told.stdout.text, stderr: told.stderr.text };
}

/** Opened when somebody begins to read: a failure before that would have no one to hear it. */
async function* fileOf(path: string): AsyncIterable<Uint8Array> {
  yield* createReadStream(path);
}
