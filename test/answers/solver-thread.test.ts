import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { SolverThread } from '../../answers/solver-thread.ts';
import { loadedWith } from '../architecture/closure.ts';

/** Four checks, as a claim has. */
const claim = (assertion: string): string =>
  `(declare-const a Int)\n${`(push)\n(assert ${assertion})\n(check-sat)\n(pop)\n`.repeat(4)}`;
const REFUTED = claim('(> a a)');

let solver = new SolverThread();
afterEach(() => solver.close());

const problemOf = async (text: string): Promise<string | undefined> => (await solver.check(text)).problem;

describe('the solver in its thread', { timeout: 60_000 }, () => {
  it('refutes what nothing contradicts, and says so of what something does', async () => {
    solver = new SolverThread();
    expect(await solver.check(REFUTED)).toMatchObject({ solver: expect.stringMatching(/^Z3 \d/) });
    expect(await problemOf(REFUTED)).toBeUndefined();
    expect(await problemOf(claim('(> a 3)'))).toBe('the solver found a request that contradicts the claim');
    expect(await problemOf('(declare-const a Int)(assert (> a a))(check-sat)')).toBe('the solver gave up');
  });

  it('takes a text that it does not understand for no answer, and goes on', async () => {
    solver = new SolverThread();
    expect(await problemOf('(assert nonsense)')).toMatch(/^the solver says: \(error/);
    expect(await problemOf(REFUTED)).toBeUndefined();
    expect(solver.threads).toBe(1);
  });

  it('that fails or ends while nobody asks is replaced at the next question', async () => {
    const started: Worker[] = [];
    const note = (worker: Worker): number => started.push(worker);
    process.on('worker', note);
    onTestFinished(() => {
      process.off('worker', note);
    });
    solver = new SolverThread();
    expect(await problemOf(REFUTED)).toBeUndefined();
    await started[0]?.terminate();
    const before = performance.now();
    expect(await problemOf(REFUTED)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(20_000);
    started[1]?.emit('error', new Error('late'));
    expect(await problemOf(REFUTED)).toBeUndefined();
    expect(solver.threads).toBe(3);
    await started[1]?.terminate();
  });

  it('is replaced by a new one after its number of checks, or when it has grown', async () => {
    solver = new SolverThread({ checks: 2, bytes: 2 ** 30 });
    for (let asked = 0; asked < 5; asked += 1) expect(await problemOf(REFUTED)).toBeUndefined();
    expect(solver.threads).toBe(3);
    await solver.close();
    solver = new SolverThread({ checks: 1000, bytes: 1 });
    for (let asked = 0; asked < 2; asked += 1) expect(await problemOf(REFUTED)).toBeUndefined();
    expect(solver.threads).toBe(2);
  });
});

describe('whoever asks questions', () => {
  it('never loads the solver: only its own thread does', () => {
    expect(loadedWith('reasoning/z3.ts')).toContain('z3-solver');
    const loaded = loadedWith('cli/main.ts', 'answers/open.ts', 'answers/operations.ts', 'api/server.ts');
    expect(loaded.size).toBeGreaterThan(200);
    expect([...loaded].filter((file) => file === 'z3-solver' || file === 'reasoning/z3.ts')).toEqual([]);
  });
});
