import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import {
  etagOf,
  type JsonObject,
  type Pushes,
  RESOURCE_TYPES,
  Renderer,
  type Resource,
  type ResourceKind,
  type Scim,
  type ScimService,
  type Selection,
  selected,
  wantsMembers,
} from '../../answers/scim.ts';
import { err, ok } from '../../domain/result.ts';
import { addressOf } from '../address.ts';
import type { Api } from '../routes/route.ts';
import { resourceTypes, schemas, serviceProviderConfig, wholeList } from './discovery.ts';
import { givenInAddress, givenInBody, listQuery, selectionOf } from './query.ts';
import { SCIM_JSON, sendScimError, sendScimFailure } from './replies.ts';

const BASE = '/scim/v2';
/** A group of 100,000 members, whole. */
const LARGEST_BODY = 16 * 1024 * 1024;
const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;
type Verbs = Partial<Readonly<Record<HTTPMethods, Handler>>>;

/** The SCIM 2.0 service that identity providers push people to; who asks is known by `request.connector`. Source: RFC 7644. */
export async function scimRoutes(api: Api, pushes: Pushes): Promise<void> {
  await api.register(async (scope: Api) => {
    scope.setErrorHandler(sendScimFailure);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([SCIM_JSON, 'application/json'], { parseAs: 'string' }, (_, body, done) => {
      const parsed = parsedJson(String(body));
      if (parsed.ok) done(null, parsed.value);
      else done(Object.assign(new Error('not JSON'), { statusCode: 400 }));
    });
    discoveryRoutes(scope);
    for (const kind of ['User', 'Group'] as const) resourceRoutes(scope, kind, pushes);
    at(scope, '/.search', { POST: (request, reply) => search(request, reply, ['User', 'Group'], pushes) });
    at(scope, '/Bulk', { POST: notImplemented });
    at(scope, '/Me', Object.fromEntries(METHODS.map((method) => [method, notImplemented])));
    at(scope, '/*', Object.fromEntries(METHODS.map((method) => [method, notThere])));
    at(scope, '', Object.fromEntries(METHODS.map((method) => [method, notThere])));
  });
}

const parsedJson = (text: string): { readonly ok: boolean; readonly value?: unknown } => {
  try {
    return { ok: true, value: text.trim() === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false };
  }
};

/** An address with what it answers to; any other verb is told which ones there are. */
function at(scope: Api, path: string, verbs: Verbs): void {
  const allowed = METHODS.filter((method) => verbs[method] !== undefined);
  for (const method of METHODS) {
    const handler: Handler =
      verbs[method] ??
      ((_, reply) =>
        sendScimError(reply.header('allow', allowed.join(', ')), {
          status: 405,
          detail: `this address answers to ${allowed.join(', ')}`,
        }));
    scope.route({
      method,
      url: `${BASE}${path}`,
      config: { scim: true },
      bodyLimit: LARGEST_BODY,
      handler: async (request, reply) => handler(request, reply),
    });
  }
}

const notImplemented: Handler = (_, reply) =>
  sendScimError(reply, { status: 501, detail: 'this service does not have that' });
const notThere: Handler = (request, reply) =>
  sendScimError(reply, { status: 404, detail: `\`${request.method} ${addressOf(request).path}\` does not exist` });

const baseOf = ({ headers }: FastifyRequest): string => `http://${headers.host ?? ''}${BASE}`;

const sendScim = (reply: FastifyReply, body: JsonObject, status = 200): FastifyReply =>
  reply.code(status).type(SCIM_JSON).send(body);

function discoveryRoutes(scope: Api): void {
  at(scope, '/ServiceProviderConfig', {
    GET: (request, reply) => sendScim(reply, serviceProviderConfig(baseOf(request))),
  });
  for (const [path, documents] of [
    ['/ResourceTypes', resourceTypes],
    ['/Schemas', schemas],
  ] as const) {
    at(scope, path, {
      GET: (request, reply) =>
        // a filter would hide what the service is. Source: RFC 7644, 4
        addressOf(request).query.has('filter')
          ? reply.code(403).type(SCIM_JSON).send({})
          : sendScim(reply, wholeList(documents(baseOf(request)))),
    });
    at(scope, `${path}/:id`, {
      GET: (request, reply) => {
        const found = documents(baseOf(request)).find((one) => one['id'] === idOf(request));
        return found === undefined ? notThere(request, reply) : sendScim(reply, found);
      },
    });
  }
}

function idOf({ params }: FastifyRequest): string {
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
}

function resourceRoutes(scope: Api, kind: ResourceKind, pushes: Pushes): void {
  const { endpoint } = RESOURCE_TYPES[kind];
  at(scope, `/${endpoint}`, {
    GET: (request, reply) => list(request, reply, [kind], givenInAddress(addressOf(request).query), pushes),
    POST: (request, reply) =>
      changeOne(request, reply, pushes, async (service, body) => {
        const created = await service.create(kind, body);
        return created.ok ? ok({ resource: created.value, status: 201 }) : created;
      }),
  });
  at(scope, `/${endpoint}/.search`, { POST: (request, reply) => search(request, reply, [kind], pushes) });
  at(scope, `/${endpoint}/:id`, {
    GET: (request, reply) => read(request, reply, kind, pushes),
    PUT: (request, reply) =>
      changeOne(request, reply, pushes, async (service, body) => {
        const replaced = await service.replace(kind, idOf(request), body, request.headers['if-match']);
        return replaced.ok ? ok({ resource: replaced.value, status: 200 }) : replaced;
      }),
    PATCH: (request, reply) =>
      changeOne(request, reply, pushes, async (service, body) => {
        const patched = await service.patch(kind, idOf(request), body, request.headers['if-match']);
        // members of a large group would be sent back with every change; identity providers do not read them
        return patched.ok ? ok({ resource: patched.value, status: kind === 'User' ? 200 : 204 }) : patched;
      }),
    DELETE: async (request, reply) => {
      const service = await serviceOf(request, pushes);
      if (!service.ok) return sendScimError(reply, service.error);
      const removed = await service.value.remove(kind, idOf(request), request.headers['if-match']);
      return removed.ok ? reply.code(204).send() : sendScimError(reply, removed.error);
    },
  });
}

/** Who asks has been looked at before any route is reached. */
async function serviceOf(request: FastifyRequest, pushes: Pushes): Promise<Scim<ScimService>> {
  const service = await pushes.service(request.connector ?? '');
  return service.ok ? service : err({ status: 503, detail: service.error });
}

async function read(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: ResourceKind,
  pushes: Pushes,
): Promise<FastifyReply> {
  const service = await serviceOf(request, pushes);
  const selection = selectionOf(givenInAddress(addressOf(request).query));
  const found = service.ok ? service.value.get(kind, idOf(request)) : service;
  if (!service.ok || !selection.ok || !found.ok) return sendFirst(reply, service, selection, found);
  const etag = etagOf(found.value.stored);
  reply.header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return sendScim(reply, shown(request, service.value, found.value, selection.value));
}

const sendFirst = (reply: FastifyReply, ...all: readonly Scim<unknown>[]): FastifyReply => {
  const failed = all.find((one) => !one.ok);
  return sendScimError(reply, failed?.ok === false ? failed.error : { status: 500, detail: '' });
};

function shown(request: FastifyRequest, service: ScimService, resource: Resource, selection: Selection): JsonObject {
  const renderer = new Renderer(service.directory, baseOf(request));
  return selected(resource.kind, renderer.rendered(resource, wantsMembers(selection)), selection);
}

type Change = (
  service: ScimService,
  body: JsonObject,
) => Promise<Scim<{ readonly resource: Resource; readonly status: 200 | 201 | 204 }>>;

async function changeOne(
  request: FastifyRequest,
  reply: FastifyReply,
  pushes: Pushes,
  change: Change,
): Promise<FastifyReply> {
  const service = await serviceOf(request, pushes);
  const selection = selectionOf(givenInAddress(addressOf(request).query));
  const body = bodyOf(request);
  if (!service.ok || !selection.ok || !body.ok) return sendFirst(reply, service, selection, body);
  const done = await change(service.value, body.value);
  if (!done.ok) return sendScimError(reply, done.error);
  const { resource, status } = done.value;
  const resourceShown = (): JsonObject => shown(request, service.value, resource, selection.value);
  reply.header('etag', etagOf(resource.stored));
  if (status === 204 && selection.value.attributes === undefined) return reply.code(204).send();
  if (status === 201) reply.header('location', locationOf(request, resource));
  return sendScim(reply, resourceShown(), status === 204 ? 200 : status);
}

const locationOf = (request: FastifyRequest, { kind, stored }: Resource): string =>
  `${baseOf(request)}/${RESOURCE_TYPES[kind].endpoint}/${stored.id}`;

function bodyOf({ body }: FastifyRequest): Scim<JsonObject> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? ok(body as JsonObject)
    : err({ status: 400, scimType: 'invalidSyntax', detail: 'the body is no JSON object' });
}

function search(request: FastifyRequest, reply: FastifyReply, kinds: readonly ResourceKind[], pushes: Pushes): unknown {
  const body = bodyOf(request);
  return body.ok ? list(request, reply, kinds, givenInBody(body.value), pushes) : sendScimError(reply, body.error);
}

async function list(
  request: FastifyRequest,
  reply: FastifyReply,
  kinds: readonly ResourceKind[],
  given: ReadonlyMap<string, unknown>,
  pushes: Pushes,
): Promise<FastifyReply> {
  const service = await serviceOf(request, pushes);
  const query = listQuery(given);
  if (!service.ok || !query.ok) return sendFirst(reply, service, query);
  const renderer = new Renderer(service.value.directory, baseOf(request));
  const found = service.value.list(kinds, query.value, renderer);
  return found.ok ? sendScim(reply, found.value) : sendScimError(reply, found.error);
}
