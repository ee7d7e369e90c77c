import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { type AppOptions, buildApp } from '../../api/app.ts';
import { STATUS_OF } from '../../api/problems.ts';
import { startServer } from '../../api/server.ts';
import { err, ok } from '../../domain/result.ts';
import { LEDGER } from '../report/fixtures.ts';
import { validatorOf } from './closed-schema.ts';
import { FakeQuestions } from './fake-questions.ts';

const TOKEN = 'test-token-0123456789';
const NO_UI = join(tmpdir(), 'no-such-folder-of-pages');
const bearer = { authorization: `Bearer ${TOKEN}` };

const appWith = (questions: FakeQuestions, more: Partial<AppOptions> = {}) =>
  buildApp({ questions: async () => ok(questions), token: TOKEN, cypher: false, uiFolder: NO_UI, ...more });

async function ask(
  url: string,
  options: InjectOptions = {},
  questions = new FakeQuestions(),
  more: Partial<AppOptions> = {},
) {
  const app = await appWith(questions, more);
  const response = await app.inject({ url, ...options, headers: { ...bearer, ...options.headers } });
  await app.close();
  return { response, asked: questions.asked };
}

const RESOURCE = encodeURIComponent(LEDGER);
const QUESTIONS = [
  { url: '/api/status', schema: 'Status', asked: ['status', undefined] },
  {
    url: '/api/search?q=led&kinds=resource&limit=5',
    schema: 'SearchAnswer',
    asked: ['search', { text: 'led', kinds: 'resource', limit: 5 }],
  },
  { url: '/api/search?q=', schema: 'SearchAnswer', asked: ['search', { text: '', kinds: 'any', limit: 20 }] },
  {
    url: `/api/who-can?resource=${RESOURCE}&actions=read,%20dynamodb:PutItem&among=people&lang=ja`,
    schema: 'WhoCanAnswer',
    asked: ['whoCan', { resource: LEDGER, language: 'ja', actions: ['read', 'dynamodb:PutItem'], among: 'people' }],
  },
  {
    url: '/api/who-can?resource=finance-ledger',
    schema: 'WhoCanAnswer',
    asked: ['whoCan', { resource: 'finance-ledger', language: 'en' }],
  },
  { url: '/api/what-can?subject=ann', schema: 'WhatCanAnswer', asked: ['whatCan', { subject: 'ann', language: 'en' }] },
  {
    url: '/api/paths?from=ann&to=Hop3',
    schema: 'PathsAnswer',
    asked: ['paths', { from: 'ann', to: 'Hop3', language: 'en' }],
  },
  {
    url: '/api/can?principal=Hop3&action=s3:GetObject&resource=b',
    schema: 'CanAnswer',
    asked: ['can', { principal: 'Hop3', action: 's3:GetObject', resource: 'b', language: 'en' }],
  },
  {
    url: '/api/explain?principal=Hop3&actions=s3:GetObject,s3:PutObject&resource=b&lang=en',
    schema: 'ExplainAnswer',
    asked: ['explain', { principal: 'Hop3', actions: ['s3:GetObject', 's3:PutObject'], resource: 'b', language: 'en' }],
  },
  {
    url: '/api/explain?principal=Hop3&actions=s3:GetObject&resource=b&scope=arn:aws:s3:::b/x',
    schema: 'ExplainAnswer',
    asked: ['explain', { principal: 'Hop3', actions: ['s3:GetObject'], resource: 'arn:aws:s3:::b/x', language: 'en' }],
  },
] as const;

describe('questions over HTTP', () => {
  it.each(QUESTIONS)('$url answers as documented', async ({ url, schema, asked }) => {
    const { response, asked: heard } = await ask(url);
    expect(response.statusCode).toBe(200);
    expect(heard).toEqual([asked]);
    const document = (await ask('/api/openapi.json')).response.json();
    const valid = validatorOf(document, schema);
    expect(valid(response.json()), JSON.stringify(valid.errors)).toBe(true);
  });

  it('an answer with a field that is not documented would be noticed', async () => {
    const document = (await ask('/api/openapi.json')).response.json();
    const valid = validatorOf(document, 'Status');
    const status = (await ask('/api/status')).response.json();
    expect(valid({ ...status, surprise: 1 })).toBe(false);
    expect(valid({ ...status, proof: { ...status.proof, surprise: 1 } })).toBe(false);
  });

  it('the language is the one asked for, else the one of the browser', async () => {
    const { asked } = await ask('/api/what-can?subject=ann', { headers: { 'accept-language': 'ja,en;q=0.5' } });
    expect(asked).toEqual([['whatCan', { subject: 'ann', language: 'ja' }]]);
  });

  it('every answer forbids storing it', async () => {
    expect((await ask('/api/status')).response.headers['cache-control']).toBe('no-store');
  });

  it('the OpenAPI document is checked in', async () => {
    const { response } = await ask('/api/openapi.json');
    const text = `${JSON.stringify(response.json(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../api/openapi.json');
    expect(text.length).toBeGreaterThan(10_000);
  });

  it('every reference of the OpenAPI document leads somewhere', async () => {
    const document = (await ask('/api/openapi.json')).response.json();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((name) => document.components.schemas[name!] === undefined)).toEqual([]);
  });
});

const ERRORS: readonly (readonly [AskError, number, string])[] = [
  [{ kind: 'badInput', message: '`x` is no action' }, 400, 'E_BAD_INPUT'],
  [{ kind: 'notFound', message: 'nothing is called `x`' }, 404, 'E_NOT_FOUND'],
  [
    {
      kind: 'ambiguous',
      message: '`x` can mean 2 things',
      candidates: [{ id: 'a', kind: 'role', name: 'x', guardrails: ['g'] }],
    },
    409,
    'E_AMBIGUOUS',
  ],
  [{ kind: 'refused', message: 'CREATE' }, 422, 'E_REFUSED'],
  [{ kind: 'unavailable', message: 'no engine' }, 501, 'E_UNAVAILABLE'],
  [{ kind: 'noSnapshot', message: 'none' }, 503, 'E_NO_SNAPSHOT'],
  [{ kind: 'store', message: 'down' }, 503, 'E_STORE'],
  [{ kind: 'timeout', message: '10 s' }, 504, 'E_TIMEOUT'],
];

describe('errors are problem documents', () => {
  it.each(ERRORS)('%o', async (error, status, code) => {
    const { response } = await ask('/api/what-can?subject=x', {}, new FakeQuestions({ whatCan: error }));
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const document = (await ask('/api/openapi.json')).response.json();
    expect(validatorOf(document, 'Problem')(response.json())).toBe(true);
    expect(response.json()).toMatchObject({ type: `urn:tadori:error:${code}`, status, code, detail: error.message });
    expect(response.json().candidates).toEqual(error.candidates);
  });

  it.each([
    ['/api/who-can?resource=a&colour=red', 'unknown query parameter `colour`'],
    ['/api/status?x=1', 'unknown query parameter `x`'],
    ['/api/who-can', 'the query parameter `resource` is missing'],
    ['/api/who-can?resource=', 'the query parameter `resource` must NOT have fewer than 1 characters'],
    ['/api/who-can?resource=a&resource=b', 'the query parameter `resource` must be string'],
    ['/api/search?q=a&limit=1000', 'the query parameter `limit` must be <= 100'],
    ['/api/search?q=a&limit=two', 'the query parameter `limit` must be integer'],
    ['/api/what-can?subject=a&lang=fr', 'the query parameter `lang` is none of en, ja'],
  ])('%s names the place', async (url, detail) => {
    const { response, asked } = await ask(url);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'E_BAD_INPUT', detail });
    expect(asked).toEqual([]);
  });

  it('an address that does not exist', async () => {
    const { response } = await ask('/api/nothing?secret=1');
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'E_NO_ROUTE', detail: '`GET /api/nothing` does not exist' });
  });

  it('a failure of ours says nothing of its inside', async () => {
    const questions = new FakeQuestions();
    questions.status = () => Promise.reject(new Error('secret detail'));
    const { response } = await ask('/api/status', {}, questions);
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret detail');
    expect(response.json().code).toBe('E_INTERNAL');
  });

  it('no snapshot to open', async () => {
    const app = await buildApp({
      questions: async () => err({ kind: 'noSnapshot', message: 'nothing is proved yet' }),
      token: TOKEN,
      cypher: false,
      uiFolder: NO_UI,
    });
    for (const { url } of QUESTIONS) {
      const response = await app.inject({ url, headers: bearer });
      expect([url, response.statusCode]).toEqual([url, 503]);
    }
  });

  it('too many requests', async () => {
    const app = await appWith(new FakeQuestions(), { rate: 2 });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push(await app.inject({ url: '/api/status', headers: bearer }));
    expect(statuses.map((one) => one.statusCode)).toEqual([200, 200, 429]);
    expect(statuses[2]?.json().code).toBe('E_TOO_MANY');
  });

  it('a body that is too large, and one that is no JSON', async () => {
    const post = (payload: string, type: string) =>
      ask('/api/cypher', { method: 'POST', payload, headers: { 'content-type': type } }, new FakeQuestions(), {
        cypher: true,
      });
    expect((await post(JSON.stringify({ text: 'x'.repeat(70_000) }), 'application/json')).response.json().code).toBe(
      'E_TOO_LARGE',
    );
    expect((await post('<x/>', 'application/xml')).response.json().code).toBe('E_MEDIA_TYPE');
    expect((await post('{', 'application/json')).response.json().code).toBe('E_BAD_INPUT');
  });
});

describe('Cypher', () => {
  const body = { method: 'POST', payload: { text: 'MATCH (n) RETURN n' } } as const;

  it('is off unless the server was started with it', async () => {
    const { response, asked } = await ask('/api/cypher', body);
    expect(response.json()).toMatchObject({ status: 403, code: 'E_CYPHER_OFF' });
    expect(asked).toEqual([]);
  });

  it('answers under the name of its engine', async () => {
    const { response, asked } = await ask('/api/cypher', body, new FakeQuestions(), { cypher: true });
    expect(response.json().engine).toBe('ladybug 0.19');
    expect(asked).toEqual([['cypher', 'MATCH (n) RETURN n']]);
  });

  it('knows no other field', async () => {
    const { response } = await ask(
      '/api/cypher',
      { method: 'POST', payload: { text: 'x', params: {} } },
      new FakeQuestions(),
      { cypher: true },
    );
    expect(response.json().detail).toBe('unknown body field `params`');
  });
});

describe('who may ask', () => {
  const send = async (url: string, options: InjectOptions) => {
    const app = await appWith(new FakeQuestions(), { cypher: true });
    const response = await app.inject({ url, ...options });
    await app.close();
    return response;
  };

  it.each([
    ['nobody', {}],
    ['a wrong Bearer token', { authorization: 'Bearer wrong' }],
    ['an empty Bearer token', { authorization: 'Bearer ' }],
    ['the token in another scheme', { authorization: `Basic ${TOKEN}` }],
    ['a made-up cookie', { cookie: 'tadori_0=guess' }],
    ['the token as a cookie', { cookie: `tadori_0=${TOKEN}` }],
  ])('%s is refused', async (_, headers) => {
    const response = await send('/api/status', { headers });
    expect(response.statusCode).toBe(401);
    expect(response.json().code).toBe('E_UNAUTHENTICATED');
    expect(response.headers['www-authenticate']).toContain('Bearer');
  });

  it('pages need the token too, and a plain page says how to get one', async () => {
    const response = await send('/', {});
    expect(response.statusCode).toBe(401);
    expect(response.body).toContain('<code>tadori serve</code>');
  });

  it('the link gives a cookie, and the token leaves the address', async () => {
    const app = await appWith(new FakeQuestions());
    const link = await app.inject({ url: `/?token=${TOKEN}&resource=finance-ledger&lang=ja` });
    expect(link.statusCode).toBe(303);
    expect(link.headers.location).toBe('/?resource=finance-ledger&lang=ja');
    const cookie = String(link.headers['set-cookie']);
    expect(cookie).toMatch(/^tadori_0=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    const answered = await app.inject({ url: '/api/status', headers: { cookie: `other=1; ${cookie.split(';')[0]}` } });
    expect(answered.statusCode).toBe(200);
  });

  it('a link with a wrong token gives nothing', async () => {
    const response = await send('/?token=wrong', {});
    expect(response.statusCode).toBe(401);
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.168.0.2',
  ])('Host `%s` is another server (DNS rebinding)', async (host) => {
    const response = await send('/api/status', { headers: { ...bearer, host } });
    expect(response.statusCode).toBe(421);
    expect(response.json().code).toBe('E_HOST');
  });

  it.each(['127.0.0.1', '127.0.0.1:7070', 'localhost:7070', '[::1]:7070'])('Host `%s` is ours', async (host) => {
    expect((await send('/api/status', { headers: { ...bearer, host } })).statusCode).toBe(200);
  });

  it('pages of other sites cannot call, even with the cookie', async () => {
    const response = await send('/api/status', {
      headers: { ...bearer, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    });
    expect(response.json()).toMatchObject({ status: 403, code: 'E_ORIGIN' });
  });

  it.each([
    ['no Origin', {}, 403],
    ['another Origin', { origin: 'http://evil.example' }, 403],
    ['another port', { origin: 'http://127.0.0.1:9999' }, 403],
    ['its own Origin', { origin: 'http://127.0.0.1:7070' }, 200],
  ])('a POST by cookie with %s', async (_, headers, status) => {
    const app = await appWith(new FakeQuestions(), { cypher: true });
    const link = await app.inject({ url: `/?token=${TOKEN}` });
    const cookie = String(link.headers['set-cookie']).split(';')[0]!;
    const response = await app.inject({
      method: 'POST',
      url: '/api/cypher',
      payload: { text: 'x' },
      headers: { cookie, host: '127.0.0.1:7070', ...headers },
    });
    expect(response.statusCode).toBe(status);
  });

  it('every answer carries a strict content security policy', async () => {
    const policy = String((await send('/api/status', { headers: bearer })).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });
});

describe('the pages', () => {
  it('say how to build them where they are not built', async () => {
    const { response } = await ask('/');
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('npm run build');
    expect(response.body).not.toMatch(/<(script|style)/);
  });

  it('are served where they are built, and nothing outside them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tadori-ui-'));
    writeFileSync(join(folder, 'index.html'), '<p>pages</p>');
    writeFileSync(join(folder, 'main.js'), 'export {}');
    const options = { uiFolder: folder };
    expect((await ask('/', {}, new FakeQuestions(), options)).response.body).toBe('<p>pages</p>');
    expect((await ask('/main.js', {}, new FakeQuestions(), options)).response.headers['content-type']).toContain(
      'javascript',
    );
    expect((await ask('/../package.json', {}, new FakeQuestions(), options)).response.statusCode).toBe(404);
    expect(
      (await ask('/%2e%2e/package.json', {}, new FakeQuestions(), options)).response.statusCode,
    ).toBeGreaterThanOrEqual(400);
  });
});

describe('the server', () => {
  const options = { questions: async () => ok(new FakeQuestions()), token: TOKEN, cypher: false, port: 0 };

  it('listens on loopback and answers over a real socket', async () => {
    const started = await startServer({ ...options, host: '127.0.0.1' });
    if (!started.ok) throw new Error(started.error.message);
    const { address, close } = started.value;
    try {
      const link = await fetch(`${address}/?token=${TOKEN}`, { redirect: 'manual' });
      expect(link.status).toBe(303);
      const cookie = link.headers.get('set-cookie')!;
      expect(cookie).toContain(`tadori_${new URL(address).port}=`);
      const answered = await fetch(`${address}/api/status`, { headers: { cookie: cookie.split(';')[0]! } });
      expect(await answered.json()).toMatchObject({ snapshot: 'b41d07e2c901' });
      expect((await fetch(`${address}/api/status`)).status).toBe(401);
    } finally {
      await close();
    }
    await expect(fetch(`${address}/api/status`)).rejects.toThrow();
  });

  it.each([
    '0.0.0.0',
    '::',
    '192.168.0.2',
    'example.com',
  ])('refuses to listen on `%s`, and says what would be needed', async (host) => {
    const started = await startServer({ ...options, host });
    expect(started).toMatchObject({ ok: false, error: { kind: 'badInput' } });
    expect(started.ok ? '' : started.error.message).toMatch(/OIDC.*ssh -L/);
  });

  it('says so when the port is taken', async () => {
    const first = await startServer({ ...options, host: '127.0.0.1' });
    if (!first.ok) throw new Error(first.error.message);
    const port = Number(new URL(first.value.address).port);
    const second = await startServer({ ...options, host: '127.0.0.1', port });
    await first.value.close();
    expect(second).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  });
});

it('every status of a problem is an error status', () => {
  expect(Object.values(STATUS_OF).every((status) => status >= 400 && status < 600)).toBe(true);
});
