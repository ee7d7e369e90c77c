import type { GraphEdge, GraphNode, Properties, PropertyValue } from '../domain/graph.ts';
import { Interner } from '../domain/interned.ts';
import { type EdgeKind, edgeId, type SharedLabel } from './schema.ts';
import { byId } from './store.ts';

/** Properties as collected: what is undefined is left out. */
export type LooseProperties = Readonly<Record<string, PropertyValue | undefined>>;

export type Labels = readonly [SharedLabel, ...string[]];

/** Collects nodes and edges; a node or edge that is said twice in the same way is there once. */
export class GraphBuilder {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();
  readonly #shared = sharing(new Interner());

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** The first description of a node counts: facts are added before what merely mentions it. */
  node(id: string, labels: Labels, properties: LooseProperties): void {
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, labels, properties: present(properties) });
  }

  /** Two different edges under one id are a fault of the caller. */
  edge(kind: EdgeKind, from: string, to: string, properties: LooseProperties = {}, ...rest: readonly string[]): void {
    const edge = this.#shared(edgeOf(kind, from, to, properties, ...rest));
    const known = this.#edges.get(edge.id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(edge)) {
      throw new Error(`two different ${kind} edges lead from ${from} to ${to}`);
    }
    this.#edges.set(edge.id, edge);
  }

  /** Sorted by id. */
  nodes(): readonly GraphNode[] {
    return [...this.#nodes.values()].sort(byId);
  }

  edges(): readonly GraphEdge[] {
    return [...this.#edges.values()].sort(byId);
  }
}

/** `rest` tells parallel edges of one kind apart. */
export const edgeOf = (
  kind: EdgeKind,
  from: string,
  to: string,
  properties: LooseProperties,
  ...rest: readonly string[]
): GraphEdge => ({ id: edgeId(kind, from, to, ...rest), kind, from, to, properties: present(properties) });

/** What edges say repeats from one to the next. */
export const sharing =
  (interner: Interner) =>
  ({ id, kind, from, to, properties }: GraphEdge): GraphEdge => {
    const values = Object.entries(properties).map(([name, value]) => [name, sharedValue(interner, value)] as const);
    return { id, kind, from: interner.text(from), to: interner.text(to), properties: Object.fromEntries(values) };
  };

function sharedValue(interner: Interner, value: PropertyValue): PropertyValue {
  if (typeof value === 'string') return interner.text(value);
  return typeof value === 'object' ? interner.texts(value) : value;
}

function present(properties: LooseProperties): Properties {
  const values = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(values);
}

/** Tags as one JSON text, by key: engines have no maps in common. */
export function tagText(tags: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}
