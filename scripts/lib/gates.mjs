// The checks that stand before the tests. Each is one process; its output is shown only if it fails.
import { spawn } from 'node:child_process';
import { ROOT } from './clone.mjs';
import { GROUPED } from './process-group.mjs';

const tool = (path, ...args) => [`node_modules/${path}`, ...args];
const typesAt = (project, name) =>
  tool('typescript/bin/tsc', '-p', project, '--incremental', '--tsBuildInfoFile', `.cache/tsc-${name}.json`);

/** In the order in which they are told. */
export const GATES = [
  { name: 'types', args: typesAt('.', 'root') },
  { name: 'types of the pages', args: typesAt('ui', 'ui') },
  { name: 'lint and format', args: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.') },
  { name: 'nothing unused', args: tool('knip/bin/knip.js') },
  { name: 'package', args: ['scripts/build.mjs'] },
];

/** Starts one gate. @returns {{ child: import('node:child_process').ChildProcess, done: Promise<{ ok: boolean, output: string, seconds: number }> }} */
export function runGate(gate) {
  const started = performance.now();
  const child = spawn(process.execPath, gate.args, { ...GROUPED, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const pieces = [];
  child.stdout.on('data', (piece) => pieces.push(piece));
  child.stderr.on('data', (piece) => pieces.push(piece));
  const done = new Promise((resolve) => {
    const end = (ok, extra = '') =>
      resolve({ ok, output: Buffer.concat(pieces).toString() + extra, seconds: (performance.now() - started) / 1000 });
    child.once('error', (error) => end(false, error.message));
    child.once('close', (code) => end(code === 0));
  });
  return { child, done };
}
