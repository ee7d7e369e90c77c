import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/lib/longest-first.mjs';
import { filesThatReplaceModules, filesThatShareAServer } from './scripts/lib/test-files.mjs';

/** Vitest by itself leaves one processor free, which of two is half. Long tests measure: one after the other. */
const WORKERS = Math.max(2, availableParallelism() - 1);
const LONG = 'test/long/**/*.test.ts';

/** `--mode long` runs the tests that take minutes; everything else leaves them out. */
export default defineConfig(({ mode }) => {
  const long = mode === 'long';
  const shared = filesThatShareAServer(long);
  const replacing = long ? [] : filesThatReplaceModules().filter((file) => !shared.includes(file));
  const include = long ? [LONG] : ['test/**/*.test.ts'];
  const exclude = ['node_modules/**', ...(long ? [] : [LONG]), ...shared, ...replacing];
  const maxWorkers = long ? 1 : WORKERS;
  const more = [
    { name: 'with other modules', include: replacing, isolate: true },
    { name: 'with a server', include: shared, setupFiles: ['test/one-at-a-time.ts'] },
  ].filter((project) => project.include.length > 0);
  return {
    test: {
      env: long ? { TADORI_LONG_TESTS: '1' } : {},
      testTimeout: long ? 600_000 : 120_000,
      hookTimeout: long ? 600_000 : 120_000,
      sequence: { sequencer: LongestFirst },
      globalSetup: ['scripts/lib/before-tests.mjs'],
      isolate: false,
      projects: [
        { extends: true, test: { name: 'plain', include, exclude, maxWorkers } },
        ...more.map((test) => ({ extends: true as const, test: { ...test, maxWorkers } })),
      ],
    },
  };
});
