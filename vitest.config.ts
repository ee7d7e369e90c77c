import { defineConfig } from 'vitest/config';

const LONG = 'test/long/**/*.test.ts';

/** `--mode long` runs the tests that take minutes; everything else leaves them out. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? [LONG] : ['test/**/*.test.ts'],
    exclude: mode === 'long' ? ['node_modules/**'] : ['node_modules/**', LONG],
    testTimeout: mode === 'long' ? 600_000 : 30_000,
    hookTimeout: mode === 'long' ? 600_000 : 120_000,
  },
}));
