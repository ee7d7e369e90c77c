import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { AskError } from '../answers/questions.ts';
import { codeOf, type ErrorCode, errorTitle } from '../answers/words/error-codes.ts';
import { problemWords } from '../answers/words/problem-words.ts';
import { visible } from '../answers/words/visible.ts';
import type { NodeInfo } from '../domain/answer.ts';
import type { Result } from '../domain/result.ts';
import { addressOf } from './address.ts';
import { languageWanted } from './language.ts';
import type { Problem } from './schemas/common.ts';

/** HTTP status of every code that the API can answer with. */
export const STATUS_OF: Partial<Readonly<Record<ErrorCode, number>>> = {
  E_BAD_INPUT: 400,
  E_UNAUTHENTICATED: 401,
  E_CYPHER_OFF: 403,
  E_ORIGIN: 403,
  E_NO_ROUTE: 404,
  E_NOT_COLLECTED: 404,
  E_NOT_FOUND: 404,
  E_AMBIGUOUS: 409,
  E_TOO_LARGE: 413,
  E_MEDIA_TYPE: 415,
  E_HOST: 421,
  E_REFUSED: 422,
  E_TOO_MANY: 429,
  E_INTERNAL: 500,
  E_UNAVAILABLE: 501,
  E_NO_SNAPSHOT: 503,
  E_STORE: 503,
  E_TIMEOUT: 504,
};

type CodedProblem = Problem & { readonly code: ErrorCode };

/** RFC 9457: a problem as a document; `code` is stable, `detail` speaks of this occurrence. */
export function problemOf(code: ErrorCode, detail: string, candidates?: readonly NodeInfo[]): CodedProblem {
  return {
    type: `urn:tadori:error:${code}`,
    title: errorTitle(code, 'en'),
    status: STATUS_OF[code] ?? 500,
    detail,
    code,
    ...(candidates === undefined ? {} : { candidates: candidates.map(mutable) }),
  };
}

const mutable = (node: NodeInfo): NonNullable<Problem['candidates']>[number] => {
  const { guardrails, usedBy, ...rest } = node;
  return {
    ...rest,
    ...(guardrails === undefined ? {} : { guardrails: [...guardrails] }),
    ...(usedBy === undefined ? {} : { usedBy: { ...usedBy, first: [...usedBy.first] } }),
  };
};

/** In the language of the request. */
export function sendProblem(reply: FastifyReply, problem: CodedProblem): FastifyReply {
  const language = languageWanted(reply.request);
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .header('content-language', language)
    .send({
      ...problem,
      title: errorTitle(problem.code, language),
      detail: visible(problemWords(problem.detail, language)),
    });
}

/** Sends the value of an answered question, or its error as a problem. */
export function sendAnswer<T>(reply: FastifyReply, answered: Result<T, AskError>): FastifyReply {
  if (answered.ok) return reply.type('application/json').send(answered.value);
  const { message, candidates } = answered.error;
  return sendProblem(reply, problemOf(codeOf(answered.error), message, candidates));
}

export const sendNoRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, problemOf('E_NO_ROUTE', `\`${request.method} ${addressOf(request).path}\` does not exist`));

/** What Fastify itself refuses, in the same form; anything unexpected is our failure and says nothing of its inside. */
export function sendFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.validation !== undefined) return sendProblem(reply, problemOf('E_BAD_INPUT', placeOf(error)));
  if (error.code === 'FST_ERR_BAD_URL')
    return sendProblem(reply, problemOf('E_BAD_INPUT', 'the address holds a `%` that begins no character'));
  // pages are read from one folder; what a path would find outside it is not there for us
  if (error.statusCode === 403) return sendNoRoute(request, reply);
  const code = CODE_OF_STATUS[error.statusCode ?? 500];
  if (code !== undefined) return sendProblem(reply, problemOf(code, wayOut(code, request) ?? error.message));
  request.log.error(error);
  return sendProblem(reply, problemOf('E_INTERNAL', 'the server failed; its log says why'));
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'E_BAD_INPUT',
  413: 'E_TOO_LARGE',
  415: 'E_MEDIA_TYPE',
  429: 'E_TOO_MANY',
};

/** What Fastify refuses before a route is reached, in our words. */
const REFUSED: Partial<Readonly<Record<ErrorCode, string>>> = {
  E_BAD_INPUT: 'the body is not JSON, or empty',
  E_TOO_LARGE: 'the body is larger than this address takes',
  E_TOO_MANY: 'wait for the time in `retry-after`',
};

function wayOut(code: ErrorCode, { routeOptions }: FastifyRequest): string | undefined {
  if (code !== 'E_MEDIA_TYPE') return REFUSED[code];
  const lines = routeOptions.schema !== undefined && 'consumes' in routeOptions.schema;
  return lines ? 'send `content-type: application/x-ndjson`' : 'send `content-type: application/json`';
}

/** Names the parameter or field that is wrong, and what is wrong with it. */
function placeOf({ validation, validationContext }: FastifyError): string {
  const [first] = validation ?? [];
  const where = validationContext === 'body' ? 'body field' : 'query parameter';
  if (first === undefined) return `the ${where}s are not valid`;
  const { additionalProperty, missingProperty, allowedValues } = first.params;
  const name = first.instancePath.replace(/^\//, '').replaceAll('/', '.');
  const inside = name === '' ? '' : `${name}.`;
  if (typeof additionalProperty === 'string') return `unknown ${where} \`${inside}${additionalProperty}\``;
  if (typeof missingProperty === 'string') return `the ${where} \`${inside}${missingProperty}\` is missing`;
  if (name === '') return 'the body is missing, or of another form';
  if (Array.isArray(allowedValues)) return `the ${where} \`${name}\` is none of ${allowedValues.join(', ')}`;
  return `the ${where} \`${name}\` ${wrongness(first)}`;
}

function wrongness({ keyword, params }: NonNullable<FastifyError['validation']>[number]): string {
  const { limit, type } = params;
  if (keyword === 'minLength') return `must not be shorter than ${String(limit)}`;
  if (keyword === 'maxLength') return `must not be longer than ${String(limit)}`;
  if (keyword === 'minimum') return `must be at least ${String(limit)}`;
  if (keyword === 'maximum') return `must be at most ${String(limit)}`;
  return keyword === 'type' ? `must be ${String(type)}` : 'is not valid';
}
