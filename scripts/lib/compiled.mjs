// The product as plain JavaScript, which Node starts without a loader: for the package, and for whatever starts it in a clone.
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
import { pathToFileURL } from 'node:url';
import { CACHE, filesUnder, orExit, ROOT, sourcesHash } from './clone.mjs';
import { runTypeScript } from './run-typescript.mjs';

const PRODUCT = ['domain', 'collector', 'graph', 'reasoning', 'answers', 'api', 'cli'];
const IS_SOURCE = /(?<!\.d)\.ts$/;
const IN_CLONE = [...PRODUCT, 'bench'];
/** What else is read from a clone. */
const BESIDE = ['sample-org', 'ui', 'scripts', 'dist'];
const DAY_MS = 86_400_000;
/** A server may run from one of them for weeks. */
const KEPT = 20;

/**
 * Compiles each file by itself, as `isolatedModules` lets it be: that the types fit is what the gate `types` says. What is not TypeScript
 * lies beside the compiled code just as it lies beside the source.
 * @param {string} folder where they come to lie as they do in the clone
 * @param {readonly string[]} sources folders of the clone
 */
export async function compileInto(folder, sources = PRODUCT) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: filesIn(sources).filter((file) => IS_SOURCE.test(file)),
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
  for (const source of there(sources))
    cpSync(source, join(folder, relative(ROOT, source)), { recursive: true, filter: (path) => !path.endsWith('.ts') });
}

/** Files ask for each other as they lie, by the names that they have then. What figures take from the tests becomes a part of them. */
function keepApart({ onResolve }) {
  onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind }) =>
    kind === 'entry-point' || path.includes('/test/')
      ? undefined
      : { path: path.replace(/\.ts$/, '.js'), external: true },
  );
}

/**
 * Runs a file of the product, or of the bench, in this very process: same terminal, same signals, same exit code, no second Node to start.
 * @param {string} name its path in the clone, without its ending
 * @param {readonly string[]} args what the file sees as its arguments
 */
export async function runCompiled(name, args) {
  const folder = await orExit(ensureCompiled());
  if (folder === undefined) return await runTypeScript(`${ROOT}${name}.ts`, args);
  const file = join(folder, `${name}.js`);
  process.argv = [process.execPath, file, ...args];
  return await import(pathToFileURL(file).href);
}

/**
 * A folder with the product and the bench of this clone as their sources are now, made where there is none. Safe when two start at
 * once; a command that runs meanwhile keeps its own.
 * @returns {Promise<string | undefined>} its path; undefined: nothing can be written into this clone
 */
export async function ensureCompiled() {
  const sources = sourcesHash([...filesIn(IN_CLONE), join(ROOT, 'package.json')]);
  const folder = join(CACHE, `compiled-${sources.slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const work = placeInCache();
  if (work === undefined) return undefined;
  try {
    await compileInto(work, IN_CLONE);
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

/** All but the newest, of more than a day ago: of other sources, or left in the middle. */
const olderOnes = () =>
  readdirSync(CACHE)
    .filter((name) => /^compil(ed|ing)-/.test(name))
    .map((name) => join(CACHE, name))
    // it may be gone by now: somebody else is at work, too
    .map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY }))
    .sort((one, other) => other.at - one.at)
    .slice(KEPT)
    .filter(({ at }) => Date.now() - at > DAY_MS)
    .map(({ path }) => path);

const there = (folders) => folders.map((folder) => join(ROOT, folder)).filter((folder) => existsSync(folder));
const filesIn = (folders) => there(folders).flatMap(filesUnder);
