import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import { err, ok } from '../../domain/result.ts';
import { appWith } from '../api/asking.ts';
import { FakeQuestions } from '../api/fake-questions.ts';
import { got } from '../e2e/proved.ts';
import {
  ENTERPRISE,
  patchOf,
  type ScimServer,
  type Send,
  scimServer,
  sender,
  tokenOf,
  UI_TOKEN,
  USER,
} from './scim-server.ts';

let server: ScimServer;
let send: Send;
beforeAll(async () => {
  server = await scimServer('one', 'two', 'short-lived');
  send = server.as('one');
});
afterAll(() => server.stop());

const base = (): string => `${server.address}/scim/v2`;
const person = (userName: string, more: Record<string, unknown> = {}) => ({ schemas: [USER], userName, ...more });

describe('who may push', () => {
  it.each([
    ['nobody', undefined],
    ['a wrong token', 'guess'],
    ['the token of the pages', UI_TOKEN],
  ])('%s is refused', async (_, token) => {
    const { status, body, headers } = await sender(base, token)('GET', '/Users');
    expect([status, body.status, body.schemas]).toEqual([401, '401', ['urn:ietf:params:scim:api:messages:2.0:Error']]);
    expect(headers.get('www-authenticate')).toContain('Bearer');
  });

  it('the token of a connector opens nothing else', async () => {
    for (const path of ['/api/status', '/', '/api/openapi.json', '/scim', '//scim/v2/Users']) {
      const headers = { authorization: `Bearer ${tokenOf('one')}` };
      expect([path, (await fetch(`${server.address}${path}`, { headers })).status]).toEqual([path, 401]);
    }
  });

  it('another host name and pages of other sites are refused, token or not', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await send('GET', '/Users', undefined, foreign)).status).toBe(403);
    const { port } = new URL(server.address);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'idp.example', authorization: `Bearer ${tokenOf('one')}` };
      request({ host: '127.0.0.1', port, path: '/scim/v2/Users', headers }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('who has no token is let guess no faster than at the other addresses, and HEAD asks for it too', async () => {
    const pushes = {
      connectorOf: async () => ok(undefined),
      service: async () => err('none'),
      close: async () => undefined,
    };
    const app = await appWith(new FakeQuestions(), { rate: 2, pushes });
    const guess = async (method: 'GET' | 'HEAD', token: string) =>
      app.inject({ method, url: '/scim/v2/Users', headers: { authorization: `Bearer ${token}` } });
    expect([(await guess('GET', 'a')).statusCode, (await guess('HEAD', 'b')).statusCode]).toEqual([401, 401]);
    const late = await guess('GET', 'c');
    expect([late.statusCode, late.json().status, late.headers['retry-after']]).toEqual([429, '429', '60']);
    await app.close();
  });

  it('no token is in the files, and connectors do not see each other', async () => {
    const { body } = await send('POST', '/Users', person('apart@x.example'));
    const other = server.as('two');
    expect((await other('GET', `/Users/${body.id}`)).status).toBe(404);
    expect((await other('GET', '/Users')).body.totalResults).toBe(0);
    expect((await other('POST', '/Users', person('apart@x.example'))).status).toBe(201);
    expect((await other('DELETE', `/Users/${body.id}`)).status).toBe(404);
    const kept = await readFile(join(server.data, 'connectors', 'connectors.json'), 'utf8');
    expect(kept).toContain('"short-lived"');
    for (const name of ['one', 'two']) expect(kept).not.toContain(tokenOf(name));
  });

  it('a new token and a removed connector count at once, without a new start', async () => {
    const operations = operationsAt({ data: server.data, store: 'embedded' });
    const old = server.as('short-lived');
    expect((await old('POST', '/Users', person('gone@x.example'))).status).toBe(201);
    got(await operations.renewConnector({ name: 'short-lived', token: 'fresh' }));
    const fresh = sender(base, 'fresh');
    expect([(await old('GET', '/Users')).status, (await fresh('GET', '/Users')).body.totalResults]).toEqual([401, 1]);
    got(await operations.removeConnector('short-lived'));
    expect((await fresh('GET', '/Users')).status).toBe(401);
    got(await operations.addConnector({ name: 'short-lived', token: 'again' }));
    expect((await sender(base, 'again')('GET', '/Users')).body.totalResults).toBe(0);
  });
});

describe('lists', () => {
  beforeAll(async () => {
    const lists = server.as('two');
    for (const [name, title, department] of [
      ['Anna', 'Baker', 'Kitchen'],
      ['bert', 'Chef', 'Kitchen'],
      ['Cleo', undefined, 'Finance'],
    ] as const) {
      const emails = [
        { type: 'home', value: `${name}@home.example` },
        { type: 'work', value: `${name}@work.example`, primary: true },
      ];
      const more = {
        ...(title === undefined ? {} : { title }),
        emails,
        active: name !== 'Cleo',
        [ENTERPRISE]: { department },
      };
      await lists('POST', '/Users', person(`${name}@list.example`, { ...more, name: { familyName: `von ${name}` } }));
    }
  });
  const found = async (query: string): Promise<readonly string[]> => {
    const { status, body } = await server.as('two')('GET', `/Users?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body.Resources.map(({ userName }: { userName: string }) => userName.replace(/@.*/, ''));
  };
  const filtered = (filter: string) =>
    found(`filter=${encodeURIComponent(`${filter} and userName ew "@list.example"`)}`);

  it.each([
    ['userName sw "AN"', ['Anna']],
    ['title pr', ['Anna', 'bert']],
    ['not (title pr)', ['Cleo']],
    ['title ne "baker"', ['bert', 'Cleo']],
    ['title eq null', ['Cleo']],
    ['name.familyName co "ON B"', ['bert']],
    ['active eq false', ['Cleo']],
    ['active eq "True"', ['Anna', 'bert']],
    [`${ENTERPRISE}:department eq "kitchen"`, ['Anna', 'bert']],
    ['department eq "Finance"', ['Cleo']],
    [`${USER}:userName sw "bert"`, ['bert']],
    ['emails[type eq "home" and value sw "anna"]', ['Anna']],
    ['emails[type eq "work" and value co "@home"]', []],
    ['emails co "bert@home"', ['bert']],
    ['emails.value ew "cleo@work.example"', ['Cleo']],
    ['(title eq "Baker" or title eq "Chef") and not (userName sw "a")', ['bert']],
    [
      'meta.created gt "2020-01-01T00:00:00Z" and meta.lastModified le "2999-01-01T00:00:00Z"',
      ['Anna', 'bert', 'Cleo'],
    ],
    ['meta.resourceType eq "User" AND TITLE EQ "chef"', ['bert']],
  ])('%s', async (filter, names) => {
    expect(await filtered(filter)).toEqual(names);
  });

  it.each(
    [
      'userName',
      'userName eq',
      'userName is "a"',
      'userName eq "a" and',
      '(userName eq "a"',
      'emails[type eq "work"',
      'not userName eq "a"',
      'shoeSize eq 44',
      'userName eq "a" userName eq "b"',
      `${'('.repeat(60)}userName pr${')'.repeat(60)}`,
      `userName eq "${'x'.repeat(8_000)}"`,
      '"',
      '',
    ].filter((text) => text !== ''),
  )('is told that it is no filter: %.40s', async (filter) => {
    const { status, body } = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
    expect(body.detail).toMatch(/^the filter /);
  });

  it('says so in Japanese to who reads that', async () => {
    const { body } = await send('GET', '/Users?filter=userName', undefined, { 'accept-language': 'ja' });
    expect(body.detail).toBe('フィルター：`userName`のあとに演算子がありません');
  });

  it('sorts without looking at case, who has no value last', async () => {
    const list = `filter=${encodeURIComponent('userName ew "@list.example"')}`;
    expect(await found(`${list}&sortBy=userName`)).toEqual(['Anna', 'bert', 'Cleo']);
    expect(await found(`${list}&sortBy=userName&sortOrder=descending`)).toEqual(['Cleo', 'bert', 'Anna']);
    expect(await found(`${list}&sortBy=title&sortOrder=descending`)).toEqual(['bert', 'Anna', 'Cleo']);
    expect(await found(`${list}&sortBy=department`)).toEqual(['Cleo', 'Anna', 'bert']);
  });

  it('pages as the standard says, odd numbers included', async () => {
    const page = async (query: string) => (await server.as('two')('GET', `/Users?${query}`)).body;
    const { totalResults: total } = await page('');
    expect(await page('count=0')).toMatchObject({ totalResults: total, itemsPerPage: 0, Resources: [] });
    expect(await page('count=-3')).toMatchObject({ itemsPerPage: 0 });
    expect(await page('startIndex=0&count=1')).toMatchObject({ startIndex: 1, itemsPerPage: 1 });
    expect(await page(`startIndex=${total}&count=50`)).toMatchObject({ startIndex: total, itemsPerPage: 1 });
    expect(await page(`startIndex=${total + 1}`)).toMatchObject({ totalResults: total, Resources: [] });
    expect((await send('GET', '/Users?count=many')).status).toBe(400);
  });

  it('gives the attributes that are asked for', async () => {
    const { body } = await send(
      'POST',
      '/Users',
      person('chosen@x.example', {
        name: { familyName: 'F', givenName: 'G' },
        emails: [{ value: 'a@x.example', type: 'work' }],
        [ENTERPRISE]: { department: 'D', division: 'V' },
      }),
    );
    const got = async (query: string) => (await send('GET', `/Users/${body.id}?${query}`)).body;
    const always = { schemas: body.schemas, id: body.id };
    expect(await got('attributes=userName,name.familyName')).toEqual({
      ...always,
      userName: 'chosen@x.example',
      name: { familyName: 'F' },
    });
    expect(await got(`attributes=emails.value,${ENTERPRISE}:department`)).toEqual({
      ...always,
      emails: [{ value: 'a@x.example' }],
      [ENTERPRISE]: { department: 'D' },
    });
    const { meta: _, emails: __, ...rest } = body;
    expect(await got(`excludedAttributes=meta,emails,id,name.givenName,${ENTERPRISE}`)).toEqual({
      ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== ENTERPRISE)),
      name: { familyName: 'F' },
    });
    expect((await send('GET', `/Users/${body.id}?attributes=id&excludedAttributes=meta`)).status).toBe(400);
  });

  it('answers POST /.search as it answers GET', async () => {
    const two = server.as('two');
    const search = {
      filter: 'userName ew "@list.example"',
      sortBy: 'userName',
      startIndex: 2,
      count: 1,
      attributes: ['userName'],
    };
    const { body } = await two('POST', '/Users/.search', search);
    expect([body.totalResults, body.startIndex, body.itemsPerPage]).toEqual([3, 2, 1]);
    expect(body.Resources[0].userName).toBe('bert@list.example');
    const both = await two('POST', '/.search', { filter: 'displayName pr or userName ew "@list.example"' });
    expect(both.body.totalResults).toBe(3);
    expect((await two('POST', '/.search', { filter: 'shoeSize pr' })).status).toBe(400);
  });
});

describe('changes', () => {
  it('count versions, and stop who has not read the latest', async () => {
    const { body, headers } = await send('POST', '/Users', person('etag@x.example'));
    expect([headers.get('etag'), body.meta.version]).toEqual(['W/"1"', 'W/"1"']);
    const same = await send('PATCH', `/Users/${body.id}`, patchOf({ op: 'replace', path: 'active', value: true }));
    expect([same.status, same.body.meta]).toEqual([200, body.meta]);
    const change = patchOf({ op: 'replace', path: 'title', value: 'T' });
    const late = await send('PATCH', `/Users/${body.id}`, change, { 'if-match': 'W/"7"' });
    expect(late.status).toBe(412);
    const timely = await send('PATCH', `/Users/${body.id}`, change, { 'if-match': 'W/"1"' });
    expect([timely.status, timely.body.meta.version]).toEqual([200, 'W/"2"']);
    expect((await send('GET', `/Users/${body.id}`, undefined, { 'if-none-match': 'W/"2"' })).status).toBe(304);
    expect((await send('DELETE', `/Users/${body.id}`, undefined, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await send('DELETE', `/Users/${body.id}`, undefined, { 'if-match': 'W/"2"' })).status).toBe(204);
  });

  it.each([
    ['no operations', {}, 'invalidSyntax'],
    ['an operation that is none', patchOf({ op: 'move', path: 'title' }), 'invalidSyntax'],
    ['a remove without a path', patchOf({ op: 'remove' }), 'noTarget'],
    ['a path that is none', patchOf({ op: 'replace', path: 'emails[type eq', value: 1 }), 'invalidPath'],
    ['an id', patchOf({ op: 'replace', path: 'id', value: 'x' }), 'mutability'],
    ['the groups of a user', patchOf({ op: 'add', path: 'groups', value: [{ value: 'x' }] }), 'mutability'],
    ['no userName any more', patchOf({ op: 'remove', path: 'userName' }), 'invalidValue'],
    ['a value of another kind', patchOf({ op: 'replace', path: 'title', value: { a: 1 } }), 'invalidValue'],
    ['a boolean that is none', patchOf({ op: 'replace', path: 'active', value: 'maybe' }), 'invalidValue'],
    [
      'an element that nothing fits',
      patchOf({ op: 'replace', path: 'emails[type sw "w"].value', value: 'x' }),
      'noTarget',
    ],
    [
      'two primary addresses',
      patchOf({
        op: 'replace',
        path: 'emails',
        value: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      }),
      'invalidValue',
    ],
  ])('all or nothing: %s', async (_, patch, scimType) => {
    const { body } = await send('POST', '/Users', person(`whole-${scimType}-${Math.random()}@x.example`));
    const some = {
      ...(patch as object),
      Operations: [
        { op: 'replace', path: 'title', value: 'half' },
        ...((patch as { Operations?: [] }).Operations ?? []),
      ],
    };
    const refused = await send('PATCH', `/Users/${body.id}`, 'Operations' in (patch as object) ? some : patch);
    expect([refused.status, refused.body.scimType]).toEqual([400, scimType]);
    expect((await send('GET', `/Users/${body.id}`)).body).toEqual(body);
  });

  it('lists grow, shrink and keep one that is primary', async () => {
    const { body } = await send(
      'POST',
      '/Users',
      person('lists@x.example', { emails: [{ value: 'a', type: 'work', primary: true }] }),
    );
    const emails = async (...operations: readonly unknown[]) =>
      (await send('PATCH', `/Users/${body.id}`, patchOf(...operations))).body.emails;
    expect(await emails({ op: 'add', path: 'emails', value: [{ value: 'b', type: 'home', primary: true }] })).toEqual([
      { value: 'a', type: 'work' },
      { value: 'b', type: 'home', primary: true },
    ]);
    expect(await emails({ op: 'replace', path: 'emails[type eq "work"].primary', value: 'True' })).toEqual([
      { value: 'a', type: 'work', primary: true },
      { value: 'b', type: 'home' },
    ]);
    expect(await emails({ op: 'remove', path: 'emails[type eq "home"]' })).toEqual([
      { value: 'a', type: 'work', primary: true },
    ]);
    expect(await emails({ op: 'remove', path: 'emails' })).toBeUndefined();
  });

  it('a userName that another has is refused, by PUT and PATCH too', async () => {
    await send('POST', '/Users', person('taken@x.example'));
    const { body } = await send('POST', '/Users', person('free@x.example'));
    expect((await send('PUT', `/Users/${body.id}`, person('TAKEN@x.example'))).status).toBe(409);
    const patch = patchOf({ op: 'replace', path: 'userName', value: 'taken@x.example' });
    expect((await send('PATCH', `/Users/${body.id}`, patch)).body.scimType).toBe('uniqueness');
    expect((await send('PUT', `/Users/${body.id}`, person('FREE@x.example'))).status).toBe(200);
  });
});

describe('odd requests', () => {
  it.each([
    ['POST', '/Users', '{ "userName": ', {}, 400],
    ['POST', '/Users', '[]', {}, 400],
    ['POST', '/Users', '', {}, 400],
    ['POST', '/Users', 'null', {}, 400],
    ['POST', '/Users', '<user/>', { 'content-type': 'application/xml' }, 415],
    ['POST', '/Users', '{}', {}, 400],
    ['PUT', '/Users', '{}', {}, 405],
    ['DELETE', '/Users', undefined, {}, 405],
    ['POST', '/Users/x', '{}', {}, 405],
    ['POST', '/Bulk', '{}', {}, 501],
    ['GET', '/Me', undefined, {}, 501],
    ['GET', '/Pets', undefined, {}, 404],
    ['GET', '/Users/a/b', undefined, {}, 404],
    ['GET', '/Users/%00', undefined, {}, 404],
    ['GET', '', undefined, {}, 404],
    ['GET', '/Schemas?filter=id%20pr', undefined, {}, 403],
  ])('%s %s %s', async (method, path, body, headers, status) => {
    const reply = await send(method, path, body, headers);
    expect(reply.status).toBe(status);
    if (status !== 403) expect(reply.body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
    if (status === 405) expect(reply.headers.get('allow')).toMatch(/^(GET|POST)/);
  });

  it('a body that no group needs is refused before it is read', async () => {
    const { status } = await send('POST', '/Users', JSON.stringify(person('x'.repeat(17 * 1024 * 1024)))).catch(() => ({
      status: 413,
    }));
    expect(status).toBe(413);
    expect((await send('POST', '/Users', person('y'.repeat(5_000)))).body.scimType).toBe('invalidValue');
  });
});
