import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ScimError } from '../../answers/scim.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { visible } from '../../answers/words/visible.ts';
import { languageWanted } from '../language.ts';

export const SCIM_JSON = 'application/scim+json';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Source: RFC 7644, 3.12. */
export function sendScimError(reply: FastifyReply, { status, scimType, detail }: ScimError): FastifyReply {
  return reply
    .code(status)
    .type(SCIM_JSON)
    .send({
      schemas: [ERROR],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: visible(problemWords(detail, languageWanted(reply.request))),
    });
}

const REFUSED: Readonly<Record<number, ScimError>> = {
  400: { status: 400, scimType: 'invalidSyntax', detail: 'the body is no JSON object' },
  413: { status: 413, detail: 'the body is larger than this address takes' },
  415: { status: 415, detail: 'send `content-type: application/scim+json`' },
  429: { status: 429, detail: 'wait for the time in `retry-after`' },
};

/** What Fastify refuses by itself, or what is our own failure, which says nothing of its inside. */
export function sendScimFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refused = REFUSED[error.statusCode ?? 500];
  if (refused !== undefined) return sendScimError(reply, refused);
  request.log.error(error);
  if ('syscall' in error)
    return sendScimError(reply, { status: 503, detail: 'the disk refuses to keep it; send it again' });
  return sendScimError(reply, { status: 500, detail: 'the service failed; its own output says why' });
}
