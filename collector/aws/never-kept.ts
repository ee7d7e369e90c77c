import type { Json } from '../../domain/policy.ts';
import type { JsonObject, ServiceName } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';

/**
 * Fields in which secrets may stand, and which nothing here needs: environments, commands and arguments, definitions, build
 * specifications, parameters and outputs of stacks. AWS sends them along with what is asked for. Source: the API References.
 */
const NEVER_KEPT: Readonly<Partial<Record<ServiceName, ReadonlySet<string>>>> = {
  lambda: new Set(['Environment']),
  // AWS sends no values along; what answers in its stead might
  ssm: new Set(['Value', 'Description', 'AllowedPattern']),
  ecs: new Set(['containerDefinitions']),
  codebuild: new Set(['environment', 'source', 'secondarySources', 'webhook']),
  sagemaker: new Set(['PrimaryContainer', 'Containers', 'Environment']),
  sfn: new Set(['definition', 'variableReferences']),
  cloudformation: new Set(['Parameters', 'Outputs']),
  glue: new Set(['DefaultArguments', 'NonOverridableArguments', 'CodeGenConfigurationNodes', 'ConnectionProperties']),
  batch: new Set([
    'environment',
    'secrets',
    'command',
    'parameters',
    'logConfiguration',
    'containers',
    'initContainers',
    'eksProperties',
  ]),
  apprunner: new Set(['RuntimeEnvironmentVariables', 'RuntimeEnvironmentSecrets', 'BuildCommand', 'StartCommand']),
  'api-gateway': new Set(['variables', 'stageVariableOverrides']),
  // no secret, but up to 300 kB each
  rolesanywhere: new Set(['crlData']),
};

/** Where AWS sends along more of that than names can be listed: fields that are kept, and no others. */
const KEPT_ALONE: Readonly<Partial<Record<ServiceName, ReadonlySet<string>>>> = {
  apigatewayv2: new Set([
    ...['Items', 'NextToken', 'ApiId', 'Name', 'ProtocolType', 'Tags', 'StageName', 'AutoDeploy'],
    ...['RouteKey', 'AuthorizationType', 'IntegrationId', 'CredentialsArn'],
  ]),
  // what rules send stands in a dozen fields of their targets
  eventbridge: new Set(['EventBuses', 'Rules', 'Targets', 'NextToken', 'Name', 'Arn', 'Policy', 'RoleArn', 'Tags']),
};

type Drops = (name: string) => boolean;

/** The answer without those fields, wherever they stand: they are dropped before anything sees or records them. */
export function withoutSecrets(service: ServiceName, answer: JsonObject): JsonObject {
  const alone = KEPT_ALONE[service];
  if (alone !== undefined) return pruned(answer, (name) => !alone.has(name));
  const names = NEVER_KEPT[service];
  return names === undefined ? answer : pruned(answer, (name) => names.has(name));
}

const pruned = (item: JsonObject, drops: Drops): JsonObject =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !drops(name))
      // tags may have any name
      .map(([name, value]) => [name, /^tag(s|list)$/i.test(name) ? value : prunedValue(value, drops)]),
  );

function prunedValue(value: Json, drops: Drops): Json {
  if (isList(value)) return value.map((one) => prunedValue(one, drops));
  return isObject(value) ? pruned(value, drops) : value;
}
