import type { FastifyReply } from 'fastify';
import type { Answered } from '../../answers/questions.ts';
import { problemOf, sendAnswer, sendProblem } from '../problems.ts';
import type { Api } from './route.ts';

/** Answers with what `work` finds, or with 429. `work` is to stop when its signal aborts: whoever asked has gone, or the server closes. */
export type Limited = <T>(reply: FastifyReply, work: (signal: AbortSignal) => Answered<T>) => Promise<void>;

/** For work that takes a processor for as long as it lasts: so many at once, others are sent away with `busy`. */
export function fewAtOnce(api: Api, most: number, busy: string): Limited {
  const stopping = new AbortController();
  api.addHook('preClose', async () => stopping.abort());
  let running = 0;
  return async (reply, work) => {
    if (running >= most) {
      reply.header('retry-after', 1);
      sendProblem(reply, problemOf('E_TOO_MANY', busy));
      return;
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    running += 1;
    try {
      sendAnswer(reply, await work(AbortSignal.any([gone.signal, stopping.signal])));
    } finally {
      running -= 1;
    }
  };
}
