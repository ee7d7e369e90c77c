import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { JsonObject } from '../call-source.ts';
import { parseJson } from '../json-text.ts';
import { isObject } from '../schema-check.ts';
import type { ClientSettings, Credentials, SdkClient } from './sdk-client.ts';

// Clients of two services that the SDK has none of, for their reads alone: shaped as clients of the SDK are, so that whoever
// calls them need not know. Protocol: Smithy 2.0, AWS restJson1.

type Method = 'GET' | 'POST';

/** A read: in a GET the input is the query, in a POST the body. */
class RestCommand {
  readonly operation: string;
  readonly method: Method;
  readonly path: string;
  readonly input: JsonObject;

  constructor(operation: string, method: Method, path: string, input: JsonObject) {
    this.operation = operation;
    this.method = method;
    this.path = path;
    this.input = input;
  }
}

const command = (operation: string, method: Method, path: string) =>
  class extends RestCommand {
    constructor(input: JsonObject) {
      super(operation, method, path, input);
    }
  };

/** Source: IAM Roles Anywhere API Reference. */
export const ListTrustAnchorsCommand = command('ListTrustAnchors', 'GET', '/trustanchors');
export const ListProfilesCommand = command('ListProfiles', 'GET', '/profiles');
export const ListCrlsCommand = command('ListCrls', 'GET', '/crls');
/** Source: the model of the API `account-access` (2018-05-10). */
export const ListApplicationsCommand = command('ListApplications', 'POST', '/applications-list');
export const ListEntitlementsCommand = command('ListEntitlements', 'POST', '/entitlements-list');

type Settings = ClientSettings & { readonly requestHandler?: { readonly requestTimeout?: number } };

/** An error as the SDK throws them: the code is its name. */
class RestError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };

  constructor(response: Response, text: string) {
    const body = objectIn(text);
    super(textIn(body, 'message') ?? textIn(body, 'Message') ?? `HTTP ${response.status}`);
    this.name = codeOf(response, body) ?? (body === undefined ? 'SyntaxError' : 'UnknownError');
    this.$metadata = { httpStatusCode: response.status };
    this.$response = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
  }
}

/** `x-amzn-ErrorType: AccessDeniedException:http://...`, or in the body. Source: Smithy 2.0, AWS restJson1, operation error serialization. */
function codeOf(response: Response, body: JsonObject | undefined): string | undefined {
  const code = response.headers.get('x-amzn-errortype') ?? textIn(body, '__type') ?? textIn(body, 'code');
  return code?.split(':')[0]?.split('#').at(-1);
}

const textIn = (body: JsonObject | undefined, field: string): string | undefined => {
  const value = body?.[field];
  return typeof value === 'string' ? value : undefined;
};

function objectIn(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return value !== undefined && isObject(value) ? value : undefined;
}

type Step = (args: unknown) => Promise<unknown>;
type Middleware = Parameters<SdkClient['middlewareStack']['add']>[0];

abstract class SignedRestClient implements SdkClient {
  readonly #signingName: string;
  readonly #host: (region: string) => string;
  readonly #settings: Settings;
  readonly #middleware: Middleware[] = [];
  #account: Promise<{ readonly credentials: () => Promise<Credentials>; readonly region: string }> | undefined;

  constructor(signingName: string, host: (region: string) => string, settings: Settings) {
    this.#signingName = signingName;
    this.#host = host;
    this.#settings = settings;
  }

  readonly middlewareStack = {
    add: (middleware: Middleware): void => {
      this.#middleware.push(middleware);
    },
  };

  readonly config = { region: async (): Promise<string> => (await this.#identity()).region };

  async send(asked: object, { abortSignal }: { readonly abortSignal?: AbortSignal }): Promise<object> {
    if (!(asked instanceof RestCommand)) throw new TypeError('not a command of this client');
    const commandName = `${asked.operation}Command`;
    const attempt = this.#middleware.reduceRight<Step>(
      (next, middleware) => middleware(next, { commandName }),
      () => this.#attempt(asked, abortSignal),
    );
    const attempts = this.#settings.maxAttempts ?? 1;
    for (let turn = 1; ; turn += 1) {
      try {
        return (await attempt(asked)) as object;
      } catch (error) {
        if (turn >= attempts || abortSignal?.aborted === true || !mayPass(error)) throw error;
        await pause(turn, abortSignal);
      }
    }
  }

  destroy(): void {
    // Connections belong to the process, not to a client.
  }

  async #attempt(asked: RestCommand, signal: AbortSignal | undefined): Promise<JsonObject> {
    const { credentials, region } = await this.#identity();
    const base = new URL(namedEndpoint(this.#signingName) ?? `https://${this.#host(region)}`);
    const path = `${base.pathname.replace(/\/$/, '')}${asked.path}`;
    const body = asked.method === 'POST' ? JSON.stringify(asked.input) : undefined;
    const query = asked.method === 'GET' ? queryOf(asked.input) : {};
    const signer = new SignatureV4({ service: this.#signingName, region, credentials, sha256: Sha256 });
    const request = await signer.sign({
      method: asked.method,
      protocol: base.protocol,
      hostname: base.hostname,
      ...(base.port === '' ? {} : { port: Number(base.port) }),
      path,
      query,
      headers: { host: base.host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    });
    const { host: _, ...headers } = request.headers;
    const timeout = AbortSignal.timeout(this.#settings.requestHandler?.requestTimeout ?? 60_000);
    const url = new URL(`${path}?${new URLSearchParams(query)}`, base);
    const response = await answerOf(url, {
      method: asked.method,
      headers,
      // another host would get the session token
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const text = await response.text();
    const answer = objectIn(text);
    if (!response.ok || answer === undefined) throw new RestError(response, text);
    return answer;
  }

  /** Who the run is, and its Region where none was named: what a client of the SDK would find. */
  #identity(): Promise<{ readonly credentials: () => Promise<Credentials>; readonly region: string }> {
    this.#account ??= identityOf(this.#settings);
    return this.#account;
  }
}

/** With its path, if it has one. Source: AWS SDKs and Tools Reference Guide, Service-specific endpoints. */
const namedEndpoint = (service: string): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service.replaceAll('-', '_').toUpperCase()}`] ?? process.env['AWS_ENDPOINT_URL'];

/** `fetch` hides what broke the line behind an error of its own. */
async function answerOf(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw cause instanceof Error && 'code' in cause ? new LineError(cause) : error;
  }
}

class LineError extends Error {
  readonly code: string;

  constructor(cause: Error & { readonly code: unknown }) {
    super(cause.message, { cause });
    this.name = 'Error';
    this.code = String(cause.code);
  }
}

async function identityOf({ credentials, region, profile }: Settings): Promise<{
  readonly credentials: () => Promise<Credentials>;
  readonly region: string;
}> {
  if (credentials !== undefined && region !== undefined) return { credentials, region };
  const { STSClient } = await import('@aws-sdk/client-sts');
  const { config } = new STSClient({
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  });
  return { credentials: credentials ?? (async () => config.credentials()), region: await config.region() };
}

const queryOf = (input: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]));

/** Throttled, a server's trouble, or a line that broke. Source: AWS SDKs and Tools Reference Guide, Retry behavior. */
function mayPass(error: unknown): boolean {
  if (error instanceof LineError) return error.code !== 'ENOTFOUND';
  if (!(error instanceof RestError)) return isTimeout(error);
  const { httpStatusCode } = error.$metadata;
  return httpStatusCode === 429 || httpStatusCode >= 500 || httpStatusCode < 300 || /Throttl/.test(error.name);
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

/** Up to 20 seconds, with jitter. */
async function pause(turn: number, signal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  const longest = Math.min(20_000, 100 * 2 ** turn);
  await setTimeout(longest * (0.5 + Math.random() / 2), undefined, signal === undefined ? {} : { signal });
}

/** The hash that signing asks for. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #make: () => Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#make = () => (secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret)));
    this.#hash = this.#make();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#make();
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** `rolesanywhere.cn-north-1.amazonaws.com.cn` in China. Source: AWS General Reference, IAM Roles Anywhere endpoints. */
export class RolesAnywhereClient extends SignedRestClient {
  constructor(settings: Settings) {
    const host = (region: string): string =>
      `rolesanywhere.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    super('rolesanywhere', host, settings);
  }
}

/** Dual-stack endpoints only. Source: the model of the API `account-access`. */
export class AccountAccessClient extends SignedRestClient {
  constructor(settings: Settings) {
    super('account-access', (region) => `account-access.${region}.api.aws`, settings);
  }
}
