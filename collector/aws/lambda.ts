import type {
  LambdaFunction,
  LambdaLayerVersion,
  LambdaQualifier,
  LambdaUrl,
  StoredPolicy,
} from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, textMapOf, textOf } from './answers.ts';

export type LambdaCall =
  | 'ListFunctions'
  | 'ListVersionsByFunction'
  | 'ListAliases'
  | 'GetPolicy'
  | 'GetFunctionUrlConfig'
  | 'ListTags'
  | 'ListLayers'
  | 'ListLayerVersions'
  | 'GetLayerVersionPolicy';

export const LAMBDA: ServiceCalls<LambdaCall> = {
  service: 'lambda',
  reach: 'region',
  permissions: {
    ListFunctions: ['lambda:ListFunctions'],
    ListVersionsByFunction: ['lambda:ListVersionsByFunction'],
    ListAliases: ['lambda:ListAliases'],
    GetPolicy: ['lambda:GetPolicy'],
    GetFunctionUrlConfig: ['lambda:GetFunctionUrlConfig'],
    ListTags: ['lambda:ListTags'],
    ListLayers: ['lambda:ListLayers'],
    ListLayerVersions: ['lambda:ListLayerVersions'],
    GetLayerVersionPolicy: ['lambda:GetLayerVersionPolicy'],
  },
};

type LambdaReader = Reader<LambdaCall>;
const MARKER = { answer: 'NextMarker', input: 'Marker' };
const NOT_FOUND = ['ResourceNotFoundException'];

export async function collectLambda(reader: LambdaReader): Promise<readonly (LambdaFunction | LambdaLayerVersion)[]> {
  const [functions, layers] = await Promise.all([
    reader.items('ListFunctions', {}, 'Functions', MARKER),
    reader.items('ListLayers', {}, 'Layers', MARKER),
  ]);
  const read = await Promise.all([
    ...functions.filter(isObject).map((one) => readFunction(reader, one)),
    ...layers.filter(isObject).map((one) => readLayer(reader, one)),
  ]);
  return read.flat();
}

async function readFunction(reader: LambdaReader, listed: JsonObject): Promise<LambdaFunction> {
  const arn = neededText(listed, 'FunctionArn');
  const name = neededText(listed, 'FunctionName');
  const { account, region } = reader.place;
  const [policy, url, tags, qualifiers] = await Promise.all([
    readPolicy(reader, arn, { FunctionName: name }),
    readUrl(reader, arn, { FunctionName: name }),
    reader.get('ListTags', { Resource: arn }, { target: arn }),
    readQualifiers(reader, arn, name),
  ]);
  const role = textOf(listed, 'Role');
  return {
    type: 'AWS::Lambda::Function',
    arn,
    account,
    region,
    name,
    tags: textMapOf(tags, 'Tags'),
    ...(policy === undefined ? {} : { policy }),
    ...(role === undefined ? {} : { role }),
    qualifiers,
    ...(url === undefined ? {} : { url }),
  };
}

/** Versions (without $LATEST, which is the function itself) and aliases; a gap of one is a gap of the function. */
async function readQualifiers(reader: LambdaReader, arn: string, name: string): Promise<readonly LambdaQualifier[]> {
  const input = { FunctionName: name };
  const [versions, aliases] = await Promise.all([
    reader.items('ListVersionsByFunction', input, 'Versions', MARKER, { target: arn }),
    reader.items('ListAliases', input, 'Aliases', MARKER, { target: arn }),
  ]);
  const numbers = versions.filter(isObject).map((version) => neededText(version, 'Version'));
  const names = aliases.filter(isObject).map((alias) => neededText(alias, 'Name'));
  return Promise.all([
    ...numbers.filter((one) => one !== '$LATEST').map((one) => readQualifier(reader, arn, name, one, 'version')),
    ...names.toSorted().map((one) => readQualifier(reader, arn, name, one, 'alias')),
  ]);
}

async function readQualifier(
  reader: LambdaReader,
  arn: string,
  name: string,
  qualifier: string,
  kind: LambdaQualifier['kind'],
): Promise<LambdaQualifier> {
  const input = { FunctionName: name, Qualifier: qualifier };
  const policy = await readPolicy(reader, arn, input);
  // Only functions and aliases can have a URL.
  const url = kind === 'alias' ? await readUrl(reader, arn, input) : undefined;
  return { name: qualifier, kind, ...(policy === undefined ? {} : { policy }), ...(url === undefined ? {} : { url }) };
}

async function readPolicy(reader: LambdaReader, target: string, input: JsonObject): Promise<StoredPolicy | undefined> {
  const text = textOf((await reader.get('GetPolicy', input, { target, notSet: NOT_FOUND })) ?? {}, 'Policy');
  return text === undefined ? undefined : { name: 'resource policy', document: documentOf(text) };
}

async function readUrl(reader: LambdaReader, target: string, input: JsonObject): Promise<LambdaUrl | undefined> {
  const config = await reader.get('GetFunctionUrlConfig', input, { target, notSet: NOT_FOUND });
  if (config === undefined) return undefined;
  const authType = textOf(config, 'AuthType');
  const createdAt = textOf(config, 'CreationTime');
  if (authType === 'NONE' || authType === 'AWS_IAM')
    return { authType, ...(createdAt === undefined ? {} : { createdAt }) };
  reader.doubt('GetFunctionUrlConfig', target, `unknown kind of authorisation \`${String(authType)}\``);
  return undefined;
}

async function readLayer(reader: LambdaReader, layer: JsonObject): Promise<readonly LambdaLayerVersion[]> {
  const name = neededText(layer, 'LayerName');
  const target = neededText(layer, 'LayerArn');
  const versions = await reader.items('ListLayerVersions', { LayerName: name }, 'LayerVersions', MARKER, { target });
  return Promise.all(versions.filter(isObject).map((version) => readLayerVersion(reader, layer, version)));
}

async function readLayerVersion(
  reader: LambdaReader,
  layer: JsonObject,
  version: JsonObject,
): Promise<LambdaLayerVersion> {
  const { account, region } = reader.place;
  const number = version['Version'] ?? 0;
  const arn = textOf(version, 'LayerVersionArn') ?? `${neededText(layer, 'LayerArn')}:${String(number)}`;
  const input = { LayerName: neededText(layer, 'LayerName'), VersionNumber: number };
  const answer = await reader.get('GetLayerVersionPolicy', input, { target: arn, notSet: NOT_FOUND });
  const text = textOf(answer ?? {}, 'Policy');
  return {
    type: 'AWS::Lambda::LayerVersion',
    arn,
    account,
    region,
    name: `${neededText(layer, 'LayerName')}:${String(number)}`,
    tags: {},
    ...(text === undefined ? {} : { policy: { name: 'layer version policy', document: documentOf(text) } }),
  };
}
