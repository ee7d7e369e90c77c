import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '../call-source.ts';
import { BUDGETS, type Budget, budgetOf } from './budgets.ts';

/** Clock and patience, in milliseconds. */
export interface PaceTime {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}
const REAL: PaceTime = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** Part of a second's calls that may be made at once after a pause; the rest follow evenly. */
const BURST = 0.5;

/** Holds attempts back until the budget they count towards has room for them. */
export class Pace {
  readonly #budgets: readonly Budget[];
  readonly #time: PaceTime;
  /** Of each budget in each place: when its next call would be due if all came evenly. */
  readonly #due = new Map<string, number>();

  constructor(budgets: readonly Budget[] = BUDGETS, time: PaceTime = REAL) {
    this.#budgets = budgets;
    this.#time = time;
  }

  async turn(call: Pick<Call, 'account' | 'region' | 'service' | 'operation'>): Promise<void> {
    const budget = budgetOf(call, this.#budgets);
    if (budget === undefined) return;
    const place = budget.countedPer === 'account' ? '' : call.region;
    const key = [this.#budgets.indexOf(budget), call.account, place].join(' ');
    const now = this.#time.now();
    const due = Math.max(now, this.#due.get(key) ?? 0);
    this.#due.set(key, due + 1000 / budget.perSecond);
    const wait = due - now - 1000 * BURST;
    if (wait > 0) await this.#time.sleep(wait);
  }
}
