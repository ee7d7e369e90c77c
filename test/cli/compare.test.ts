import { describe, expect, it } from 'vitest';
import { fakeWorld } from './fakes.ts';
import { tadori } from './tadori.ts';

const policy = (action: string, resource = 'arn:aws:sqs:*:*:orders'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Some', Effect: 'Allow', Action: action, Resource: resource }],
  });
const policyOf = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const HOME = 'arn:aws:s3:::home/*';
const get = (more: object): object => ({ Effect: 'Allow', Action: 's3:GetObject', ...more });
const from = (n: number): object => ({ Condition: { IpAddress: { 'aws:SourceIp': `10.${n}.0.0/16` } } });
/** Between them they grant all of HOME, and tell 2^14 kinds of names apart. */
const CROSSED = policyOf([
  get({ Resource: HOME, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } }),
  get({ Resource: HOME, Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'x' } } }),
  get({ NotResource: `${HOME}secret`, ...from(99) }),
  ...Array.from('abcdefghijklmn', (letter, n) => get({ Resource: `${HOME}${letter}*`, ...from(n) })),
]);
const FILES = {
  'crossed.json': CROSSED,
  'home.json': policyOf([get({ Resource: HOME })]),
  'more.json': policyOf([get({ Sid: 'Wide', Resource: [HOME, 'arn:aws:s3:::other/*'] })]),
  'send.json': policy('sqs:SendMessage'),
  'all.json': policy('sqs:*'),
  'odd.json': policy('sqs:SendMessage', 'arn:*:sqs:*:*:stock'),
  'bad.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps","Action":"*","Resource":"*"}]}',
};
const compare = (existing: string, newer: string, more = '', stdin = '') =>
  tadori(`compare --existing ${existing} --new ${newer} --type IDENTITY_POLICY ${more}`, fakeWorld(), {
    files: FILES,
    stdin,
  });

describe('compare', () => {
  it.each([
    ['all.json', 'send.json', 0, 'PASS'],
    ['send.json', 'all.json', 1, 'FAIL'],
    ['send.json', 'odd.json', 3, 'UNKNOWN'],
    ['crossed.json', 'home.json', 3, 'UNKNOWN'],
    ['crossed.json', 'more.json', 1, 'FAIL'],
  ])('%s, then %s: exit code %i', async (existing, newer, code, result) => {
    const answer = await compare(existing, newer, '--json');
    expect([answer.code, answer.stderr]).toEqual([code, '']);
    expect(JSON.parse(answer.stdout)).toMatchObject({ result });
  });

  it('names the statement, what is new, and a request that shows it', async () => {
    const { stdout } = await compare('send.json', 'all.json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      result: 'FAIL',
      newAccess: [
        {
          statementIndex: 0,
          statementId: 'Some',
          actions: expect.arrayContaining(['sqs:DeleteQueue']),
          witness: { resource: expect.stringMatching(/^arn:aws:sqs:.*:orders$/), decision: 'allowed' },
        },
      ],
      undecided: [],
    });
  });

  it('says where the search was cut short that there may be more, and why', async () => {
    const because = [expect.objectContaining({ text: 'too many different patterns of resources meet in one action' })];
    const { stdout } = await compare('crossed.json', 'more.json', '--json');
    const { newAccess } = JSON.parse(stdout);
    expect(newAccess).toMatchObject([
      { grants: [{ resources: [{ pattern: 'arn:aws:s3:::other/*' }] }], mayBeMore: because },
    ]);
    const unknown = await compare('crossed.json', 'home.json', '--json');
    expect(JSON.parse(unknown.stdout)).toMatchObject({ newAccess: [], undecided: [{ statementIndex: 0, because }] });
  });

  it('says in words what it found, in both languages', async () => {
    const told = async (lang: string): Promise<string> => {
      const answers = [
        await compare('all.json', 'send.json', `--lang ${lang}`),
        await compare('send.json', 'all.json', `--lang ${lang}`),
        await compare('send.json', 'odd.json', `--lang ${lang}`),
        await compare('send.json', 'all.json', `--lang ${lang} --output csv`),
        await compare('crossed.json', 'more.json', `--lang ${lang}`),
        await compare('crossed.json', 'more.json', `--lang ${lang} --output csv`),
        await compare('crossed.json', 'home.json', `--lang ${lang}`),
      ];
      return answers.map(({ stdout }) => stdout).join('\n');
    };
    await expect(await told('en')).toMatchFileSnapshot('../golden/cli/compare.en.txt');
    await expect(await told('ja')).toMatchFileSnapshot('../golden/cli/compare.ja.txt');
  });

  it('states what it assumes of an operator that does not exist, as every other question', async () => {
    const condition = { StringEqual: { 'aws:SourceIp': '203.0.113.9' } };
    const statement = { Effect: 'Allow', Action: 'sqs:*', Resource: '*', Condition: condition };
    const stdin = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const { code, stdout } = await compare('send.json', '-', '--json', stdin);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      result: 'PASS',
      assumptions: [{ rule: 72, text: 'the operator `StringEqual` does not exist' }],
    });
    expect((await compare('send.json', '-', '', stdin)).stdout).toContain(
      'assumes:\n  the operator `StringEqual` does not exist (rule 72)',
    );
    expect((await compare('send.json', '-', '--lang ja', stdin)).stdout).toContain('演算子`StringEqual`は存在しない');
    expect(JSON.parse((await compare('all.json', 'send.json', '--json')).stdout)).not.toHaveProperty('assumptions');
  });

  it('reads standard input', async () => {
    expect((await compare('-', 'send.json', '', policy('sqs:*'))).code).toBe(0);
  });

  it('names a file that is no policy, and the place', async () => {
    const { code, stdout, stderr } = await compare('send.json', 'bad.json');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^E_BAD_INPUT: `bad.json` at `Statement\[0\].Effect`: must be/);
  });

  it('names a file that cannot be read', async () => {
    expect((await compare('none.json', 'send.json')).stderr).toMatch(
      /^E_BAD_INPUT: cannot read `none.json`: there is no such file/,
    );
  });

  it('wants a type that there is', async () => {
    const { code, stderr } = await tadori('compare --existing a --new b --type SCP', fakeWorld(), { files: FILES });
    expect(code).toBe(2);
    expect(stderr).toContain('`--type SCP`: use IDENTITY_POLICY or RESOURCE_POLICY');
  });
});
