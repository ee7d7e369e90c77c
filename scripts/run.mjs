#!/usr/bin/env node
// `node scripts/run.mjs <file.ts> [arguments]`: runs one of our own TypeScript tools, installing what is missing.
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, orExit, ROOT } = await import('./lib/clone.mjs');
const { runTypeScript } = await import('./lib/run-typescript.mjs');

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/run.mjs <file.ts> [arguments]\n');
  process.exit(2);
}
await orExit(ensureInstalled());
await runTypeScript(`${ROOT}${file}`, args);
