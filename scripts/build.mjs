#!/usr/bin/env node
// Builds what the npm package runs from: dist/ mirrors the clone, so that code finds the files beside it in both.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, ensureUiBuilt, orExit, ROOT, UI_DIST } = await import('./lib/clone.mjs');

const DIST = join(ROOT, 'dist');
const SOURCES = ['domain', 'collector', 'graph', 'reasoning', 'answers', 'api', 'cli'];
const NOT_COPIED = /\.ts$/;

await orExit(ensureInstalled());
const { default: ts } = await import('typescript');
const HOST = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ROOT, getNewLine: () => '\n' };
rmSync(DIST, { recursive: true, force: true });
compile();
for (const folder of SOURCES) copy(folder);
copy('sample-org/snapshot');
await orExit(ensureUiBuilt());
cpSync(UI_DIST, join(DIST, 'ui/dist'), { recursive: true });
chmodSync(join(DIST, 'cli/main.js'), 0o755);
start();

/** Each file by itself, as `isolatedModules` lets it be: that the types fit is what the gate `types` says. */
function compile() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const faults = [...errors];
  for (const fileName of fileNames.filter((name) => !name.endsWith('.d.ts'))) {
    const { outputText, diagnostics } = ts.transpileModule(readFileSync(fileName, 'utf8'), {
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
      fileName,
      reportDiagnostics: true,
    });
    faults.push(...diagnostics);
    const out = join(DIST, relative(ROOT, fileName).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, outputText);
  }
  if (faults.length === 0) return;
  process.stderr.write(ts.formatDiagnostics(faults, HOST));
  process.exit(1);
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
