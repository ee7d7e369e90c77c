import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../collector/aws/failures.ts';
import { SdkSource } from '../../collector/aws/sdk-source.ts';
import { CALLER, type Call, type CallFailure, type JsonObject } from '../../collector/call-source.ts';
import { collect } from '../../collector/collect.ts';
import type { Result } from '../../domain/result.ts';
import {
  AwsStub,
  html,
  identity,
  json,
  jsonError,
  queryError,
  type StubAnswer,
  type StubRequest,
  session,
} from './aws-stub.ts';

const OWN = '111122223333';
const MEMBER = '444455556666';
const stub = new AwsStub();
let sources: SdkSource[] = [];

beforeAll(async () => {
  await stub.start();
  process.env['AWS_ENDPOINT_URL'] = stub.url;
  process.env['AWS_ACCESS_KEY_ID'] = 'OWNKEY';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  process.env['AWS_REGION'] = 'eu-west-1';
});
beforeEach(() => {
  stub.requests.length = 0;
});
afterAll(async () => {
  for (const source of sources) await source.close();
  sources = [];
  await stub.stop();
});

function ask(
  call: Partial<Call>,
  options: Partial<ConstructorParameters<typeof SdkSource>[0]> = {},
): Promise<Result<JsonObject, CallFailure>> {
  const source = new SdkSource({ roleName: 'Reader', ...options });
  sources.push(source);
  return askOf(source, call);
}
async function askOf(source: SdkSource, call: Partial<Call>): Promise<Result<JsonObject, CallFailure>> {
  return source.call({
    account: CALLER,
    region: 'eu-west-1',
    service: 'kms',
    operation: 'ListKeys',
    input: {},
    ...call,
  });
}
const keysOf = (action: string): readonly string[] =>
  stub.requests.filter((request) => request.action === action).map((request) => request.key);

/** Answers by action, each list in turn (the last one for good). */
function answers(script: Readonly<Record<string, readonly StubAnswer[]>>): (request: StubRequest) => StubAnswer {
  const turns = new Map<string, number>();
  return ({ action }) => {
    const turn = turns.get(action) ?? 0;
    turns.set(action, turn + 1);
    const list = script[action] ?? [];
    return list[Math.min(turn, list.length - 1)] ?? { status: 400, body: `no answer to ${action}` };
  };
}

describe('AWS as a source', () => {
  it('gives the answer as JSON: dates as text, nothing of the SDK', async () => {
    stub.answer = answers({
      ListAliases: [json({ Aliases: [{ AliasName: 'alias/a', CreationDate: 1_700_000_000 }], Truncated: false })],
    });
    expect(await ask({ operation: 'ListAliases' })).toEqual({
      ok: true,
      value: { Aliases: [{ AliasName: 'alias/a', CreationDate: '2023-11-14T22:13:20.000Z' }], Truncated: false },
    });
  });

  it('asks again when it is told to slow down', async () => {
    stub.answer = answers({
      ListKeys: [jsonError(400, 'ThrottlingException'), jsonError(400, 'ThrottlingException'), json({ Keys: [] })],
    });
    expect(await ask({})).toEqual({ ok: true, value: { Keys: [] } });
    expect(stub.requests).toHaveLength(3);
  });

  it.each([
    ['AccessDeniedException', 'denied'],
    ['UnrecognizedClientException', 'denied'],
    ['UnknownOperationException', 'unsupported'],
    ['NotFoundException', 'failed'],
  ])('%s is %s, and not asked again', async (code, status) => {
    stub.answer = () => jsonError(400, code);
    expect(await ask({})).toMatchObject({ ok: false, error: { status, code, message: `${code} said the stub` } });
    expect(stub.requests).toHaveLength(1);
  });

  it('a page of HTML is no answer of AWS, and not asked for again', async () => {
    stub.answer = () => html(500);
    expect(await ask({})).toMatchObject({ ok: false, error: { status: 'failed', code: 'NoAwsAnswer' } });
    expect(stub.requests).toHaveLength(1);
  });

  it('holds back calls that have a budget, whatever Region they go to', async () => {
    stub.answer = () => json({ PermissionSets: [] });
    const source = new SdkSource({ roleName: 'Reader' });
    sources.push(source);
    const input = { InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef' };
    const asked = { service: 'sso-admin', operation: 'ListPermissionSets', input } as const;
    const begun = performance.now();
    const regions = Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? 'eu-west-1' : 'us-east-1'));
    await Promise.all(regions.map((region) => askOf(source, { ...asked, region })));
    // 20 a second, of which half a second's may come at once: the twentieth is due 450 ms after the first.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(440);
    expect(stub.requests).toHaveLength(20);
  });

  it('an emulator may be judged by other rules', async () => {
    stub.answer = () => html(404);
    const classify = (): CallFailure => ({ status: 'unsupported', code: 'Emulator', message: '' });
    expect(await ask({}, { classify })).toMatchObject({ error: { status: 'unsupported', code: 'Emulator' } });
  });

  it('an error answered as HTML by its type alone keeps its code', async () => {
    stub.answer = () => ({ ...jsonError(404, 'ResourceNotFoundException'), type: 'text/html' });
    expect(await ask({ service: 'lambda', operation: 'GetPolicy', input: { FunctionName: 'f' } })).toMatchObject({
      error: { code: 'ResourceNotFoundException' },
    });
  });

  it('never lets the environment of a function through', async () => {
    const item = { FunctionName: 'f', FunctionArn: 'a', Environment: { Variables: { PASSWORD: 'Sacher' } } };
    stub.answer = () => json({ Functions: [item], Versions: [item], Tags: { Environment: 'prod' } });
    const functions = await ask({ service: 'lambda', operation: 'ListFunctions' });
    const versions = await ask({
      service: 'lambda',
      operation: 'ListVersionsByFunction',
      input: { FunctionName: 'f' },
    });
    const tags = await ask({
      service: 'lambda',
      operation: 'ListTags',
      input: { Resource: 'arn:aws:lambda:eu-west-1:1:function:f' },
    });
    expect(JSON.stringify([functions, versions])).not.toContain('Sacher');
    expect(functions).toMatchObject({ value: { Functions: [{ FunctionName: 'f' }] } });
    expect(tags).toEqual({ ok: true, value: { Tags: { Environment: 'prod' } } });
  });

  it('reaches S3 Control at an IP address, which cannot bear the account id in front', async () => {
    stub.answer = () => ({
      body: '<GetPublicAccessBlockOutput><PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration></GetPublicAccessBlockOutput>',
    });
    expect(
      await ask({ service: 's3control', operation: 'GetPublicAccessBlock', input: { AccountId: OWN } }),
    ).toMatchObject({ ok: true });
    expect(stub.requests[0]?.host).toMatch(new RegExp(`^${OWN}\\.localhost:`));
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    stub.answer = () => {
      stop.abort();
      return jsonError(400, 'ThrottlingException');
    };
    expect(await ask({}, { signal: stop.signal })).toMatchObject({ ok: false, error: { code: 'AbortError' } });
  });
});

describe('other accounts', () => {
  const later = new Date(Date.now() + 3600_000);

  it('are read with the role assumed in them, its own account without', async () => {
    stub.answer = answers({
      GetCallerIdentity: [identity(OWN)],
      AssumeRole: [session('MEMBERKEY', later)],
      ListKeys: [json({})],
    });
    const source = new SdkSource({ roleName: 'Reader', externalId: 'e-1' });
    sources.push(source);
    await askOf(source, { service: 'sts', operation: 'GetCallerIdentity' });
    await askOf(source, { account: MEMBER });
    await askOf(source, { account: MEMBER, region: 'us-east-1' });
    await askOf(source, { account: OWN });
    expect(stub.requests.map(({ action, key }) => [action, key])).toEqual([
      ['GetCallerIdentity', 'OWNKEY'],
      ['AssumeRole', 'OWNKEY'],
      ['ListKeys', 'MEMBERKEY'],
      ['ListKeys', 'MEMBERKEY'],
      ['ListKeys', 'OWNKEY'],
    ]);
    const assumed = new URLSearchParams(stub.requests[1]?.body);
    expect([assumed.get('RoleArn'), assumed.get('ExternalId'), assumed.get('RoleSessionName')]).toEqual([
      `arn:aws:iam::${MEMBER}:role/Reader`,
      'e-1',
      'tadori',
    ]);
  });

  it('whose session is about to end are entered anew', async () => {
    const first = session('FIRST', new Date(Date.now() + 150));
    stub.answer = answers({ AssumeRole: [first, session('SECOND', later)], ListKeys: [json({})] });
    const source = new SdkSource({ roleName: 'Reader' });
    sources.push(source);
    await askOf(source, { account: MEMBER });
    await new Promise((resolve) => setTimeout(resolve, 120));
    for (let turn = 0; turn < 2; turn += 1) await askOf(source, { account: MEMBER });
    expect(keysOf('ListKeys')).toEqual(['FIRST', 'SECOND', 'SECOND']);
    expect(keysOf('AssumeRole')).toHaveLength(2);
  });

  it('whose session AWS calls expired are entered anew, once for all that asked', async () => {
    stub.answer = (request) => {
      if (request.action === 'AssumeRole') return session(`KEY${keysOf('AssumeRole').length}`, later);
      return request.key === 'KEY1' ? jsonError(400, 'ExpiredTokenException') : json({ Keys: [] });
    };
    const source = new SdkSource({ roleName: 'Reader' });
    sources.push(source);
    const asked = await Promise.all([1, 2, 3].map(() => askOf(source, { account: MEMBER })));
    expect(asked).toEqual([1, 2, 3].map(() => ({ ok: true, value: { Keys: [] } })));
    expect(keysOf('AssumeRole')).toHaveLength(2);
  });

  it('whose sessions never hold are given up', async () => {
    stub.answer = answers({ AssumeRole: [session('K', later)], ListKeys: [jsonError(400, 'ExpiredTokenException')] });
    expect(await ask({ account: MEMBER })).toMatchObject({
      error: { status: 'failed', code: 'ExpiredTokenException' },
    });
    expect(keysOf('ListKeys')).toHaveLength(5);
  });

  it('that let nobody in say so', async () => {
    stub.answer = answers({ AssumeRole: [queryError(403, 'AccessDenied')] });
    expect(await ask({ account: MEMBER, service: 'sts', operation: 'GetCallerIdentity' })).toMatchObject({
      ok: false,
      error: { status: 'denied', code: 'AccessDenied' },
    });
  });
});

describe('without credentials there is no collection', () => {
  it('as one message says', async () => {
    stub.answer = () => queryError(403, 'InvalidClientTokenId');
    expect(await collect({}, { now: () => new Date(0) })).toMatchObject({
      ok: false,
      error: {
        kind: 'credentials',
        message: expect.stringContaining('set AWS credentials, or check the profile named with --profile'),
      },
    });
  });
});

describe('classes of errors', () => {
  it.each([
    [{ name: 'Throttling', $metadata: { httpStatusCode: 400 } }, 'throttled'],
    [{ name: 'Whatever', $metadata: { httpStatusCode: 429 } }, 'throttled'],
    [{ name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } }, 'denied'],
    [{ name: 'NoCodeWeKnow', $metadata: { httpStatusCode: 403 } }, 'denied'],
    [{ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } }, 'unsupported'],
    [{ name: 'ExpiredTokenException', $metadata: { httpStatusCode: 400 } }, 'failed'],
    [{ name: 'ExpiredToken', $metadata: { httpStatusCode: 403 } }, 'failed'],
    [{ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }, 'failed'],
    [{ name: 'TimeoutError' }, 'failed'],
  ])('%j', (fields, status) => {
    expect(failureOf(Object.assign(new Error('x'), fields)).status).toBe(status);
  });

  it('a network error has its code', () => {
    expect(failureOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toMatchObject({
      status: 'failed',
      code: 'ECONNREFUSED',
    });
  });
});
