import type { DeployedMethods } from '../../domain/deployed-methods.ts';
import type { DescribedResource, StoredPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import { parseJson } from '../json-text.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, objectOf, objectsOf, textMapOf, textOf, textsOf } from './answers.ts';
import { given, placeOf } from './described.ts';

export type ApiGatewayCall = 'GetRestApis' | 'GetStages' | 'GetDeployment';

export const API_GATEWAY: ServiceCalls<ApiGatewayCall> = {
  service: 'api-gateway',
  reach: 'region',
  permissions: {
    GetRestApis: ['apigateway:GET'],
    GetStages: ['apigateway:GET'],
    GetDeployment: ['apigateway:GET'],
  },
};

type ApiReader = Reader<ApiGatewayCall>;

/** REST APIs with their policy, and how the methods that their stages serve authorise. */
export async function collectRestApis(reader: ApiReader): Promise<readonly DescribedResource[]> {
  const paging = { answer: 'position', input: 'position' };
  const items = await reader.items('GetRestApis', { limit: 500 }, 'items', paging);
  return Promise.all(items.filter(isObject).map((one) => readRestApi(reader, one)));
}

async function readRestApi(reader: ApiReader, item: JsonObject): Promise<DescribedResource> {
  const { partition, region, account } = reader.place;
  const id = neededText(item, 'id');
  const arn = `arn:${partition}:execute-api:${region}:${account}:${id}`;
  const types = textsOf(objectOf(item, 'endpointConfiguration'), 'types');
  return {
    type: 'AWS::ApiGateway::RestApi',
    arn,
    ...placeOf(reader.place),
    name: textOf(item, 'name') ?? id,
    tags: textMapOf(item, 'tags'),
    ...given('policy', policyOf(item)),
    ...given('methods', await readStages(reader, id, arn)),
    ...(types.includes('PRIVATE') ? { onlyFromVpc: true } : {}),
  };
}

/** AWS escapes the quotes of the text once more than JSON does: `{\"Version\":...`. */
function policyOf(item: JsonObject): StoredPolicy | undefined {
  const text = textOf(item, 'policy');
  if (text === undefined) return undefined;
  const plain = /^\s*\{\s*\\"/.test(text) ? parseJson(`"${text}"`) : text;
  return { name: 'API policy', document: documentOf(typeof plain === 'string' ? plain : text) };
}

async function readStages(reader: ApiReader, id: string, arn: string): Promise<readonly DeployedMethods[] | undefined> {
  const answer = await reader.get('GetStages', { restApiId: id }, { target: arn });
  if (answer === undefined) return undefined;
  const stages = await Promise.all(objectsOf(answer, 'item').map((stage) => readStage(reader, id, arn, stage)));
  return stages.flat();
}

/** A stage serves its deployment and, beside it, that of its canary. */
async function readStage(
  reader: ApiReader,
  id: string,
  arn: string,
  item: JsonObject,
): Promise<readonly DeployedMethods[]> {
  const stage = neededText(item, 'stageName');
  const deployments = [textOf(item, 'deploymentId'), textOf(objectOf(item, 'canarySettings') ?? {}, 'deploymentId')];
  const summaries = await Promise.all(
    [...new Set(deployments.filter((one) => one !== undefined))].map(async (deploymentId) => {
      const input = { restApiId: id, deploymentId, embed: ['apisummary'] };
      return objectOf(await reader.get('GetDeployment', input, { target: arn }), 'apiSummary');
    }),
  );
  const known = summaries.filter((one) => one !== undefined);
  if (known.length < summaries.length) return VERBS.map((verb) => ({ stage, verb, authorizers: [] }));
  return VERBS.flatMap((verb) => {
    const authorizers = known.flatMap((summary) => authorizersOf(summary, verb));
    return authorizers.length === 0 ? [] : [{ stage, verb, authorizers: [...new Set(authorizers)].sort() }];
  });
}

/** What `ANY` stands for. Source: Set up a method using the API Gateway console. */
export const VERBS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function authorizersOf(summary: JsonObject, verb: string): readonly string[] {
  return Object.values(summary)
    .filter(isObject)
    .map((path) => objectOf(path, verb) ?? objectOf(path, 'ANY'))
    .flatMap((method) => (method === undefined ? [] : [textOf(method, 'authorizationType') ?? 'unknown']));
}
