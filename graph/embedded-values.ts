import type { GraphEdge, GraphNode, Properties, PropertyValue } from '../domain/graph.ts';
import { isLabels, isPropertyValue } from './stored-shapes.ts';

type Row = Readonly<Record<string, unknown>>;

/** The engine's own columns and ours that are no properties. */
const NOT_PROPERTIES = new Set(['id', 'labels', 'kind', 'lastupdated']);

/** The engine shows every column of every table: those that are null are not there. */
function propertiesOf(row: Row): Properties {
  const kept = Object.entries(row).filter(
    ([name, value]) => value !== null && !name.startsWith('_') && !NOT_PROPERTIES.has(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, propertyOf(plain(value))]));
}

/** The tables have columns of these types only. */
const propertyOf = (value: unknown): PropertyValue => (isPropertyValue(value) ? value : JSON.stringify(value));

/** Every node was stored with its labels; without, it is none of ours. */
export function nodeOfRow(row: Row): GraphNode {
  const labels = row['labels'];
  return { id: String(row['id']), labels: isLabels(labels) ? labels : [''], properties: propertiesOf(row) };
}

export const edgeOfRow = (row: Row, from: string, to: string): GraphEdge => ({
  id: String(row['id']),
  kind: String(row['_label']),
  from,
  to,
  properties: propertiesOf(row),
});

/** A cell as a JSON value: nodes, relationships and paths in the shape that all engines give. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [String(key), plain(one)]));
  return plainObject(value as Row);
}

function plainObject(row: Row): unknown {
  if ('_nodes' in row && '_rels' in row) return pathOfRow(row);
  if ('_src' in row && '_dst' in row) return relationship(row, new Map());
  if ('_label' in row && '_id' in row) return nodeOfRow(row);
  return Object.fromEntries(Object.entries(row).map(([key, one]) => [key, plain(one)]));
}

const internalId = (value: unknown): string => JSON.stringify(value);

function relationship(row: Row, nodes: ReadonlyMap<string, string>): unknown {
  const [from, to] = [nodes.get(internalId(row['_src'])), nodes.get(internalId(row['_dst']))];
  return {
    id: String(row['id']),
    kind: String(row['_label']),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    properties: propertiesOf(row),
  };
}

function pathOfRow(row: Row): unknown {
  const [nodes, edges] = [row['_nodes'] as readonly Row[], row['_rels'] as readonly Row[]];
  const names = new Map(nodes.map((node) => [internalId(node['_id']), String(node['id'])]));
  return { nodes: nodes.map(nodeOfRow), edges: edges.map((edge) => relationship(edge, names)) };
}
