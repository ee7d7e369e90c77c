#!/usr/bin/env node
// `npm run -s tadori -- <command>`: the first command in a fresh clone. Installs and builds what is missing, then runs the CLI in this
// very process: same terminal, same signals, same exit code, no second Node to start.
import { pathToFileURL } from 'node:url';
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, ensureUiBuilt, orExit, ROOT } = await import('./lib/clone.mjs');
const { ensureCompiled } = await import('./lib/compiled.mjs');

const args = process.argv.slice(2);
const asksForHelp = args.includes('--help') || args.includes('-h');
const serves = (args.includes('serve') || args.includes('demo')) && !args.includes('--no-serve') && !asksForHelp;

await orExit(ensureInstalled());
if (serves) await orExit(ensureUiBuilt());
const compiled = await orExit(ensureCompiled());
if (compiled === undefined) {
  const { runTypeScript } = await import('./lib/run-typescript.mjs');
  await runTypeScript(`${ROOT}cli/main.ts`, args);
} else {
  const main = `${compiled}/cli/main.js`;
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}
