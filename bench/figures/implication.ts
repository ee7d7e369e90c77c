import type { NamedPolicy, Statement } from '../../domain/policy.ts';
import { implication } from '../../reasoning/implication/implication.ts';
import { Dice } from '../../test/properties/dice.ts';
import { type Figure, type Measured, median } from '../figure.ts';
import { managedStatements } from '../managed-policies.ts';

const ABSENT = 'the managed policies come with moto, which is not installed; any test that needs moto installs it';
const WARM_UP = 20;
/** Where questions take far longer than their goal, a run ends here rather than in hours. */
const BUDGET_MS = 120_000;

interface Run {
  /** Milliseconds a question, in order of asking. */
  readonly times: readonly number[];
  readonly unknown: number;
  /** The budget was used up before all questions were asked. */
  readonly cut: boolean;
}

/** Existing and new policy of so many statements each; every second new one is the existing one with fewer actions. */
async function ask(statements: number, questions: number): Promise<Run | undefined> {
  const pool = await managedStatements();
  if (pool === undefined) return undefined;
  const dice = new Dice(statements);
  const sample = (): readonly Statement[] => Array.from({ length: statements }, () => dice.pick(pool));
  const times: number[] = [];
  let unknown = 0;
  const end = performance.now() + BUDGET_MS;
  for (let asked = 0; asked < questions + WARM_UP; asked += 1) {
    if (performance.now() > end) return { times, unknown, cut: true };
    const existing = sample();
    const newer = asked % 2 === 0 ? existing.map((one) => narrower(dice, one)) : sample();
    const started = performance.now();
    const { kind } = implication({ type: 'IDENTITY_POLICY', existing: policy(existing), newer: policy(newer) });
    if (asked < WARM_UP) continue;
    times.push(performance.now() - started);
    if (kind === 'unknown') unknown += 1;
  }
  return { times, unknown, cut: false };
}

function narrower(dice: Dice, one: Statement): Statement {
  if (one.effect === 'Deny' || !('in' in one.actions)) return one;
  const [first = '', ...rest] = one.actions.in;
  return { ...one, actions: { in: [first, ...dice.some(rest, 0.7)] } };
}

const policy = (statements: readonly Statement[]): readonly NamedPolicy[] => [
  { name: 'sample', document: { version: '2012-10-17', statements } },
];

const measured = (run: Run | undefined, value: (run: Run) => number): Measured =>
  run === undefined ? { value: undefined, why: ABSENT } : { value: value(run) };

const medianOf = (statements: number, questions: number, atMost: number): Figure => ({
  name: `implication, ${statements} statements, p50`,
  unit: 'ms',
  goal: { atMost },
  measure: async () => measured(await ask(statements, questions), (run) => median(run.times)),
});

export const figures: readonly Figure[] = [
  medianOf(10, 300, 15),
  medianOf(50, 200, 40),
  medianOf(200, 100, 80),
  {
    name: 'implication, 200 statements, slowest of 1000',
    unit: 'ms',
    goal: { atMost: 2000 },
    measure: async () =>
      measured(await ask(200, 1000), (run) =>
        run.unknown > 0 || run.cut ? Number.POSITIVE_INFINITY : Math.max(...run.times),
      ),
  },
];
