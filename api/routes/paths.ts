import { languageOf } from '../language.ts';
import { sendAnswer } from '../problems.ts';
import { PathsAnswer } from '../schemas/answers.ts';
import { PathsQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

export function pathsRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'Access paths from one node to another, hop by hop',
    querystring: PathsQuery,
    response: responses(PathsAnswer),
  };
  api.get('/api/paths', { schema }, async (request, reply) => {
    const { from, to, lang } = request.query;
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    return sendAnswer(reply, await open.value.paths({ from, to, language: languageOf(lang, request) }));
  });
}
