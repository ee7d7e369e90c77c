import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import * as fixtures from '../report/fixtures.ts';
import { fakeSurroundings, fakeWorld } from './fakes.ts';
import { tadori } from './tadori.ts';

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
    [
      'who-can finance-ledger --no-probable-joins',
      ['whoCan', { resource: 'finance-ledger', language: 'en', probableJoins: false }],
    ],
    [
      'who-can finance-ledger --limit 20 --after s,q,p,r,1',
      ['whoCan', { resource: 'finance-ledger', language: 'en', page: { limit: 20, after: 's,q,p,r,1' } }],
    ],
    [
      'who-can finance-ledger --after s,q,p,r,1',
      ['whoCan', { resource: 'finance-ledger', language: 'en', page: { limit: 100, after: 's,q,p,r,1' } }],
    ],
    ['what-can ann --no-probable-joins', ['whatCan', { subject: 'ann', language: 'en', probableJoins: false }]],
    [
      'paths --from ann --to b --no-probable-joins',
      ['paths', { from: 'ann', to: 'b', language: 'en', probableJoins: false }],
    ],
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
    ['prove --no-certify --threads 4', ['prove', { certify: false, threads: 4 }]],
    ['verify', ['verify', {}]],
    ['verify s', ['verify', { snapshot: 's' }]],
    ['verify --snapshot s', ['verify', { snapshot: 's' }]],
    ['verify --export certificates', ['verify', { exportTo: 'certificates' }]],
    ['snapshots', ['snapshots']],
    ['export out', ['export', { folder: 'out' }]],
    [
      'export out --pseudonymise --key k --keep-patterns --snapshot s',
      ['export', { folder: 'out', snapshot: 's', pseudonyms: { keyFile: 'k', keepPatterns: true } }],
    ],
    ['connectors', ['connectors', undefined]],
    ['connectors add okta', ['addConnector', { name: 'okta', token: 'token-of-the-test' }]],
    ['connectors token okta', ['renewConnector', { name: 'okta', token: 'token-of-the-test' }]],
    ['connectors remove okta', ['removeConnector', 'okta']],
    [
      'connectors pull idp https://idp.example/scim/v2',
      ['pullPeople', { name: 'idp', url: 'https://idp.example/scim/v2' }],
    ],
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
    expect(world.operations.asked.map(([name]) => name)).toEqual(['loadSample', 'prove']);
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
