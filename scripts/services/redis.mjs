// Redis, for the tests of workers: a server of its own on loopback, nothing on disk, gone afterwards.
import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from './free-port.mjs';
import { stopped } from './stopped.mjs';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5_000;

/** Serves until its input closes: by stop(), or because whoever started it is gone. */
const SERVE = 'redis-server --bind 127.0.0.1 --port "$1" --save "" --appendonly no & cat > /dev/null; kill $!; wait';

/** Is there a program to start? */
export const isRedisInstalled = () => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Starts an empty server.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startRedis() {
  if (!isRedisInstalled()) throw new Error('no redis-server was found (Debian: apt-get install redis-server)');
  const port = await freePort();
  const server = spawn('sh', ['-c', SERVE, 'sh', String(port)], { stdio: ['pipe', 'ignore', 'ignore'] });
  server.stdin.on('error', () => undefined);
  const stop = () => stopped(server, STOP_TIMEOUT_MS);
  const until = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (server.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error('redis-server did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.unref();
  server.stdin.unref();
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => done(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => done(String(data).startsWith('+PONG')));
  });
}
