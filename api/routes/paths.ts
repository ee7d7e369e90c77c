import { languageOf } from '../language.ts';
import { sendAnswer } from '../problems.ts';
import { PathsAnswer } from '../schemas/answers.ts';
import { PathsQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, joinsAsked, responses } from './route.ts';

export function pathsRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'Access paths from one node to another, hop by hop',
    querystring: PathsQuery,
    response: responses(PathsAnswer),
  };
  api.get('/api/paths', { schema }, async (request, reply) => {
    const { from, to, probableJoins, lang } = request.query;
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    const ask = { from, to, language: languageOf(lang, request), ...joinsAsked(probableJoins) };
    return sendAnswer(reply, await open.value.paths(ask));
  });
}
