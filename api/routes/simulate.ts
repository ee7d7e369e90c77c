import { Readable } from 'node:stream';
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Language } from '../../answers/questions.ts';
import { simulateLines } from '../../answers/simulate.ts';
import { visibleJson } from '../../answers/words/visible.ts';
import { languageOf } from '../language.ts';
import { SimulateAnswer, SimulateBody } from '../schemas/brought.ts';
import { LanguageQuery } from '../schemas/queries.ts';
import { type Api, JSON_LINES, responses } from './route.ts';

const LARGEST_BODY = 8 * 1024 * 1024;

/** In a scope of its own: no other address takes JSON lines, and this one takes nothing else. */
export async function simulateRoute(api: Api): Promise<void> {
  const schema = {
    summary:
      'Decides self-contained requests, one answer a line in their order; an invalid line is answered by its error',
    consumes: JSON_LINES,
    produces: JSON_LINES,
    querystring: LanguageQuery,
    body: SimulateBody,
    response: responses(SimulateAnswer),
  };
  await api.register(async (scope: Api) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(JSON_LINES, { parseAs: 'string' }, (_, body, done) => done(null, body));
    scope.post('/api/simulate', { schema, bodyLimit: LARGEST_BODY }, async (request, reply) => {
      const language = languageOf(request.query.lang, request);
      return sendPieces(reply, answersTo(request.body, language));
    });
  });
}

const sendPieces = (reply: FastifyReply, pieces: AsyncIterable<string>): FastifyReply =>
  reply.type(JSON_LINES).send(Readable.from(pieces, { objectMode: false }));

/** Text goes out in pieces of about this many characters. */
const PIECE = 32_768;

async function* answersTo(body: string, language: Language): AsyncGenerator<string> {
  let piece = '';
  for await (const answer of simulateLines(unhurried(body), { language })) {
    piece += `${visibleJson(JSON.stringify(answer))}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Milliseconds of work after which other requests get their turn. */
const TURN = 20;

/** The lines of a text; `\n` or `\r\n` ends them, and the last one needs no end. */
async function* unhurried(text: string): AsyncGenerator<string> {
  let since = performance.now();
  for (let at = 0; at < text.length; ) {
    if (performance.now() - since > TURN) {
      await othersTurn();
      since = performance.now();
    }
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? undefined : end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    at = end < 0 ? text.length : end + 1;
  }
}
