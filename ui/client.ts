import type { ExplainAnswer, NodeInfo, WhatCanAnswer, WhoCanAnswer } from '../domain/answer.ts';

/** What the API says when it cannot answer (RFC 9457), or our own words for a server that is not there. */
export interface Problem {
  /** 0: no answer at all. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  readonly candidates: readonly NodeInfo[];
}

export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export interface Status {
  readonly snapshot: string;
  /** ISO 8601 */
  readonly takenAt: string;
  readonly source: string;
  readonly store: string;
  readonly lang?: string;
  readonly cypher: boolean;
  readonly accounts: number;
  readonly gaps: number;
}

type Query = Readonly<Record<string, string | undefined>>;

/** The address of one question, as the API takes it. */
function apiPath(route: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = new URLSearchParams(given).toString();
  return `/api/${route}${text === '' ? '' : `?${text}`}`;
}

export const ROUTES = {
  status: (): string => apiPath('status', {}),
  search: (ask: { readonly q: string; readonly kinds: 'subject' | 'resource'; readonly limit: number }): string =>
    apiPath('search', { q: ask.q, kinds: ask.kinds, limit: String(ask.limit) }),
  whoCan: (ask: {
    readonly resource: string;
    readonly actions: readonly string[];
    readonly among: string;
    /** People are kept apart from accounts that are theirs by a probable rule. */
    readonly apart?: true | undefined;
    readonly lang?: string | undefined;
    /** A page of so many results, after another page. */
    readonly limit?: number | undefined;
    readonly after?: string | undefined;
  }): string =>
    apiPath('who-can', {
      resource: ask.resource,
      actions: ask.actions.length === 0 ? undefined : ask.actions.join(','),
      among: ask.among,
      probableJoins: ask.apart === true ? 'false' : undefined,
      lang: ask.lang,
      limit: ask.limit?.toString(),
      after: ask.after,
    }),
  /** `limit`: a page of so many results. */
  whatCan: (ask: { readonly subject: string; readonly limit: number }): string =>
    apiPath('what-can', { subject: ask.subject, limit: ask.limit.toString() }),
  explain: (ask: {
    readonly principal: string;
    readonly resource: string;
    readonly actions: readonly string[];
    readonly lang?: string | undefined;
  }): string =>
    apiPath('explain', {
      principal: ask.principal,
      resource: ask.resource,
      actions: ask.actions.join(','),
      lang: ask.lang,
    }),
} as const;

export type WhoCanQuestion = Parameters<typeof ROUTES.whoCan>[0];
export type ExplainQuestion = Parameters<typeof ROUTES.explain>[0];

export const client = {
  status: (signal: AbortSignal) => get<Status>(ROUTES.status(), signal),
  search: (ask: Parameters<typeof ROUTES.search>[0], signal: AbortSignal) =>
    get<{ readonly items: readonly NodeInfo[] }>(ROUTES.search(ask), signal),
  whoCan: (ask: WhoCanQuestion, signal: AbortSignal) => get<WhoCanAnswer>(ROUTES.whoCan(ask), signal),
  whatCan: (ask: Parameters<typeof ROUTES.whatCan>[0], signal: AbortSignal) =>
    get<WhatCanAnswer>(ROUTES.whatCan(ask), signal),
  explain: (ask: ExplainQuestion, signal: AbortSignal) => get<ExplainAnswer>(ROUTES.explain(ask), signal),
} as const;

/** The only door from the server's text to our types; the API's own schemas stand behind it. */
async function get<T>(path: string, signal: AbortSignal): Promise<Answered<T>> {
  try {
    const response = await fetch(path, { signal, headers: { accept: 'application/json' }, credentials: 'same-origin' });
    const body: unknown = await response.json();
    return response.ok ? { ok: true, value: body as T } : { ok: false, problem: problemOf(response.status, body) };
  } catch (error) {
    return { ok: false, problem: { ...NO_ANSWER, detail: error instanceof Error ? error.message : '' } };
  }
}

const NO_ANSWER: Problem = { status: 0, title: '', detail: '', code: 'E_NO_ANSWER', candidates: [] };

function problemOf(status: number, body: unknown): Problem {
  const said = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return {
    status,
    title: said.title ?? '',
    detail: said.detail ?? '',
    code: said.code ?? `HTTP ${status}`,
    candidates: said.candidates ?? [],
  };
}
