import { isKnownOperator, parsePolicy, printOperator } from '../../domain/parse-policy.ts';
import {
  entriesOf,
  type Json,
  type NamedPolicy,
  type PolicyDocument,
  type PolicyLayer,
  type Statement,
} from '../../domain/policy.ts';
import type { PolicySet } from '../../domain/request.ts';
import { ok } from '../../domain/result.ts';
import { isList, isObject, type Read, readAll, wrong } from './json.ts';

type Part = PolicySet[PolicyLayer];
type PartReader = (json: Json, layer: PolicyLayer, place: string) => Read<Part>;

const documents: PartReader = (json, layer) => readDocuments(json, layer, layer);
const levels: PartReader = (json, layer) => readLevels(json, layer);
const oneOrMore: PartReader = (json, layer, place) =>
  isList(json) ? readDocuments(json, layer, place) : readAll([json], (one) => readDocument(one, layer, place));

const PARTS: ReadonlyMap<string, readonly [PolicyLayer, PartReader]> = new Map([
  ['identity', ['identity', documents]],
  ['permissionsBoundary', ['permissionsBoundary', documents]],
  ['session', ['session', documents]],
  ['scp', ['scp', levels]],
  ['rcp', ['rcp', levels]],
  ['resource', ['resource', oneOrMore]],
  ['container', ['resource', oneOrMore]],
  ['vpcEndpoint', ['vpcEndpoint', documents]],
]);

/** The documents of a line or a bundle, parsed; a part left out does not exist. */
export function readPolicies(json: Json | undefined): Read<PolicySet> {
  if (json === undefined) return ok({});
  if (!isObject(json)) return wrong('policies', 'must be an object of layers');
  const parts = Object.entries(json).filter(([name]) => name !== 'use');
  const read = readAll(parts, ([name, value]) => {
    const [layer, reader] = PARTS.get(name) ?? [];
    if (layer === undefined || reader === undefined) return wrong(`policies.${name}`, 'unknown layer');
    const part = reader(value, layer, name);
    return part.ok ? ok([name, part.value] as const) : part;
  });
  return read.ok ? ok(Object.fromEntries(read.value)) : read;
}

function readDocuments(json: Json | undefined, layer: PolicyLayer, place: string): Read<readonly NamedPolicy[]> {
  if (!isList(json)) return wrong(`policies.${place}`, 'must be a list of policy documents');
  return readAll(json, (one, index) => readDocument(one, layer, `${place}[${index}]`));
}

function readLevels(json: Json | undefined, layer: PolicyLayer): Read<readonly (readonly NamedPolicy[])[]> {
  if (!isList(json) || !json.every(isList))
    return wrong(`policies.${layer}`, 'must be one list of policy documents for each level, root first');
  return readAll(json, (level, index) => readDocuments(level, layer, `${layer}[${index}]`));
}

function readDocument(json: Json, layer: PolicyLayer, place: string): Read<NamedPolicy> {
  const at = `policies.${place}`;
  const plain = typeof json === 'string' ? undoPercent(json) : json;
  if (plain === undefined) return wrong(at, 'is percent-encoded in a way that cannot be undone');
  const parsed = parsePolicy(plain);
  if (!parsed.ok) return wrong(parsed.error.path === '' ? at : `${at}.${parsed.error.path}`, parsed.error.message);
  const refused = whyRefused(parsed.value, layer);
  return refused === undefined
    ? ok({ name: place, document: parsed.value })
    : wrong(`${at}.${refused.at}`, refused.why);
}

/** IAM hands out documents percent-encoded. */
function undoPercent(text: string): string | undefined {
  if (!/^\s*%/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

interface Refusal {
  readonly at: string;
  readonly why: string;
}

const CALLER_SIDE: ReadonlySet<PolicyLayer> = new Set(['identity', 'permissionsBoundary', 'session', 'scp']);

/** What AWS would not have stored. Source: Grammar of the IAM JSON policy language; RCP syntax. */
function whyRefused(document: PolicyDocument, layer: PolicyLayer): Refusal | undefined {
  if (layer === 'rcp' && !document.statements.every(isFullAccess) && document.version !== '2012-10-17')
    return { at: 'Version', why: 'a resource control policy needs `2012-10-17`' };
  for (const [index, statement] of document.statements.entries()) {
    const why =
      unknownOperator(statement) ??
      (CALLER_SIDE.has(layer) ? callerSideRefusal(statement) : undefined) ??
      (layer === 'rcp' ? rcpRefusal(statement) : undefined);
    if (why !== undefined) return { at: `Statement[${index}]`, why };
  }
  return undefined;
}

function unknownOperator({ conditions }: Statement): string | undefined {
  const stranger = conditions.find((one) => !isKnownOperator(one.operator));
  return stranger === undefined ? undefined : `unknown condition operator \`${printOperator(stranger.operator)}\``;
}

function callerSideRefusal({ principals, resources, actions }: Statement): string | undefined {
  if (principals !== undefined) return 'a policy of this layer takes no Principal';
  if (resources === undefined) return 'needs `Resource` or `NotResource`';
  const action = entriesOf(actions).find((one) => one !== '*' && !/^[^*?:\s]+:[^:]+$/.test(one));
  if (action !== undefined) return `\`${action}\` is no action that IAM takes`;
  const resource = entriesOf(resources).find((one) => one !== '*' && !one.startsWith('arn:'));
  return resource === undefined ? undefined : `\`${resource}\` is neither an ARN nor \`*\``;
}

/** RCPFullAWSAccess is AWS's own and always attached; everything else may only deny (rule 16). */
function rcpRefusal(statement: Statement): string | undefined {
  const { effect, principals, actions, resources } = statement;
  if (isFullAccess(statement)) return undefined;
  if (effect === 'Allow') return 'a resource control policy can only deny';
  if (principals === undefined || 'notIn' in principals || !principals.in.every((one) => one.bare === true))
    return 'needs `"Principal": "*"`';
  if ('notIn' in actions) return 'takes no NotAction';
  if (!actions.in.every((one) => /^[a-z][a-z0-9-]*:/.test(one)))
    return 'every action needs a service prefix in lower case';
  return resources === undefined ? 'needs `Resource` or `NotResource`' : undefined;
}

const isFullAccess = ({ effect, actions, conditions }: Statement): boolean =>
  effect === 'Allow' && 'in' in actions && actions.in.every((one) => one === '*') && conditions.length === 0;
