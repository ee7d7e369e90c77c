#!/usr/bin/env node
// `npm run bench`: measures what is shipped, which is compiled, installing what is missing.
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, orExit, ROOT } = await import('./lib/clone.mjs');
const { runCompiled } = await import('./lib/compiled.mjs');

await orExit(ensureInstalled());
process.chdir(ROOT);
await runCompiled('bench/main', process.argv.slice(2));
