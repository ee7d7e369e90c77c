import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { tadoriHere } from '../cli/real-ports.ts';
import { got, sampleOfLedger } from './proved.ts';

const run = promisify(execFile);
const TADORI = new URL('../../scripts/tadori.mjs', import.meta.url).pathname;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A load that is broken off, however, leaves the snapshot that was active answering as before. */
describe('broken off while a new snapshot is proved and loaded', () => {
  let data: string;
  /** A copy of the data folder with the first snapshot active. */
  let kept: string;
  let before: string;
  let next: string;
  /** Milliseconds of a run that nobody breaks off. */
  let whole: number;

  const tadori = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await tadoriHere([...args, '--data', data]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const answer = (): Promise<string> => tadori('who-can', 'finance-ledger', '--among', 'people', '--json');
  const proving = (): ChildProcess =>
    spawn('node', [TADORI, 'prove', '--no-certify', '--snapshot', next, '--data', data], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });

  async function end(child: ChildProcess): Promise<Ended> {
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    return { code: child.exitCode, signal: child.signalCode, stderr };
  }

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'tadori-faults-'));
    const sample = await sampleOfLedger();
    const first = got(await writeSnapshot(data, sample));
    await tadori('prove', '--no-certify', '--snapshot', first);
    before = await answer();
    const roles = sample.roles.filter((role) => role.name !== 'Hop2');
    next = got(await writeSnapshot(data, { ...sample, roles }));
    kept = `${data}-kept`;
    await cp(data, kept, { recursive: true });
  }, 120_000);
  afterAll(async () => {
    for (const folder of [data, kept]) await rm(folder, { recursive: true, force: true });
  });

  it('by kill -9 at any moment', async () => {
    const start = performance.now();
    await end(proving());
    whole = performance.now() - start;
    expect(await answer()).not.toBe(before);
    await activate();
    for (const share of [0.7, 0.95]) {
      const child = proving();
      const ended = end(child);
      await pause(whole * share);
      child.kill('SIGKILL');
      await ended;
      const after = await answer();
      if (JSON.parse(after).snapshot === next) await activate();
      else expect(after, `killed at ${share}`).toBe(before);
    }
  }, 300_000);

  it('by Ctrl-C: it says so, and ends with 130', async () => {
    const child = proving();
    const ended = end(child);
    await pause(whole / 2);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^E_INTERRUPTED: /m);
    expect(await answer()).toBe(before);
  }, 60_000);

  it('by a disk that takes no more: a clear message and exit code 4', async () => {
    const limited = `ulimit -f 8; exec node "${TADORI}" prove --no-certify --snapshot ${next} --data "${data}"`;
    const failed = await run('bash', ['-c', limited]).then(
      () => ({ code: 0, stderr: '' }),
      (error: { readonly code: number; readonly stderr: string }) => error,
    );
    expect(failed.code).toBe(4);
    expect(failed.stderr).toMatch(/^E_STORE: /);
    expect(failed.stderr).not.toMatch(/\n\s+at /);
    expect(await answer()).toBe(before);
  }, 60_000);

  it('and the next run goes through and leaves nothing of the broken ones', async () => {
    await end(proving());
    expect(JSON.parse(await answer()).snapshot).toBe(next);
    for (const folder of ['graphs', 'engine', 'snapshots']) {
      const names = await readdir(join(data, folder), { recursive: true });
      expect(names.filter((name) => /building|writing/.test(name))).toEqual([]);
    }
  }, 60_000);

  /** Makes the first snapshot the active one again, after a run that was whole before it could be broken off. */
  async function activate(): Promise<void> {
    await rm(data, { recursive: true, force: true });
    await cp(kept, data, { recursive: true });
  }
});
