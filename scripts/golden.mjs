#!/usr/bin/env node
// `npm run golden [-- <filter>]`: rewrites golden files; read the difference before you commit it.
import { spawnSync } from 'node:child_process';
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, orExit, ROOT } = await import('./lib/clone.mjs');

await orExit(ensureInstalled());
const vitest = `${ROOT}node_modules/vitest/vitest.mjs`;
const { status } = spawnSync(process.execPath, [vitest, 'run', '--update', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);
