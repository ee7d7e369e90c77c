import { languageOf } from '../language.ts';
import { sendAnswer } from '../problems.ts';
import { CanAnswer } from '../schemas/answers.ts';
import { CanQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

export function canRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'One verdict, with a witness or the layers that stop the request',
    querystring: CanQuery,
    response: responses(CanAnswer),
  };
  api.get('/api/can', { schema }, async (request, reply) => {
    const { lang, ...ask } = request.query;
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    return sendAnswer(reply, await open.value.can({ ...ask, language: languageOf(lang, request) }));
  });
}
