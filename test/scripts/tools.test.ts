import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Figure } from '../../bench/figure.ts';
import { ROOT } from '../../scripts/lib/source.ts';

const script = (name: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts', name), ...args], { cwd: ROOT, encoding: 'utf8' });
const tool = (...args: readonly string[]) => script('run.mjs', ...args);
const bench = (...args: readonly string[]) => script('bench.mjs', ...args);

it('bench prints figures as data, and nothing else on stdout', () => {
  const { stdout } = bench('--json', 'installed');
  const run = JSON.parse(stdout) as { figures: readonly Record<string, unknown>[] };
  expect(Object.keys(run)).toEqual(['machine', 'commit', 'figures']);
  expect(run.figures).toHaveLength(1);
  expect(run.figures[0]).toMatchObject({ name: 'start of tadori --help, installed', unit: 's', goal: '<= 0.5' });
  expect(Object.keys(run.figures[0] ?? {})).toEqual(expect.arrayContaining(['value', 'holds']));
});

it('bench measures every figure that the design names, under names that stay', async () => {
  const files = readdirSync(join(ROOT, 'bench/figures'));
  const modules = await Promise.all(
    files.map((file) => import(join(ROOT, 'bench/figures', file)) as Promise<{ figures: readonly Figure[] }>),
  );
  const all = modules.flatMap(({ figures }) => figures);
  const names = all.map(({ name }) => name);
  for (const { name, beside } of all)
    if (beside !== undefined)
      expect(names.slice(0, names.indexOf(name)), `beside which ${name} stands`).toContain(beside);
  expect(all.filter(({ goal, name }) => goal === undefined && !all.some(({ beside }) => beside === name))).toEqual([]);
  expect([...names].sort()).toEqual([
    'a billion pairs of the large organisation, in blocks',
    'a billion pairs of the large organisation, in blocks, memory',
    'a changed statement of a role, p50',
    'a changed statement of a role, p95',
    'a changed tag or statement of a resource, p50',
    'a changed tag or statement of a resource, p95',
    'a new guardrail at the root',
    'a new guardrail of five accounts',
    'a new guardrail of five accounts that denies s3:DeleteBucket',
    'certify the sample',
    'decisions, large policies',
    'explain at a billion pairs, p50',
    'explain at a billion pairs, p95',
    'implication, 10 statements, p50',
    'implication, 200 statements, p50',
    'implication, 200 statements, p95',
    'implication, 200 statements, slowest of 200',
    'implication, 50 statements, p50',
    'import 200 MB of authorization details',
    'import 200 MB of authorization details, memory',
    'load the sample, Neo4j',
    'load the sample, embedded',
    'load the sample, in memory',
    'pairs of the middle organisation, in blocks',
    'pairs of the middle organisation, in blocks, memory',
    'pairs of the middle organisation, one request an action',
    'paths over 5,000 roles',
    'prove the sample',
    'questions about the sample',
    'simulate, one bundle',
    'start of tadori --help in a clone',
    'start of tadori --help, installed',
    'start of tadori --help, what the wrapper adds',
    'start the solver',
    'who-can at a billion pairs, a page, p50',
    'who-can at a billion pairs, a page, p95',
    'who-can at a billion pairs, memory',
    'who-can, 200 roles on a bucket',
  ]);
});

it('bench keeps every run that was recorded, the last one last', () => {
  const lines = readFileSync(join(ROOT, 'bench/history.jsonl'), 'utf8').trim().split('\n');
  const runs = lines.map((line) => JSON.parse(line) as { at: string; figures: readonly { name: string }[] });
  expect(runs.map(({ at }) => at)).toEqual(runs.map(({ at }) => at).sort());
  for (const { at, figures } of runs) expect(figures.length, at).toBeGreaterThan(10);
});

it('bench records all figures or none', () => {
  const refused = bench('--record', 'simulate');
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toContain('--record writes all figures; leave out `simulate`');
  expect(bench('--recrod').status).toBe(2);
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
