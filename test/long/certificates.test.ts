import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ClaimBook } from '../../answers/claims.ts';
import { proveAll } from '../../answers/prove-snapshot.ts';
import { SolverThread } from '../../answers/solver-thread.ts';
import { QUIET, shippedSample } from '../e2e/proved.ts';

const CHECKS = 10_000;
const REPORTED_EVERY = 1_000;
const MEGABYTE = 2 ** 20;
const HALF_AN_HOUR = 1_800_000;

const print = (line: string): void => writeFileSync(process.stderr.fd, `${line}\n`);

describe('certificates, at length', () => {
  it(`keeps memory flat over ${CHECKS} claims put to the solver`, { timeout: HALF_AN_HOUR }, async () => {
    const book = new ClaimBook();
    await proveAll(await shippedSample(), book, QUIET);
    const texts = book.entries().map((claim) => claim.text);
    const solver = new SolverThread();
    const memory: number[] = [];
    const start = performance.now();
    let solverMs = 0;
    for (let asked = 0; asked < CHECKS; asked += 1) {
      const checked = await solver.check(texts[asked % texts.length] ?? '');
      expect(checked.problem).toBeUndefined();
      solverMs += checked.ms;
      if ((asked + 1) % REPORTED_EVERY > 0) continue;
      memory.push(Math.round(process.memoryUsage.rss() / MEGABYTE));
      print(`${asked + 1} claims checked, ${solver.threads} threads so far, ${memory.at(-1)} MB resident`);
    }
    const seconds = (performance.now() - start) / 1000;
    await solver.close();
    const rate = (per: number): string => (CHECKS / per).toFixed(0);
    print(`${rate(seconds)} certificates a second in one thread; in the solver alone ${rate(solverMs / 1000)}`);
    expect(solver.threads).toBeGreaterThan(3);
    const [before, after] = [memory.slice(0, 5), memory.slice(5)].map((half) => Math.max(...half));
    expect(after, 'highest memory of the second half, with the tide of threads that come and go').toBeLessThan(
      (before ?? 0) + 50,
    );
  });
});
