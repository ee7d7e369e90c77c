import { setTimeout as sleep } from 'node:timers/promises';
import type { CellStatus } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import { parseJson } from '../json-text.ts';
import { textWithin } from '../response-text.ts';

/** What an identity provider answers to one GET. `link`: the Link header, where pages are told in it. */
export type WebAnswer =
  | { readonly ok: true; readonly body: Json; readonly link?: string }
  | { readonly ok: false; readonly status: CellStatus; readonly detail: string };

/** Where answers come from: the provider itself, or a recording of it. Paths begin with `/`; whole addresses stay at the same host. */
export interface Web {
  get(path: string): Promise<WebAnswer>;
}

export interface LiveWeb {
  /** `https://example.okta.com` */
  readonly base: string;
  /** Value of the Authorization header; sent to `base` and nowhere else. */
  readonly authorization: string;
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
  /** Milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  readonly now?: () => Date;
}

const TRIES = 6;
const TIMEOUT_MS = 60_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_PAUSE_MS = 60_000;

/** Asks again where the provider is busy, after the time it names or a longer one each time. */
export function liveWeb(options: LiveWeb): Web {
  const { pause = sleep } = options;
  return {
    get: async (path) => {
      const address = addressOf(options.base, path);
      if (address === undefined) return failed('failed', `${path} leads away from ${options.base}`);
      for (let tried = 1; ; tried += 1) {
        const answer = await askOnce(options, address);
        if ('ok' in answer) return answer;
        if (options.signal.aborted) return failed('skipped', 'the collection was stopped');
        if (tried === TRIES) return failed(answer.status, answer.detail);
        await pause(answer.again ?? 250 * 2 ** tried);
      }
    },
  };
}

const failed = (status: CellStatus, detail: string): WebAnswer => ({ ok: false, status, detail });

/** Undefined: another host, to which the token does not go. */
function addressOf(base: string, path: string): string | undefined {
  const start = new URL(base);
  const whole = path.startsWith('/') ? `${start.origin}${start.pathname.replace(/\/+$/, '')}${path}` : path;
  return URL.canParse(whole) && new URL(whole).origin === start.origin ? whole : undefined;
}

interface Again {
  readonly again: number | undefined;
  readonly status: CellStatus;
  readonly detail: string;
}

async function askOnce(options: LiveWeb, address: string): Promise<WebAnswer | Again> {
  const { authorization, signal, fetch: ask = fetch } = options;
  try {
    const response = await ask(address, {
      headers: { accept: 'application/json', authorization },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const { status } = response;
    if (status === 429) return { again: waitOf(options, response), status: 'throttled', detail: 'answers 429' };
    if (status >= 500) return { again: waitOf(options, response), status: 'failed', detail: `answers ${status}` };
    if (status === 401 || status === 403) return failed('denied', `answers ${status}`);
    if (status !== 200) return failed('failed', `answers ${status}`);
    const body = parseJson(await textWithin(response, LARGEST_ANSWER));
    const link = response.headers.get('link');
    if (body === undefined) return failed('failed', 'the answer is no JSON, or too large');
    return { ok: true, body, ...(link === null ? {} : { link }) };
  } catch (error) {
    return { again: undefined, status: 'failed', detail: codeOrName(error) };
  }
}

/** No message: those of a client may quote what was sent, and the token with it. */
function codeOrName(error: unknown): string {
  const { cause, name } = error as { readonly cause?: { readonly code?: unknown }; readonly name?: unknown };
  return [cause?.code, name].find((one) => typeof one === 'string') ?? 'the call failed';
}

/** Milliseconds. Retry-After in seconds; Okta names the second of its clock in X-Rate-Limit-Reset. */
function waitOf({ now = () => new Date() }: LiveWeb, { headers }: Response): number | undefined {
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const reset = Number(headers.get('x-rate-limit-reset') ?? Number.NaN);
  const wait = Number.isFinite(after) ? after * 1000 : reset * 1000 - now().getTime();
  return Number.isFinite(wait) && wait >= 0 ? Math.min(wait, LONGEST_PAUSE_MS) : undefined;
}
