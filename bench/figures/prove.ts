import { ClaimBook, checkAll } from '../../answers/claims.ts';
import { proveAll } from '../../answers/prove-snapshot.ts';
import { type Figure, type Measured, median } from '../figure.ts';
import { QUIET, sampleSnapshot, secondsSince } from '../sample.ts';

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

/** Distinct claims of the sample put to Z3, both directions each; its start counts. */
async function certificatesPerSecond(): Promise<Measured> {
  const book = new ClaimBook();
  await proveAll(await sampleSnapshot(), book, QUIET);
  const started = performance.now();
  const checked = (await checkAll(book.entries(), QUIET)) ?? [];
  const seconds = secondsSince(started);
  const open = checked.filter((one) => one.problem !== undefined);
  if (open.length > 0)
    return { value: undefined, why: `${open.length} claims were not certified: ${open[0]?.problem}` };
  return { value: checked.length / seconds };
}

export const figures: readonly Figure[] = [
  { name: 'prove the sample', unit: 's', goal: { atMost: 10 }, measure: secondsToProve },
  { name: 'certify the sample', unit: 'certificates/s', goal: { atLeast: 200 }, measure: certificatesPerSecond },
];
