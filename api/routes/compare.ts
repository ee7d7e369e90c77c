import type { Answered, CompareAsk } from '../../answers/questions.ts';
import type { CompareAnswer as Compared } from '../../domain/comparison.ts';
import { languageOf } from '../language.ts';
import { problemOf, sendAnswer, sendProblem } from '../problems.ts';
import { CompareAnswer, CompareBody } from '../schemas/brought.ts';
import { LanguageQuery } from '../schemas/queries.ts';
import { type Api, responses } from './route.ts';

/** Compares without keeping others from being answered; stops when `signal` aborts. */
export type Compare = (ask: CompareAsk, signal: AbortSignal) => Answered<Compared>;

const LARGEST_BODY = 200 * 1024;
/** Each takes a processor for as long as it lasts. */
const AT_ONCE = 2;

export function compareRoute(api: Api, compare: Compare): void {
  const schema = {
    summary:
      'Does a new policy grant anything that the existing one does not? Two comparisons at once, others hear 429',
    querystring: LanguageQuery,
    body: CompareBody,
    response: responses(CompareAnswer),
  };
  const stopping = new AbortController();
  api.addHook('preClose', async () => stopping.abort());
  let running = 0;
  api.post('/api/compare', { schema, bodyLimit: LARGEST_BODY }, async (request, reply) => {
    if (running >= AT_ONCE) {
      reply.header('retry-after', 1);
      return sendProblem(reply, problemOf('E_TOO_MANY', 'other comparisons are running; wait until one is done'));
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    running += 1;
    try {
      const ask = { ...request.body, language: languageOf(request.query.lang, request) };
      return sendAnswer(reply, await compare(ask, AbortSignal.any([gone.signal, stopping.signal])));
    } finally {
      running -= 1;
    }
  });
}
