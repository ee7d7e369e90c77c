import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CYTOSCAPE_STYLE } from '../../api/app.ts';
import { startServer } from '../../api/server.ts';
import { ok } from '../../domain/result.ts';
import { appWith, ask, bearer, TOKEN } from './asking.ts';
import { FakeQuestions } from './fake-questions.ts';

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

  it('who has no token is let guess no faster than others ask, and takes no turn from those who have it', async () => {
    const app = await appWith(new FakeQuestions(), { rate: 2 });
    const guess = async (url: string, token: string) =>
      (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode;
    const guesses = [await guess('/api/status', 'a'), await guess('/', 'b'), await guess('/api/status', 'c')];
    expect(guesses).toEqual([401, 401, 429]);
    expect((await app.inject({ url: '/?token=wrong' })).statusCode).toBe(429);
    expect((await app.inject({ url: `/?token=${TOKEN}` })).statusCode).toBe(303);
    expect(await guess('/api/status', TOKEN)).toBe(200);
    expect(await guess('/api/status', TOKEN)).toBe(429);
    await app.close();
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
    expect(policy).toContain(CYTOSCAPE_STYLE);
  });

  it('the one inline style that the policy allows is the one of cytoscape', () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('cytoscape'), 'utf8');
    const [, name] = /"?(__________cytoscape_container)"?/.exec(source) ?? [];
    expect(source).toContain("' { position: relative; }'");
    const style = `.${name} { position: relative; }`;
    expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(CYTOSCAPE_STYLE);
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
    const folder = mkdtempSync(join(tmpdir(), 'tadori-api-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
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
  const options = {
    questions: async () => ok(new FakeQuestions()),
    data: tmpdir(),
    token: TOKEN,
    cypher: false,
    port: 0,
  };

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
