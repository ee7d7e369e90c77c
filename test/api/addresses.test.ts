import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../../api/routes/route.ts';
import { appWith, bearer } from './asking.ts';
import { FakeQuestions } from './fake-questions.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly language: string;
  readonly body: string;
}

/** Each stage: without built pages, and with them. */
describe.each([false, true])('odd addresses, over a real socket (pages built: %s)', (built) => {
  let app: Api;
  const folder = mkdtempSync(join(tmpdir(), 'tadori-addresses-'));

  beforeAll(async () => {
    if (built) writeFileSync(join(folder, 'index.html'), '<p>pages</p>');
    app = await appWith(new FakeQuestions(), { uiFolder: folder });
    await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** Sends the path as it stands: `fetch` would mend it first. */
  const get = (path: string, headers: Readonly<Record<string, string>> = bearer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { port } = app.server.address() as AddressInfo;
      request({ host: '127.0.0.1', port, path, headers }, (response) => {
        const { statusCode: status = 0, headers: of } = response;
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          body += part;
        });
        const language = String(of['content-language']);
        response.on('end', () => resolve({ status, type: String(of['content-type']), language, body }));
      })
        .on('error', reject)
        .end();
    });

  const ODD = [
    '//',
    '///',
    '//[',
    '//evil.example',
    '//evil.example:99999/api/status',
    '/..',
    '/../',
    '/../package.json',
    '/%2e%2e/package.json',
    '/a/..%2f..%2fpackage.json',
    '/%',
    '/%zz',
    '/%ff',
    '/%00',
    '/api/%',
    '/api/status/%zz?lang=en',
    '/api//status',
  ];

  it.each(ODD)('`%s` is told to be none, as every other problem', async (path) => {
    const answer = await get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.type).toContain('application/problem+json');
    const problem = JSON.parse(answer.body);
    expect(problem).toMatchObject({
      status: answer.status,
      code: answer.status === 404 ? 'E_NO_ROUTE' : 'E_BAD_INPUT',
    });
    expect(problem.type).toBe(`urn:tadori:error:${problem.code}`);
    expect(problem.detail).not.toMatch(/FST_|node_modules|Invalid URL/);
  });

  it.each(ODD)('`%s` gives nothing to who has no token', async (path) => {
    expect([400, 401, 404]).toContain((await get(path, {})).status);
  });

  it.each([
    '/%zz?lang=ja',
    '//?lang=ja',
    '/../?lang=ja',
    '/nowhere?lang=ja',
  ])('`%s` is refused in Japanese', async (path) => {
    const answer = await get(path);
    expect(answer.language).toBe('ja');
    expect(JSON.parse(answer.body).detail).toMatch(/[ぁ-ん]/);
  });

  it('an escape that is wrong in the query is no reason to fail', async () => {
    expect((await get('/api/status?lang=%zz')).status).toBe(400);
    expect((await get('/api/search?q=%zz')).status).toBe(200);
  });

  it('the token is exchanged at `/` alone', async () => {
    expect((await get('//x/?token=test-token-0123456789', {})).status).toBe(401);
    expect((await get('/?token=test-token-0123456789', {})).status).toBe(303);
  });
});
