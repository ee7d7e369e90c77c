import type { JsonObject } from '../call-source.ts';
import { parseJson } from '../json-text.ts';
import { isList, isObject } from '../schema-check.ts';
import { objectOf, objectsOf, textOf } from './answers.ts';

/**
 * Of an exported API the routes and how they authorise, as GetRoutes has them: the rest of it, addresses and values that are sent
 * along, is dropped as it arrives. No routes at all: it was not understood. Source: API ExportApi; OpenAPI extensions for API Gateway.
 */
export function routesOfExport({ body }: JsonObject): JsonObject {
  const text = typeof body === 'string' ? Buffer.from(body, 'base64').toString('utf8') : '';
  const document = parseJson(text) ?? null;
  const paths = isObject(document) ? objectOf(document, 'paths') : undefined;
  if (!isObject(document) || paths === undefined) return {};
  const operations = Object.entries(paths).flatMap(([path, item]) => (isObject(item) ? operationsOf(path, item) : []));
  const told = operations.map(({ key, operation }) => ({ key, ways: waysOf(document, operation) }));
  // that a route wants no signature, an export says by silence: where it names IAM for another, silence tells
  const silent = told.some(({ ways }) => ways.includes('AWS_IAM')) ? 'NONE' : 'unknown';
  return {
    Items: told.map(({ key, ways: [way = silent, ...others] }) => ({
      RouteKey: key,
      AuthorizationType: others.length === 0 ? way : 'unknown',
    })),
  };
}

interface Operation {
  readonly key: string;
  readonly operation: JsonObject;
}

const operationsOf = (path: string, item: JsonObject): readonly Operation[] =>
  Object.entries(item).flatMap(([name, operation]) => {
    const verb = name === 'x-amazon-apigateway-any-method' ? 'ANY' : VERB.test(name) ? name.toUpperCase() : undefined;
    return verb === undefined || !isObject(operation) ? [] : [{ key: `${verb} ${path}`, operation }];
  });
const VERB = /^(delete|get|head|options|patch|post|put)$/;

/** `x-amazon-apigateway-auth` names IAM or nothing; a scheme of `awsSigv4` is IAM, and every other one an authorizer. */
function waysOf(document: JsonObject, operation: JsonObject): readonly string[] {
  const auth = textOf(objectOf(operation, 'x-amazon-apigateway-auth') ?? {}, 'type')?.toUpperCase();
  const own = operation['security'];
  const security =
    own !== undefined && isList(own) ? objectsOf(operation, 'security') : objectsOf(document, 'security');
  const schemes = objectOf(objectOf(document, 'components'), 'securitySchemes') ?? {};
  const named = security.flatMap((one) => Object.keys(one)).map((name) => wayOf(objectOf(schemes, name)));
  return [...new Set([...(auth === undefined ? [] : [auth]), ...named])];
}

const wayOf = (scheme: JsonObject | undefined): string =>
  textOf(scheme ?? {}, 'x-amazon-apigateway-authtype')?.toLowerCase() === 'awssigv4' ? 'AWS_IAM' : 'CUSTOM';
