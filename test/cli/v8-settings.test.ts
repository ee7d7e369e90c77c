import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('commands set options that this V8 knows', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(stdout).toContain('--heap-growing-percent');
  expect(stdout).toContain('--interrupt-budget');
});
