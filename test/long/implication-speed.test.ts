import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { quantile } from '../../bench/figure.ts';
import { ABSENT, askImplications } from '../../bench/implication-run.ts';

const QUESTIONS = 1000;

it(`decides ${QUESTIONS} questions about policies of 200 managed statements, each within 2 s`, {
  timeout: 3_600_000,
}, async ({ skip }) => {
  const run = await askImplications(200, QUESTIONS);
  if (run === undefined) return skip(ABSENT);
  const [half, most, all] = [0.5, 0.95, 1].map((share) => Math.round(quantile(run.times, share)));
  const reasons = [...run.reasons].map(([text, times]) => `${times} x ${text}`).join('; ');
  writeFileSync(
    process.stderr.fd,
    `implication, 200 statements: p50 ${half} ms, p95 ${most} ms, slowest ${all} ms; ${run.implied} implied, ${run.unknown} unknown ${reasons}\n`,
  );
  expect(run.times).toHaveLength(QUESTIONS);
  expect(quantile(run.times, 1)).toBeLessThanOrEqual(2000);
  expect(reasons).not.toContain('too many different patterns');
});
