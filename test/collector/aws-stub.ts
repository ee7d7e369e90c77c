import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  /** `Action` of query protocols, the last part of X-Amz-Target of JSON protocols, else method and path. */
  readonly action: string;
  readonly host: string;
  readonly body: string;
  /** Access key id of the signature. */
  readonly key: string;
}
export interface StubAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** A server that answers like AWS where a test says so; it keeps what it was asked. */
export class AwsStub {
  readonly requests: StubRequest[] = [];
  url = '';
  answer: (request: StubRequest) => StubAnswer = () => ({ status: 500, body: 'no answer' });
  readonly #server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const asked = requestOf(request, body);
      this.requests.push(asked);
      const { status = 200, type = 'text/xml', body: text } = this.answer(asked);
      response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'r' }).end(text);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function requestOf(request: IncomingMessage, body: string): StubRequest {
  const target = request.headers['x-amz-target'];
  const action =
    new URLSearchParams(body).get('Action') ?? (typeof target === 'string' ? target.split('.').at(-1) : undefined);
  return {
    action: action ?? `${request.method} ${request.url?.split('?')[0]}`,
    host: request.headers.host ?? '',
    body,
    key: /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '',
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export const queryError = (status: number, code: string): StubAnswer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} said the stub</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});
export const jsonError = (status: number, code: string): StubAnswer => ({
  status,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify({ __type: code, message: `${code} said the stub` }),
});
export const json = (value: unknown): StubAnswer => ({
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify(value),
});
export const html = (status: number): StubAnswer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><html lang=en><title>x</title>',
});

export const identity = (account: string): StubAnswer => ({
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/u</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});
export const session = (key: string, expiration: Date): StubAnswer => ({
  body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration.toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
});
