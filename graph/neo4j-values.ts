import neo4j, { type Node, type Path, type Relationship } from 'neo4j-driver';
import type { GraphEdge, GraphNode, Properties, PropertyValue } from '../domain/graph.ts';
import { isLabels, isPropertyValue } from './stored-shapes.ts';

/** Properties that the adapter adds. `tadori_digest` tells ours from what others have put into the database. */
const OWN_PROPERTIES = new Set(['id', 'labels', 'kind', 'lastupdated', 'tadori_digest', 'tadori_key']);

/** JavaScript has one number type; the server keeps whole numbers apart. */
export const stored = (properties: Properties): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      Number.isSafeInteger(value) ? neo4j.int(Number(value)) : value,
    ]),
  );

function propertiesOf(properties: Readonly<Record<string, unknown>>): Properties {
  const kept = Object.entries(properties).filter(([name]) => !OWN_PROPERTIES.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, propertyOf(plain(value))]));
}

/** Ours are texts, numbers, truth values and lists of texts; what others have put there besides is shown as JSON. */
const propertyOf = (value: unknown): PropertyValue => (isPropertyValue(value) ? value : JSON.stringify(value));

/** Also of nodes that are not ours: those have no id of their own. */
export function nodeOf(node: Node): GraphNode {
  const { id, labels }: Readonly<Record<string, unknown>> = node.properties;
  return {
    id: typeof id === 'string' ? id : node.elementId,
    labels: labelsOf(labels, node.labels),
    properties: propertiesOf(node.properties),
  };
}

/** The stored list has the order that the server's own does not; a node of others may have no label at all. */
function labelsOf(stored: unknown, own: readonly string[]): GraphNode['labels'] {
  if (isLabels(stored)) return stored;
  return isLabels(own) ? own : [''];
}

export const edgeOf = (edge: Relationship, from: string, to: string): GraphEdge => ({
  ...relationship(edge),
  from,
  to,
});

function relationship(edge: Relationship): Omit<GraphEdge, 'from' | 'to'> {
  const { id }: Readonly<Record<string, unknown>> = edge.properties;
  return {
    id: typeof id === 'string' ? id : edge.elementId,
    kind: edge.type,
    properties: propertiesOf(edge.properties),
  };
}

/** A cell as a JSON value: nodes, relationships and paths in the shape that all engines give. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(plain);
  if (neo4j.isNode(value)) return nodeOf(value);
  if (neo4j.isRelationship(value)) return relationship(value);
  if (neo4j.isPath(value)) return pathOf(value);
  return isTemporal(value) ? String(value) : plainObject(value);
}

const isTemporal = (value: object): boolean =>
  neo4j.isDate(value) ||
  neo4j.isDateTime(value) ||
  neo4j.isLocalDateTime(value) ||
  neo4j.isTime(value) ||
  neo4j.isLocalTime(value) ||
  neo4j.isDuration(value);

const plainObject = (value: object): unknown =>
  Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));

function pathOf(path: Path): unknown {
  const steps = path.segments;
  const ids = new Map(steps.flatMap(({ start, end }) => [start, end]).map((node) => [node.elementId, nodeOf(node).id]));
  const edges = steps.map(({ relationship: edge }) => ({
    ...relationship(edge),
    from: ids.get(edge.startNodeElementId) ?? edge.startNodeElementId,
    to: ids.get(edge.endNodeElementId) ?? edge.endNodeElementId,
  }));
  return { nodes: [path.start, ...steps.map((step) => step.end)].map(nodeOf), edges };
}
