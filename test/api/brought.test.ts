import { describe, expect, it, onTestFinished } from 'vitest';
import { comparePolicies } from '../../answers/compare.ts';
import { compareApart } from '../../answers/compare-apart.ts';
import { simulateLines } from '../../answers/simulate.ts';
import type { CompareAnswer } from '../../domain/comparison.ts';
import { ok } from '../../domain/result.ts';
import { appWith, ask, bearer, TOKEN } from './asking.ts';
import { validatorOf } from './closed-schema.ts';
import { FakeQuestions } from './fake-questions.ts';

const allowing = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

const BUNDLE = JSON.stringify({ define: 'reader', policies: { identity: [JSON.parse(allowing('s3:Get*'))] } });
const request = (id: string, action = 's3:GetObject'): string =>
  JSON.stringify({
    id,
    principal: 'arn:aws:iam::111122223333:role/app',
    action,
    resource: { arn: 'arn:aws:s3:::cakes/plan', account: '111122223333' },
    policies: { use: 'reader' },
  });

const lines = (payload: string, headers = {}) =>
  ({ method: 'POST', payload, headers: { 'content-type': 'application/x-ndjson', ...headers } }) as const;
const simulate = async (payload: string, url = '/api/simulate') => (await ask(url, lines(payload))).response;
const answersIn = (body: string): readonly Record<string, unknown>[] =>
  body.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

describe('simulate over HTTP', () => {
  it('decides each line in order, as documented', async () => {
    const response = await simulate([BUNDLE, request('a'), '', request('b', 's3:PutObject'), request('c')].join('\n'));
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
    const answers = answersIn(response.body);
    expect(answers.map(({ id, decision }) => [id, decision])).toEqual([
      ['a', 'allowed'],
      ['b', 'implicitlyDenied'],
      ['c', 'allowed'],
    ]);
    const valid = validatorOf((await ask('/api/openapi.json')).response.json(), 'SimulateAnswer');
    for (const answer of answers) expect(valid(answer), JSON.stringify(valid.errors)).toBe(true);
    expect(valid({ ...answers[0], surprise: 1 })).toBe(false);
  });

  it('answers an invalid line by its error, in the language asked for, and goes on', async () => {
    const payload = `${BUNDLE}\r\n{"id":7}\r\nno JSON\r\n${request('c')}\r\n`;
    const english = answersIn((await simulate(payload)).body);
    expect(english.map(({ id, decision }) => [id, decision])).toEqual([
      [7, 'invalid'],
      [null, 'invalid'],
      ['c', 'allowed'],
    ]);
    expect(english[0]?.['error']).toMatch(/^line 2: principal: /);
    expect(answersIn((await simulate(payload, '/api/simulate?lang=ja')).body)[0]?.['error']).toMatch(/^2行目：/);
    const valid = validatorOf((await ask('/api/openapi.json')).response.json(), 'SimulateAnswer');
    expect(english.map((answer) => valid(answer))).toEqual([true, true, true]);
  });

  it('says the same as the command line, over many pieces', async () => {
    const many = [
      BUNDLE,
      ...Array.from({ length: 3000 }, (_, at) => request(`r${at}`, at % 2 ? 's3:PutObject' : 's3:GetObject')),
    ];
    const due: unknown[] = [];
    for await (const answer of simulateLines(each(many))) due.push(answer);
    expect(due).toHaveLength(3000);
    expect(answersIn((await simulate(many.join('\n'))).body)).toEqual(due);
  });

  it('lets others be answered meanwhile', async () => {
    const app = await appWith(new FakeQuestions());
    onTestFinished(() => app.close());
    await app.ready();
    // Empty lines have no answers: nothing but our own turns would ever interrupt the reading of them.
    const payload = ['\n'.repeat(1_000_000), BUNDLE, request('a')].join('\n');
    let done = false;
    const long = app.inject({ url: '/api/simulate', ...lines(payload, bearer) }).then((response) => {
      done = true;
      return response;
    });
    let answered = 0;
    while (!done) {
      const status = await app.inject({ url: '/api/status', headers: bearer });
      expect(status.statusCode).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (!done) answered += 1;
    }
    expect(answersIn((await long).body)).toMatchObject([{ id: 'a', decision: 'allowed' }]);
    expect(answered).toBeGreaterThan(5);
  });

  it('escapes what a terminal would obey', async () => {
    const response = await simulate(request('\u202Eevil').replace('{"use":"reader"}', '{}'));
    expect(response.body).toContain('\\u202eevil');
    expect(answersIn(response.body)[0]?.['id']).toBe('\u202Eevil');
  });

  it.each([
    ['more than 8 MiB', lines('x'.repeat(8 * 1024 * 1024 + 1)), 413, 'E_TOO_LARGE'],
    ['JSON', lines('{}', { 'content-type': 'application/json' }), 415, 'E_MEDIA_TYPE'],
    ['a body without content type', lines('{}', { 'content-type': '' }), 415, 'E_MEDIA_TYPE'],
  ])('%s is refused with a problem document', async (_, options, status, code) => {
    const { response } = await ask('/api/simulate', options);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ status, code });
    if (status === 415) expect(response.json().detail).toBe('send `content-type: application/x-ndjson`');
  });

  it('no lines, no answers', async () => {
    const response = await simulate('');
    expect([response.statusCode, response.body]).toEqual([200, '']);
  });

  it('no other address takes JSON lines', async () => {
    const { response } = await ask('/api/compare', lines('{}'));
    expect(response.json()).toMatchObject({ status: 415, detail: 'send `content-type: application/json`' });
  });
});

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

const POLICIES = {
  existing: { name: 'old.json', text: allowing('s3:GetObject') },
  newer: { name: 'new.json', text: allowing('s3:*') },
  type: 'IDENTITY_POLICY',
} as const;
const compare = async (payload: object, url = '/api/compare', more = {}) =>
  (await ask(url, { method: 'POST', payload }, new FakeQuestions(), { compare: compareApart, ...more })).response;

describe('compare over HTTP', () => {
  it('says the same as the command line, as documented', async () => {
    const valid = validatorOf((await ask('/api/openapi.json')).response.json(), 'CompareAnswer');
    for (const [existing, newer, result] of [
      [POLICIES.existing, POLICIES.newer, 'FAIL'],
      [POLICIES.newer, POLICIES.existing, 'PASS'],
    ] as const) {
      const policies = { existing, newer, type: POLICIES.type };
      const response = await compare(policies, '/api/compare?lang=ja');
      const due = comparePolicies({ ...policies, language: 'ja' });
      expect([response.statusCode, response.json().result]).toEqual([200, result]);
      expect(response.json()).toEqual(due.ok ? due.value : undefined);
      expect(valid(response.json()), JSON.stringify(valid.errors)).toBe(true);
    }
  });

  it.each([
    [{ ...POLICIES, newer: { name: 'new.json', text: '{' } }, /^`new\.json`/],
    [{ ...POLICIES, newer: { name: 'new.json' } }, /^the body field `newer\.text` is missing$/],
    [{ ...POLICIES, existing: { ...POLICIES.existing, url: 'x' } }, /^unknown body field `existing\.url`$/],
    [{ ...POLICIES, type: 'TRUST' }, /^the body field `type` is none of IDENTITY_POLICY, RESOURCE_POLICY$/],
    [{ existing: POLICIES.existing, newer: POLICIES.newer }, /^the body field `type` is missing$/],
  ])('%# names the place of a mistake', async (payload, detail) => {
    const response = await compare(payload);
    expect(response.json()).toMatchObject({ status: 400, code: 'E_BAD_INPUT' });
    expect(response.json().detail).toMatch(detail);
  });

  it('a body that is missing is a mistake', async () => {
    const { response } = await ask('/api/compare', { method: 'POST' });
    expect(response.json()).toMatchObject({ status: 400, detail: 'the body is missing, or of another form' });
  });

  it('a body of more than 200 KiB is refused', async () => {
    const response = await compare({ ...POLICIES, newer: { name: 'n', text: ' '.repeat(200 * 1024) } });
    expect(response.json()).toMatchObject({ status: 413, code: 'E_TOO_LARGE' });
  });

  it('two at once, a third hears 429, others are answered; who ends them says so', async () => {
    const signals: AbortSignal[] = [];
    const app = await appWith(new FakeQuestions(), {
      compare: (_, signal) => {
        signals.push(signal);
        return new Promise((resolve) =>
          signal.addEventListener('abort', () =>
            resolve(ok<CompareAnswer>({ result: 'PASS', newAccess: [], undecided: [] })),
          ),
        );
      },
    });
    const post = () => app.inject({ url: '/api/compare', method: 'POST', payload: POLICIES, headers: bearer });
    const first = [post(), post()];
    await expect.poll(() => signals.length).toBe(2);
    const third = await post();
    expect([third.statusCode, third.headers['retry-after']]).toEqual([429, '1']);
    expect(third.json()).toMatchObject({
      code: 'E_TOO_MANY',
      detail: 'other comparisons are running; wait until one is done',
    });
    expect((await app.inject({ url: '/api/status', headers: bearer })).statusCode).toBe(200);
    await app.close();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect((await Promise.all(first)).map((response) => response.statusCode)).toEqual([200, 200]);
  });

  it('is stopped when whoever asked has gone', async () => {
    const signals: AbortSignal[] = [];
    const app = await appWith(new FakeQuestions(), {
      compare: (one, signal) => {
        signals.push(signal);
        return compareApart(one, signal);
      },
    });
    onTestFinished(() => app.close());
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const leaving = new AbortController();
    const asked = fetch(`${address}/api/compare`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify(POLICIES),
      signal: leaving.signal,
    });
    await expect.poll(() => signals.length).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => signals[0]?.aborted).toBe(true);
  });
});

describe('a comparison in its thread', () => {
  const policies = { ...POLICIES, language: 'en' } as const;

  it('leaves this thread free', async () => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 5);
    onTestFinished(() => clearInterval(ticking));
    expect(await compareApart(policies, new AbortController().signal)).toMatchObject({
      ok: true,
      value: { result: 'FAIL' },
    });
    expect(turns).toBeGreaterThan(5);
  });

  it('ends at its limits, and when it is stopped', async () => {
    const never = new AbortController().signal;
    expect(await compareApart(policies, never, { milliseconds: 1, megabytes: 1024 })).toMatchObject({
      error: { kind: 'timeout' },
    });
    expect(await compareApart(policies, never, { milliseconds: 60_000, megabytes: 8 })).toMatchObject({
      error: { kind: 'refused', message: 'comparing these policies takes more memory than it may here' },
    });
    expect(await compareApart(policies, AbortSignal.timeout(10))).toMatchObject({ error: { kind: 'unavailable' } });
    expect(await compareApart(policies, AbortSignal.abort())).toMatchObject({ error: { kind: 'unavailable' } });
  });
});

describe('who may bring policies', () => {
  const posts = [
    ['/api/simulate', lines(request('a'))],
    ['/api/compare', { method: 'POST', payload: POLICIES }],
  ] as const;

  it.each(posts)('%s: nobody without the token', async (url, options) => {
    const app = await appWith(new FakeQuestions());
    onTestFinished(() => app.close());
    const response = await app.inject({ url, ...options });
    expect(response.json()).toMatchObject({ status: 401, code: 'E_UNAUTHENTICATED' });
  });

  it.each(posts)('%s: by cookie from our own pages only', async (url, options) => {
    const app = await appWith(new FakeQuestions());
    onTestFinished(() => app.close());
    const link = await app.inject({ url: `/?token=${TOKEN}` });
    const cookie = String(link.headers['set-cookie']).split(';')[0] ?? '';
    const statuses: number[] = [];
    for (const origin of [undefined, 'http://evil.example', 'http://127.0.0.1:7070']) {
      const headers = {
        ...('headers' in options ? options.headers : {}),
        cookie,
        host: '127.0.0.1:7070',
        ...(origin === undefined ? {} : { origin }),
      };
      statuses.push((await app.inject({ url, ...options, headers })).statusCode);
    }
    expect(statuses).toEqual([403, 403, 200]);
  });

  it.each(posts)('%s: no unknown parameter', async (url, options) => {
    const { response } = await ask(`${url}?colour=red`, options);
    expect(response.json()).toMatchObject({ status: 400, detail: 'unknown query parameter `colour`' });
  });
});
