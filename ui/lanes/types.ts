/** Words of the picture of paths: columns by kind, horizontal bands by place, edges that walk right. All lengths in px. */
export type ColumnKind = 'entry' | 'group' | 'permissionSet' | 'entitlement' | 'ssoRole' | 'role' | 'resource';
export const COLUMN_KINDS: readonly ColumnKind[] = [
  'entry',
  'group',
  'permissionSet',
  'entitlement',
  'ssoRole',
  'role',
  'resource',
];

export interface LaneNode {
  readonly id: string;
  readonly column: ColumnKind;
  readonly band: string;
  /** Where a reader meets the node first; ties are broken by id. */
  readonly order: number;
  /** Columns to the right that must stay free beside the node, for a note. */
  readonly reserve?: number;
}

export interface LaneEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface LaneBand {
  readonly id: string;
  /** Height that the band's head needs. */
  readonly headHeight: number;
  /** The head stands at the left, over the first columns, or at the right. */
  readonly head: 'left' | 'right';
}

export interface SwimlaneInput {
  readonly nodes: readonly LaneNode[];
  readonly edges: readonly LaneEdge[];
  /** Top to bottom. */
  readonly bands: readonly LaneBand[];
  readonly width: number;
  readonly minHeight: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly id: string;
  /** Goes against the reading direction. */
  readonly back: boolean;
  readonly from: Point;
  readonly to: Point;
  /** Control points of a chain of quadratic curves that meet half-way between neighbouring controls. */
  readonly controls: readonly Point[];
}

export interface PlacedColumn {
  readonly kind: ColumnKind;
  /** 1, 2, ... for roles; 0 elsewhere. */
  readonly depth: number;
  readonly x: number;
}

export interface Swimlane {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly PlacedColumn[];
  readonly bands: readonly {
    readonly id: string;
    readonly y: number;
    readonly height: number;
    readonly headY: number;
  }[];
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: readonly PlacedEdge[];
}
