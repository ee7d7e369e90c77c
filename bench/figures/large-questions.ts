import { fileURLToPath } from 'node:url';
import { operationsAt } from '../../answers/operations.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { type Figure, type Measured, quantile } from '../figure.ts';
import { LARGE, organisationOf } from '../organisation/organisation.ts';
import { toldBy } from '../own-process.ts';
import { got, ownFolder, QUIET } from '../sample.ts';

const RUN = fileURLToPath(new URL('../large-questions-run.ts', import.meta.url));

interface Asked {
  /** Seconds of CPU, answer by answer. */
  readonly explain: readonly number[];
  readonly pages: readonly number[];
  readonly megabytes: number;
}

let once: Promise<Asked> | undefined;

/**
 * Proves who can become whom, which takes minutes, and asks in a process of its own, so that its memory is its own; once for all figures.
 */
async function run(): Promise<Asked> {
  const data = ownFolder();
  const snapshot = got(await writeSnapshot(data, organisationOf(LARGE)));
  got(await operationsAt({ data, store: 'embedded' }).prove({ snapshot, certify: false, accessTo: [] }, QUIET));
  const asked = toldBy<Asked>(RUN, data, snapshot);
  for (const kind of ['explain', 'pages'] as const) {
    const told = [0.5, 0.9, 0.95, 1].map((share) => Math.round(quantile(asked[kind], share) * 1000)).join(', ');
    process.stderr.write(`  ${kind}: p50, p90, p95 and the slowest ${told} ms of CPU\n`);
  }
  return asked;
}

const value = async (of: (asked: Asked) => number): Promise<Measured> => {
  once ??= run();
  return { value: of(await once) };
};

const inMilliseconds = (kind: 'explain' | 'pages', share: number) => (asked: Asked) =>
  quantile(asked[kind], share) * 1000;

export const figures: readonly Figure[] = [
  {
    name: 'explain at a billion pairs, p50',
    unit: 'ms',
    goal: { atMost: 200 },
    measure: () => value(inMilliseconds('explain', 0.5)),
  },
  {
    name: 'explain at a billion pairs, p95',
    unit: 'ms',
    goal: { atMost: 200 },
    measure: () => value(inMilliseconds('explain', 0.95)),
  },
  {
    name: 'who-can at a billion pairs, a page, p50',
    unit: 'ms',
    goal: { atMost: 500 },
    measure: () => value(inMilliseconds('pages', 0.5)),
  },
  {
    name: 'who-can at a billion pairs, a page, p95',
    unit: 'ms',
    goal: { atMost: 500 },
    measure: () => value(inMilliseconds('pages', 0.95)),
  },
  {
    name: 'who-can at a billion pairs, memory',
    unit: 'MB',
    goal: { atMost: 1536 },
    measure: () => value(({ megabytes }) => megabytes),
  },
];
