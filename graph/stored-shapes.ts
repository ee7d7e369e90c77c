import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { GraphEdge, GraphNode, Properties, PropertyValue } from '../domain/graph.ts';

// Doors for what was stored or sent as JSON: a value of the right shape, or undefined. Digests tell bytes that have changed; these
// tell a file that somebody made anew, digest and all, and an engine that gives what it never was given.

/** What stands behind an E edge; its id is the edge's `proof_id`. Too large for a graph, so it is kept beside it. */
export type ProofRecord =
  | { readonly id: string; readonly kind: 'access'; readonly access: EffectiveAccess }
  | { readonly id: string; readonly kind: 'hop'; readonly hop: Hop };

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
export const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

export const isPropertyValue = (value: unknown): value is PropertyValue =>
  isText(value) || typeof value === 'number' || typeof value === 'boolean' || isTexts(value);

const isProperties = (value: unknown): value is Properties =>
  isFields(value) && Object.values(value).every(isPropertyValue);

export const isLabels = (value: unknown): value is GraphNode['labels'] => isTexts(value) && value.length > 0;

/** A line of a file of nodes: `[id, labels, properties]`. */
export function nodeOfLine(value: unknown): GraphNode | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [id, labels, properties]: readonly unknown[] = value;
  return nodeOf({ id, labels, properties });
}

export function nodeOf(value: unknown): GraphNode | undefined {
  if (!isFields(value)) return undefined;
  const { id, labels, properties } = value;
  return isText(id) && isLabels(labels) && isProperties(properties) ? { id, labels, properties } : undefined;
}

/** A line of a file of edges: `[id, kind, from, to, properties]`. */
export function edgeOfLine(value: unknown): GraphEdge | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [id, kind, from, to, properties]: readonly unknown[] = value;
  return edgeOf({ id, kind, properties }, from, to);
}

export function edgeOf(value: unknown, from: unknown, to: unknown): GraphEdge | undefined {
  if (!isFields(value) || !isText(from) || !isText(to)) return undefined;
  const { id, kind, properties } = value;
  return isText(id) && isText(kind) && isProperties(properties) ? { id, kind, from, to, properties } : undefined;
}

/** A line of a file of proofs. */
export function proofOfLine(value: unknown): ProofRecord | undefined {
  return isProof(value) ? value : undefined;
}

/** What a line of records holds. */
export const accessOf = (value: unknown): EffectiveAccess | undefined =>
  isAccess(value) ? (value as EffectiveAccess) : undefined;
export const hopOf = (value: unknown): Hop | undefined => (isHop(value) ? (value as Hop) : undefined);

function isProof(value: unknown): value is ProofRecord {
  if (!isFields(value) || !isText(value['id'])) return false;
  if (value['kind'] === 'access') return isAccess(value['access']);
  return value['kind'] === 'hop' && isHop(value['hop']);
}

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    isText(value) && words.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const record =
  (members: Readonly<Record<string, Check>>, checks = Object.entries(members)): Check =>
  (value) =>
    isFields(value) && checks.every(([name, check]) => check(value[name]));

const isNumber: Check = (value) => typeof value === 'number';
const isRef = record({ layer: isText, policy: isText, index: isNumber });
const isAssumption = record({ rule: isNumber, text: isText });
const isProofState = oneOf('certified', 'replayed', 'pending');
const isContext: Check = (value) => isFields(value) && Object.values(value).every((one) => isText(one) || isTexts(one));
const isWitness = record({ principal: isText, action: isText, resource: isText, context: isContext, decision: isText });

const isOperator = record({ name: isText });

function isFormula(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { kind, of, operator, key, values } = value;
  if (kind === 'true' || kind === 'false') return true;
  if (kind === 'all' || kind === 'any') return Array.isArray(of) && of.every(isFormula);
  if (kind === 'not') return isFormula(of);
  return kind === 'test' && isOperator(operator) && isText(key) && isTexts(values);
}

const isNeed = record({
  action: isText,
  resource: isText,
  verdict: oneOf('allowed', 'conditional', 'denied', 'unknown'),
  when: optional(isFormula),
  claim: optional(isText),
});
const GRANTED = {
  verdict: oneOf('allowed', 'conditional', 'unknown'),
  when: isFormula,
  by: listOf(isRef),
  assumptions: listOf(isAssumption),
  witness: optional(isWitness),
  counterWitnesses: optional(listOf(record({ test: isFormula, witness: isWitness }))),
  proof: isProofState,
  claim: optional(isText),
};
const isGrant = record({ ...GRANTED, actions: isTexts, alsoNeeds: listOf(isNeed) });
const isCut = record({ actions: isTexts, layers: isTexts, by: listOf(isRef), alsoNeeds: optional(listOf(isNeed)) });
const isAccess = record({
  principal: isText,
  resource: isText,
  scope: record({
    kind: oneOf('whole', 'part'),
    pattern: isText,
    except: isTexts,
    within: optional(isTexts),
    sample: isText,
  }),
  grants: listOf(isGrant),
  cuts: listOf(isCut),
  unlisted: listOf(isGrant),
});
const isHop = record({
  ...GRANTED,
  kind: oneOf('memberOf', 'assigned', 'federatesTo', 'assumes'),
  from: isText,
  to: isText,
  technique: isText,
  full: optional(isFormula),
});
