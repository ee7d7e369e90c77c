import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyRequest } from 'fastify';
import type { Pushes } from '../answers/scim.ts';
import { type DescribedRoute, openApiDocument } from './openapi.ts';
import { sendFailure, sendNoRoute } from './problems.ts';
import { canRoute } from './routes/can.ts';
import { type Compare, compareRoute } from './routes/compare.ts';
import { cypherRoute } from './routes/cypher.ts';
import { explainRoute } from './routes/explain.ts';
import { pathsRoute } from './routes/paths.ts';
import type { Api, CurrentQuestions } from './routes/route.ts';
import { searchRoute } from './routes/search.ts';
import { simulateRoute } from './routes/simulate.ts';
import { statusRoute } from './routes/status.ts';
import { type Verify, verifyRoute } from './routes/verify.ts';
import { whatCanRoute } from './routes/what-can.ts';
import { whoCanRoute } from './routes/who-can.ts';
import { NoQuery } from './schemas/queries.ts';
import { identify, isScim, refuseStranger } from './scim/door.ts';
import { scimRoutes } from './scim/routes.ts';
import { guardOf } from './security.ts';
import { serveUi } from './static-ui.ts';

export interface AppOptions {
  readonly questions: CurrentQuestions;
  readonly compare: Compare;
  readonly verify: Verify;
  /** Where identity providers push people to; left out: there is no `/scim/v2`. */
  readonly pushes?: Pushes;
  readonly token: string;
  readonly cypher: boolean;
  /** Folder of the built UI; it may be missing. */
  readonly uiFolder: string;
  /** Requests a minute. */
  readonly rate?: number;
}

const RATE = 1200;
/** Of one connector: a first push is tens of thousands, one after the other. */
const PUSH_RATE = 60_000;
const LARGEST_BODY = 64 * 1024;

/** The one style sheet that cytoscape puts into the page: `.__________cytoscape_container { position: relative; }`. */
export const CYTOSCAPE_STYLE = 'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8=';

/** Everything from our own address and as a file; no inline script, and no inline style but the one above. */
const CONTENT_SECURITY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", `'${CYTOSCAPE_STYLE}'`],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** The API and the pages, not yet listening. */
export async function buildApp(options: AppOptions): Promise<Api> {
  const api: Api = fastify({
    logger: { level: 'error', stream: process.stderr },
    bodyLimit: LARGEST_BODY,
    // A name that is not asked for is a mistake to tell, never one to drop.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, allErrors: false } },
    routerOptions: { maxParamLength: 2048 },
    // what the router cannot read reaches no hook and no handler, and so is refused here
    frameworkErrors: sendFailure,
  }).withTypeProvider<TypeBoxTypeProvider>();
  // Answers are sent as the questions gave them: a serialiser that drops fields it does not know would hide a mistake.
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
  api.setErrorHandler(sendFailure);
  api.setNotFoundHandler(sendNoRoute);
  await api.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY },
    strictTransportSecurity: false,
  });
  await limitAndGuard(api, options);
  await describeRoutes(api, options);
  if (options.pushes !== undefined) await scimRoutes(api, options.pushes);
  await serveUi(api, options.uiFolder);
  return api;
}

/** Who has no token is counted apart, so that guessing takes no turn from those who have it; and before it is refused. */
async function limitAndGuard(api: Api, { rate = RATE, token, pushes }: AppOptions): Promise<void> {
  const guard = guardOf({ token });
  const asker = (request: FastifyRequest): string => {
    if (isScim(request)) return request.connector === undefined ? 'without' : `connector ${request.connector}`;
    return guard.knows(request) ? 'with the token' : 'without';
  };
  await api.register(rateLimit, {
    global: false,
    max: (_, key) => (key.startsWith('connector ') ? PUSH_RATE : rate),
    timeWindow: '1 minute',
    keyGenerator: asker,
  });
  if (pushes !== undefined) {
    api.addHook('onRequest', async (request, reply) =>
      isScim(request) ? identify(request, reply, pushes) : undefined,
    );
  }
  api.addHook('onRequest', api.rateLimit());
  api.addHook('onRequest', async (request, reply) =>
    isScim(request)
      ? (guard.refuseStranger(request, reply) ?? refuseStranger(request, reply))
      : guard.refuse(request, reply),
  );
}

async function describeRoutes(api: Api, { questions, compare, verify, cypher }: AppOptions): Promise<void> {
  const routes: DescribedRoute[] = [];
  api.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/') && route.method !== 'HEAD') routes.push(route);
  });
  api.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  statusRoute(api, questions, cypher);
  searchRoute(api, questions);
  whoCanRoute(api, questions);
  whatCanRoute(api, questions);
  pathsRoute(api, questions);
  canRoute(api, questions);
  explainRoute(api, questions);
  cypherRoute(api, questions, cypher);
  await simulateRoute(api);
  compareRoute(api, compare);
  verifyRoute(api, questions, verify);
  const schema = { summary: 'This document', querystring: NoQuery };
  api.get('/api/openapi.json', { schema }, async (_, reply) =>
    reply.type('application/json').send(openApiDocument(routes)),
  );
}
