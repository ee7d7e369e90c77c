import type { AnswerHop, NodeInfo, WhoCanAnswer } from '../../domain/answer.ts';
import type { PathRow } from '../ask/rows.ts';
import type { ColumnKind } from '../lanes/types.ts';
import { type Nodes, nodeOf } from '../words/names.ts';
import { type Standing, standing } from '../words/standing.ts';

export interface PictureNode {
  readonly id: string;
  readonly info: NodeInfo;
  /** More than one where the node stands for a stack of alike nodes. */
  readonly members: readonly NodeInfo[];
  readonly column: ColumnKind;
  readonly band: string;
  readonly order: number;
}

export interface PictureEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly standing: Standing;
  /** Rows that walk it, and at which hop. */
  readonly walkedBy: ReadonlyMap<string, number>;
  /** The last edge of a path: it carries what can be done. */
  readonly last: boolean;
}

export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Bands top to bottom. */
  readonly bands: readonly string[];
  /** Nodes before grouping. */
  readonly all: number;
}

export const IDENTITY = 'identity';
export const OUTSIDE = 'outside';

/** Above this many alike leaves stand as a counted stack. */
const FAN = 8;
/** Above this many nodes the picture groups what it can. */
export const CROWD = 300;

const COLUMN: Readonly<Record<NodeInfo['kind'], ColumnKind>> = {
  person: 'entry',
  directoryUser: 'entry',
  user: 'entry',
  root: 'entry',
  service: 'entry',
  externalAccount: 'entry',
  anyone: 'entry',
  openEnd: 'entry',
  workload: 'entry',
  directoryGroup: 'group',
  permissionSet: 'permissionSet',
  entitlement: 'entitlement',
  ssoRole: 'ssoRole',
  role: 'role',
  resource: 'resource',
};

const IN_DIRECTORY: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>([
  'person',
  'directoryUser',
  'directoryGroup',
  'permissionSet',
  'entitlement',
]);

/** A permission set is one thing to its readers, wherever it is assigned. */
export const pictureId = (id: string): string =>
  id.startsWith('permissionset:') ? id.slice(0, Math.max(id.lastIndexOf('@'), 0)) || id : id;

const bandOf = (node: NodeInfo): string => (IN_DIRECTORY.has(node.kind) ? IDENTITY : (node.account ?? OUTSIDE));

/** The rows' paths as one graph; stacks where leaves are alike. `looksOpen` names join even where no path leads to them. */
export function pictureOf(rows: readonly PathRow[], answer: WhoCanAnswer): Picture {
  const nodes = new Map<string, PictureNode>();
  const edges = new Map<string, PictureEdge>();
  const meet = (id: string, place: number): void => {
    const key = pictureId(id);
    if (nodes.has(key)) return;
    const info = nodeOf(id, answer.nodes);
    const column = key === answer.resource ? 'resource' : COLUMN[info.kind];
    nodes.set(key, { id: key, info, members: [info], column, band: bandOf(info), order: nodes.size + place });
  };
  for (const row of rows) {
    for (const { hop, index } of hopsOfRow(row)) {
      meet(hop.from, 0);
      meet(hop.to, 0);
      addEdge(edges, hop, row.key, index, index === row.path.hops.length - 1);
    }
  }
  if (rows.length > 0) for (const { principal } of answer.looksOpen) meet(principal, 0);
  const whole = { nodes: [...nodes.values()], edges: [...edges.values()] };
  const calm = stacked(whole, FAN);
  const fits = calm.nodes.length <= CROWD ? calm : stacked(stackedRoles(calm), 1);
  return { ...fits, bands: bandsOf(fits.nodes, answer), all: whole.nodes.length };
}

/** Hops of everybody in the row: the first one differs, the others are shared. */
function hopsOfRow(row: PathRow): readonly { readonly hop: AnswerHop; readonly index: number }[] {
  const first = row.firstHops.map((hop) => ({ hop, index: 0 }));
  return [...first, ...row.path.hops.slice(1).map((hop, index) => ({ hop, index: index + 1 }))];
}

function addEdge(edges: Map<string, PictureEdge>, hop: AnswerHop, row: string, index: number, last: boolean): void {
  const [from, to] = [pictureId(hop.from), pictureId(hop.to)];
  if (from === to) return;
  const id = `${from} > ${to}`;
  const known = edges.get(id);
  const mine = standing(hop.verdict, hop.proof);
  edges.set(id, {
    id,
    from,
    to,
    last: last || known?.last === true,
    standing: known === undefined ? mine : best(known.standing, mine),
    walkedBy: new Map([...(known?.walkedBy ?? []), [row, index]]),
  });
}

const ORDER: readonly Standing[] = ['proven', 'allowed', 'conditional', 'unknown', 'noAccess'];
const best = (a: Standing, b: Standing): Standing => (ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b);

interface Drawn {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** Leaves without a way in that share all their ways out become one node, where there are more than `most` of them. */
function stacked(drawn: Drawn, most: number): Drawn {
  const entered = new Set(drawn.edges.map((edge) => edge.to));
  const ways = new Map<string, string[]>();
  for (const edge of drawn.edges) ways.set(edge.from, [...(ways.get(edge.from) ?? []), `${edge.to} ${edge.standing}`]);
  const leaves = drawn.nodes.filter((node) => node.column === 'entry' && !entered.has(node.id));
  return merged(drawn, leaves, most, (node) =>
    JSON.stringify([node.band, node.info.kind, [...(ways.get(node.id) ?? [])].sort()]),
  );
}

/** Roles of one account that lead from the same nodes to the same nodes. */
function stackedRoles(drawn: Drawn): Drawn {
  const around = (id: string): string =>
    JSON.stringify([
      drawn.edges
        .filter((edge) => edge.to === id)
        .map((edge) => edge.from)
        .sort(),
      drawn.edges
        .filter((edge) => edge.from === id)
        .map((edge) => edge.to)
        .sort(),
    ]);
  const roles = drawn.nodes.filter((node) => node.column === 'role' || node.column === 'ssoRole');
  return merged(drawn, roles, 1, (node) => JSON.stringify([node.band, node.column, around(node.id)]));
}

function merged(drawn: Drawn, some: readonly PictureNode[], most: number, alike: (node: PictureNode) => string): Drawn {
  const groups = new Map<string, PictureNode[]>();
  for (const node of some) groups.set(alike(node), [...(groups.get(alike(node)) ?? []), node]);
  const stands = new Map<string, PictureNode>();
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined || group.length <= most) continue;
    const stack = { ...first, members: group.flatMap((node) => node.members) };
    for (const node of group) stands.set(node.id, stack);
  }
  const name = (id: string): string => stands.get(id)?.id ?? id;
  const nodes = new Map(drawn.nodes.map((node) => stands.get(node.id) ?? node).map((node) => [node.id, node]));
  const edges = new Map<string, PictureEdge>();
  for (const edge of drawn.edges) {
    const id = `${name(edge.from)} > ${name(edge.to)}`;
    const known = edges.get(id);
    edges.set(id, {
      ...edge,
      id,
      from: name(edge.from),
      to: name(edge.to),
      standing: known === undefined ? edge.standing : best(known.standing, edge.standing),
      walkedBy: new Map([...(known?.walkedBy ?? []), ...edge.walkedBy]),
    });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** The directory on top, then what stands outside, then accounts as paths meet them; the resource's account at the bottom. */
function bandsOf(nodes: readonly PictureNode[], answer: WhoCanAnswer): readonly string[] {
  const met = [...new Set([...nodes].sort((a, b) => a.order - b.order).map((node) => node.band))];
  const goal = bandOf(nodeOf(answer.resource, answer.nodes));
  const rank = (band: string): number => (band === IDENTITY ? 0 : band === OUTSIDE ? 1 : band === goal ? 3 : 2);
  return met.sort((a, b) => rank(a) - rank(b));
}

/** The node of an account, to read the band's name and guardrails from. */
export const placeOf = (band: string, nodes: readonly PictureNode[], all: Nodes): NodeInfo | undefined =>
  nodes.find((node) => node.band === band && node.info.account === band)?.info ??
  Object.values(all).find((node) => node.account === band);
