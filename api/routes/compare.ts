import type { Answered, CompareAsk } from '../../answers/questions.ts';
import type { CompareAnswer as Compared } from '../../domain/comparison.ts';
import { languageOf } from '../language.ts';
import { CompareAnswer, CompareBody } from '../schemas/brought.ts';
import { LanguageQuery } from '../schemas/queries.ts';
import { fewAtOnce } from './few-at-once.ts';
import { type Api, responses } from './route.ts';

/** Compares without keeping others from being answered; stops when `signal` aborts. */
export type Compare = (ask: CompareAsk, signal: AbortSignal) => Answered<Compared>;

const LARGEST_BODY = 200 * 1024;
const AT_ONCE = 2;

export function compareRoute(api: Api, compare: Compare): void {
  const schema = {
    summary:
      'Does a new policy grant anything that the existing one does not? Two comparisons at once, others hear 429',
    querystring: LanguageQuery,
    body: CompareBody,
    response: responses(CompareAnswer),
  };
  const limited = fewAtOnce(api, AT_ONCE, 'other comparisons are running; wait until one is done');
  api.post('/api/compare', { schema, bodyLimit: LARGEST_BODY }, async (request, reply) => {
    const ask = { ...request.body, language: languageOf(request.query.lang, request) };
    await limited(reply, (signal) => compare(ask, signal));
    return reply;
  });
}
