import { languageOf } from '../language.ts';
import { sendAnswer } from '../problems.ts';
import { WhatCanAnswer } from '../schemas/answers.ts';
import { WhatCanQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, joinsAsked, pageAsked, responses } from './route.ts';

export function whatCanRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'Resources and actions that a principal or person reaches',
    querystring: WhatCanQuery,
    response: responses(WhatCanAnswer),
  };
  api.get('/api/what-can', { schema }, async (request, reply) => {
    const { subject, limit, after, probableJoins, lang } = request.query;
    const open = await questions();
    if (!open.ok) return sendAnswer(reply, open);
    const ask = {
      subject,
      language: languageOf(lang, request),
      ...pageAsked(limit, after),
      ...joinsAsked(probableJoins),
    };
    return sendAnswer(reply, await open.value.whatCan(ask));
  });
}
