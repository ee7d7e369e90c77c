import { describe, expect, it } from 'vitest';
import { readSnapshotFolder } from '../../collector/snapshot-files.ts';
import type { EffectiveAccess, Grant, Hop } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import type { AccessGraph, GraphEdge, GraphNode } from '../../domain/graph.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { buildGraph } from '../../graph/build.ts';
import { EDGE_KINDS, formulaKeys, formulaText, NODE_TABLES } from '../../graph/schema.ts';
import { checkGraph, edgeColumns, nodeColumns } from '../../graph/staged.ts';

const [A, B, MANAGEMENT] = ['111111111111', '222222222222', '999999999999'];
const NOTHING: Snapshot = {
  format: 1,
  takenAt: '2026-01-01T00:00:00Z',
  source: 'sample',
  organizationalUnits: [],
  organizationPolicies: [],
  accounts: [],
  users: [],
  groups: [],
  roles: [],
  managedPolicies: [],
  identityProviders: [],
  instanceProfiles: [],
  identityCenters: [],
  permissionSets: [],
  assignments: [],
  directoryUsers: [],
  directoryGroups: [],
  people: [],
  resources: [],
  coverage: [],
};

const account = (id: string, parent?: string): Snapshot['accounts'][number] => ({
  id,
  partition: 'aws',
  name: `account ${id[0]}`,
  ...(parent === undefined ? {} : { parent }),
});
const roleArn = (name: string, owner = A): string => `arn:aws:iam::${owner}:role/${name}`;
const role = (name: string, owner = A, more: Partial<IamRole> = {}): IamRole => ({
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
const trusting = (...principals: readonly object[]): Partial<IamRole> => ({
  trustPolicy: {
    Version: '2012-10-17',
    Statement: principals.map((Principal) => ({
      Effect: 'Allow',
      Principal: Principal as never,
      Action: 'sts:AssumeRole',
    })),
  },
});

const TABLE = `arn:aws:dynamodb:eu-west-1:${A}:table/ledger`;
const MFA: Formula = {
  kind: 'test',
  operator: { name: 'Bool', ifExists: false },
  key: 'aws:MultiFactorAuthPresent',
  values: ['true'],
};
const hop = (from: string, to: string, more: Partial<Hop> = {}): Hop => ({
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
const grant = (actions: readonly string[], more: Partial<Grant> = {}): Grant => ({
  actions,
  verdict: 'allowed',
  when: { kind: 'true' },
  by: [{ layer: 'identity', policy: 'p', index: 0 }],
  alsoNeeds: [],
  assumptions: [],
  proof: 'certified',
  ...more,
});
const accessTo = (principal: string, more: Partial<EffectiveAccess> = {}): EffectiveAccess => ({
  principal,
  resource: TABLE,
  scope: { kind: 'whole', pattern: TABLE, except: [], sample: TABLE },
  grants: [],
  cuts: [],
  unlisted: [],
  ...more,
});

const graphOf = (
  parts: Partial<Snapshot>,
  access: readonly EffectiveAccess[] = [],
  hops: readonly Hop[] = [],
): AccessGraph => {
  const { graph } = buildGraph({ ...NOTHING, ...parts }, access, hops, 'test');
  const checked = checkGraph(graph.nodes, graph.edges);
  expect(checked.ok || checked.error).toBe(true);
  return graph;
};
const nodeOf = (graph: AccessGraph, id: string): GraphNode | undefined => graph.nodes.find((node) => node.id === id);
const edgesOf = (graph: AccessGraph, kind: string): readonly GraphEdge[] =>
  graph.edges.filter((edge) => edge.kind === kind);
const pairs = (graph: AccessGraph, kind: string): readonly string[] =>
  edgesOf(graph, kind)
    .map(({ from, to }) => `${from} > ${to}`)
    .sort();

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

describe('facts', () => {
  it('an assignment is a triple: a set in one account says nothing of another account', () => {
    const [set, group, user] = ['arn:aws:sso:::permissionSet/i/p', 'g', 'u'];
    const assignment = { instanceArn: 'arn:aws:sso:::instance/i', permissionSet: set };
    const ssoRole = (owner: string): string =>
      roleArn('aws-reserved/sso.amazonaws.com/AWSReservedSSO_P_0123456789abcdef', owner);
    const sign = (owner: string): Hop =>
      hop(`permissionset:${set}@${owner}`, ssoRole(owner), {
        kind: 'federatesTo',
        technique: 'Identity Center sign-in',
      });
    const graph = graphOf(
      {
        accounts: [account(A), account(B)],
        permissionSets: [
          {
            arn: set,
            instanceArn: assignment.instanceArn,
            name: 'P',
            managedPolicies: [],
            customerManagedPolicies: [],
          },
        ],
        directoryGroups: [{ id: group, provider: 'identitystore', name: 'G', members: [user] }],
        directoryUsers: [{ id: user, provider: 'identitystore', userName: 'u@x', emails: ['u@x'], active: true }],
        people: [{ email: 'U@x', active: true }],
        assignments: [
          { ...assignment, account: A, principalKind: 'group', principalId: group },
          { ...assignment, account: B, principalKind: 'user', principalId: 'somebody' },
        ],
      },
      [],
      [sign(A), sign(B), hop('person:u@x', 'ssouser:u', { kind: 'memberOf', technique: 'same e-mail' })],
    );
    const [ofGroup, ofUser] = [`assignment:${set}@${A}:ssogroup:${group}`, `assignment:${set}@${B}:ssouser:somebody`];
    expect(pairs(graph, 'ASSIGNED')).toEqual([`ssogroup:${group} > ${ofGroup}`, `ssouser:somebody > ${ofUser}`]);
    expect(pairs(graph, 'GRANTS')).toEqual([`${ofGroup} > ${ssoRole(A)}`, `${ofUser} > ${ssoRole(B)}`]);
    expect(nodeOf(graph, ofGroup)?.properties).toMatchObject({
      account_id: A,
      role_arn: ssoRole(A),
      principal_type: 'group',
    });
    expect(pairs(graph, 'MEMBER_OF')).toEqual([`ssouser:${user} > ssogroup:${group}`]);
    expect(pairs(graph, 'HAS_ACCOUNT')).toEqual(['person:u@x > ssouser:u']);
    expect(pairs(graph, 'PROVISIONED')).toEqual([
      `${set} > permissionset:${set}@${A}`,
      `${set} > permissionset:${set}@${B}`,
    ]);
    expect(nodeOf(graph, 'person:u@x')?.labels).toEqual(['User']);
    expect(nodeOf(graph, 'ssouser:u')?.labels).toEqual(['UserAccount', 'AWSSSOUser']);
  });

  it('trust names principals by what they are', () => {
    const graph = graphOf({
      accounts: [account(A)],
      roles: [
        role('named', A, { uniqueId: 'AROANAMED' }),
        role(
          'r',
          A,
          trusting(
            {
              AWS: [
                A,
                'arn:aws:iam::333333333333:root',
                '444444444444',
                roleArn('named'),
                'AROANAMED',
                'AIDAGONE',
                roleArn('foreign', '333333333333'),
              ],
            },
            { Service: 'lambda.amazonaws.com' },
            { Federated: 'arn:aws:iam::111111111111:saml-provider/x' },
            { AWS: '*' },
          ),
        ),
      ],
    });
    expect(pairs(graph, 'TRUSTS_AWS_PRINCIPAL').map((pair) => pair.split(' > ')[1])).toEqual([
      'anyone',
      roleArn('named'),
      `arn:aws:iam::${A}:root`,
      roleArn('foreign', '333333333333'),
      'external:333333333333',
      'external:444444444444',
      'federated:arn:aws:iam::111111111111:saml-provider/x',
      'service:lambda.amazonaws.com',
    ]);
    expect(edgesOf(graph, 'TRUSTS_AWS_PRINCIPAL')[0]?.properties).toMatchObject({
      effect: 'Allow',
      actions: ['sts:AssumeRole'],
    });
  });

  it('guardrails come down from root and OU to each account, not to the management account, and not where the type is off', () => {
    const policy = (
      id: string,
      type: 'scp' | 'rcp',
      targets: readonly string[],
    ): Snapshot['organizationPolicies'][number] => ({
      id,
      type,
      targets,
      name: id,
      awsManaged: false,
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    });
    const graph = graphOf({
      organization: { id: 'o-1', rootId: 'r-1', managementAccount: MANAGEMENT, enabled: ['scp'] },
      organizationalUnits: [
        { id: 'ou-2', name: 'inner', parent: 'ou-1' },
        { id: 'ou-1', name: 'outer', parent: 'r-1' },
      ],
      accounts: [account(MANAGEMENT, 'r-1'), account(A, 'ou-2')],
      organizationPolicies: [
        policy('p-root', 'scp', ['r-1']),
        policy('p-ou', 'scp', ['ou-2']),
        policy('p-own', 'scp', [A]),
        policy('p-off', 'rcp', ['r-1']),
      ],
    });
    const onAccount = edgesOf(graph, 'GUARDED_BY').filter((edge) => edge.from === `account:${A}`);
    expect(
      onAccount.map((edge) => [edge.to, edge.properties['inherited_from'], edge.properties['level']]).sort(),
    ).toEqual([
      ['organizations:p-ou', 'ou-2', 2],
      ['organizations:p-own', undefined, undefined],
      ['organizations:p-root', 'r-1', 0],
    ]);
    expect(edgesOf(graph, 'GUARDED_BY').map((edge) => edge.from)).not.toContain(`account:${MANAGEMENT}`);
    expect(pairs(graph, 'CONTAINS')).toEqual([
      'o-1 > r-1',
      'ou-1 > ou-2',
      `ou-2 > account:${A}`,
      `r-1 > account:${MANAGEMENT}`,
      'r-1 > ou-1',
    ]);
    expect(nodeOf(graph, 'organizations:p-off')?.labels).toEqual(['AWSPolicy', 'AWSResourceControlPolicy']);
  });

  it('statements are kept element by element, a malformed policy with what is wrong, an unread one as not in the snapshot', () => {
    const statement = {
      Sid: 'S',
      Effect: 'Allow',
      NotAction: ['iam:*'],
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalTag/team': ['a', 'b'] }, Null: { 'aws:SourceIp': 'true' } },
    };
    const graph = graphOf({
      roles: [
        role('r', A, {
          inlinePolicies: [
            { name: 'good', document: { Version: '2012-10-17', Statement: statement } },
            { name: 'bad', document: { Statement: [{ Effect: 'Maybe', Action: '*' }] } },
          ],
          attachedPolicies: ['arn:aws:iam::aws:policy/Unread'],
          permissionsBoundary: 'arn:aws:iam::aws:policy/Unread',
        }),
      ],
    });
    const policy = `${roleArn('r')}/inline_policy/good`;
    expect(nodeOf(graph, `${policy}/statement/0`)?.properties).toEqual({
      index: 0,
      sid: 'S',
      effect: 'Allow',
      notaction: ['iam:*'],
      resource: ['*'],
      condition: JSON.stringify({
        StringLike: { 'aws:PrincipalTag/team': ['a', 'b'] },
        Null: { 'aws:SourceIp': ['true'] },
      }),
      condition_keys: ['aws:PrincipalTag/team', 'aws:SourceIp'],
    });
    const bad = `${roleArn('r')}/inline_policy/bad`;
    expect(nodeOf(graph, bad)?.properties['malformed']).toContain('Statement[0].Effect');
    expect(edgesOf(graph, 'STATEMENT').filter((edge) => edge.from === bad)).toEqual([]);
    expect(nodeOf(graph, 'arn:aws:iam::aws:policy/Unread')?.properties).toMatchObject({ in_snapshot: false });
    expect(pairs(graph, 'BOUNDED_BY')).toEqual([`${roleArn('r')} > arn:aws:iam::aws:policy/Unread`]);
  });

  it('accounts own what is in them', () => {
    const graph = graphOf({ accounts: [account(A)], roles: [role('r'), role('other', B)] });
    expect(pairs(graph, 'RESOURCE')).toContain(`account:${A} > ${roleArn('r')}`);
    expect(pairs(graph, 'RESOURCE').join()).not.toContain(roleArn('other', B));
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
