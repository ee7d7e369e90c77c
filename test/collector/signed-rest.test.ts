import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../collector/aws/failures.ts';
import { newClient, send } from '../../collector/aws/sdk-client.ts';
import type { JsonObject, ServiceName } from '../../collector/call-source.ts';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string;
  readonly token: unknown;
  readonly body: string;
}

const asked: Asked[] = [];
/** Statuses, bodies and headers that come first; then `{ "profiles": [] }`. */
const answers: (readonly [status: number, body: string, headers?: Readonly<Record<string, string>>])[] = [];
let server: Server;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeEach(async () => {
  asked.length = 0;
  answers.length = 0;
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method, url } = request;
      asked.push({
        method,
        url,
        authorization: request.headers.authorization ?? '',
        token: request.headers['x-amz-security-token'],
        body,
      });
      const [status, text, headers = {}] = answers.shift() ?? [200, '{"profiles":[]}'];
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
});

const SETTINGS = {
  region: 'eu-west-1',
  credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }),
};

async function call(service: ServiceName, operation: string, input: JsonObject): Promise<JsonObject> {
  const client = await newClient(service, { ...SETTINGS, maxAttempts: 3 });
  return send(client, service, operation, input, undefined);
}

describe('a client of a service that the SDK has none of', () => {
  it('signs a GET with its query', async () => {
    expect(await call('rolesanywhere', 'ListProfiles', { nextToken: 'a/b=' })).toEqual({ profiles: [] });
    expect(asked).toMatchObject([{ method: 'GET', url: '/profiles?nextToken=a%2Fb%3D', token: 'token', body: '' }]);
    expect(asked[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/rolesanywhere\/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$/,
    );
  });

  it('signs a POST with its body', async () => {
    const input = { applicationArn: 'a', filter: { principalRole: { account: '111122223333' } } };
    await call('account-access', 'ListEntitlements', input);
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/entitlements-list' });
    expect(asked[0]?.authorization).toContain('/account-access/aws4_request');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual(input);
  });

  it('asks again where the server may do better, and then no more', async () => {
    answers.push([503, ''], [429, '{"__type":"ThrottlingException"}']);
    expect(await call('rolesanywhere', 'ListProfiles', {})).toEqual({ profiles: [] });
    expect(asked).toHaveLength(3);
    answers.push([500, ''], [500, ''], [500, '']);
    await expect(call('rolesanywhere', 'ListProfiles', {})).rejects.toThrow('HTTP 500');
    expect(asked).toHaveLength(6);
  });

  it('tells what AWS calls the error, and does not ask again for what is denied', async () => {
    answers.push([403, '{"__type":"com.amazon#AccessDeniedException","message":"no"}']);
    const error: unknown = await call('rolesanywhere', 'ListTrustAnchors', {}).catch((thrown: unknown) => thrown);
    expect(failureOf(error)).toEqual({ status: 'denied', code: 'AccessDeniedException', message: 'no' });
    expect(asked).toHaveLength(1);
  });

  it('follows no redirect: the session token stays with the host it was meant for', async () => {
    const elsewhere = `${process.env['AWS_ENDPOINT_URL']}/elsewhere`;
    answers.push([307, '', { location: elsewhere }]);
    await expect(call('rolesanywhere', 'ListProfiles', {})).rejects.toThrow();
    expect(asked.map(({ url }) => url)).toEqual(['/profiles']);
  });

  it('goes to the endpoint that is named for the service, under its path, before the one for all', async () => {
    const here = process.env['AWS_ENDPOINT_URL'];
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_ENDPOINT_URL_ROLESANYWHERE', `${here}/base/`);
    vi.stubEnv('AWS_ENDPOINT_URL_ACCOUNT_ACCESS', here);
    await call('rolesanywhere', 'ListProfiles', { nextToken: 'n' });
    await call('account-access', 'ListEntitlements', {});
    expect(asked.map(({ url }) => url)).toEqual(['/base/profiles?nextToken=n', '/entitlements-list']);
  });

  it('tells a line that broke', async () => {
    await new Promise((resolve) => server.close(resolve));
    const error: unknown = await call('rolesanywhere', 'ListProfiles', {}).catch((thrown: unknown) => thrown);
    expect(failureOf(error)).toMatchObject({ status: 'failed', code: 'ECONNREFUSED' });
  });
});
