import { problemOf, sendAnswer, sendProblem } from '../problems.ts';
import { CypherAnswer } from '../schemas/answers.ts';
import { CypherBody } from '../schemas/queries.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

export function cypherRoute(api: Api, questions: CurrentQuestions, enabled: boolean): void {
  const schema = {
    summary: 'A read-only Cypher query in the dialect of the store; off unless the server was started with it',
    body: CypherBody,
    response: responses(CypherAnswer),
  };
  api.post('/api/cypher', { schema }, async ({ body }, reply) => {
    if (!enabled) {
      return sendProblem(
        reply,
        problemOf('E_CYPHER_OFF', 'start the server with `tadori serve --cypher` to switch it on'),
      );
    }
    const open = await questions();
    return sendAnswer(reply, open.ok ? await open.value.cypher(body.text) : open);
  });
}
