import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, ended, SmallClone } from './small-clone.ts';

const TESTS = `import { expect, it } from 'vitest';
it('holds', () => expect(1).toBe(1));
it('does not hold', () => expect(1).toBe(2));
it('is left out', (test) => test.skip('the moon is full'));
`;
/** In two pieces, so that this file does not ask for moto itself. */
const MOTO_URL = ['TADORI_TEST', 'MOTO_URL'].join('_');
const NEEDS_MOTO = `import { expect, it } from 'vitest';
const url = process.env['${MOTO_URL}'];
it('asks', (test) => { if (url === undefined) test.skip('no moto'); expect(url).toBe('http://127.0.0.1:1'); });
`;
const MOTO = `import { appendFileSync } from 'node:fs';
export async function startMoto() {
  appendFileSync('log', 'started ');
  return { url: 'http://127.0.0.1:1', stop: async () => appendFileSync('log', 'stopped') };
}
`;
const NO_MOTO = `export async function startMoto() { throw new Error('python3 was not found (apt-get install python3)'); }`;

const LOOP = `import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
it('loops', () => { writeFileSync('pid', String(process.pid)); for (;;); });
`;

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

let clone: SmallClone;
beforeEach(() => {
  clone = new SmallClone().withOurPackages().write('log', '');
});
afterEach(() => clone.remove());

const lastLine = ({ stdout }: Ended): string | undefined => stdout.trimEnd().split('\n').at(-1);
const npmTest = (env: Readonly<Record<string, string>> = {}) => clone.run(['scripts/test.mjs', 'test/some'], env);

describe('npm test', () => {
  it('ends with the counts, after the reasons of what was skipped', async () => {
    const result = await clone.write('test/some.test.ts', TESTS).run(['scripts/test.mjs', 'test/some']);
    expect(result.status).toBe(1);
    expect(lastLine(result)).toBe('1 passed, 1 failed');
    expect(result.stdout).toContain('skipped: test/some.test.ts > is left out (the moon is full)');
  });

  it('fails when a file cannot be loaded', async () => {
    const result = await clone
      .write('test/some.test.ts', `import './nothing.ts';`)
      .run(['scripts/test.mjs', 'test/some']);
    expect([result.status, lastLine(result)]).toEqual([1, '0 passed, 1 failed']);
  });

  it('fails when nothing matches', async () => {
    const result = await npmTest();
    expect([result.status, lastLine(result)]).toEqual([1, '0 passed, 1 failed']);
  });

  it('starts what a test names, hands it over and stops it', async () => {
    clone.write('test/some.test.ts', NEEDS_MOTO).write('scripts/services/moto.mjs', MOTO);
    const result = await npmTest();
    expect([result.status, lastLine(result)]).toEqual([0, '1 passed, 0 failed']);
    expect(clone.read('log')).toBe('started stopped');
  });

  it('starts nothing that no test names', async () => {
    clone.write('test/some.test.ts', TESTS).write('scripts/services/moto.mjs', MOTO);
    await npmTest();
    expect(clone.read('log')).toBe('');
  });

  it('says what is missing, and how to get it, on a machine of ours', async () => {
    clone
      .write('test/some.test.ts', `${NEEDS_MOTO}it('goes on', () => {});`)
      .write('scripts/services/moto.mjs', NO_MOTO);
    const result = await npmTest();
    expect([result.status, lastLine(result)]).toEqual([0, '1 passed, 0 failed']);
    expect(result.stdout).toContain('missing: moto: python3 was not found (apt-get install python3)');
    expect(result.stdout).toContain('skipped: test/some.test.ts > asks (no moto)');
  });

  it('fails in CI for what is missing', async () => {
    clone
      .write('test/some.test.ts', `${NEEDS_MOTO}it('goes on', () => {});`)
      .write('scripts/services/moto.mjs', NO_MOTO);
    const result = await npmTest({ TADORI_CI: '1' });
    expect([result.status, lastLine(result)]).toEqual([1, '1 passed, 1 failed']);
  });

  it('stops what it started when it is interrupted', async () => {
    clone
      .write('test/some.test.ts', `${NEEDS_MOTO}it('takes long', () => new Promise(() => {}), 600_000);`)
      .write('scripts/services/moto.mjs', MOTO);
    const child = clone.start(['scripts/test.mjs', 'test/some']);
    const end = ended(child);
    child.stdout?.on('data', (text) => String(text).includes('RUN') && setTimeout(() => child.kill('SIGINT'), 500));
    const result = await end;
    expect([result.status, lastLine(result)]).toEqual([130, 'interrupted']);
    expect(clone.read('log')).toBe('started stopped');
  });

  it('kills a test that loops without end, and says which', async () => {
    clone.write('test/some.test.ts', LOOP);
    const result = await npmTest({ TADORI_TEST_LIMIT_MINUTES: '0.08' });
    expect([result.status, lastLine(result)]).toEqual([1, '0 passed, 1 failed']);
    expect(result.stdout).toContain('still running: test/some.test.ts');
    await expect.poll(() => alive(Number(clone.read('pid'))), { timeout: 10_000 }).toBe(false);
  });
});
