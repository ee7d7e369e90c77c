// moto, an emulator of AWS, for tests and for building the sample organisation: kept in a virtual environment of its
// own, run as a separate process on loopback, gone afterwards.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';
import { isInstalled, missingForPython, pythonWith } from './python.mjs';
import { stopped } from './stopped.mjs';

const MOTO = {
  name: 'moto',
  packages: '60 Python packages',
  requirements: fileURLToPath(new URL('./moto-requirements.txt', import.meta.url)),
};
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/** What to install, or undefined where everything is there. */
export const missingForMoto = () => missingForPython('moto');

/** Is moto installed already, so that starting it takes a second and no network? */
export const isMotoInstalled = () => isInstalled(MOTO);

/** The Python that has moto and boto3, installed on first use. */
export const motoPython = () => pythonWith(MOTO);

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
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' },
  });
  server.stdin.on('error', () => undefined);
  const log = keepLastLines(server.stderr);
  const stop = () => stopped(server, STOP_TIMEOUT_MS);
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
