import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AskedCall, askedCall, type RawRequest } from './asked-call.ts';
import { type Answer, errorAnswer, GATEWAY_PAGE } from './error-shapes.ts';
import { callName, type Fault, type FaultPlan, faultOf } from './fault-plan.ts';
import { jsonPage, pagedList, pageStart, unpaged, withEncodedDocuments, xmlPage } from './pages.ts';

/** The emulator does not know this call of IAM, whose other calls it answers. Source: AWS IAM API, ListDelegationRequests. */
const NO_REQUESTS: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<ListDelegationRequestsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListDelegationRequestsResult><DelegationRequests/><isTruncated>false</isTruncated></ListDelegationRequestsResult></ListDelegationRequestsResponse>',
};

/** A call that came through, and what befell it. */
export interface Passed extends AskedCall {
  readonly fault?: Fault;
}

interface Session {
  readonly account: string;
  readonly endsAt: number;
}

/**
 * Stands between the SDK and the emulator and lets happen to calls what AWS and networks let happen, by a seeded plan.
 * It counts what it did, so that a test can hold the collector's gaps against it.
 */
export class FaultProxy {
  url = '';
  plan: FaultPlan;
  readonly passed: Passed[] = [];
  readonly #upstream: URL;
  readonly #ownAccount: string;
  readonly #sessions = new Map<string, Session>();
  readonly #attempts = new Map<string, number>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });

  /** `ownAccount`: whose keys are all those that were not handed out here. */
  constructor(upstream: string, ownAccount: string, plan: FaultPlan) {
    this.#upstream = new URL(upstream);
    this.#ownAccount = ownAccount;
    this.plan = plan;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#agent.destroy();
  }

  /** Faults by kind, as often as they struck. */
  counts(): Readonly<Partial<Record<Fault, number>>> {
    const counts: Partial<Record<Fault, number>> = {};
    for (const { fault } of this.passed) if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
    return counts;
  }

  /** Names of the calls that were denied, each once however often it was made. */
  denied(): ReadonlySet<string> {
    return new Set(this.passed.filter(({ fault }) => fault === 'denied').map(callName));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await rawRequest(incoming);
    const call = askedCall(request, (key) => this.#sessions.get(key)?.account ?? this.#ownAccount);
    const fault = this.#faultOf(call);
    this.passed.push({ ...call, ...(fault === undefined ? {} : { fault }) });
    if (fault === 'reset') return void response.socket?.resetAndDestroy();
    if (fault === 'html') return send(response, GATEWAY_PAGE);
    if (fault === 'denied' || fault === 'throttled' || fault === 'expired')
      return send(response, errorAnswer(call, fault));
    const answer = await this.#answer(call, request);
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, this.plan.slowMs ?? 1000));
    if (fault === 'cut' || fault === 'stall') sendHalf(response, answer, fault);
    else send(response, answer);
  }

  #faultOf(call: AskedCall): Fault | undefined {
    const session = this.#sessions.get(call.key);
    if (session !== undefined && Date.now() >= session.endsAt) return 'expired';
    const name = callName(call);
    const attempt = this.#attempts.get(name) ?? 0;
    this.#attempts.set(name, attempt + 1);
    return faultOf(this.plan, call, attempt);
  }

  async #answer(call: AskedCall, request: RawRequest): Promise<Answer> {
    if (call.service === 'iam' && call.operation === 'ListDelegationRequests') return NO_REQUESTS;
    const list = pagedList(call);
    const size = this.plan.pageSize;
    if (list !== undefined && size !== undefined) {
      const isJson = call.protocol === 'json';
      const start = pageStart(request, list, isJson);
      const whole = isJson ? await this.#wholeJson(request, list) : await this.#forward(unpaged(request, false));
      if (whole.status !== 200) return whole;
      const body = isJson
        ? jsonPage(JSON.parse(whole.body) as object, list, start, size)
        : withEncodedDocuments(xmlPage(whole.body, list, start, size));
      return { ...whole, body };
    }
    const answer = await this.#forward(request);
    if (call.service === 'iam') return { ...answer, body: withEncodedDocuments(answer.body) };
    return call.operation === 'AssumeRole' && answer.status === 200 ? this.#withSession(answer) : answer;
  }

  /** All pages that the emulator makes of a list, as one. */
  async #wholeJson(
    request: RawRequest,
    { lists, token }: { lists: readonly string[]; token: string },
  ): Promise<Answer> {
    const [list = ''] = lists;
    const items: unknown[] = [];
    let next: string | undefined;
    for (;;) {
      const answer = await this.#forward(unpaged(request, true, next));
      if (answer.status !== 200) return answer;
      const page = JSON.parse(answer.body) as Record<string, unknown>;
      items.push(...(page[list] as readonly unknown[]));
      const own = page[token];
      if (typeof own !== 'string') return { ...answer, body: JSON.stringify({ ...page, [list]: items }) };
      next = own;
    }
  }

  /** Remembers whose the new keys are, and makes them end when the plan says. */
  #withSession(answer: Answer): Answer {
    const key = /<AccessKeyId>([^<]+)</.exec(answer.body)?.[1] ?? '';
    const account = /<Arn>arn:[^:]*:sts::(\d{12}):/.exec(answer.body)?.[1] ?? '';
    const { sessionMs, tellsExpiration = true } = this.plan;
    const endsAt = sessionMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + sessionMs;
    this.#sessions.set(key, { account, endsAt });
    if (sessionMs === undefined || !tellsExpiration) return answer;
    const told = `<Expiration>${new Date(endsAt).toISOString()}<`;
    return { ...answer, body: answer.body.replace(/<Expiration>[^<]*</, told) };
  }

  #forward({ method, url, headers, body }: RawRequest): Promise<Answer> {
    const { hostname, port } = this.#upstream;
    const host = String(headers.host ?? '').replace(/:\d+$/, `:${port}`);
    const { 'content-length': _, 'transfer-encoding': __, ...rest } = headers;
    const sent = { ...rest, host, 'content-length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const options = { hostname, port, method, path: url, headers: sent, agent: this.#agent };
      const outgoing = httpRequest(options, (answer) => {
        textOf(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 500, headers: plain(answer), body: text }),
          reject,
        );
      });
      outgoing.on('error', reject).end(body);
    });
  }
}

async function rawRequest(incoming: IncomingMessage): Promise<RawRequest> {
  const { method = 'GET', url = '/', headers } = incoming;
  return { method, url, headers, body: await textOf(incoming) };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Headers that say something of the content; those of the line are the proxy's own. */
const plain = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !/^(connection|content-length|transfer-encoding|keep-alive|server)$/.test(name))
      .map(([name, value]) => [name, String(value)]),
  );

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
}

/** Says how long the answer is, gives half of it, and hangs up (or does not). */
function sendHalf(response: ServerResponse, answer: Answer, fault: 'cut' | 'stall'): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (fault === 'cut') response.socket?.destroy();
  });
}
