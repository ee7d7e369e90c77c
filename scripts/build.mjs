#!/usr/bin/env node
// Builds what the npm package runs from: dist/ mirrors the clone, so that code finds the files beside it in both.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, ensureUiBuilt, orExit, ROOT, UI_DIST } = await import('./lib/clone.mjs');
const { compileInto } = await import('./lib/compiled.mjs');

const DIST = join(ROOT, 'dist');

await orExit(ensureInstalled());
rmSync(DIST, { recursive: true, force: true });
await compileInto(DIST);
cpSync(join(ROOT, 'sample-org/snapshot'), join(DIST, 'sample-org/snapshot'), { recursive: true });
await orExit(ensureUiBuilt());
cpSync(UI_DIST, join(DIST, 'ui/dist'), { recursive: true });
chmodSync(join(DIST, 'cli/main.js'), 0o755);
start();

/** What was built must at least start, with plain Node. */
function start() {
  const help = spawnSync(process.execPath, [join(DIST, 'cli/main.js'), '--help'], { stdio: ['ignore', 'ignore', 2] });
  if (help.status !== 0) process.exit(1);
}
