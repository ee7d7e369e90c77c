// Python packages that tests need, each set in a virtual environment of its own under .cache/, with hashes that are pinned.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ name: string, packages: string, requirements: string }} Wanted `packages`: what is installed, in words */

const cacheOf = ({ name }) => fileURLToPath(new URL(`../../.cache/${name}/`, import.meta.url));

/** What to install before Python packages can be, or undefined where everything is there. */
export function missingForPython(name) {
  const found = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  if (found.error !== undefined)
    return `${name} needs Python 3.11: \`python3\` was not found (Debian, Ubuntu: apt-get install python3-venv)`;
  if (found.status !== 0)
    return `${name} needs the \`venv\` module of Python (Debian, Ubuntu: apt-get install python3-venv)`;
  const [major = 0, minor = 0] = found.stdout.trim().split(' ').map(Number);
  return major === 3 && minor >= 11
    ? undefined
    : `${name} needs Python 3.11 or newer, and \`python3\` is version ${major}.${minor}`;
}

/** Is it there already, so that no network is needed? */
export const isInstalled = (wanted) =>
  missingForPython(wanted.name) === undefined && existsSync(pythonIn(environmentFolder(wanted)));

/** The Python that has the packages, installed on first use. */
export function pythonWith(wanted) {
  const missing = missingForPython(wanted.name);
  if (missing !== undefined) throw new Error(missing);
  const folder = environmentFolder(wanted);
  if (!existsSync(pythonIn(folder))) install(wanted, folder);
  return pythonIn(folder);
}

/** A folder per set of requirements and Python: whichever changes, a new one is made. */
function environmentFolder(wanted) {
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout;
  const hash = createHash('sha256')
    .update(readFileSync(wanted.requirements))
    .update(version)
    .digest('hex')
    .slice(0, 12);
  return join(cacheOf(wanted), `venv-${hash}`);
}

const pythonIn = (folder) => join(folder, 'bin', 'python');

/** Complete or not there: installed in a folder of its own that is renamed at the end (nothing in use knows its path). */
function install(wanted, folder) {
  const { name, packages, requirements } = wanted;
  mkdirSync(cacheOf(wanted), { recursive: true });
  const work = mkdtempSync(join(cacheOf(wanted), `install-${process.pid}-`));
  process.stderr.write(`installing ${name} (${packages}, once) ...\n`);
  try {
    succeed(name, 'python3', ['-m', 'venv', work]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--no-deps', '-r', requirements];
    succeed(name, pythonIn(work), pip);
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(pythonIn(folder))) throw error; // another run was faster: its folder is as good
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function succeed(name, command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status === 0) return;
  const lines = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n').slice(-12).join('\n');
  throw new Error(`${name} could not be installed (${command} ${args.slice(0, 3).join(' ')} failed):\n${lines}`);
}
