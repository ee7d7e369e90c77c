#!/usr/bin/env node
// Builds what the npm package runs from: dist/ mirrors the clone, so that code finds the files beside it in both.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, ensureUiBuilt, orExit, ROOT, UI_DIST } = await import('./lib/clone.mjs');

const DIST = join(ROOT, 'dist');
const SOURCES = ['domain', 'collector', 'graph', 'reasoning', 'answers', 'api', 'cli'];
const NOT_COPIED = /\.ts$/;

await orExit(ensureInstalled());
rmSync(DIST, { recursive: true, force: true });
compile();
for (const folder of SOURCES) copy(folder);
copy('sample-org/snapshot');
await orExit(ensureUiBuilt());
cpSync(UI_DIST, join(DIST, 'ui/dist'), { recursive: true });
chmodSync(join(DIST, 'cli/main.js'), 0o755);
start();

function compile() {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
}

/** What is not TypeScript lies beside the compiled code just as it lies beside the source. */
function copy(folder) {
  const from = join(ROOT, folder);
  if (!existsSync(from)) return;
  cpSync(from, join(DIST, folder), { recursive: true, filter: (path) => !NOT_COPIED.test(path) });
}

/** What was built must at least start, with plain Node. */
function start() {
  const help = spawnSync(process.execPath, [join(DIST, 'cli/main.js'), '--help'], { stdio: ['ignore', 'ignore', 2] });
  if (help.status !== 0) process.exit(1);
}
