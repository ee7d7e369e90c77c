import { sendAnswer } from '../problems.ts';
import { Status } from '../schemas/answers.ts';
import { NoQuery } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

export function statusRoute(api: Api, questions: CurrentQuestions): void {
  const schema = {
    summary: 'Which snapshot answers, and how much of it is proved',
    querystring: NoQuery,
    response: responses(Status),
  };
  api.get('/api/status', { schema }, async (_, reply) => {
    const open = await questions();
    return sendAnswer(reply, open.ok ? await open.value.status() : open);
  });
}
