#!/usr/bin/env node
// `npm run -s tadori -- <command>`: the first command in a fresh clone. Installs and builds what is missing, then runs the CLI.
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, ensureUiBuilt, orExit } = await import('./lib/clone.mjs');
const { runCompiled } = await import('./lib/compiled.mjs');

const args = process.argv.slice(2);
const asksForHelp = args.includes('--help') || args.includes('-h');
const serves = (args.includes('serve') || args.includes('demo')) && !args.includes('--no-serve') && !asksForHelp;

await orExit(ensureInstalled());
if (serves) await orExit(ensureUiBuilt());
await runCompiled('cli/main', args);
