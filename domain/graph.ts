import type { Sequence } from './sequence.ts';

/** A property value every engine can hold. */
export type PropertyValue = string | number | boolean | readonly string[];
export type Properties = Readonly<Record<string, PropertyValue>>;

export interface GraphNode {
  /** Unique in a snapshot: ARN, or provider:id. */
  readonly id: string;
  /** Shared label first (AWSPrincipal, AWSResource, ...), then the specific one (AWSRole, AWSDynamoDBTable, ...). */
  readonly labels: readonly [string, ...string[]];
  readonly properties: Properties;
}

export interface GraphEdge {
  /** Unique in a snapshot. */
  readonly id: string;
  /** CAN_ACCESS, CAN_BECOME, MEMBER_OF, ... */
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly properties: Properties;
}

export interface AccessGraph {
  readonly snapshot: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** As an AccessGraph, with edges that may be made as they are gone through, in the order of their ids; an array may be in any. */
export interface StreamedGraph extends Pick<AccessGraph, 'snapshot' | 'nodes'> {
  readonly edges: Sequence<GraphEdge>;
}

/** Edges in order; `nodes` has one more entry. Node-simple: no node twice. */
export interface GraphPath {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
