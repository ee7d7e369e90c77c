import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operationsAt } from '../../answers/operations.ts';
import { startServer } from '../../api/server.ts';
import { got } from '../e2e/proved.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
export const USER = `${CORE}:User`;
export const GROUP = `${CORE}:Group`;
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export const UI_TOKEN = 'token-of-the-pages';
export const tokenOf = (connector: string): string => `token-of-${connector}`;

/** JSON of an answer; tests look into it as they like. */
// biome-ignore lint/suspicious/noExplicitAny: answers of another program, looked at by expectations alone
export type Body = any;

export interface Reply {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

export interface ScimServer {
  readonly data: string;
  readonly address: string;
  /** As a connector that was named at the start. */
  as(connector: string): Send;
  stop(): Promise<void>;
  /** Stops and starts again on the same data folder. */
  again(): Promise<void>;
}

export const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'tadori-scim-'));

/** A real server on a data folder of its own, with connectors of these names. */
export async function scimServer(...connectors: readonly string[]): Promise<ScimServer> {
  const data = await emptyFolder();
  const operations = operationsAt({ data, store: 'embedded' });
  for (const name of connectors) got(await operations.addConnector({ name, token: tokenOf(name) }));
  let running = await serve(data);
  return {
    data,
    get address() {
      return running.address;
    },
    as: (connector) => sender(() => `${running.address}/scim/v2`, tokenOf(connector)),
    again: async () => {
      await running.close();
      running = await serve(data);
    },
    stop: async () => {
      await running.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export const serve = async (data: string) =>
  got(
    await startServer({
      questions: async () => ({ ok: false, error: { kind: 'noSnapshot', message: 'none' } }),
      data,
      host: '127.0.0.1',
      port: 0,
      token: UI_TOKEN,
      cypher: false,
    }),
  );

/** Says what it sends as identity providers do. */
export const sender =
  (base: () => string, token: string | undefined): Send =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${base()}${path}`, {
      method,
      headers: {
        accept: 'application/scim+json',
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : text,
    };
  };

export const patchOf = (...Operations: readonly unknown[]): unknown => ({ schemas: [PATCH_OP], Operations });
