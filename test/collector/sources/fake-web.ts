import type { Web, WebAnswer } from '../../../collector/sources/web.ts';
import type { Json } from '../../../domain/policy.ts';

/** A body, or body and Link header; a number is the answer of a provider that refuses. */
export type Told = Json | WebAnswer;

export const refused: WebAnswer = { ok: false, status: 'denied', detail: 'answers 403' };

const isAnswer = (told: Told): told is WebAnswer =>
  typeof told === 'object' && told !== null && !Array.isArray(told) && 'ok' in told;

/** Answers by decoded path without the size of pages; what nobody thought of is not there. */
export function fakeWeb(answers: Readonly<Record<string, Told>>): Web & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    get: (path) => {
      asked.push(path);
      const told = answers[nameOf(path)];
      if (told === undefined) return Promise.resolve({ ok: false, status: 'failed', detail: `answers 404 to ${path}` });
      return Promise.resolve(isAnswer(told) ? told : { ok: true, body: told });
    },
  };
}

const nameOf = (path: string): string =>
  decodeURIComponent(path)
    .replace(/([?&])(limit|\$top|maxResults|max)=\d+/g, '$1')
    .replace(/[?&]first=0\b/, '')
    .replace('&&', '&')
    .replace(/\?&/, '?')
    .replace(/[?&]+$/, '');
