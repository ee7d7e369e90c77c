import { expect } from 'vitest';
import type { EffectiveAccess, Grant, Hop } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import type { AccessGraph, GraphEdge, GraphNode } from '../../domain/graph.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { buildGraph } from '../../graph/build.ts';
import { checkGraph } from '../../graph/staged.ts';
import { NOTHING } from '../empty-snapshot.ts';

export const [A, B, MANAGEMENT] = ['111111111111', '222222222222', '999999999999'];

export const account = (id: string, parent?: string): Snapshot['accounts'][number] => ({
  id,
  partition: 'aws',
  name: `account ${id[0]}`,
  ...(parent === undefined ? {} : { parent }),
});
export const roleArn = (name: string, owner = A): string => `arn:aws:iam::${owner}:role/${name}`;
export const role = (name: string, owner = A, more: Partial<IamRole> = {}): IamRole => ({
  arn: roleArn(name, owner),
  account: owner,
  name,
  path: '/',
  tags: {},
  inlinePolicies: [],
  attachedPolicies: [],
  trustPolicy: { Version: '2012-10-17', Statement: [] },
  ...more,
});
export const trusting = (...principals: readonly object[]): Partial<IamRole> => ({
  trustPolicy: {
    Version: '2012-10-17',
    Statement: principals.map((Principal) => ({
      Effect: 'Allow',
      Principal: Principal as never,
      Action: 'sts:AssumeRole',
    })),
  },
});

export const TABLE = `arn:aws:dynamodb:eu-west-1:${A}:table/ledger`;
export const MFA: Formula = {
  kind: 'test',
  operator: { name: 'Bool', ifExists: false },
  key: 'aws:MultiFactorAuthPresent',
  values: ['true'],
};
export const hop = (from: string, to: string, more: Partial<Hop> = {}): Hop => ({
  kind: 'assumes',
  from,
  to,
  technique: 'sts:AssumeRole',
  verdict: 'allowed',
  when: { kind: 'true' },
  by: [{ layer: 'identity', policy: 'inline policy p of role x', index: 1, sid: 'Assume' }],
  assumptions: [],
  proof: 'replayed',
  ...more,
});
export const grant = (actions: readonly string[], more: Partial<Grant> = {}): Grant => ({
  actions,
  verdict: 'allowed',
  when: { kind: 'true' },
  by: [{ layer: 'identity', policy: 'p', index: 0 }],
  alsoNeeds: [],
  assumptions: [],
  proof: 'certified',
  ...more,
});
export const accessTo = (principal: string, more: Partial<EffectiveAccess> = {}): EffectiveAccess => ({
  principal,
  resource: TABLE,
  scope: { kind: 'whole', pattern: TABLE, except: [], sample: TABLE },
  grants: [],
  cuts: [],
  unlisted: [],
  ...more,
});

export const graphOf = (
  parts: Partial<Snapshot>,
  access: readonly EffectiveAccess[] = [],
  hops: readonly Hop[] = [],
): AccessGraph => {
  const { graph } = buildGraph({ ...NOTHING, ...parts }, access, hops, 'test');
  const checked = checkGraph(graph.nodes, graph.edges);
  expect(checked.ok || checked.error).toBe(true);
  return graph;
};
export const nodeOf = (graph: AccessGraph, id: string): GraphNode | undefined =>
  graph.nodes.find((node) => node.id === id);
export const edgesOf = (graph: AccessGraph, kind: string): readonly GraphEdge[] =>
  graph.edges.filter((edge) => edge.kind === kind);
export const pairs = (graph: AccessGraph, kind: string): readonly string[] =>
  edgesOf(graph, kind)
    .map(({ from, to }) => `${from} > ${to}`)
    .sort();
