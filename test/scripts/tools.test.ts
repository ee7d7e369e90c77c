import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/source.ts';

const tool = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/run.mjs'), ...args], { cwd: ROOT, encoding: 'utf8' });

it('bench prints figures as data, and nothing else on stdout', () => {
  const { stdout } = tool('bench/main.ts', '--json', 'installed');
  const run = JSON.parse(stdout) as { figures: readonly Record<string, unknown>[] };
  expect(Object.keys(run)).toEqual(['machine', 'commit', 'figures']);
  expect(run.figures).toHaveLength(1);
  expect(run.figures[0]).toMatchObject({ name: 'start of tadori --help, installed', unit: 's', goal: '<= 0.5' });
  expect(Object.keys(run.figures[0] ?? {})).toEqual(expect.arrayContaining(['value', 'holds']));
});

it('shape sees the code, and no cycle and no `any` in it', () => {
  const { status, stdout } = tool('scripts/shape.ts', '--json');
  expect(status).toBe(0);
  const shape = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  expect(shape['files']).toBeGreaterThan(200);
  expect(shape).toMatchObject({ cycleEdges: 0, anys: 0 });
  expect(String(shape['over60'])).toMatch(/^\d+ of \d{3,}$/);
});

it('case says which cases were meant, and fails where none is', () => {
  const none = tool('scripts/case.ts', 'no such case');
  expect(none).toMatchObject({ status: 1, stdout: '', stderr: 'no case has `no such case` in its name\n' });
});
