import { describe, expect, it } from 'vitest';
import { liveWeb, type Web } from '../../../collector/sources/web.ts';

interface Setting {
  readonly web: Web;
  readonly asked: (readonly [address: string, authorization: string | null])[];
  readonly pauses: number[];
}

function setting(...answers: readonly (() => Response)[]): Setting {
  const asked: Setting['asked'] = [];
  const pauses: number[] = [];
  const left = [...answers];
  const web = liveWeb({
    base: 'https://idp.example/realm/',
    authorization: 'SSWS secret',
    signal: new AbortController().signal,
    pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    now: () => new Date(1_000_000),
    fetch: (address, init) => {
      asked.push([String(address), new Headers(init?.headers).get('authorization')]);
      const answer = left.shift();
      return answer === undefined ? Promise.reject(new Error('no more answers')) : Promise.resolve(answer());
    },
  });
  return { web, asked, pauses };
}

const json =
  (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  (): Response =>
    new Response(JSON.stringify(body), { status: 200, headers });
const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (): Response =>
    new Response('', { status: code, headers });

describe('asking an identity provider', () => {
  it('asks below its address, with the token', async () => {
    const { web, asked } = setting(json([1], { link: '<https://idp.example/x>; rel="next"' }));
    expect(await web.get('/users')).toEqual({ ok: true, body: [1], link: '<https://idp.example/x>; rel="next"' });
    expect(asked).toEqual([['https://idp.example/realm/users', 'SSWS secret']]);
  });

  it('waits as long as it is told to', async () => {
    const { web, pauses } = setting(
      status(429, { 'retry-after': '3' }),
      status(429, { 'x-rate-limit-reset': '1005' }),
      status(503),
      json({}),
    );
    expect(await web.get('/users')).toEqual({ ok: true, body: {} });
    expect(pauses).toEqual([3000, 5000, 2000]);
  });

  it('gives up after six times, and says why', async () => {
    const busy = Array.from({ length: 6 }, () => status(429, { 'retry-after': '0' }));
    expect(await setting(...busy).web.get('/users')).toEqual({ ok: false, status: 'throttled', detail: 'answers 429' });
  });

  it('does not ask again where it is refused', async () => {
    const { web, asked } = setting(status(403));
    expect(await web.get('/users')).toEqual({ ok: false, status: 'denied', detail: 'answers 403' });
    expect(asked).toHaveLength(1);
  });

  it('takes its token to no other address', async () => {
    const { web, asked } = setting(json([]));
    expect(await web.get('https://elsewhere.example/users')).toMatchObject({ ok: false, status: 'failed' });
    expect(asked).toEqual([]);
  });

  it('says of a failure what it is called, and nothing that it quotes', async () => {
    const quoting = (): never => {
      throw new TypeError('Headers: "SSWS secret" is an invalid header value', {
        cause: { code: 'UND_ERR_INVALID_ARG' },
      });
    };
    const nameless = (): never => {
      throw new TypeError('SSWS secret');
    };
    const six = (one: () => never): readonly (() => never)[] => Array.from({ length: 6 }, () => one);
    const details = [await setting(...six(quoting)).web.get('/x'), await setting(...six(nameless)).web.get('/x')];
    expect(details).toMatchObject([{ detail: 'UND_ERR_INVALID_ARG' }, { detail: 'TypeError' }]);
  });

  it('takes no page of HTML for an answer', async () => {
    const { web } = setting(() => new Response('<html>', { status: 200 }));
    expect(await web.get('/users')).toMatchObject({ ok: false, status: 'failed' });
  });
});
