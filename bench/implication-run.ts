import type { NamedPolicy, Statement } from '../domain/policy.ts';
import { implication } from '../reasoning/implication/implication.ts';
import { Dice } from '../test/properties/dice.ts';
import { managedStatements } from './managed-policies.ts';

export const ABSENT =
  'the managed policies come with moto, which is not installed; any test that needs moto installs it';
const WARM_UP = 20;

export interface Run {
  /** Milliseconds a question. */
  readonly times: readonly number[];
  readonly implied: number;
  readonly unknown: number;
  /** Why questions were not decided, each with how often. */
  readonly reasons: ReadonlyMap<string, number>;
}

/**
 * Asks about existing and new policies of so many statements each, drawn from AWS's managed policies; every second new one is the
 * existing one with fewer actions. Undefined: there are no managed policies.
 */
export async function askImplications(statements: number, questions: number): Promise<Run | undefined> {
  const pool = await managedStatements();
  if (pool === undefined) return undefined;
  const dice = new Dice(statements);
  const sample = (): readonly Statement[] => Array.from({ length: statements }, () => dice.pick(pool));
  const times: number[] = [];
  const reasons = new Map<string, number>();
  let [implied, unknown] = [0, 0];
  for (let asked = 0; asked < questions + WARM_UP; asked += 1) {
    const existing = sample();
    const newer = asked % 2 === 0 ? existing.map((one) => narrower(dice, one)) : sample();
    const started = performance.now();
    const found = implication({ type: 'IDENTITY_POLICY', existing: policy(existing), newer: policy(newer) });
    if (asked < WARM_UP) continue;
    times.push(performance.now() - started);
    if (found.kind === 'implied') implied += 1;
    if (found.kind !== 'unknown') continue;
    unknown += 1;
    for (const { text } of found.undecided.flatMap((one) => one.reasons))
      reasons.set(text, (reasons.get(text) ?? 0) + 1);
  }
  return { times, implied, unknown, reasons };
}

function narrower(dice: Dice, one: Statement): Statement {
  if (one.effect === 'Deny' || !('in' in one.actions)) return one;
  const [first = '', ...rest] = one.actions.in;
  return { ...one, actions: { in: [first, ...dice.some(rest, 0.7)] } };
}

const policy = (statements: readonly Statement[]): readonly NamedPolicy[] => [
  { name: 'sample', document: { version: '2012-10-17', statements } },
];
