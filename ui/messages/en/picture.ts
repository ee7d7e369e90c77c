import type { ColumnKind } from '../../lanes/types.ts';
import { counted, number } from './grammar.ts';

/** The picture of the paths. */
export const EN_PICTURE = {
  graphLabel: 'Graph of the same paths; the table holds the same facts',
  graphFailed: 'The picture could not be drawn. The table holds the same facts.',
  columnHead: (kind: ColumnKind, from: number, to: number) => {
    const names: Record<ColumnKind, string> = {
      entry: 'Person',
      group: 'Group',
      permissionSet: 'Permission set',
      entitlement: 'Entitlement',
      ssoRole: 'SSO role',
      role: 'Role',
      resource: 'Resource',
    };
    return from === 0
      ? names[kind]
      : from === to
        ? `${names[kind]}, hop ${from}`
        : `${names[kind]}, hop ${from} to ${to}`;
  },
  columnHeadAny: 'Who comes in',
  bandIdentity: 'Identity Center',
  bandOutside: 'Outside the organisation',
  bandMore: (n: number) => `and ${number.format(n)} more guardrails`,
  stackOf: (n: number) => counted(n, 'identity', 'identities'),
  edgeLevel: (level: string, n: number) => `${level} ${number.format(n)}`,
  edgeActions: (n: number) => counted(n, 'action'),
  grouped: (n: number) => `Grouped: ${number.format(n)} nodes are too many to draw. The table holds every row.`,
  looksOpenLegend: 'looks open, is not',
  walk: 'walk',
  explain: 'explain',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  zoomFit: 'Whole picture',
};
