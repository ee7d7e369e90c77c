import { describe, expect, it } from 'vitest';
import { cliMessages } from '../../cli/messages.ts';
import { tadori } from './tadori.ts';

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
    ['who-can x --limit 0', '`--limit 0`: use a whole number from 1 to 1000'],
    ['who-can x --limit ten', '`--limit ten`: use a whole number from 1 to 1000'],
    ['who-can x --limit 1001', '`--limit 1001`: use a whole number from 1 to 1000'],
    ['can a s3:GetObject b --expect maybe', '`--expect maybe`: use allowed or denied'],
    ['can a s3:GetObject b --expect conditional', '`--expect conditional`: use allowed or denied'],
    ['explain a read b', '`read` is no action; write it as service:Name'],
    ['explain a , b', 'no action was named'],
    ['who-can x --output xml', '`--output xml`: use table, json, csv or markdown'],
    ['who-can x --json --output csv', 'use either `--json` or `--output`, not both'],
    ['who-can x --bom', '`--bom` goes with `--output csv`'],
    ['who-can x --lang fr', '`--lang fr`: use ja or en'],
    ['who-can x --data=', '`--data` needs the name of a folder'],
    ['who-can x --store http://db', '`--store http://db`: use embedded, or a URL that begins with bolt:// or neo4j://'],
    [
      'who-can x --store bolt://neo4j:secret@db:7687',
      '`--store bolt://db:7687`: leave user and password out of the URL; they belong in TADORI_NEO4J_USER and TADORI_NEO4J_PASSWORD',
    ],
    ['who-can x --store http://u:secret@db/x', '`--store http://db`: use embedded, or a URL'],
    ['serve --port 99999', '`--port 99999`: use a number from 0 to 65535'],
    ['serve --port x', '`--port x`: use a number from 0 to 65535'],
    ['simulate a.jsonl --output csv', '`simulate` always answers in JSON lines; leave `--output` out'],
    ['export out --pseudonymise', '`--pseudonymise` needs `--key <file>`'],
    ['export out --key k', '`--pseudonymise` needs `--key <file>`'],
    ['import', 'missing required argument `path`'],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr, world } = await tadori(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^E_USAGE: .*; see `tadori .*--help`\n$/);
    expect(stderr).not.toContain('secret');
    expect(world.questions.asked).toEqual([]);
    expect(world.operations.asked).toEqual([]);
  });

  it.each([
    ['who-can', '必要な引数`actions-and-resource`がありません'],
    ['who-can x --jsn', '不明なオプション`--jsn`（--jsonのことですか）'],
    ['what-can a b', '`what-can`の引数が多すぎます（1個のところ、2個あります）'],
    ['paths --from a', '必要なオプション`--to <node>`がありません'],
  ])('%s in Japanese', async (line, message) => {
    const { code, stderr } = await tadori(`${line} --lang ja`);
    expect(code).toBe(2);
    expect(stderr).toContain(`E_USAGE: コマンドの使い方が正しくありません：${message}。`);
  });

  it('in Japanese too', async () => {
    const { stderr } = await tadori('who-can x --output xml --lang ja');
    expect(stderr).toMatch(
      /^E_USAGE: コマンドの使い方が正しくありません：`--output xml`：.*`tadori who-can --help`を参照してください\n$/,
    );
  });
});
