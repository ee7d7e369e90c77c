import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pushes } from '../../answers/scim.ts';
import { bearerOf } from '../security.ts';
import { sendScimError } from './replies.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The address belongs to the service that identity providers push to: a connector's token opens it, and no other. */
    scim?: true;
  }
  interface FastifyRequest {
    /** Name of the connector that asks; undefined: nobody known. */
    connector?: string;
  }
}

export const isScim = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.scim === true;

/** Notes who asks; what is wrong with the files of the connectors is answered at once. */
export async function identify(request: FastifyRequest, reply: FastifyReply, pushes: Pushes): Promise<unknown> {
  const token = bearerOf(request);
  const connector = token === undefined ? undefined : await pushes.connectorOf(token);
  if (connector?.ok === false) return sendScimError(reply, { status: 503, detail: connector.error });
  if (connector?.value !== undefined) request.connector = connector.value;
  return undefined;
}

export const refuseStranger = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined =>
  request.connector === undefined
    ? sendScimError(reply.header('www-authenticate', 'Bearer realm="tadori scim"'), {
        status: 401,
        detail: 'send the token of a connector as `Authorization: Bearer`; `tadori connectors add` makes one',
      })
    : undefined;
