import { languageOf } from '../language.ts';
import { sendAnswer } from '../problems.ts';
import { WhoCanAnswer } from '../schemas/answers.ts';
import { WhoCanQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, joinsAsked, namesIn, pageAsked, responses } from './route.ts';

export function whoCanRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'Principals and people who can act on a resource, with paths, conditions and verdicts',
    querystring: WhoCanQuery,
    response: responses(WhoCanAnswer),
  };
  api.get('/api/who-can', { schema }, async (request, reply) => {
    const { resource, actions, among, withCopies, limit, after, probableJoins, lang } = request.query;
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    const answered = await open.value.whoCan({
      resource,
      language: languageOf(lang, request),
      ...(actions === undefined ? {} : { actions: namesIn(actions) }),
      ...(among === undefined ? {} : { among }),
      ...(withCopies === true ? { withCopies } : {}),
      ...pageAsked(limit, after),
      ...joinsAsked(probableJoins),
    });
    return sendAnswer(reply, answered);
  });
}
