import type { DeployedMethods } from '../../domain/deployed-methods.ts';
import type { ComputeBinding, DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectsOf, textMapOf, textOf } from './answers.ts';
import { VERBS } from './api-gateway.ts';
import { bindingsOf, type ResourcesAndBindings } from './compute.ts';
import { given, NEXT_TOKEN, placeOf } from './described.ts';

export type HttpApiCall = 'GetApis' | 'GetRoutes' | 'GetStages' | 'GetIntegrations' | 'ExportApi';

export const HTTP_APIS: ServiceCalls<HttpApiCall> = {
  service: 'apigatewayv2',
  reach: 'region',
  permissions: {
    GetApis: ['apigateway:GET'],
    GetRoutes: ['apigateway:GET'],
    GetStages: ['apigateway:GET'],
    GetIntegrations: ['apigateway:GET'],
    ExportApi: ['apigateway:GET'],
  },
};

/**
 * HTTP and WebSocket APIs, and the roles that they act as: they take no resource policy, and are never private. Source: Choose
 * between REST APIs and HTTP APIs.
 */
export async function collectHttpApis(reader: Reader<HttpApiCall>): Promise<ResourcesAndBindings> {
  const items = await reader.items('GetApis', {}, 'Items', NEXT_TOKEN);
  const apis = items.filter(isObject);
  const [resources, bindings] = await Promise.all([
    Promise.all(apis.map((one) => readApi(reader, one))),
    Promise.all(apis.map((one) => readIntegrations(reader, one))),
  ]);
  return { resources, computeBindings: bindings.flat() };
}

async function readApi(reader: Reader<HttpApiCall>, item: JsonObject): Promise<DescribedResource> {
  const { partition, region, account } = reader.place;
  const id = neededText(item, 'ApiId');
  const arn = `arn:${partition}:execute-api:${region}:${account}:${id}`;
  // requests to a WebSocket API name a route key in place of verb and path: how it authorises is left open
  const methods = textOf(item, 'ProtocolType') === 'HTTP' ? await readMethods(reader, id, arn) : undefined;
  return {
    type: 'AWS::ApiGatewayV2::Api',
    arn,
    ...placeOf(reader.place),
    name: textOf(item, 'Name') ?? id,
    tags: textMapOf(item, 'Tags'),
    ...given('methods', methods),
  };
}

/**
 * A stage that deploys by itself serves the routes as they are, another one those that its export has. Source: Publish HTTP APIs for
 * customers to invoke; API ExportApi.
 */
async function readMethods(
  reader: Reader<HttpApiCall>,
  id: string,
  arn: string,
): Promise<readonly DeployedMethods[] | undefined> {
  const [stages, routes] = await Promise.all([
    whole(reader, 'GetStages', id, arn),
    whole(reader, 'GetRoutes', id, arn),
  ]);
  if (stages === undefined || routes === undefined) return undefined;
  const read = stages.map(async (one): Promise<readonly DeployedMethods[]> => {
    const stage = neededText(one, 'StageName');
    const served = one['AutoDeploy'] === true ? routes : await deployedRoutes(reader, id, arn, stage);
    if (served === undefined) return VERBS.map((verb) => ({ stage, verb, authorizers: [] }));
    return VERBS.flatMap((verb) => {
      const authorizers = served.flatMap((route) => authorizersOf(route, verb));
      return authorizers.length === 0 ? [] : [{ stage, verb, authorizers: [...new Set(authorizers)].sort() }];
    });
  });
  return (await Promise.all(read)).flat();
}

/** Undefined where the export did not come, or is not understood. */
async function deployedRoutes(
  reader: Reader<HttpApiCall>,
  id: string,
  target: string,
  stage: string,
): Promise<readonly JsonObject[] | undefined> {
  const input = { ApiId: id, Specification: 'OAS30', OutputType: 'JSON', StageName: stage, IncludeExtensions: true };
  const answer = await reader.get('ExportApi', input, { target });
  if (answer !== undefined && answer['Items'] === undefined)
    reader.doubt('ExportApi', target, `the export of the stage ${stage} has no paths`);
  return answer?.['Items'] === undefined ? undefined : objectsOf(answer, 'Items');
}

/** Undefined where a page is missing. */
async function whole(
  reader: Reader<HttpApiCall>,
  operation: HttpApiCall,
  id: string,
  target: string,
): Promise<readonly JsonObject[] | undefined> {
  const pages = await reader.allPages(operation, { ApiId: id }, NEXT_TOKEN, { target });
  return pages?.flatMap((page) => objectsOf(page, 'Items'));
}

/** `GET /orders`, `ANY /orders`, or `$default` for whatever no other route takes. Source: Create routes for HTTP APIs. */
function authorizersOf(route: JsonObject, verb: string): readonly string[] {
  const [taken] = neededText(route, 'RouteKey').split(' ');
  return taken === verb || taken === 'ANY' || taken === '$default'
    ? [textOf(route, 'AuthorizationType') ?? 'NONE']
    : [];
}

/** The role as which an API calls what is behind it. Source: API Integration, credentialsArn. */
async function readIntegrations(reader: Reader<HttpApiCall>, api: JsonObject): Promise<readonly ComputeBinding[]> {
  const { partition, region } = reader.place;
  const id = neededText(api, 'ApiId');
  const target = `arn:${partition}:apigateway:${region}::/apis/${id}`;
  const found = await reader.items('GetIntegrations', { ApiId: id }, 'Items', NEXT_TOKEN, { target });
  return found.filter(isObject).flatMap((one) => {
    const integration = neededText(one, 'IntegrationId');
    const name = `${textOf(api, 'Name') ?? id}/${integration}`;
    const thing = {
      arn: `${target}/integrations/${integration}`,
      type: 'AWS::ApiGatewayV2::Integration',
      name,
    } as const;
    // `arn:aws:iam::*:user/*`: as whoever calls
    const role = textOf(one, 'CredentialsArn');
    return bindingsOf(reader.place, thing, { service: role?.includes(':role/') === true ? role : undefined });
  });
}
