import { objectOf, textOf, textsOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';

export interface GraphNode {
  readonly labels: readonly string[];
  readonly properties: JsonObject;
}

/** Relationships that are followed; what they are called in older versions of the schema stands beside them. */
const KINDS = {
  RESOURCE: 'owns',
  POLICY: 'policy',
  STATEMENT: 'statement',
  STATEMENTS: 'statement',
  MEMBER_OF: 'member',
  MEMBER_AWS_GROUP: 'member',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

const isKnown = (label: string): label is keyof typeof KINDS => Object.hasOwn(KINDS, label);

/** Nodes and relationships as `apoc.export.json` writes them, in whatever order. */
export class Graph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, string[]>();

  add(row: JsonObject): void {
    const id = textOf(row, 'id');
    if (id !== undefined && row['type'] === 'node')
      this.#nodes.set(id, { labels: textsOf(row, 'labels'), properties: objectOf(row, 'properties') ?? {} });
    if (row['type'] === 'relationship') this.#addRelationship(row);
  }

  #addRelationship(row: JsonObject): void {
    const label = textOf(row, 'label') ?? '';
    const start = textOf(objectOf(row, 'start') ?? {}, 'id');
    const end = textOf(objectOf(row, 'end') ?? {}, 'id');
    if (isKnown(label) && start !== undefined && end !== undefined) this.#link(KINDS[label], start, end);
  }

  /** With one of the labels, by their ids in the dump. */
  labelled(...labels: readonly string[]): readonly (readonly [id: string, node: GraphNode])[] {
    return [...this.#nodes].filter(([, node]) => labels.some((label) => node.labels.includes(label)));
  }

  /** Where such relationships of a node lead. */
  from(id: string, kind: Kind): readonly (readonly [id: string, node: GraphNode])[] {
    return (this.#edges.get(`${kind} ${id}`) ?? []).flatMap((end) => {
      const node = this.#nodes.get(end);
      return node === undefined ? [] : [[end, node] as const];
    });
  }

  #link(kind: Kind, start: string, end: string): void {
    const key = `${kind} ${start}`;
    const known = this.#edges.get(key);
    if (known === undefined) this.#edges.set(key, [end]);
    else known.push(end);
  }
}
