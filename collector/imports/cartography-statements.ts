import type { Json } from '../../domain/policy.ts';
import { textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { parseJson } from '../json-text.ts';
import { isList, isObject } from '../schema-check.ts';
import { NOT_TOLD } from './offer.ts';

/**
 * Policies of which the graph keeps each statement as a node. What the nodes do not tell for certain is no document: a statement without
 * action or resource, one whose `condition` is no JSON, and a policy variable, whose meaning hangs on the version of the document, which
 * is not kept. Source: Cartography's schema, AWSPolicyStatement.
 */
export function documentFrom(nodes: readonly JsonObject[]): Json {
  const statements = statementsFrom(nodes.toSorted(byId));
  if (statements === undefined || JSON.stringify(statements).includes('${')) return NOT_TOLD;
  return { Version: '2012-10-17', Statement: statements };
}

const byId = (a: JsonObject, b: JsonObject): number => ((textOf(a, 'id') ?? '') < (textOf(b, 'id') ?? '') ? -1 : 1);

/**
 * The policy of a bucket; undefined: it is not told. Each node has its place in it (`<bucket>/policy_statement/<place>/<sid>`), so that one
 * that is missing between others is seen. NotPrincipal, NotAction and NotResource are not kept, and leave a statement without what it must
 * have. Source: Cartography's schema, S3PolicyStatement.
 */
export function bucketDocument(nodes: readonly JsonObject[]): Json | undefined {
  const places = nodes.map((node) => /\/policy_statement\/(\d+)\//.exec(textOf(node, 'id') ?? '')?.[1]);
  const inOrder = nodes.map((_, index) => nodes[places.indexOf(`${index + 1}`)]).filter((node) => node !== undefined);
  const version = textOf(nodes[0] ?? {}, 'policy_version');
  const statements = statementsFrom(inOrder);
  const principals = inOrder.map((node) => principalIn(node['principal'])).filter((one) => one !== undefined);
  if (version === undefined || statements === undefined || principals.length < nodes.length) return undefined;
  return {
    Version: version,
    Statement: statements.map((statement, index) => ({ ...statement, Principal: principals[index] ?? null })),
  };
}

const principalIn = (value: Json | undefined): Json | undefined =>
  value === '*' || value === '"*"' ? '*' : objectIn(value);

/** Undefined: there are none, or one of them is not told whole. */
function statementsFrom(nodes: readonly JsonObject[]): readonly JsonObject[] | undefined {
  const statements = nodes.map(statementFrom).filter((statement) => statement !== undefined);
  return statements.length === 0 || statements.length < nodes.length ? undefined : statements;
}

function statementFrom(node: JsonObject): JsonObject | undefined {
  const effect = textOf(node, 'effect');
  const actions = oneOf(node, [
    ['Action', ['action', 'actions']],
    ['NotAction', ['notaction', 'notactions']],
  ]);
  const resources = oneOf(node, [
    ['Resource', ['resource', 'resources']],
    ['NotResource', ['notresource', 'notresources']],
  ]);
  const condition = objectIn(node['condition']);
  const hasCondition = node['condition'] !== undefined && node['condition'] !== null;
  if (effect === undefined || actions === undefined || resources === undefined) return undefined;
  if (hasCondition && condition === undefined) return undefined;
  const sid = textOf(node, 'sid');
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...actions,
    ...resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

type Spellings = readonly (readonly [element: string, properties: readonly string[]])[];

/** The one element of several of which a statement has exactly one, as texts. */
function oneOf(node: JsonObject, elements: Spellings): JsonObject | undefined {
  const found = elements.flatMap(([element, properties]) => {
    const texts = properties.map((property) => textsIn(node[property])).find((one) => one !== undefined);
    return texts === undefined ? [] : [{ [element]: texts }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function textsIn(value: Json | undefined): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : value !== undefined && isList(value) ? value : [];
  const texts = list.filter((one) => typeof one === 'string');
  return texts.length === 0 || texts.length < list.length ? undefined : texts;
}

/** Objects are kept as texts: a graph has none. */
function objectIn(value: Json | undefined): JsonObject | undefined {
  const content = typeof value === 'string' ? parseJson(value) : value;
  return content !== undefined && isObject(content) ? content : undefined;
}
