// The product as plain JavaScript, which Node starts without a loader: for the package, and for whatever starts it in a clone.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './clone.mjs';

const SOURCES = ['domain', 'collector', 'graph', 'reasoning', 'answers', 'api', 'cli'];
const CACHE = join(ROOT, '.cache');
const IS_SOURCE = /(?<!\.d)\.ts$/;
/** What else commands read from a clone. */
const BESIDE = ['sample-org', 'ui'];
const DAY_MS = 86_400_000;

/**
 * Compiles each file by itself, as `isolatedModules` lets it be: that the types fit is what the gate `types` says. What is not TypeScript
 * lies beside the compiled code just as it lies beside the source.
 * @param {string} folder where the product comes to lie as it does in the clone
 */
export async function compileInto(folder) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: filesUnder(SOURCES).filter((file) => IS_SOURCE.test(file)),
    outdir: folder,
    outbase: ROOT,
    bundle: true,
    treeShaking: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfigRaw: { compilerOptions: { target: 'es2023', verbatimModuleSyntax: true } },
    logLevel: 'silent',
    plugins: [{ name: 'each file by itself', setup: keepApart }],
  });
  for (const source of there(SOURCES))
    cpSync(join(ROOT, source), join(folder, source), { recursive: true, filter: (path) => !path.endsWith('.ts') });
}

/** Files ask for each other as they lie, by the names that they have then. */
function keepApart({ onResolve }) {
  onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind }) =>
    kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
  );
}

/**
 * A folder with the product of this clone as its sources are now, made where there is none. Safe when two start at once; a command that
 * runs meanwhile keeps its own.
 * @returns {Promise<string | undefined>} its path; undefined: nothing can be written into this clone
 */
export async function ensureCompiled() {
  const folder = join(CACHE, `compiled-${stateOfSources()}`);
  if (existsSync(folder)) return folder;
  const work = placeInCache();
  if (work === undefined) return undefined;
  try {
    await compileInto(work);
    copyFileSync(join(ROOT, 'package.json'), join(work, 'package.json'));
    chmodSync(work, 0o755);
    for (const name of BESIDE) symlinkSync(join(ROOT, name), join(work, name), 'junction');
    moveTo(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

function placeInCache() {
  try {
    mkdirSync(CACHE, { recursive: true });
    for (const old of olderOnes()) rmSync(old, { recursive: true, force: true });
    return mkdtempSync(join(CACHE, 'compiling-'));
  } catch (error) {
    if (error.code === 'EACCES' || error.code === 'EROFS') return undefined;
    throw error;
  }
}

function moveTo(work, folder) {
  try {
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else somebody was faster
  }
}

/** By name, size and time of the last change of each file; and by the packages, of which the compiler is one. */
function stateOfSources() {
  const hash = createHash('sha256');
  for (const file of [...filesUnder(SOURCES), join(ROOT, 'package-lock.json')]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(ROOT, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Of sources of more than a day ago, and what was left in the middle. */
const olderOnes = () =>
  readdirSync(CACHE)
    .filter((name) => /^compil(ed|ing)-/.test(name))
    .map((name) => join(CACHE, name))
    .filter((path) => Date.now() - statSync(path).mtimeMs > DAY_MS);

const there = (folders) => folders.filter((folder) => existsSync(join(ROOT, folder)));

const filesUnder = (folders) =>
  there(folders).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  );
