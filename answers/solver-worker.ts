import { parentPort } from 'node:worker_threads';
import { type SolverAnswer, startZ3 } from '../reasoning/z3.ts';

// The only thread that loads Z3: it blocks for as long as the solver thinks, and its memory goes with it.

/** What the thread says of one text. */
export interface SolverReply {
  /** One answer for each `(check-sat)`; text: why there is none. */
  readonly answers: readonly SolverAnswer[] | string;
  readonly ms: number;
  readonly solver: string;
  /** Bytes that the solver holds afterwards. */
  readonly allocated: number;
}

const solver = await startZ3();

parentPort?.on('message', (text: string) => {
  const start = performance.now();
  const answers = answersTo(text);
  const ms = Math.round((performance.now() - start) * 10) / 10;
  const reply: SolverReply = { answers, ms, solver: solver.version, allocated: solver.allocated() };
  parentPort?.postMessage(reply);
});

function answersTo(text: string): readonly SolverAnswer[] | string {
  try {
    return solver.check(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
