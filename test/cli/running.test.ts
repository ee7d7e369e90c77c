import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { ok } from '../../domain/result.ts';
import { FakeQuestions } from '../api/fake-questions.ts';
import { FakeOperations, fakeSurroundings, fakeWorld } from './fakes.ts';
import { tadori } from './tadori.ts';

describe('Ctrl-C', () => {
  it('asks the operation to stop, says what is unharmed, and ends with 130', async () => {
    const operations = new FakeOperations();
    operations.wait = ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    const around = fakeSurroundings();
    const running = run(['refresh', '--data', '/d'], fakeWorld(undefined, operations).ports, around);
    await expect.poll(() => operations.asked.length).toBe(1);
    around.interrupt();
    expect(await running).toBe(130);
    expect(operations.asked.map(([name]) => name)).toEqual(['collect']);
    expect(around.stdout.text).toBe('');
    expect(around.stderr.text).toMatch(/E_INTERRUPTED: interrupted; what was active in `\/d` still is/);
  });

  it('an operation that throws when it is stopped ends the same way', async () => {
    const operations = new FakeOperations();
    operations.wait = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('AbortError'))));
    const around = fakeSurroundings();
    const running = run(['prove'], fakeWorld(undefined, operations).ports, around);
    await expect.poll(() => operations.asked.length).toBe(1);
    around.interrupt();
    expect(await running).toBe(130);
  });

  it('a second time ends the process at once', async () => {
    const operations = new FakeOperations();
    let finish: () => void = () => undefined;
    operations.wait = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const around = fakeSurroundings();
    const running = run(['prove'], fakeWorld(undefined, operations).ports, around);
    await expect.poll(() => operations.asked.length).toBe(1);
    around.interrupt();
    expect(around.exits).toEqual([]);
    around.interrupt();
    expect(around.exits).toEqual([130]);
    finish();
    await running;
  });
});

describe('serve', () => {
  it('prints the address with its token, and answers until Ctrl-C', async () => {
    const world = fakeWorld();
    const around = fakeSurroundings();
    const running = run(['serve', '--cypher'], world.ports, around);
    await expect
      .poll(() => around.stdout.text)
      .toBe('Tadori answers at http://127.0.0.1:7070/?token=token-of-the-test\n');
    expect(world.served).toMatchObject([{ host: '127.0.0.1', port: 7070, cypher: true }]);
    around.interrupt();
    expect(await running).toBe(0);
  });

  it('follows the active snapshot', async () => {
    const world = fakeWorld();
    const around = fakeSurroundings();
    const running = run(['serve'], world.ports, around);
    await expect.poll(() => world.served.length).toBe(1);
    const { questions } = world.served[0]!;
    await questions();
    expect(world.opened.length).toBe(1);
    expect(world.operations.asked).toEqual([]);
    world.questions.current = false;
    await Promise.all([questions(), questions()]);
    expect(world.opened.length).toBe(2);
    expect(world.questions.closed).toBe(false);
    around.interrupt();
    await running;
    expect(world.questions.closed).toBe(true);
  });

  it('no longer reads ahead for a snapshot that another one has followed', async () => {
    const world = fakeWorld();
    const [first, second] = [new FakeQuestions(), new FakeQuestions()];
    const left = [first, second];
    const openQuestions = async () => ok(left.shift() ?? second);
    const around = fakeSurroundings();
    const running = run(['serve'], { ...world.ports, openQuestions }, around);
    await expect.poll(() => world.served.length).toBe(1);
    expect(first.isWanted()).toBe(true);
    const { questions } = world.served[0]!;
    await questions();
    first.current = false;
    await questions();
    expect([first.isWanted(), second.isWanted()]).toEqual([false, true]);
    around.interrupt();
    await running;
  });

  it('stays with a snapshot that was named', async () => {
    const world = fakeWorld();
    const around = fakeSurroundings();
    const running = run(['serve', '--snapshot', 's1'], world.ports, around);
    await expect.poll(() => world.served.length).toBe(1);
    world.questions.current = false;
    await world.served[0]!.questions();
    expect(world.opened).toEqual([{ data: '.tadori', store: 'embedded', snapshot: 's1' }]);
    around.interrupt();
    await running;
  });

  it('says why it cannot start', async () => {
    const refused = fakeWorld(undefined, undefined, { serve: { kind: 'badInput', message: 'refusing to listen' } });
    expect(await tadori('serve --host 0.0.0.0', refused)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'E_BAD_INPUT: refusing to listen\n',
    });
    expect(refused.questions.closed).toBe(true);
    const nothing = fakeWorld(undefined, undefined, { open: { kind: 'noSnapshot', message: 'nothing is proved yet' } });
    expect((await tadori('serve', nothing)).code).toBe(2);
  });
});

describe('refresh', () => {
  it.each([
    ['--threads 2', 'threads prove without certificates'],
    ['--no-certify --threads 2 --jobs redis://127.0.0.1:1', 'workers prove in processes of their own'],
    ['--access-to none --jobs redis://127.0.0.1:1', 'workers prove access to all resources'],
  ])('%s is refused before anything is collected', async (options, why) => {
    const operations = new FakeOperations();
    const refused = await tadori(`refresh ${options}`, fakeWorld(undefined, operations));
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
    expect(operations.asked).toEqual([]);
  });
});

describe('simulate', () => {
  const line = (decision: string, id = '1') => JSON.stringify({ id, decision });
  const files = (...lines: readonly string[]) => ({ files: { 'a.jsonl': `${lines.join('\n')}\n` } });
  const simulate = (...lines: readonly string[]) => tadori('simulate a.jsonl', undefined, files(...lines));

  it('answers one line a request, in order', async () => {
    const ids = Array.from({ length: 3000 }, (_, i) => String(i));
    const { code, stdout } = await simulate(...ids.map((id) => line('allowed', id)));
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one).id),
    ).toEqual(ids);
  });

  it.each([
    [['allowed', 'explicitlyDenied', 'implicitlyDenied'], 0],
    [['allowed', 'unknown'], 3],
    [['allowed', 'invalid'], 2],
    [['unknown', 'invalid', 'unknown'], 2],
  ])('%j -> %i', async (decisions, code) => {
    expect((await simulate(...decisions.map((one) => line(one)))).code).toBe(code);
  });

  it('counts on standard error what is not valid, and tells the first', async () => {
    const bad = (error: string): string => JSON.stringify({ id: null, decision: 'invalid', error });
    const one = await simulate(line('allowed'), bad('`a.jsonl` line 2: x'));
    expect(one.stderr).toBe('E_BAD_INPUT: one request is not valid: `a.jsonl` line 2: x\n');
    const two = await simulate(bad('`a.jsonl` line 1: x'), line('allowed'), bad('`a.jsonl` line 3: y'));
    expect([two.code, two.stdout.trimEnd().split('\n').length]).toEqual([2, 3]);
    expect(two.stderr).toBe('E_BAD_INPUT: 2 requests are not valid; the first: `a.jsonl` line 1: x\n');
  });

  it('reads standard input, lines with CRLF, and a last line without an end', async () => {
    const { code, stdout } = await tadori('simulate -', undefined, {
      stdin: `${line('allowed', '日本')}\r\n${line('unknown', 'b')}`,
    });
    expect(code).toBe(3);
    expect(stdout).toBe(`${line('allowed', '日本')}\n${line('unknown', 'b')}\n`);
  });

  it('names a file that cannot be read', async () => {
    const { code, stdout, stderr } = await tadori('simulate none.jsonl');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^E_BAD_INPUT: cannot read `none.jsonl`: there is no such file/);
  });

  it('refuses a line without end, naming its place', async () => {
    const { code, stderr } = await simulate(line('allowed'), 'x'.repeat(17 * 1024 * 1024));
    expect(code).toBe(2);
    expect(stderr).toContain('`a.jsonl` line 2 is longer than 16 MiB');
  });

  it('no id acts on the terminal', async () => {
    const { stdout } = await simulate(line('allowed', '\u001b[2J\u009b'));
    expect(stdout).not.toMatch(/[\u007f-\u009f]/);
    expect(JSON.parse(stdout).id).toBe('\u001b[2J\u009b');
  });
});

describe('worker', () => {
  it('tells of its jobs in the language asked for, and answers nothing', async () => {
    const operations = new FakeOperations();
    const around = fakeSurroundings();
    const args = ['worker', '--jobs', 'redis://r.example:6379', '--role-name', 'Audit', '--lang', 'ja'];
    expect(await run(args, fakeWorld(undefined, operations).ports, around)).toBe(0);
    expect(operations.asked).toEqual([['work', { jobs: 'redis://r.example:6379', roleName: 'Audit' }]]);
    expect(around.stdout.text).toBe('');
    expect(around.stderr.text).toContain('完了：アカウント111122223333');
    expect(around.stderr.text).toContain('失敗：8番からのプリンシパル');
  });

  it.each([
    [['worker'], '`worker` needs `--jobs <url>`'],
    [['worker', '--jobs', 'localhost:6379'], 'use a URL that begins with redis:// or rediss://'],
    [['collect', '--jobs', 'redis://me:secret@r.example'], 'leave user and password out of the URL'],
    [['prove', '--jobs', 'http://r.example'], 'use a URL that begins with redis:// or rediss://'],
    [['prove', '--access-to', ' ,'], 'names no resource: give names or ARNs, or `none`'],
    [['prove', '--threads', '0'], '`--threads 0`: give a number from 1 to 64'],
    [['refresh', '--threads', '2x'], '`--threads 2x`: give a number from 1 to 64'],
    [['refresh', '--access-to', ''], 'names no resource: give names or ARNs, or `none`'],
  ])('%j is wrong usage', async (args, message) => {
    const around = fakeSurroundings();
    expect(await run([...args, '--lang', 'en'], fakeWorld().ports, around)).toBe(2);
    expect(around.stderr.text).toContain(message);
    expect(around.stderr.text).not.toContain('secret');
  });
});
