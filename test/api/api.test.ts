import { describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { STATUS_OF } from '../../api/problems.ts';
import { err } from '../../domain/result.ts';
import { LEDGER } from '../report/fixtures.ts';
import { appWith, ask, bearer } from './asking.ts';
import { validatorOf } from './closed-schema.ts';
import { FakeQuestions } from './fake-questions.ts';

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
  {
    url: '/api/who-can?resource=finance-ledger&limit=20&after=s,q,p,r,1',
    schema: 'WhoCanAnswer',
    asked: ['whoCan', { resource: 'finance-ledger', language: 'en', page: { limit: 20, after: 's,q,p,r,1' } }],
  },
  {
    url: '/api/who-can?resource=finance-ledger&after=s,q,p,r,1',
    schema: 'WhoCanAnswer',
    asked: ['whoCan', { resource: 'finance-ledger', language: 'en', page: { limit: 100, after: 's,q,p,r,1' } }],
  },
  {
    url: '/api/who-can?resource=finance-ledger&probableJoins=false',
    schema: 'WhoCanAnswer',
    asked: ['whoCan', { resource: 'finance-ledger', language: 'en', probableJoins: false }],
  },
  {
    url: '/api/what-can?subject=ann&probableJoins=true',
    schema: 'WhatCanAnswer',
    asked: ['whatCan', { subject: 'ann', language: 'en' }],
  },
  {
    url: '/api/paths?from=ann&to=Hop3&probableJoins=false',
    schema: 'PathsAnswer',
    asked: ['paths', { from: 'ann', to: 'Hop3', language: 'en', probableJoins: false }],
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
  [{ kind: 'notCollected', message: '`x` was not read' }, 404, 'E_NOT_COLLECTED'],
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
  it.each([
    ['/api/who-can?lang=ja', {}],
    ['/api/who-can', { 'accept-language': 'ja,en;q=0.5' }],
  ])('%s in Japanese', async (url, headers) => {
    const { response } = await ask(url, { headers });
    expect(response.headers['content-language']).toBe('ja');
    expect(response.json()).toMatchObject({
      code: 'E_BAD_INPUT',
      title: '入力が正しくありません',
      detail: 'クエリパラメーター`resource`がありません',
    });
  });

  it('a language nobody knows is a mistake, told as the browser prefers', async () => {
    const { response } = await ask('/api/who-can?resource=x&lang=fr', { headers: { 'accept-language': 'ja' } });
    expect([response.headers['content-language'], response.statusCode]).toEqual(['ja', 400]);
  });

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
    ['/api/who-can?resource=', 'the query parameter `resource` must not be shorter than 1'],
    ['/api/who-can?resource=a&resource=b', 'the query parameter `resource` must be string'],
    ['/api/who-can?resource=a&limit=0', 'the query parameter `limit` must be at least 1'],
    ['/api/who-can?resource=a&limit=1001', 'the query parameter `limit` must be at most 1000'],
    ['/api/search?q=a&limit=1000', 'the query parameter `limit` must be at most 100'],
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
    const app = await appWith(new FakeQuestions(), {
      questions: async () => err({ kind: 'noSnapshot', message: 'nothing is proved yet' }),
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

it('every status of a problem is an error status', () => {
  expect(Object.values(STATUS_OF).every((status) => status >= 400 && status < 600)).toBe(true);
});
