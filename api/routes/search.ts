import { sendAnswer } from '../problems.ts';
import { SearchAnswer } from '../schemas/answers.ts';
import { SearchQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

const DEFAULT_LIMIT = 20;

export function searchRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'Principals, people and resources whose name holds a text',
    querystring: SearchQuery,
    response: responses(SearchAnswer),
  };
  api.get('/api/search', { schema }, async ({ query }, reply) => {
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    const { q: text, kinds = 'any', limit = DEFAULT_LIMIT } = query;
    const found = await open.value.search({ text, kinds, limit });
    return sendAnswer(reply, found.ok ? { ok: true, value: { items: found.value } } : found);
  });
}
