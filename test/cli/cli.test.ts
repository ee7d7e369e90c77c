import { describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { cliMessages } from '../../cli/messages.ts';
import { run } from '../../cli/run.ts';
import type { Verdict } from '../../domain/decision.ts';
import { FakeQuestions } from '../api/fake-questions.ts';
import * as fixtures from '../report/fixtures.ts';
import { FakeOperations, type FakeWorld, fakeSurroundings, fakeWorld, type Terminal } from './fakes.ts';

async function tadori(line: string | readonly string[], world: FakeWorld = fakeWorld(), terminal: Terminal = {}) {
  const around = fakeSurroundings(terminal);
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await run(argv, world.ports, around);
  return { code, stdout: around.stdout.text, stderr: around.stderr.text, world };
}

const COMMANDS = Object.keys(cliMessages('en').commands);
const LANGUAGES = ['en', 'ja'] as const;

describe('help', () => {
  it.each(LANGUAGES)('of tadori in %s', async (language) => {
    const { code, stdout, stderr } = await tadori(`--lang ${language} --help`);
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot(`../golden/cli/help.${language}.txt`);
  });

  it.each(
    COMMANDS.flatMap((command) => LANGUAGES.map((language) => [command, language] as const)),
  )('of %s in %s', async (command, language) => {
    const { code, stdout } = await tadori(`${command} --help --lang ${language}`);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`../golden/cli/help-${command}.${language}.txt`);
  });

  it('names every command, and none that does not exist', async () => {
    const { stdout } = await tadori('--help');
    const listed = stdout.slice(stdout.indexOf('Commands:')).match(/^ {2}[a-z-]+/gm) ?? [];
    expect(listed.map((name) => name.trim())).toEqual([...COMMANDS, 'help']);
  });

  it('is in the language of the locale', async () => {
    expect((await tadori('--help', undefined, { env: { LC_ALL: 'ja_JP.UTF-8' } })).stdout).toContain('使い方：');
    expect((await tadori('--help', undefined, { env: { LANG: 'ja' } })).stdout).toContain('使い方：');
    expect((await tadori('--help', undefined, { env: { LANG: 'ja_JP', LC_ALL: 'en_GB' } })).stdout).toContain('Usage:');
    expect((await tadori('--help', undefined, { env: { LANG: 'java' } })).stdout).toContain('Usage:');
    expect((await tadori('--help --lang en', undefined, { env: { LANG: 'ja' } })).stdout).toContain('Usage:');
  });

  it('without a command goes to standard error, as wrong usage', async () => {
    const { code, stdout, stderr } = await tadori('');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: tadori');
  });

  it('the version', async () => {
    expect(await tadori('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });
});

describe('wrong usage ends with 2, one line on standard error and nothing on standard output', () => {
  it.each([
    ['who-can', 'missing required argument `actions-and-resource`'],
    ['who-can x --colour', 'unknown option `--colour`'],
    ['who-can x --jsn', '(did you mean --json?)'],
    ['who-cna x', 'unknown command `who-cna` (did you mean who-can?)'],
    ['what-can a b', 'too many arguments for `what-can`'],
    ['can a b', 'missing required argument `resource`'],
    ['paths --from a', 'required option `--to <node>` not specified'],
    ['paths --from', 'option `--from <node>` argument missing'],
    ['can a s3:GetObject b --expect maybe', '`--expect maybe`: use allowed or denied'],
    ['can a s3:GetObject b --expect conditional', '`--expect conditional`: use allowed or denied'],
    ['explain a read b', '`read` is no action; write it as service:Name'],
    ['explain a , b', 'no action was named'],
    ['who-can x --output xml', '`--output xml`: use table, json, csv or markdown'],
    ['who-can x --json --output csv', 'use either `--json` or `--output`, not both'],
    ['who-can x --bom', '`--bom` goes with `--output csv`'],
    ['who-can x --lang fr', '`--lang fr`: use ja or en'],
    ['who-can x --store http://db', '`--store http://db`: use embedded, or a URL that begins with bolt:// or neo4j://'],
    ['serve --port 99999', '`--port 99999`: use a number from 0 to 65535'],
    ['serve --port x', '`--port x`: use a number from 0 to 65535'],
    ['simulate a.jsonl --output csv', '`simulate` always answers in JSON lines; leave `--output` out'],
    ['import', 'missing required argument `path`'],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr, world } = await tadori(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^E_USAGE: .*; see `tadori .*--help`\n$/);
    expect(world.questions.asked).toEqual([]);
    expect(world.operations.asked).toEqual([]);
  });

  it('in Japanese too', async () => {
    const { stderr } = await tadori('who-can x --output xml --lang ja');
    expect(stderr).toMatch(
      /^E_USAGE: コマンドの使い方が正しくありません：`--output xml`：.*`tadori who-can --help`を参照してください\n$/,
    );
  });
});

describe('what is asked', () => {
  it.each([
    ['who-can finance-ledger', ['whoCan', { resource: 'finance-ledger', language: 'en' }]],
    ['who-can read finance-ledger', ['whoCan', { resource: 'finance-ledger', language: 'en', actions: ['read'] }]],
    [
      'who-can read,dynamodb:PutItem dynamodb:Scan finance-ledger --among people --lang ja',
      [
        'whoCan',
        {
          resource: 'finance-ledger',
          language: 'ja',
          actions: ['read', 'dynamodb:PutItem', 'dynamodb:Scan'],
          among: 'people',
        },
      ],
    ],
    ['what-can ann.alyst', ['whatCan', { subject: 'ann.alyst', language: 'en' }]],
    ['can Hop3 s3:GetObject b', ['can', { principal: 'Hop3', action: 's3:GetObject', resource: 'b', language: 'en' }]],
    ['paths --from ann --to b', ['paths', { from: 'ann', to: 'b', language: 'en' }]],
    [
      'explain Hop3 s3:GetObject,s3:PutObject b',
      ['explain', { principal: 'Hop3', actions: ['s3:GetObject', 's3:PutObject'], resource: 'b', language: 'en' }],
    ],
  ])('%s', async (line, asked) => {
    const { world } = await tadori(line);
    expect(world.questions.asked).toEqual([asked]);
    expect(world.questions.closed).toBe(true);
  });

  it('cypher takes the text as it stands', async () => {
    const { world, code } = await tadori(['cypher', 'MATCH (n) RETURN n']);
    expect(world.questions.asked).toEqual([['cypher', 'MATCH (n) RETURN n']]);
    expect(code).toBe(0);
  });

  it('of which data, store and snapshot', async () => {
    const opened = async (line: string, env = {}) => (await tadori(line, fakeWorld(), { env })).world.opened;
    expect(await opened('what-can a')).toEqual([{ data: '.tadori', store: 'embedded' }]);
    expect(await opened('what-can a', { TADORI_DATA: '/d' })).toEqual([{ data: '/d', store: 'embedded' }]);
    expect(await opened('--data /e what-can a --store bolt://h:7687 --snapshot s1', { TADORI_DATA: '/d' })).toEqual([
      { data: '/e', store: 'bolt://h:7687', snapshot: 's1' },
    ]);
  });

  it.each([
    [
      'collect --profile p --role-name r --external-id e --accounts 1,2 --regions eu-west-1 --people p.csv --record d',
      [
        'collect',
        {
          profile: 'p',
          roleName: 'r',
          externalId: 'e',
          accounts: ['1', '2'],
          regions: ['eu-west-1'],
          people: 'p.csv',
          record: 'd',
        },
      ],
    ],
    ['collect', ['collect', {}]],
    ['collect --dry-run --accounts 1', ['dryRun', { accounts: ['1'] }]],
    ['import a b', ['import', ['a', 'b']]],
    ['prove', ['prove', { certify: true }]],
    ['prove --no-certify --snapshot s', ['prove', { certify: false, snapshot: 's' }]],
    ['verify', ['verify', {}]],
    ['verify s', ['verify', { snapshot: 's' }]],
    ['verify --snapshot s', ['verify', { snapshot: 's' }]],
    ['snapshots', ['snapshots']],
  ])('%s', async (line, asked) => {
    const { code, world } = await tadori(line);
    expect([code, world.operations.asked]).toEqual([0, [asked]]);
  });

  it('refresh proves what it has just taken', async () => {
    const collected = await tadori('refresh --profile p --no-certify');
    expect(collected.world.operations.asked).toEqual([
      ['collect', { profile: 'p' }],
      ['prove', { snapshot: 'b41d07e2c901', certify: false }],
    ]);
    const imported = await tadori('refresh a b');
    expect(imported.world.operations.asked.map(([name]) => name)).toEqual(['import', 'prove']);
  });

  it('demo loads, proves, serves, and prints the address', async () => {
    const world = fakeWorld();
    const around = fakeSurroundings();
    const running = run(['demo', '--port', '7171', '--json'], world.ports, around);
    await expect.poll(() => around.stdout.text).toContain('url');
    around.interrupt();
    expect(await running).toBe(0);
    expect(world.operations.asked.map(([name]) => name)).toEqual(['loadSample', 'prove', 'snapshots']);
    expect(JSON.parse(around.stdout.text)).toEqual({
      url: 'http://127.0.0.1:7171/?token=token-of-the-test',
      address: 'http://127.0.0.1:7171',
      token: 'token-of-the-test',
    });
    expect(world.served).toMatchObject([{ host: '127.0.0.1', port: 7171, token: 'token-of-the-test', cypher: false }]);
    expect(world.questions.closed).toBe(true);
  });

  it('demo --no-serve stops before serving', async () => {
    const { code, world, stdout } = await tadori('demo --no-serve --json');
    expect([code, world.served]).toEqual([0, []]);
    expect(JSON.parse(stdout)).toEqual(fixtures.proved);
  });
});

const ERRORS: readonly (readonly [AskError['kind'], number, string])[] = [
  ['badInput', 2, 'E_BAD_INPUT'],
  ['ambiguous', 2, 'E_AMBIGUOUS'],
  ['notFound', 2, 'E_NOT_FOUND'],
  ['noSnapshot', 2, 'E_NO_SNAPSHOT'],
  ['refused', 2, 'E_REFUSED'],
  ['store', 4, 'E_STORE'],
  ['timeout', 4, 'E_TIMEOUT'],
  ['unavailable', 4, 'E_UNAVAILABLE'],
];

describe('a question that gets no answer', () => {
  it.each(ERRORS)('%s ends with %i', async (kind, code, name) => {
    const error: AskError = { kind, message: 'what is wrong with `x`' };
    const asked = await tadori('what-can x --json', fakeWorld(new FakeQuestions({ whatCan: error })));
    expect([asked.code, asked.stdout, asked.stderr]).toEqual([code, '', `${name}: what is wrong with \`x\`\n`]);
    expect(asked.world.questions.closed).toBe(true);
    const opened = await tadori('what-can x', fakeWorld(undefined, undefined, { open: error }));
    expect([opened.code, opened.stdout]).toEqual([code, '']);
    const operated = await tadori('import x', fakeWorld(undefined, new FakeOperations({ import: error })));
    expect([operated.code, operated.stdout, operated.stderr]).toEqual([
      code,
      '',
      `${name}: what is wrong with \`x\`\n`,
    ]);
  });

  it('an ambiguous name lists what it could mean', async () => {
    const error: AskError = {
      kind: 'ambiguous',
      message: '`AdminAccess` can mean 2 things',
      candidates: fixtures.found,
    };
    const { code, stderr } = await tadori('what-can AdminAccess', fakeWorld(new FakeQuestions({ whatCan: error })));
    expect(code).toBe(2);
    expect(stderr).toBe(
      [
        'E_AMBIGUOUS: `AdminAccess` can mean 2 things',
        'it could be:',
        `  ${fixtures.LEDGER}  (finance-ledger, AWS::DynamoDB::Table, prod-finance)`,
        '  person:ann@cakes.example  (ann.alyst, person)',
        '',
      ].join('\n'),
    );
  });

  it('a failure of ours is one line with 4, the stack only when asked for', async () => {
    const questions = new FakeQuestions();
    questions.whatCan = () => Promise.reject(new Error('broken'));
    const plain = await tadori('what-can x', fakeWorld(questions));
    expect(plain.code).toBe(4);
    expect(plain.stderr).toMatch(/^E_INTERNAL: broken; .*TADORI_DEBUG=1.*\n$/);
    const debug = await tadori('what-can x', fakeWorld(questions), { env: { TADORI_DEBUG: '1' } });
    expect(debug.stderr).toContain('at ');
  });

  it('a step that fails stops the steps after it', async () => {
    const error: AskError = { kind: 'badInput', message: '`a.json` line 3: expected a comma' };
    const operations = new FakeOperations({ import: error });
    const { code } = await tadori('refresh a.json', fakeWorld(undefined, operations));
    expect([code, operations.asked.map(([name]) => name)]).toEqual([2, ['import']]);
  });
});

const verdictOf = (verdict: Verdict) => fakeWorld(new FakeQuestions({}, { can: { ...fixtures.can('en'), verdict } }));

describe('exit codes of answers', () => {
  it.each([
    ['allowed', 0],
    ['conditional', 0],
    ['denied', 0],
    ['unknown', 3],
  ] as const)('can: %s -> %i', async (verdict, code) => {
    expect((await tadori('can a s3:GetObject b', verdictOf(verdict))).code).toBe(code);
  });

  it.each([
    ['allowed', 'allowed', 0],
    ['allowed', 'denied', 1],
    ['denied', 'denied', 0],
    ['denied', 'allowed', 1],
    ['conditional', 'allowed', 1],
    ['conditional', 'denied', 1],
    ['unknown', 'allowed', 3],
    ['unknown', 'denied', 3],
  ] as const)('can: %s where %s is expected -> %i', async (verdict, expected, code) => {
    const { code: given, stdout } = await tadori(
      `can a s3:GetObject b --json --expect ${expected}`,
      verdictOf(verdict),
    );
    expect(given).toBe(code);
    expect(JSON.parse(stdout).verdict).toBe(verdict);
  });

  const answered = (more: object) =>
    fakeWorld(new FakeQuestions({}, { whoCan: { ...fixtures.whoCanNobody('en'), ...more } }));
  const result = fixtures.whoCan('en').results[0]!;
  const doubtful = { ...result, unknownActions: [{ actions: ['s3:GetObject'], reasons: [] }] };
  const unknown = { ...result, verdict: 'unknown', actions: [] };
  const conditional = { ...result, verdict: 'conditional' };

  it.each([
    ['nobody', {}, '', 0],
    ['somebody', { results: [result] }, '', 0],
    ['an unknown result', { results: [result, unknown] }, '', 3],
    ['an action that is unknown', { results: [doubtful] }, '', 3],
    ['gaps alone', { complete: false }, '', 0],
    ['nobody, as expected', {}, '--expect denied', 0],
    ['nobody known, but not all was read', { complete: false }, '--expect denied', 3],
    ['somebody against the expectation', { results: [result] }, '--expect denied', 1],
    ['somebody under conditions against the expectation', { results: [conditional] }, '--expect denied', 1],
    ['somebody against the expectation, beside an unknown one', { results: [unknown, result] }, '--expect denied', 1],
    ['only an unknown one', { results: [unknown] }, '--expect denied', 3],
    ['nobody against the expectation', {}, '--expect allowed', 1],
    ['somebody as expected', { results: [result] }, '--expect allowed', 0],
    ['only under conditions', { results: [conditional] }, '--expect allowed', 1],
  ])('who-can: %s', async (_, more, option, code) => {
    expect((await tadori(`who-can b ${option}`, answered(more))).code).toBe(code);
  });

  it('explain: every action has to meet the expectation', async () => {
    const explain = fixtures.explain('en');
    const world = (...verdicts: readonly Verdict[]) =>
      fakeWorld(
        new FakeQuestions(
          {},
          { explain: { ...explain, columns: verdicts.map((verdict) => ({ ...explain.columns[0]!, verdict })) } },
        ),
      );
    const code = async (option: string, ...verdicts: readonly Verdict[]) =>
      (await tadori(`explain a s3:GetObject b ${option}`, world(...verdicts))).code;
    expect(await code('', 'allowed', 'denied')).toBe(0);
    expect(await code('', 'allowed', 'unknown')).toBe(3);
    expect(await code('--expect allowed', 'allowed', 'allowed')).toBe(0);
    expect(await code('--expect allowed', 'allowed', 'denied')).toBe(1);
    expect(await code('--expect allowed', 'unknown', 'denied')).toBe(1);
    expect(await code('--expect allowed', 'unknown', 'allowed')).toBe(3);
  });

  it('what-can and paths tell an unknown result', async () => {
    expect((await tadori('what-can a')).code).toBe(0);
    const reached = fixtures.whatCan('en');
    const whatCan = { ...reached, results: [{ ...reached.results[0], verdict: 'unknown' }] };
    expect((await tadori('what-can a', fakeWorld(new FakeQuestions({}, { whatCan })))).code).toBe(3);
    expect((await tadori('paths --from a --to b')).code).toBe(3);
    const paths = { ...fixtures.paths('en'), paths: [] };
    expect((await tadori('paths --from a --to b', fakeWorld(new FakeQuestions({}, { paths })))).code).toBe(0);
  });

  it('verify ends with 1 where a proof does not hold', async () => {
    const operations = new FakeOperations();
    operations.verification = fixtures.verification;
    expect((await tadori('verify', fakeWorld(undefined, operations))).code).toBe(1);
  });

  it('the operations have done their work even where something stays undecided', async () => {
    expect(fixtures.proved.unknown).toBeGreaterThan(0);
    expect((await tadori('prove')).code).toBe(0);
  });
});

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

  it('is not drawn where nobody looks', async () => {
    expect((await tadori('collect', fakeWorld(undefined, operations()))).stderr).toBe('');
  });
});

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
    world.operations.listed = { ok: true, value: [{ id: 'new', takenAt: '', source: 'aws', active: true }] };
    await Promise.all([questions(), questions()]);
    expect(world.opened.length).toBe(2);
    expect(world.questions.closed).toBe(false);
    around.interrupt();
    await running;
    expect(world.questions.closed).toBe(true);
  });

  it('stays with a snapshot that was named', async () => {
    const world = fakeWorld();
    const around = fakeSurroundings();
    const running = run(['serve', '--snapshot', 's1'], world.ports, around);
    await expect.poll(() => world.served.length).toBe(1);
    world.operations.listed = { ok: true, value: [{ id: 'new', takenAt: '', source: 'aws', active: true }] };
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
    expect(stderr).toMatch(/^E_BAD_INPUT: cannot read `none.jsonl`: ENOENT/);
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
