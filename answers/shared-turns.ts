import { on, setMaxListeners } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { type Turn, turnsOf } from '../reasoning/prove.ts';
import type { TurnProvedAgain } from '../reasoning/prove-again.ts';
import type { World } from '../reasoning/world.ts';
import { startThread } from './thread.ts';

/** Turns of a stored snapshot's proof, of which a thread takes every so many-th: neighbours take about as long as each other. */
export interface SharedTurns {
  readonly data: string;
  readonly snapshot: string;
  /** Digest of the engine of which an earlier proof is taken over: of whoever shares them. */
  readonly engine: string;
  /** ARNs of the resources to which access is proved; undefined: of all. */
  readonly accessTo: readonly string[] | undefined;
  /** Turns before this one are proved. */
  readonly from: number;
  readonly threads: number;
  /** Of the thread. */
  readonly index: number;
}

export const turnsShared = (world: World, { from, threads, index }: SharedTurns): readonly Turn[] =>
  turnsOf(world)
    .slice(from)
    .filter((_, turn) => turn % threads === index);

/** Turns that a thread may be ahead of those that are taken: what they found waits in memory. */
const AHEAD = 8;

/**
 * What `stepsOf` yields, found by threads that read the snapshot for themselves. `total`: how many turns there are from the first on.
 * Rejects where a thread is lost, and when `signal` aborts.
 */
export async function* stepsOfThreads(
  shared: Omit<SharedTurns, 'index'>,
  total: number,
  signal: AbortSignal,
): AsyncGenerator<TurnProvedAgain> {
  const threads = Array.from({ length: Math.min(shared.threads, total) }, (_, index) =>
    startThread('prove-worker', { workerData: { ...shared, index } satisfies SharedTurns }),
  );
  // each thread listens, and Node would warn of more than ten
  setMaxListeners(0, signal);
  try {
    const steps = threads.map((thread) => stepsBy(thread, signal));
    const next = steps.map(begun);
    for (let turn = 0; turn < total; turn++) {
      const index = turn % shared.threads;
      const [step, later] = [await next[index], steps[index]];
      if (step === undefined || step.done === true || later === undefined) throw new Error(ENDED);
      next[index] = begun(later);
      yield { ...step.value, done: turn + 1, total };
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
const ENDED = 'a thread that proves ended before its turns did';

/** Asked for before it is awaited: a thread that is lost meanwhile is told when its turn comes. */
function begun(steps: AsyncGenerator<TurnProvedAgain, void>): Promise<IteratorResult<TurnProvedAgain, void>> {
  const next = steps.next();
  next.catch(() => undefined);
  return next;
}

async function* stepsBy(thread: Worker, signal: AbortSignal): AsyncGenerator<TurnProvedAgain, void> {
  const messages = on(thread, 'message', { signal, close: ['exit'] });
  for (let asked = 0; asked < AHEAD; asked++) thread.postMessage(NEXT);
  for await (const [step] of messages) {
    thread.postMessage(NEXT);
    yield step;
  }
}
const NEXT = 'next';
