import type { Answered, Verification as Verified } from '../../answers/questions.ts';
import { VerifyQuery } from '../schemas/queries.ts';
import { Verification } from '../schemas/snapshots.ts';
import { fewAtOnce } from './few-at-once.ts';
import { type Api, type CurrentQuestions, responses } from './route.ts';

/** Checks what is stored of a snapshot, without keeping others from being answered; stops when `signal` aborts. */
export type Verify = (snapshot: string, signal: AbortSignal) => Answered<Verified>;

export function verifyRoute(api: Api, questions: CurrentQuestions, verify: Verify): void {
  const schema = {
    summary:
      'Checks every stored proof again; of the active snapshot unless another is named. One at once, others hear 429',
    querystring: VerifyQuery,
    response: responses(Verification),
  };
  const limited = fewAtOnce(api, 1, 'another verification is running; wait until it is done');
  api.get('/api/verify', { schema }, async ({ query }, reply) => {
    await limited<Verified>(reply, async (signal) => {
      if (query.snapshot !== undefined) return verify(query.snapshot, signal);
      const open = await questions();
      const status = open.ok ? await open.value.status() : open;
      return status.ok ? verify(status.value.snapshot, signal) : status;
    });
    return reply;
  });
}
