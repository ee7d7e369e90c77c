import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { keepLittleGarbage } from '../../cli/little-garbage.ts';

it('keeps little garbage by an option that this V8 knows', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(stdout).toContain('--heap-growing-percent');
  keepLittleGarbage();
});
