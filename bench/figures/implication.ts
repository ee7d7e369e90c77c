import { type Figure, quantile } from '../figure.ts';
import { ABSENT, askImplications, type Run } from '../implication-run.ts';

/** All 1,000 questions at 200 statements are asked by `npm run test:long`; here so many that the figures take less than a minute. */
const QUESTIONS: Readonly<Record<number, number>> = { 10: 200, 50: 200, 200: 200 };

const runs = new Map<number, Promise<Run | undefined>>();

/** Figures about one size share one run. */
function runOf(statements: number): Promise<Run | undefined> {
  const run = runs.get(statements) ?? askImplications(statements, QUESTIONS[statements] ?? 0);
  runs.set(statements, run);
  return run;
}

const timeOf = (statements: number, share: number, name: string, atMost: number): Figure => ({
  name: `implication, ${statements} statements, ${name}`,
  unit: 'ms',
  goal: { atMost },
  measure: async () => {
    const run = await runOf(statements);
    return run === undefined ? { value: undefined, why: ABSENT } : { value: quantile(run.times, share) };
  },
});

export const figures: readonly Figure[] = [
  timeOf(10, 0.5, 'p50', 15),
  timeOf(50, 0.5, 'p50', 40),
  timeOf(200, 0.5, 'p50', 80),
  timeOf(200, 0.95, 'p95', 2000),
  timeOf(200, 1, 'slowest of 200', 2000),
];
