import { describe, expect, it, onTestFinished } from 'vitest';
import { err, ok } from '../../domain/result.ts';
import { status, verification } from '../report/fixtures.ts';
import { appWith, ask, bearer } from './asking.ts';
import { validatorOf } from './closed-schema.ts';
import { FakeQuestions } from './fake-questions.ts';

describe('verify over HTTP', () => {
  it('checks the snapshot that answers, and says what does not hold, as documented', async () => {
    const valid = validatorOf((await ask('/api/openapi.json')).response.json(), 'Verification');
    const asked: string[] = [];
    const verify = async (snapshot: string) => {
      asked.push(snapshot);
      return ok(verification);
    };
    const { response } = await ask('/api/verify', {}, new FakeQuestions(), { verify });
    expect([response.statusCode, response.json()]).toEqual([200, verification]);
    expect(valid(response.json()), JSON.stringify(valid.errors)).toBe(true);
    await ask('/api/verify?snapshot=b41d', {}, new FakeQuestions(), { verify });
    expect(asked).toEqual([status.snapshot, 'b41d']);
  });

  it('tells what hinders it, in the language of the request', async () => {
    const verify = async () => err({ kind: 'unavailable' as const, message: 'the verification was stopped' });
    const { response } = await ask('/api/verify?lang=ja', {}, new FakeQuestions(), { verify });
    expect(response.json()).toMatchObject({ status: 501, detail: '検証は中止されました' });
    const none = { status: { kind: 'noSnapshot', message: 'there is no snapshot yet' } } as const;
    expect((await ask('/api/verify', {}, new FakeQuestions(none))).response.json()).toMatchObject({ status: 503 });
    expect((await ask('/api/verify?snapshot=')).response.json()).toMatchObject({ status: 400, code: 'E_BAD_INPUT' });
    expect((await ask('/api/verify?export=x')).response.json()).toMatchObject({ status: 400, code: 'E_BAD_INPUT' });
  });

  it('one at once, a second hears 429; a server that closes ends it', async () => {
    const signals: AbortSignal[] = [];
    const app = await appWith(new FakeQuestions(), {
      verify: (_, signal) => {
        signals.push(signal);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(ok(verification))));
      },
    });
    onTestFinished(() => app.close());
    const get = () => app.inject({ url: '/api/verify', headers: bearer });
    const first = get();
    await expect.poll(() => signals.length).toBe(1);
    const second = await get();
    expect([second.statusCode, second.headers['retry-after']]).toEqual([429, '1']);
    expect(second.json()).toMatchObject({ detail: 'another verification is running; wait until it is done' });
    await app.close();
    expect((await first).statusCode).toBe(200);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('is for nobody without the token', async () => {
    const app = await appWith(new FakeQuestions());
    onTestFinished(() => app.close());
    expect((await app.inject({ url: '/api/verify' })).json()).toMatchObject({ status: 401 });
  });
});
