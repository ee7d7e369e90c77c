// What a fresh clone lacks, made without asking: packages, and the built pages where a command serves them.
// Messages go to stderr, so that stdout stays the command's own. Plain JavaScript: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const CACHE = join(ROOT, '.cache');
const LOCKFILE = join(ROOT, 'package-lock.json');
const INSTALL_STAMP = join(ROOT, 'node_modules/.tadori-lockfile');
const UI_STAMP = join(CACHE, 'ui-built-from');
export const UI_DIST = join(ROOT, 'ui/dist');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const tell = (text) => process.stderr.write(`tadori: ${text}\n`);
const hashOf = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Installs the locked packages where they are absent or belong to another lockfile. Safe when two start at once. */
export async function ensureInstalled() {
  if (installed()) return;
  await withLock(
    join(CACHE, 'install.lock'),
    () => tell('waiting for another installation to end'),
    async () => {
      if (installed()) return;
      tell('installing packages (npm ci); this happens once');
      const status = await runQuietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
      if (status !== 0)
        throw new Error(`\`npm ci\` ended with status ${status}; mend what it says above and start again`);
      writeFileSync(INSTALL_STAMP, lockfileHash());
    },
  );
}

/** Builds ui/dist where it is absent or older than its sources. Call after ensureInstalled. */
export async function ensureUiBuilt() {
  if (uiBuilt()) return;
  await withLock(
    join(CACHE, 'ui.lock'),
    () => tell('waiting for another build of the pages to end'),
    async () => {
      if (uiBuilt()) return;
      tell('building the pages');
      const sources = uiSourcesHash();
      if (!(await buildUi())) throw new Error('the pages could not be built; see above');
      writeFileSync(UI_STAMP, sources);
    },
  );
}

/** Builds the pages beside their place and moves them there whole: a server that runs meanwhile never sees half of them. */
async function buildUi() {
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'ui-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const built = join(work, 'new');
  const args = [vite, 'build', '--config', join(ROOT, 'ui/vite.config.ts'), '--outDir', built, '--logLevel', 'warn'];
  const done = (await runQuietly(process.execPath, args)) === 0;
  if (done) {
    if (existsSync(UI_DIST)) renameSync(UI_DIST, join(work, 'old'));
    renameSync(built, UI_DIST);
  }
  rmSync(work, { recursive: true, force: true });
  return done;
}

const lockfileHash = () => hashOf(readFileSync(LOCKFILE));

function installed() {
  const stamp = textOf(INSTALL_STAMP);
  if (stamp !== undefined) return stamp === lockfileHash();
  if (!installedByHand()) return false;
  writeFileSync(INSTALL_STAMP, lockfileHash());
  return true;
}

/** Somebody ran npm: its record of what lies in node_modules must hold every package of the lockfile in the same version. */
function installedByHand() {
  const record = textOf(join(ROOT, 'node_modules/.package-lock.json'));
  if (record === undefined) return false;
  const there = JSON.parse(record).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(LOCKFILE, 'utf8')).packages);
  return wanted.every(
    ([path, { version, optional }]) =>
      path === '' || (there[path]?.version ?? (optional ? version : undefined)) === version,
  );
}

const uiBuilt = () => existsSync(join(UI_DIST, 'index.html')) && textOf(UI_STAMP) === uiSourcesHash();

function uiSourcesHash() {
  return sourcesHash(filesUnder(join(ROOT, 'ui')).filter((file) => !file.startsWith(UI_DIST)));
}

/** Of files of the clone, by what is in them, and of the packages that something is made of them with. */
export const sourcesHash = (files) =>
  hashOf(readFileSync(LOCKFILE), ...files.flatMap((file) => [relative(ROOT, file), readFileSync(file)]));

export const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Runs a program whose output belongs on stderr. */
function runQuietly(program, args) {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  const interrupt = (signal) => child.kill(signal); // the lock is given back only when the child is gone
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      tell(`cannot run \`${program}\`: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
      resolve(code ?? 1);
    });
  });
}

/** What `preparing` comes to; ends the process with one line and status 4 where it fails. */
export async function orExit(preparing) {
  try {
    return await preparing;
  } catch (error) {
    tell(error.message);
    process.exit(4);
  }
}
