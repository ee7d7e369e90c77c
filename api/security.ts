import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf } from './address.ts';
import { page } from './pages.ts';
import { problemOf, sendProblem } from './problems.ts';

export interface SecurityOptions {
  /** Made anew at every start; whoever has it may ask. */
  readonly token: string;
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Only these addresses are reachable from this machine alone. */
export const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === 'localhost' || host === '::1';

/** What stands before every route. */
export interface Guard {
  /** Has the token, or the cookie that is given for it. */
  knows(request: FastifyRequest): boolean;
  /** Undefined: the request may pass. */
  refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined;
  /** The same without looking at the token: by whom and by which name the server was reached. */
  refuseStranger(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined;
}

/**
 * Guards every request: the Host header must be ours (DNS rebinding), no other site may call (Origin, Fetch Metadata), and the
 * caller must have the token: as Bearer, or as the cookie that `/?token=` gives for it.
 */
export function guardOf({ token }: SecurityOptions): Guard {
  const session = randomBytes(32).toString('base64url');
  const refuseStranger = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    const stranger = strange(request);
    return stranger === undefined ? undefined : sendProblem(reply, stranger);
  };
  return {
    refuseStranger,
    knows: (request) =>
      hasBearer(request, token) ||
      hasCookie(request, session) ||
      equal(addressOf(request).query.get('token') ?? '', token),
    refuse: (request, reply) => {
      const { path, query } = addressOf(request);
      const refused = refuseStranger(request, reply);
      if (refused !== undefined) return refused;
      if (path === '/' && query.has('token')) return exchange(request, reply, query, { token, session });
      const bearer = hasBearer(request, token);
      if (!bearer && !hasCookie(request, session)) return refuse(reply, path);
      if (!bearer && isWrite(request) && !hasOwnOrigin(request)) {
        return sendProblem(reply, problemOf('E_ORIGIN', 'a request that writes needs the Origin of this server'));
      }
      return undefined;
    },
  };
}

/** Requests that a page of another site has arranged, whoever carries them. */
function strange(request: FastifyRequest): ReturnType<typeof problemOf> | undefined {
  const { host = '' } = request.headers;
  if (!LOOPBACK_HOST.test(host)) {
    return problemOf('E_HOST', `this server answers to 127.0.0.1 and localhost, not to \`${host}\``);
  }
  return fromElsewhere(request) ? problemOf('E_ORIGIN', 'pages of other sites may not call this server') : undefined;
}

const hasOwnOrigin = ({ headers }: FastifyRequest): boolean => headers.origin === `http://${headers.host ?? ''}`;

/** The token leaves the address at once: a cookie takes its place, and the rest of the address stays. */
function exchange(
  request: FastifyRequest,
  reply: FastifyReply,
  query: URLSearchParams,
  secrets: { readonly token: string; readonly session: string },
): FastifyReply {
  if (!equal(query.get('token') ?? '', secrets.token)) return refuse(reply, '/');
  query.delete('token');
  const rest = query.toString();
  return reply
    .header('set-cookie', `${cookieName(request)}=${secrets.session}; Path=/; HttpOnly; SameSite=Strict`)
    .header('cache-control', 'no-store')
    .redirect(rest === '' ? '/' : `/?${rest}`, 303);
}

const NO_TOKEN = 'open the link that `tadori serve` or `tadori demo` printed; it holds a fresh token at every start';

function refuse(reply: FastifyReply, path: string): FastifyReply {
  reply.header('www-authenticate', 'Bearer realm="tadori"');
  if (path.startsWith('/api/')) return sendProblem(reply, problemOf('E_UNAUTHENTICATED', NO_TOKEN));
  return reply
    .code(401)
    .type('text/html; charset=utf-8')
    .send(page('A fresh link is needed', [NO_TOKEN]));
}

const isWrite = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD';

/** Browsers say where a request comes from; a program says nothing. */
function fromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  const navigation = headers['sec-fetch-mode'] === 'navigate';
  return site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation;
}

const hasBearer = (request: FastifyRequest, token: string): boolean => {
  const given = bearerOf(request);
  return given !== undefined && equal(given, token);
};

export const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];

/** Cookies do not know ports: two servers on one machine must not overwrite each other's. */
const cookieName = ({ socket }: FastifyRequest): string => `tadori_${socket.localPort ?? 0}`;

function hasCookie(request: FastifyRequest, session: string): boolean {
  const name = cookieName(request);
  const given = (request.headers.cookie ?? '')
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name}=`));
  return given !== undefined && equal(given.slice(name.length + 1), session);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
