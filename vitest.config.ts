import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/lib/longest-first.mjs';
import { filesThatShareAServer } from './scripts/lib/test-files.mjs';

/** Vitest by itself leaves one processor free, which of two is half. Long tests measure: one after the other. */
const WORKERS = Math.max(2, availableParallelism() - 1);
const LONG = 'test/long/**/*.test.ts';

/** `--mode long` runs the tests that take minutes; everything else leaves them out. */
export default defineConfig(({ mode }) => {
  const long = mode === 'long';
  const shared = filesThatShareAServer().filter((file) => file.includes('/test/long/') === long);
  const include = long ? [LONG] : ['test/**/*.test.ts'];
  const exclude = ['node_modules/**', ...(long ? [] : [LONG]), ...shared];
  const alone = { name: 'with a server', include: shared, maxWorkers: 1, sequence: { groupOrder: 1 } };
  return {
    test: {
      testTimeout: long ? 600_000 : 120_000,
      hookTimeout: long ? 600_000 : 120_000,
      sequence: { sequencer: LongestFirst },
      globalSetup: ['scripts/lib/proved-once.mjs'],
      isolate: false,
      projects: [
        {
          extends: true,
          test: { name: 'plain', include, exclude, maxWorkers: long ? 1 : WORKERS, sequence: { groupOrder: 0 } },
        },
        ...(shared.length === 0 ? [] : [{ extends: true, test: alone }]),
      ],
    },
  };
});
