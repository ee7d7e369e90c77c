import { describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { FakeQuestions } from '../api/fake-questions.ts';
import * as fixtures from '../report/fixtures.ts';
import { FakeOperations, fakeWorld, type Terminal } from './fakes.ts';
import { tadori } from './tadori.ts';

describe('forms of output', () => {
  it('--json and --output json are one', async () => {
    const [a, b] = [await tadori('who-can x --json'), await tadori('who-can x --output json')];
    expect(a.stdout).toBe(b.stdout);
    expect(JSON.parse(a.stdout)).toEqual(fixtures.whoCan('en'));
  });

  it('csv may begin with a UTF-8 mark', async () => {
    const { stdout } = await tadori('who-can x --output csv --bom --lang ja');
    expect(stdout.startsWith('\ufeffリソース,')).toBe(true);
    expect((await tadori('who-can x --output csv')).stdout.startsWith('resource,')).toBe(true);
  });

  it('markdown', async () => {
    expect((await tadori('who-can x --output markdown')).stdout).toMatch(/^## .*\n\n/);
  });

  it('a table keeps to the terminal, and is not wrapped for a pipe', async () => {
    const wide = (await tadori('who-can x')).stdout;
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeGreaterThan(200);
    const narrow = await tadori('who-can x', undefined, { columns: 100, env: { NO_COLOR: '1' } });
    expect(Math.max(...narrow.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('emphasis only on a terminal that wants it', async () => {
    const text = async (terminal: Terminal) => (await tadori('who-can x', undefined, terminal)).stdout;
    expect(await text({ columns: 100 })).toContain('\u001b[1m');
    expect(await text({ columns: 100, env: { NO_COLOR: '1' } })).not.toContain('\u001b');
    expect(await text({ columns: 100, env: { TERM: 'dumb' } })).not.toContain('\u001b');
    expect(await text({ columns: 100, env: { NO_COLOR: '' } })).toContain('\u001b[1m');
    expect(await text({})).not.toContain('\u001b');
  });

  it.each(['table', 'json', 'csv', 'markdown'])('no name acts on the terminal through %s', async (form) => {
    const whoCan = fixtures.hostileWhoCan('en');
    const { stdout } = await tadori(`who-can x --output ${form}`, fakeWorld(new FakeQuestions({}, { whoCan })));
    expect(stdout).toContain('evil.example');
    expect(stdout.replaceAll(/\r?\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    if (form === 'json') expect(JSON.parse(stdout)).toEqual(whoCan);
  });

  it('no name acts on the terminal through an error', async () => {
    const candidates = [{ id: 'a', kind: 'role', name: fixtures.HOSTILE_NAME } as const];
    const error: AskError = { kind: 'ambiguous', message: `\`${fixtures.HOSTILE_NAME}\``, candidates };
    const { stderr } = await tadori('what-can x', fakeWorld(new FakeQuestions({ whatCan: error })));
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('progress', () => {
  const operations = () => {
    const fake = new FakeOperations();
    fake.progress = [
      { phase: 'collect', done: 1, total: 3, note: `iam ${fixtures.HOSTILE_NAME}` },
      { phase: 'collect', done: 3, total: 3 },
      { phase: 'newPhase', done: 7 },
    ];
    return fake;
  };

  it('is drawn on a terminal, on standard error, and taken away', async () => {
    const { stdout, stderr } = await tadori('collect --json', fakeWorld(undefined, operations()), { columns: 60 });
    expect(JSON.parse(stdout)).toEqual(fixtures.taken);
    expect(stderr).toContain('\rcollecting 1/3 iam');
    expect(stderr).toContain('\rnewPhase 7');
    expect(stderr.endsWith('\r')).toBe(true);
    expect(stderr.replaceAll('\r', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(Math.max(...stderr.split('\r').map((line) => line.length))).toBeLessThan(60);
  });

  it.each([
    ['en', 'collecting 1/9 0/4 accounts, 10 calls iam', '2/4 accounts, 300 calls, 50/s, less than a minute left'],
    ['ja', '収集 1/9 0/4アカウント、呼び出し10回 iam', '2/4アカウント、呼び出し300回（毎秒50回）、残り1分未満'],
  ])('of a collection tells accounts, calls, pace and the time left (%s)', async (language, first, later) => {
    const fake = new FakeOperations();
    const step = (accounts: number, calls: number) => ({
      phase: 'collect',
      done: 1 + accounts,
      total: 9,
      note: 'iam',
      reading: { accounts, ofAccounts: 4, calls },
    });
    fake.progress = [...[10, 20, 30, 40, 50, 60].map((calls) => step(0, calls)), step(2, 300)];
    const world = fakeWorld(undefined, fake);
    const { stderr } = await tadori(`collect --json --lang ${language}`, world, { columns: 100 });
    expect(stderr).toContain(`\r${first}`);
    expect(stderr).toContain(later);
  });

  it('of a collection counts the minutes that are left', async () => {
    const fake = new FakeOperations();
    const step = { phase: 'collect', done: 1, total: 9, reading: { accounts: 1, ofAccounts: 41, calls: 600 } };
    fake.progress = Array.from({ length: 7 }, () => step);
    const { stderr } = await tadori('collect --json', fakeWorld(undefined, fake), { columns: 100 });
    expect(stderr).toContain('1/41 accounts, 600 calls, 100/s, about 4 min left');
  });

  it.each([
    ['en', 'proving 106/400, about 5 min left'],
    ['ja', '証明 106/400、残り約5分'],
  ])('of a proof that goes on where it was stopped counts the time that is left from there (%s)', async (language, text) => {
    const fake = new FakeOperations();
    fake.progress = [100, 101, 102, 103, 104, 105, 106].map((done) => ({ phase: 'prove', done, total: 400 }));
    const { stderr } = await tadori(`prove --json --lang ${language}`, fakeWorld(undefined, fake), { columns: 100 });
    expect(stderr.split('\r').map((line) => line.trim())).toContain(text);
    expect(stderr).not.toContain('101/400,');
  });

  it('is not drawn where nobody looks', async () => {
    expect((await tadori('collect', fakeWorld(undefined, operations()))).stderr).toBe('');
  });
});
