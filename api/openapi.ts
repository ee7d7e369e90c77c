import type { RouteOptions } from 'fastify';

type JsonObject = Readonly<Record<string, unknown>>;

/** What the document needs to know of a route. */
export type DescribedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema'>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The OpenAPI 3.1 document of the API: its schemas are the ones that validate, each stands once under its title. */
export function openApiDocument(routes: readonly DescribedRoute[]): JsonObject {
  const schemas = new Map<string, unknown>();
  const paths = Object.fromEntries(
    routes.map((route) => [route.url, { [String(route.method).toLowerCase()]: operation(route, schemas) }]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tadori',
      version: '1',
      description: 'Who can reach what in an AWS organisation, with proof. Errors are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operation({ url, schema }: DescribedRoute, schemas: Map<string, unknown>): JsonObject {
  const described: JsonObject = isObject(schema) ? schema : {};
  return {
    operationId: url.replace('/api/', '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary: described['summary'],
    ...parameters(described['querystring'], schemas),
    ...requestBody(described['body'], typeOf(described['consumes']), schemas),
    responses: responses(described['response'], typeOf(described['produces']), schemas),
  };
}

function parameters(querystring: unknown, schemas: Map<string, unknown>): JsonObject {
  if (!isObject(querystring) || !isObject(querystring['properties'])) return {};
  const { properties, required } = querystring;
  const names = Array.isArray(required) ? required : [];
  const list = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: names.includes(name),
    schema: hoisted(schema, schemas),
  }));
  return list.length === 0 ? {} : { parameters: list };
}

/** Media type of a body; a route that says none speaks JSON. */
const typeOf = (said: unknown): string => (typeof said === 'string' ? said : 'application/json');

const requestBody = (body: unknown, type: string, schemas: Map<string, unknown>): JsonObject =>
  isObject(body) ? { requestBody: { required: true, content: { [type]: { schema: hoisted(body, schemas) } } } } : {};

function responses(response: unknown, answered: string, schemas: Map<string, unknown>): JsonObject {
  if (!isObject(response)) return { 200: { description: 'answered' } };
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => {
      const type = status === '200' ? answered : 'application/problem+json';
      const description = status === '200' ? 'answered' : 'not answered, and why';
      return [status, { description, content: { [type]: { schema: hoisted(schema, schemas) } } }];
    }),
  );
}

/** A schema whose titled and recursive parts have moved to `components.schemas`. */
function hoisted(schema: unknown, schemas: Map<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((one) => hoisted(one, schemas));
  if (!isObject(schema)) return schema;
  if (isObject(schema['$defs'])) hoistDefinitions(schema['$defs'], schemas);
  if (typeof schema['$ref'] === 'string') return reference(schema['$ref']);
  const { title } = schema;
  if (typeof title !== 'string') return fields(schema, schemas);
  if (!schemas.has(title)) {
    schemas.set(title, undefined);
    schemas.set(title, fields(schema, schemas));
  }
  return reference(title);
}

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

function hoistDefinitions(definitions: JsonObject, schemas: Map<string, unknown>): void {
  for (const [name, definition] of Object.entries(definitions)) {
    if (schemas.has(name)) continue;
    schemas.set(name, undefined);
    schemas.set(name, isObject(definition) ? fields(definition, schemas) : definition);
  }
}

const fields = (schema: JsonObject, schemas: Map<string, unknown>): JsonObject =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => name !== '$id')
      .map(([name, value]) => [name, hoisted(value, schemas)]),
  );
