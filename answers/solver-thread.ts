import type { Worker } from 'node:worker_threads';
import { CHECKS_PER_CLAIM } from '../reasoning/smt/claim-text.ts';
import type { SolverReply } from './solver-worker.ts';
import { startThread } from './thread.ts';

/** What the solver made of one text. `solver` is missing where none could be asked. */
export interface Checked {
  /** Why the claim is not certified: the solver contradicted it, gave up, did not understand, or was lost. */
  readonly problem?: string;
  readonly ms: number;
  readonly solver?: string;
}

/** When a thread has done its part and is replaced by a new one: Z3 gives memory back only with its thread. */
export interface RecycleAfter {
  readonly checks: number;
  readonly bytes: number;
}

const RECYCLE_AFTER: RecycleAfter = { checks: 2_000, bytes: 256 * 2 ** 20 };

/** Longer than the time limits of all checks of one text together. */
const LOST_AFTER_MS = 30_000;

/**
 * Z3 in a thread of its own, started with the first question. One question at a time. A thread that ends by itself or does not
 * answer costs that one certificate; the next question starts a new one.
 */
export class SolverThread {
  readonly #recycleAfter: RecycleAfter;
  #worker: Worker | undefined;
  #asked = 0;
  #started = 0;

  constructor(recycleAfter: RecycleAfter = RECYCLE_AFTER) {
    this.#recycleAfter = recycleAfter;
  }

  /** How many threads were started so far. */
  get threads(): number {
    return this.#started;
  }

  /** Asks for a request that contradicts the claim of this text. */
  async check(text: string): Promise<Checked> {
    const worker = this.#running();
    this.#asked += 1;
    const reply = await replyOf(worker, text);
    if (typeof reply === 'string') {
      await this.close();
      return { problem: `the solver was lost: ${reply}`, ms: 0 };
    }
    if (this.#asked >= this.#recycleAfter.checks || reply.allocated >= this.#recycleAfter.bytes) await this.close();
    const problem = problemIn(reply.answers);
    return { ms: reply.ms, solver: reply.solver, ...(problem === undefined ? {} : { problem }) };
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    this.#asked = 0;
    this.#started += 1;
    const worker = startThread('solver-worker', { stdout: true });
    // also while nobody asks: an error that nobody hears would end the process, and a thread that is gone answers nothing
    const forget = (): void => {
      if (this.#worker === worker) this.#worker = undefined;
    };
    worker.on('error', forget).on('exit', forget);
    this.#worker = worker;
    return worker;
  }
}

/** Text: how the thread was lost. */
function replyOf(worker: Worker, text: string): Promise<SolverReply | string> {
  return new Promise((resolve) => {
    const onMessage = (reply: SolverReply): void => settle(reply);
    const onError = (error: Error): void => settle(error.message);
    const onExit = (code: number): void => settle(`it ended with ${code}`);
    const late = setTimeout(() => settle('it did not answer'), LOST_AFTER_MS);
    const settle = (reply: SolverReply | string): void => {
      clearTimeout(late);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(reply);
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(text);
  });
}

function problemIn(answers: SolverReply['answers']): string | undefined {
  if (typeof answers === 'string') return answers;
  if (answers.includes('sat')) return 'the solver found a request that contradicts the claim';
  const refuted = answers.length === CHECKS_PER_CLAIM && answers.every((answer) => answer === 'unsat');
  return refuted ? undefined : 'the solver gave up';
}
