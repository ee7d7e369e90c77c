import { ok } from '../../domain/result.ts';
import { sendAnswer } from '../problems.ts';
import { NoQuery } from '../schemas/queries.ts';
import { Status } from '../schemas/snapshots.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

/** `cypher`: whether `/api/cypher` answers here, which takes a store that has it and a server that was started with it. */
export function statusRoute(api: Api, questions: CurrentQuestions, cypher: boolean): void {
  const schema = {
    summary: 'Which snapshot answers, and how much of it is proved',
    querystring: NoQuery,
    response: responses(Status),
  };
  api.get('/api/status', { schema }, async (_, reply) => {
    const open = await questions();
    const status = open.ok ? await open.value.status() : open;
    return sendAnswer(reply, status.ok ? ok({ ...status.value, cypher: cypher && status.value.cypher }) : status);
  });
}
