// moto, an emulator of AWS, for tests and for building the sample organisation: kept in a virtual environment of its
// own, run as a separate process on loopback, gone afterwards.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('./moto-requirements.txt', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.cache/moto/', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/** What to install, or undefined where everything is there. */
export function missingForMoto() {
  const found = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  if (found.error !== undefined)
    return 'moto needs Python 3.11: `python3` was not found (Debian, Ubuntu: apt-get install python3-venv)';
  if (found.status !== 0)
    return 'moto needs the `venv` module of Python (Debian, Ubuntu: apt-get install python3-venv)';
  const [major = 0, minor = 0] = found.stdout.trim().split(' ').map(Number);
  return major === 3 && minor >= 11
    ? undefined
    : `moto needs Python 3.11 or newer, and \`python3\` is version ${major}.${minor}`;
}

/** Is moto installed already, so that starting it takes a second and no network? */
export const isMotoInstalled = () => missingForMoto() === undefined && existsSync(python(environmentFolder()));

/** The Python that has moto and boto3, installed on first use. */
export function motoPython() {
  const missing = missingForMoto();
  if (missing !== undefined) throw new Error(missing);
  const folder = environmentFolder();
  if (!existsSync(python(folder))) install(folder);
  return python(folder);
}

/**
 * Starts an empty emulator on loopback with AWS's managed policies loaded. It ends with stop(), and when this process
 * ends, however that happens: it lives as long as a pipe to it is open.
 * @param {{ port?: number }} [options]
 * @returns {Promise<{ url: string, python: string, stop: () => Promise<void> }>}
 */
export async function startMoto(options = {}) {
  const interpreter = motoPython();
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(interpreter, ['-c', SERVE, String(port)], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  server.stdin.on('error', () => undefined);
  const log = keepLastLines(server.stderr);
  const stop = () => stopped(server);
  try {
    await ready(server, url, log);
  } catch (error) {
    await stop();
    throw error;
  }
  server.unref();
  server.stderr.unref();
  server.stdin.unref();
  return { url, python: interpreter, stop };
}

/** Serves until its input closes: by stop(), or because whoever started it is gone. */
const SERVE = `
import os, sys, threading
def wait():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=wait, daemon=True).start()
from moto.server import main
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
`;

/** A folder per set of requirements and Python: whichever changes, a new one is made. */
function environmentFolder() {
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout;
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(version).digest('hex').slice(0, 12);
  return join(CACHE, `venv-${hash}`);
}

const python = (folder) => join(folder, 'bin', 'python');

/** Complete or not there: installed in a folder of its own that is renamed at the end (nothing in use knows its path). */
function install(folder) {
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, `install-${process.pid}-`));
  process.stderr.write('installing moto (60 Python packages, once) ...\n');
  try {
    succeed('python3', ['-m', 'venv', work]);
    succeed(python(work), ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--no-deps', '-r', REQUIREMENTS]);
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(python(folder))) throw error; // another run was faster: its folder is as good
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function succeed(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status === 0) return;
  const lines = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n').slice(-12).join('\n');
  throw new Error(`moto could not be installed (${command} ${args.slice(0, 3).join(' ')} failed):\n${lines}`);
}

async function ready(server, url, log) {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`moto ended at once:\n${log()}`);
    const answer = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`moto did not answer within ${START_TIMEOUT_MS / 1000} s:\n${log()}`);
}

/** Reads everything (a full pipe would halt the server) and keeps the end of it for messages. */
function keepLastLines(stream) {
  let text = '';
  stream.on('data', (chunk) => {
    text = `${text}${chunk}`.slice(-4000);
  });
  return () => text;
}

async function stopped(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.ref();
  server.stdin.end();
  const late = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(late);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
