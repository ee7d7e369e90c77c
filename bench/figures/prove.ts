import { ClaimBook } from '../../answers/claims.ts';
import { proveAll } from '../../answers/prove-snapshot.ts';
import { SolverThread } from '../../answers/solver-thread.ts';
import { type Figure, type Measured, median, secondsSince } from '../figure.ts';
import { QUIET, sampleSnapshot } from '../sample.ts';

const RUNS = 3;

/** Effective access and hops of everyone in the sample, witnesses replayed; without certificates and without a store. */
async function secondsToProve(): Promise<Measured> {
  const snapshot = await sampleSnapshot();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await proveAll(snapshot, undefined, QUIET);
    times.push(secondsSince(started));
  }
  return { value: median(times) };
}

/** How long a new solver takes to its first answer, and how many claims a second it certifies from then on. */
async function certification(): Promise<{ readonly start: Measured; readonly rate: Measured }> {
  const book = new ClaimBook();
  await proveAll(await sampleSnapshot(), book, QUIET);
  const [first, ...others] = book.entries();
  if (first === undefined) throw new Error('the sample has no claims');
  const solver = new SolverThread();
  try {
    const started = performance.now();
    const checked = [await solver.check(first.text)];
    const start = secondsSince(started);
    const running = performance.now();
    for (const { text } of others) checked.push(await solver.check(text));
    const seconds = secondsSince(running);
    const open = checked.filter((one) => one.problem !== undefined);
    if (open.length === 0) return { start: { value: start }, rate: { value: others.length / seconds } };
    const failed = { value: undefined, why: `${open.length} claims were not certified: ${open[0]?.problem}` };
    return { start: failed, rate: failed };
  } finally {
    await solver.close();
  }
}

let asked: ReturnType<typeof certification> | undefined;

/** Both figures share one run. */
function certified(): ReturnType<typeof certification> {
  asked ??= certification();
  return asked;
}

export const figures: readonly Figure[] = [
  { name: 'prove the sample', unit: 's', goal: { atMost: 10 }, measure: secondsToProve },
  { name: 'start the solver', unit: 's', goal: { atMost: 3 }, measure: async () => (await certified()).start },
  {
    name: 'certify the sample',
    unit: 'certificates/s',
    goal: { atLeast: 200 },
    measure: async () => (await certified()).rate,
  },
];
