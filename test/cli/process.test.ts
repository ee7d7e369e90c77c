import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compiled } from '../compiled.ts';

const HARNESS = fileURLToPath(import.meta.resolve('./harness.ts'));
const ENV = { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: '1' };

const start = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--import', 'tsx', script, ...args], { env: { ...ENV, ...env } });
/** The real program. */
const program = (...args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [compiled('cli/main.js'), ...args], { env: ENV });

async function ended(child: ChildProcessWithoutNullStreams) {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

describe('a real process', () => {
  it('prints the answer and nothing else on standard output', async () => {
    const { code, stdout, stderr } = await ended(start(HARNESS, ['who-can', 'x', '--json']));
    expect([code, stderr]).toEqual([3, '']);
    expect(JSON.parse(stdout).results.length).toBe(5);
  });

  it('a reader that goes away is no error', async () => {
    const child = start(HARNESS, ['simulate', '-']);
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    const feed = setInterval(() => child.stdin.write(`${'{"decision":"allowed"}\n'.repeat(2000)}`), 5);
    const { code, stderr } = await ended(child);
    clearInterval(feed);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('answers a line before the next one comes', async () => {
    const child = start(HARNESS, ['simulate', '-']);
    child.stdin.write('{"id":1,"decision":"allowed"}\n');
    const [first] = await once(child.stdout, 'data');
    expect(String(first)).toBe('{"id":1,"decision":"allowed"}\n');
    child.stdin.end('{"id":2,"decision":"unknown"}\n');
    expect((await ended(child)).code).toBe(3);
  });

  it('Ctrl-C stops an operation with 130', async () => {
    const child = start(HARNESS, ['prove', '--data', '/d'], { HARNESS_WAIT: '1' });
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended(child);
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('E_INTERRUPTED: interrupted; what was active in `/d` still is');
  });

  it('Ctrl-C ends a server with 0', async () => {
    const child = start(HARNESS, ['serve', '--port', '0']);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await ended(child)).code).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('a full disk behind standard output does not pass for success', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['--import', 'tsx', HARNESS, 'who-can', 'x', '--json'], {
      env: ENV,
      stdio: ['ignore', full, 'pipe'],
    });
    const [code] = await once(child, 'close');
    closeSync(full);
    expect(code).toBe(4);
  });
});

describe('the program itself', () => {
  it('tells its version and its help', async () => {
    expect(await ended(program('--version'))).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
    expect((await ended(program('--help'))).stdout).toContain('Usage: tadori');
  });

  it('ends with 2 on wrong usage', async () => {
    const { code, stdout, stderr } = await ended(program('who-can', 'x', '--nonsense'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('E_USAGE');
  });
});
