import { COLUMN_KINDS, type ColumnKind, type LaneEdge, type LaneNode } from './types.ts';

export const byOrder = (a: LaneNode, b: LaneNode): number =>
  a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export interface Columns {
  readonly of: ReadonlyMap<string, number>;
  readonly list: readonly { readonly kind: ColumnKind; readonly depth: number }[];
  /** Ids of edges that go against the reading direction. */
  readonly back: ReadonlySet<string>;
}

/** One column per kind that occurs, roles by the length of the longest chain that leads to them. */
export function columnsOf(nodes: readonly LaneNode[], edges: readonly LaneEdge[]): Columns {
  const depths = roleDepths(nodes, edges);
  const columnKey = (node: LaneNode): string => `${COLUMN_KINDS.indexOf(node.column)}.${depths.get(node.id) ?? 0}`;
  const list = COLUMN_KINDS.flatMap((kind, rank) => {
    const depthsHere = nodes.filter((node) => node.column === kind).map((node) => depths.get(node.id) ?? 0);
    return [...new Set(depthsHere)].sort((a, b) => a - b).map((depth) => ({ kind, depth, key: `${rank}.${depth}` }));
  });
  const index = new Map(list.map((column, at) => [column.key, at]));
  const of = new Map(nodes.map((node) => [node.id, index.get(columnKey(node)) ?? 0]));
  const back = new Set(
    edges.filter((edge) => (of.get(edge.from) ?? 0) >= (of.get(edge.to) ?? 0)).map((edge) => edge.id),
  );
  return { of, list, back };
}

/** Longest chain of role assumptions up to each role, 1 for the first; hops that would close a circle do not count. */
function roleDepths(nodes: readonly LaneNode[], edges: readonly LaneEdge[]): ReadonlyMap<string, number> {
  const roles = nodes.filter((node) => node.column === 'role').sort(byOrder);
  const ids = new Set(roles.map((role) => role.id));
  const next = new Map<string, string[]>(roles.map((role) => [role.id, []]));
  const sorted = [...edges].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const edge of sorted) if (ids.has(edge.to) && edge.from !== edge.to) next.get(edge.from)?.push(edge.to);
  const walk = acyclicOrder(roles, next);
  const depths = new Map<string, number>(roles.map((role) => [role.id, 1]));
  for (const id of walk.order) {
    for (const to of next.get(id) ?? []) {
      if (walk.closing.has(`${id} ${to}`)) continue;
      depths.set(to, Math.max(depths.get(to) ?? 1, (depths.get(id) ?? 1) + 1));
    }
  }
  return depths;
}

/** Roles before those they can become, and the hops left out because they lead back. */
function acyclicOrder(
  roles: readonly LaneNode[],
  next: ReadonlyMap<string, readonly string[]>,
): { readonly order: readonly string[]; readonly closing: ReadonlySet<string> } {
  const state = new Map<string, 'open' | 'done'>();
  const closing = new Set<string>();
  const finished: string[] = [];
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const to of next.get(id) ?? []) {
      const known = state.get(to);
      if (known === 'open') closing.add(`${id} ${to}`);
      if (known === undefined) visit(to);
    }
    state.set(id, 'done');
    finished.push(id);
  };
  const entered = new Set([...next.values()].flat());
  const heads = roles.filter((role) => !entered.has(role.id));
  for (const role of [...heads, ...roles]) if (!state.has(role.id)) visit(role.id);
  return { order: finished.reverse(), closing };
}
