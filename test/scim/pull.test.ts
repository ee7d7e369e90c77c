import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import { type Pulled, type PullOptions, pull } from '../../collector/scim/pull.ts';
import type { Result } from '../../domain/result.ts';
import { got, QUIET } from '../e2e/proved.ts';
import { ENTERPRISE, emptyFolder, scimServer, tokenOf } from './scim-server.ts';

const cleanUps: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type Answer = (path: string, request: IncomingMessage, reply: ServerResponse) => unknown;

/** A service that answers as it is told, with JSON. */
async function service(answer: Answer): Promise<string> {
  const server: Server = createServer((request, reply) => {
    const value = answer(request.url ?? '', request, reply);
    if (!reply.writableEnded) reply.setHeader('content-type', 'application/scim+json').end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/scim`;
}

const pulled = (url: string, more: Partial<PullOptions> = {}): Promise<Result<Pulled, string>> =>
  pull({
    url,
    token: 'secret',
    now: () => new Date(0),
    signal: new AbortController().signal,
    pause: async () => undefined,
    ...more,
  });

const startOf = (path: string): number => Number(new URL(path, 'http://x').searchParams.get('startIndex'));
const page = (all: readonly unknown[], path: string, most = 100) => {
  const Resources = all.slice(startOf(path) - 1, startOf(path) - 1 + most);
  return { totalResults: all.length, startIndex: startOf(path), itemsPerPage: Resources.length, Resources };
};
const users = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `u${at}`, userName: `u${at}@x.example`, active: true }));

describe('a SCIM service is read', () => {
  it('whole, with the token, even where its pages are shorter than asked for', async () => {
    const tokens = new Set<unknown>();
    const url = await service((path, { headers }) => {
      tokens.add(headers.authorization);
      return page(path.startsWith('/scim/Users') ? users(1_001) : [], path, 37);
    });
    const read = await pulled(`${url}/`);
    expect(read.ok && read.value.directory.count('User')).toBe(1_001);
    expect([...tokens]).toEqual(['Bearer secret']);
  });

  it('again, where somebody is removed while 1,001 users are read (identity case 19)', async () => {
    let left = users(1_001);
    let asked = 0;
    const url = await service((path) => {
      if (!path.startsWith('/scim/Users')) return page([], path);
      asked += 1;
      // the first of all goes after the fifth page: everybody moves up by one, and the next page skips one
      if (asked === 6) left = left.slice(1);
      return page(left, path);
    });
    const read = await pulled(url);
    if (!read.ok) return expect.fail(read.error);
    expect(read.value.directory.users().map(({ id }) => id)).toEqual(left.map(({ id }) => id));
    expect(asked).toBe(6 + 11);
  });

  it('again, where one comes as another goes, so that the number stays', async () => {
    let left = users(300);
    let asked = 0;
    const url = await service((path) => {
      if (!path.startsWith('/scim/Users')) return page([], path);
      asked += 1;
      if (asked === 2) left = [...left.slice(1), { id: 'new', userName: 'new@x.example', active: true }];
      return page(left, path);
    });
    const read = await pulled(url);
    expect(read.ok && read.value.directory.users().map(({ id }) => id)).toEqual(left.map(({ id }) => id));
  });

  it('not at all, where the list never comes out', async () => {
    const url = await service((path) => ({ ...page(users(3), path), totalResults: 5 }));
    expect(await pulled(url)).toEqual({
      ok: false,
      error: expect.stringContaining('the list of Users changed while it was read'),
    });
  });

  it('after the time that a busy service names', async () => {
    let asked = 0;
    const waits: number[] = [];
    const url = await service((path, _, reply) => {
      asked += 1;
      if (asked === 1) return reply.writeHead(429, { 'retry-after': '7' }).end();
      if (asked === 2) return reply.writeHead(503).end();
      return page(path.startsWith('/scim/Users') ? users(1) : [], path);
    });
    const read = await pulled(url, { pause: async (milliseconds) => void waits.push(milliseconds) });
    expect([read.ok, waits[0], waits.length]).toEqual([true, 7_000, 2]);
  });

  it('groups in groups are their people; who is not listed is named', async () => {
    const groups = [
      {
        id: 'all',
        displayName: 'All',
        members: [{ value: 'some', type: 'Group' }, { value: 'u0' }, { value: 'gone' }],
      },
      { id: 'some', displayName: 'Some', members: [{ value: 'u1' }, { value: 'all', type: 'Group' }] },
      { id: 'none', displayName: 'None' },
    ];
    const url = await service((path) => page(path.startsWith('/scim/Users') ? users(2) : groups, path));
    const read = await pulled(url);
    if (!read.ok) return expect.fail(read.error);
    const members = read.value.directory.groups().map(({ id, members: of }) => [id, [...of].sort()]);
    expect(members).toEqual([
      ['all', ['u0', 'u1']],
      ['some', ['u0', 'u1']],
      ['none', []],
    ]);
    expect(read.value.unknownMembers).toEqual(['all: gone', 'some: gone']);
  });

  it.each<[string, Answer, string]>([
    ['a refused token', (_, __, reply) => reply.writeHead(401).end(), 'set TADORI_SCIM_TOKEN'],
    ['another page', (_, __, reply) => reply.writeHead(404).end(), 'answers 404 to /Users'],
    [
      'a way elsewhere',
      (_, __, reply) => reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'cannot be reached',
    ],
    ['no JSON', (_, __, reply) => reply.end('<html>'), 'is no JSON object'],
    ['no list', () => ({}), 'has no `totalResults`'],
    ['a user without an id', () => ({ totalResults: 1, Resources: [{}] }), 'a User has no `id`'],
    ['a user without a name', () => ({ totalResults: 1, Resources: [{ id: 'u' }] }), 'User `u`: `userName` is missing'],
    ['far too many', () => ({ totalResults: 10_000_000, Resources: [] }), 'are not read'],
  ])('not at all: %s', async (_, answer, told) => {
    expect(await pulled(await service(answer))).toEqual({ ok: false, error: expect.stringContaining(told) });
  });

  it('not at all: a service that is away is named, with what to look at', async () => {
    const read = await pulled('http://127.0.0.1:1/scim');
    expect(read.ok || read.error).toMatch(/^http:\/\/127\.0\.0\.1:1\/scim cannot be reached \(.*\); check the address/);
  });

  it.each([
    ['http://idp.example/scim', 'use https'],
    ['https://ann:secret@idp.example/scim', 'leave user and password out'],
    ['ftp://idp.example', 'is no address of a SCIM service'],
    ['idp', 'is no address of a SCIM service'],
  ])('%s is refused before anything is sent', async (url, told) => {
    const never: typeof fetch = () => expect.fail('nothing may be sent');
    expect(await pulled(url, { fetch: never })).toEqual({ ok: false, error: expect.stringContaining(told) });
  });
});

describe('a connector that is pulled', () => {
  let data: string;
  beforeAll(async () => {
    data = await emptyFolder();
    return () => rm(data, { recursive: true, force: true });
  });

  it('holds what another Tadori was pushed, until the next time', async () => {
    const operations = operationsAt({ data, store: 'embedded' });
    const peer = await scimServer('source');
    cleanUps.push(() => peer.stop());
    const send = peer.as('source');
    const { body } = await send('POST', '/Users', { userName: 'ann@x.example', [ENTERPRISE]: { department: 'D' } });
    await send('POST', '/Groups', { displayName: 'G', members: [{ value: body.id }] });
    const ask = { name: 'peer', url: `${peer.address}/scim/v2`, token: tokenOf('source') };
    expect(got(await operations.pullPeople(ask, QUIET))).toEqual({
      name: 'peer',
      users: 1,
      groups: 1,
      unknownMembers: [],
    });
    await send('DELETE', `/Users/${body.id}`);
    got(await operations.pullPeople(ask, QUIET));
    const listed = [{ name: 'peer', kind: 'pull', users: 0, groups: 1 }];
    expect(got(await operations.connectors())).toMatchObject(listed);
    expect((await operations.pullPeople({ ...ask, token: 'wrong' }, QUIET)).ok).toBe(false);
    expect(got(await operations.connectors())).toMatchObject(listed);
    got(await operations.addConnector({ name: 'pushed', token: 't' }));
    expect(await operations.pullPeople({ ...ask, name: 'pushed' }, QUIET)).toMatchObject({
      error: { kind: 'badInput' },
    });
    expect(await operations.renewConnector({ name: 'peer', token: 't' })).toMatchObject({
      error: { kind: 'badInput' },
    });
  });

  it.each(['http://idp.example/scim', 'idp'])('%s is a wrong address, not a service that is away', async (url) => {
    const operations = operationsAt({ data, store: 'embedded' });
    expect(await operations.pullPeople({ name: 'peer', url }, QUIET)).toMatchObject({ error: { kind: 'badInput' } });
  });

  it.each(['', 'Okta', '../x', 'a b', '-a', 'x'.repeat(41)])('`%s` is no name', async (name) => {
    const operations = operationsAt({ data, store: 'embedded' });
    for (const refused of [
      await operations.addConnector({ name, token: 't' }),
      await operations.pullPeople({ name, url: 'https://idp.example' }, QUIET),
    ])
      expect(refused).toMatchObject({ ok: false, error: { kind: 'badInput' } });
    expect(await operations.removeConnector(name)).toMatchObject({ error: { kind: 'notFound' } });
  });
});
