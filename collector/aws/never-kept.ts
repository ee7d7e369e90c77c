import type { Json } from '../../domain/policy.ts';
import type { JsonObject, ServiceName } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';

/**
 * Fields in which secrets may stand, and which nothing here needs: environments, commands and arguments, definitions, build
 * specifications, parameters and outputs of stacks. AWS sends them along with what is asked for. Source: the API References.
 */
const NEVER_KEPT: Readonly<Partial<Record<ServiceName, ReadonlySet<string>>>> = {
  lambda: new Set(['Environment']),
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
  // no secret, but up to 300 kB each
  rolesanywhere: new Set(['crlData']),
};

/** The answer without those fields, wherever they stand: they are dropped before anything sees or records them. */
export function withoutSecrets(service: ServiceName, answer: JsonObject): JsonObject {
  const names = NEVER_KEPT[service];
  return names === undefined ? answer : pruned(answer, names);
}

const pruned = (item: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !names.has(name))
      // tags may have any name
      .map(([name, value]) => [name, /^tags$/i.test(name) ? value : prunedValue(value, names)]),
  );

function prunedValue(value: Json, names: ReadonlySet<string>): Json {
  if (isList(value)) return value.map((one) => prunedValue(one, names));
  return isObject(value) ? pruned(value, names) : value;
}
