import { languageOf } from '../language.ts';
import { sendAnswer } from '../problems.ts';
import { ExplainAnswer } from '../schemas/answers.ts';
import { ExplainQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, namesIn, responses } from './route.ts';

export function explainRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary:
      'Which statements grant, cut or are missing, layer by layer, and the smallest change that turns the verdict',
    querystring: ExplainQuery,
    response: responses(ExplainAnswer),
  };
  api.get('/api/explain', { schema }, async (request, reply) => {
    const { principal, resource, actions, scope, lang } = request.query;
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    const answered = await open.value.explain({
      principal,
      resource: scope ?? resource,
      actions: namesIn(actions),
      language: languageOf(lang, request),
    });
    return sendAnswer(reply, answered);
  });
}
