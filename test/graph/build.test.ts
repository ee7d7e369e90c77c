import { describe, expect, it } from 'vitest';
import { readSnapshotFolder } from '../../collector/snapshot-files.ts';
import type { Formula } from '../../domain/formula.ts';
import { buildGraph } from '../../graph/build.ts';
import { EDGE_KINDS, formulaKeys, formulaText, NODE_TABLES } from '../../graph/schema.ts';
import { checkGraph, edgeColumns, nodeColumns } from '../../graph/staged.ts';
import { NOTHING } from '../empty-snapshot.ts';
import { A, accessTo, account, edgesOf, grant, graphOf, hop, MFA, nodeOf, role, roleArn, TABLE } from './built.ts';

describe('what was proved', () => {
  const roles = [role('one'), role('two')];

  it('a hop is one CAN_BECOME edge with technique, verdict, condition and its proof', () => {
    const graph = graphOf({ roles }, [], [hop(roleArn('one'), roleArn('two'), { verdict: 'conditional', when: MFA })]);
    const [edge, ...others] = edgesOf(graph, 'CAN_BECOME');
    expect(others).toEqual([]);
    expect(edge).toMatchObject({ from: roleArn('one'), to: roleArn('two') });
    expect(edge?.properties).toEqual({
      technique: 'sts:AssumeRole',
      hop_kind: 'assumes',
      verdict: 'conditional',
      proof: 'replayed',
      conditions: formulaText(MFA),
      condition_keys: ['aws:MultiFactorAuthPresent'],
      has_condition: true,
      by: ['identity: inline policy p of role x #1 (Assume)'],
      proof_id: expect.stringMatching(/^hop:/),
    });
  });
  it('a second technique between the same two is a second edge; the same hop said twice is one', () => {
    const assume = hop(roleArn('one'), roleArn('two'));
    const graph = graphOf({ roles }, [], [assume, assume, { ...assume, technique: 'sts:AssumeRoleWithSAML' }]);
    expect(edgesOf(graph, 'CAN_BECOME')).toHaveLength(2);
    expect(edgesOf(graph, 'STS_ASSUMEROLE_ALLOW')).toHaveLength(1);
  });
  it('two hops that differ under one technique are a fault, not a choice', () => {
    const hops = [hop(roleArn('one'), roleArn('two')), hop(roleArn('one'), roleArn('two'), { verdict: 'unknown' })];
    expect(() => graphOf({ roles }, [], hops)).toThrow('two different proofs');
  });
  it('an access is one CAN_ACCESS edge for each scope, with its actions by verdict', () => {
    const access = accessTo(roleArn('one'), {
      grants: [
        grant(['dynamodb:Scan', 'dynamodb:GetItem']),
        grant(['dynamodb:PutItem'], { verdict: 'conditional', when: MFA, proof: 'replayed' }),
        grant(['dynamodb:Query'], { verdict: 'unknown', proof: 'pending' }),
      ],
      cuts: [{ actions: ['dynamodb:DeleteTable'], layers: ['scp'], by: [{ layer: 'scp', policy: 's', index: 0 }] }],
      unlisted: [grant(['dynamodb:*'], { verdict: 'unknown' })],
    });
    const index = { kind: 'part', pattern: `${TABLE}/index/i`, except: [], sample: `${TABLE}/index/i` } as const;
    const graph = graphOf({ roles }, [
      access,
      accessTo(roleArn('one'), { scope: index, grants: [grant(['dynamodb:Query'])] }),
    ]);
    const edges = edgesOf(graph, 'CAN_ACCESS');
    expect(edges).toHaveLength(2);
    const whole = edges.find((edge) => edge.properties['scope_kind'] === 'whole');
    expect(whole).toMatchObject({ from: roleArn('one'), to: TABLE });
    expect(whole?.properties).toEqual({
      resource_scope: TABLE,
      scope_kind: 'whole',
      scope_within: [],
      scope_except: [],
      verdict: 'allowed',
      proof: 'pending',
      actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
      conditional_actions: ['dynamodb:PutItem'],
      unknown_actions: ['dynamodb:Query'],
      unlisted_actions: ['dynamodb:*'],
      cut_actions: ['dynamodb:DeleteTable'],
      cut_by: ['scp'],
      also_needs: [],
      conditions: formulaText(MFA),
      condition_keys: ['aws:MultiFactorAuthPresent'],
      has_condition: true,
      by: ['identity: p #0'],
      proof_id: expect.stringMatching(/^access:/),
    });
  });
  it.each([
    [['unknown'], 'unknown'],
    [['unknown', 'conditional'], 'conditional'],
    [['unknown', 'conditional', 'allowed'], 'allowed'],
  ] as const)('grants that are %j make an edge that is `%s`: unknown is never rounded', (verdicts, expected) => {
    const grants = verdicts.map((verdict, i) => grant([`dynamodb:Action${i}`], { verdict }));
    const [edge] = edgesOf(graphOf({ roles }, [accessTo(roleArn('one'), { grants })]), 'CAN_ACCESS');
    expect(edge?.properties['verdict']).toBe(expected);
  });
  it('an access with nothing but cuts is no CAN_ACCESS', () => {
    const needs = [{ action: 'kms:Decrypt', resource: 'key', verdict: 'denied' }] as const;
    const cuts = [
      { actions: ['dynamodb:GetItem'], layers: ['permissionsBoundary'], by: [], alsoNeeds: needs },
    ] as const;
    const graph = graphOf({ roles }, [accessTo(roleArn('one'), { cuts })]);
    expect(edgesOf(graph, 'CAN_ACCESS')).toEqual([]);
    expect(edgesOf(graph, 'CANNOT_ACCESS')[0]?.properties).toMatchObject({
      verdict: 'denied',
      cut_by: ['permissionsBoundary'],
      also_needs: ['kms:Decrypt on key: denied'],
    });
  });
  it('every effective edge has the one proof of its id, whole', () => {
    const access = [
      accessTo(roleArn('one'), { grants: [grant(['dynamodb:GetItem'])] }),
      accessTo(roleArn('two'), { cuts: [{ actions: ['x'], layers: ['scp'], by: [] }] }),
    ];
    const hops = [hop(roleArn('one'), roleArn('two'))];
    const { graph, proofs } = buildGraph({ ...NOTHING, roles }, access, hops, 'test');
    expectKnown(edgeColumns(graph.edges), edgeSchema());
    const effective = graph.edges.filter((edge) => ['CAN_ACCESS', 'CANNOT_ACCESS', 'CAN_BECOME'].includes(edge.kind));
    expect(effective.map((edge) => edge.properties['proof_id']).sort()).toEqual(proofs.map((proof) => proof.id));
    expect(proofs.map((proof) => (proof.kind === 'hop' ? proof.hop : proof.access))).toEqual(
      expect.arrayContaining([...access, ...hops]),
    );
  });
  it('callers that are no users or roles of the snapshot get nodes of their kind', () => {
    const callers = [
      'anyone',
      'external:*',
      'external:333333333333',
      'service:ec2.amazonaws.com',
      'federated:accounts.google.com',
      'arn:aws:iam::333333333333:user/x/y',
      'arn:aws:sts::333333333333:assumed-role/r/s',
      `arn:aws:iam::${A}:root`,
    ];
    const graph = graphOf(
      { accounts: [account(A)] },
      callers.map((caller) => accessTo(caller, { grants: [grant(['dynamodb:GetItem'])] })),
    );
    expect(callers.map((caller) => nodeOf(graph, caller)?.labels)).toEqual([
      ['AWSPrincipal', 'AnyonePrincipal'],
      ['AWSPrincipal', 'ExternalAccountPrincipal'],
      ['AWSPrincipal', 'ExternalAccountPrincipal'],
      ['AWSPrincipal', 'AWSServicePrincipal'],
      ['AWSPrincipal', 'AWSFederatedPrincipal'],
      ['AWSPrincipal', 'AWSUser'],
      ['AWSPrincipal', 'AWSSessionPrincipal'],
      ['AWSPrincipal', 'AWSRootPrincipal'],
    ]);
    expect(nodeOf(graph, 'arn:aws:iam::333333333333:user/x/y')?.properties).toMatchObject({
      name: 'y',
      in_snapshot: false,
    });
    expect(nodeOf(graph, TABLE)).toMatchObject({ labels: ['AWSResource'], properties: { in_snapshot: false } });
  });
});

describe('one text for one formula', () => {
  it('whatever the order of its object keys', () => {
    const turned = JSON.parse(
      '{"values":["true"],"key":"aws:MultiFactorAuthPresent","operator":{"ifExists":false,"name":"Bool"},"kind":"test"}',
    );
    expect(formulaText(turned)).toBe(formulaText(MFA));
    const all: Formula = { kind: 'all', of: [MFA, { kind: 'not', of: { kind: 'any', of: [MFA, { kind: 'false' }] } }] };
    expect(JSON.parse(formulaText(all))).toEqual(all);
    expect(formulaKeys(all)).toEqual(['aws:MultiFactorAuthPresent']);
  });
});

describe('the sample organisation', () => {
  it('gives a well-formed graph, the same each time, with no label, kind or property that the schema does not know', async () => {
    const snapshot = await readSnapshotFolder('sample-org/snapshot');
    if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error));
    const { graph } = buildGraph(snapshot.value, [], [], 'sample');
    expect(buildGraph(snapshot.value, [], [], 'sample').graph).toEqual(graph);
    expect(checkGraph(graph.nodes, graph.edges)).toMatchObject({ ok: true });
    expectKnown(nodeColumns(graph.nodes), NODE_TABLES);
    expectKnown(edgeColumns(graph.edges), edgeSchema());
    expect(graph.nodes.filter((node) => node.labels.includes('AWSRole')).length).toBeGreaterThan(10);
    expect(edgesOf(graph, 'TRUSTS_AWS_PRINCIPAL').length).toBeGreaterThan(10);
  });
});

const edgeSchema = (): Parameters<typeof expectKnown>[1] =>
  Object.fromEntries(Object.entries(EDGE_KINDS).map(([kind, { columns }]) => [kind, columns]));

function expectKnown(
  found: ReturnType<typeof nodeColumns>,
  schema: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  if (!found.ok) throw new Error(found.error.message);
  for (const [table, columns] of found.value) {
    expect(Object.keys(schema)).toContain(table);
    for (const [name, type] of columns) expect([table, name, schema[table]?.[name]]).toEqual([table, name, type]);
  }
}
