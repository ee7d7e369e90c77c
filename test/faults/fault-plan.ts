import { createHash } from 'node:crypto';
import type { AskedCall } from './asked-call.ts';

/** What can befall one attempt. `cut`: the answer ends in the middle; `stall`: it stops there and the line stays open. */
export type Fault = 'denied' | 'expired' | 'throttled' | 'reset' | 'cut' | 'stall' | 'slow' | 'html';

/** Faults that strike single attempts: whoever asks again may be answered. */
const PASSING = ['throttled', 'reset', 'cut', 'stall', 'slow', 'html'] as const;

export interface FaultPlan {
  readonly seed: number;
  /** Share of attempts, from 0 to 1, that each fault strikes. */
  readonly shares?: Readonly<Partial<Record<(typeof PASSING)[number], number>>>;
  /** Calls (account, service, operation, target) that are always denied. */
  readonly denies?: (call: AskedCall) => boolean;
  /** Calls that no passing fault strikes. */
  readonly spares?: (call: AskedCall) => boolean;
  /** Milliseconds after which a session that was assumed through the proxy ends; absent: as AWS would have it. */
  readonly sessionMs?: number;
  /** What the answer of AssumeRole says of it: nothing is told of a session that is revoked before its time. */
  readonly tellsExpiration?: boolean;
  /** Milliseconds a slow answer takes. */
  readonly slowMs?: number;
  /** Items on a page of lists that the emulator gives whole. */
  readonly pageSize?: number;
}

/** The fault that strikes this attempt (counted from 0); the same seed gives the same, in whatever order calls come. */
export function faultOf(plan: FaultPlan, call: AskedCall, attempt: number): Fault | undefined {
  if (plan.denies?.(call) === true) return 'denied';
  if (plan.spares?.(call) === true) return undefined;
  let rest = chance(plan.seed, `${callName(call)} ${attempt}`);
  for (const fault of PASSING) {
    rest -= plan.shares?.[fault] ?? 0;
    if (rest < 0) return fault;
  }
  return undefined;
}

export const callName = ({ account, region, service, operation, target }: AskedCall): string =>
  [account, region, service, operation, target].join(' ');

/** From 0 up to 1, spread evenly over texts. */
export const chance = (seed: number, text: string): number =>
  createHash('sha256').update(`${seed} ${text}`).digest().readUInt32BE(0) / 2 ** 32;
