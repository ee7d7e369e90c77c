import { createHash } from 'node:crypto';
import type { Formula } from '../domain/formula.ts';
import type { GraphNode } from '../domain/graph.ts';
import type { ColumnType } from './staged.ts';

/**
 * Shared label (one table each in an embedded engine) -> properties. Tables and properties exist there even where a snapshot
 * has nothing to put into them, so that a query finds nothing instead of failing. Every node also has `id`, `labels` (all
 * of them), `kind` (the most specific one) and `lastupdated` (the snapshot).
 */
export const NODE_TABLES = {
  AWSOrganization: { name: 'string', management_account: 'string', enabled: 'strings' },
  AWSOrganizationRoot: { name: 'string' },
  AWSOrganizationalUnit: { name: 'string' },
  AWSAccount: {
    name: 'string',
    account_id: 'string',
    partition: 'string',
    status: 'string',
    in_organization: 'boolean',
  },
  AWSPrincipal: {
    name: 'string',
    arn: 'string',
    account_id: 'string',
    path: 'string',
    userid: 'string',
    roleid: 'string',
    groupid: 'string',
    createdate: 'string',
    boundary_arn: 'string',
    max_session: 'integer',
    last_used: 'string',
    is_service_linked: 'boolean',
    is_identity_center: 'boolean',
    has_password: 'boolean',
    key_count: 'integer',
    has_mfa: 'boolean',
    in_snapshot: 'boolean',
    tags: 'string',
  },
  AWSInstanceProfile: { name: 'string', arn: 'string', account_id: 'string' },
  AWSIdentityProvider: { name: 'string', arn: 'string', account_id: 'string', url: 'string', client_ids: 'strings' },
  AWSIdentityCenter: {
    name: 'string',
    arn: 'string',
    account_id: 'string',
    region: 'string',
    identity_store_id: 'string',
  },
  AWSPermissionSet: { name: 'string', arn: 'string', session_seconds: 'integer' },
  AWSProvisionedPermissionSet: { name: 'string', permission_set_arn: 'string', account_id: 'string' },
  AWSAccountAssignment: {
    name: 'string',
    permission_set_arn: 'string',
    account_id: 'string',
    principal_type: 'string',
    principal_id: 'string',
    role_arn: 'string',
  },
  Entitlement: {
    name: 'string',
    source: 'string',
    source_kind: 'string',
    role_arn: 'string',
    through: 'string',
  },
  AWSPolicy: {
    name: 'string',
    arn: 'string',
    account_id: 'string',
    aws_managed: 'boolean',
    in_snapshot: 'boolean',
    malformed: 'string',
    version: 'string',
  },
  AWSPolicyStatement: {
    sid: 'string',
    index: 'integer',
    effect: 'string',
    action: 'strings',
    notaction: 'strings',
    resource: 'strings',
    notresource: 'strings',
    principal: 'strings',
    notprincipal: 'strings',
    condition: 'string',
    condition_keys: 'strings',
  },
  AWSResource: {
    name: 'string',
    arn: 'string',
    account_id: 'string',
    region: 'string',
    service: 'string',
    resource_type: 'string',
    encryption: 'string',
    encryption_key_arn: 'string',
    public_block: 'boolean',
    access_asked: 'boolean',
    run_as_role_arn: 'string',
    in_snapshot: 'boolean',
    tags: 'string',
  },
  AWSResourceShare: {
    name: 'string',
    arn: 'string',
    account_id: 'string',
    region: 'string',
    principals: 'strings',
    resources: 'strings',
    permissions: 'strings',
  },
  User: {
    name: 'string',
    email: 'string',
    department: 'string',
    title: 'string',
    manager: 'string',
    employment: 'string',
    active: 'boolean',
  },
  UserAccount: {
    name: 'string',
    provider: 'string',
    external_id: 'string',
    user_name: 'string',
    emails: 'strings',
    department: 'string',
    title: 'string',
    manager: 'string',
    active: 'boolean',
  },
  UserGroup: { name: 'string', provider: 'string', external_id: 'string' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnType>>>>;

export type SharedLabel = keyof typeof NODE_TABLES;

const BECOME = {
  technique: 'string',
  hop_kind: 'string',
  verdict: 'string',
  proof: 'string',
  conditions: 'string',
  condition_keys: 'strings',
  has_condition: 'boolean',
  by: 'strings',
  proof_id: 'string',
} as const;

const ACCESS = {
  resource_scope: 'string',
  scope_kind: 'string',
  scope_except: 'strings',
  scope_within: 'strings',
  verdict: 'string',
  proof: 'string',
  actions: 'strings',
  conditional_actions: 'strings',
  unknown_actions: 'strings',
  unlisted_actions: 'strings',
  cut_actions: 'strings',
  cut_by: 'strings',
  also_needs: 'strings',
  conditions: 'string',
  condition_keys: 'strings',
  has_condition: 'boolean',
  by: 'strings',
  proof_id: 'string',
} as const;

interface EdgeTable {
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** A pair of shared labels that the kind connects; a graph may bring more. */
  readonly pair: readonly [SharedLabel, SharedLabel];
  /** `fact`: as collected. `effective`: proved, with a `proof_id`. `derived`: made from those for queries written elsewhere. */
  readonly layer: 'fact' | 'effective' | 'derived';
}

const fact = (from: SharedLabel, to: SharedLabel, columns: EdgeTable['columns'] = {}): EdgeTable => ({
  columns,
  pair: [from, to],
  layer: 'fact',
});

/** Access to it is not in the graph: the engine is asked when somebody asks (ADR 29). */
export const isAccessAsked = ({ properties }: GraphNode): boolean => properties['access_asked'] === true;

/** Every edge also has `id` and `lastupdated`. */
export const EDGE_KINDS = {
  RESOURCE: fact('AWSAccount', 'AWSPrincipal'),
  CONTAINS: fact('AWSOrganizationRoot', 'AWSAccount'),
  GUARDED_BY: fact('AWSAccount', 'AWSPolicy', { inherited_from: 'string', level: 'integer', policy_type: 'string' }),
  POLICY: fact('AWSPrincipal', 'AWSPolicy'),
  STATEMENT: fact('AWSPolicy', 'AWSPolicyStatement'),
  BOUNDED_BY: fact('AWSPrincipal', 'AWSPolicy'),
  RESOURCE_POLICY: fact('AWSResource', 'AWSPolicy', { qualifier: 'string' }),
  TRUST_POLICY: fact('AWSPrincipal', 'AWSPolicy'),
  TRUSTS_AWS_PRINCIPAL: fact('AWSPrincipal', 'AWSPrincipal', {
    statement_id: 'string',
    effect: 'string',
    actions: 'strings',
    conditions: 'string',
  }),
  MEMBER_OF: fact('UserAccount', 'UserGroup'),
  HAS_ACCOUNT: fact('User', 'UserAccount', { match: 'string' }),
  ASSIGNED: fact('UserGroup', 'AWSAccountAssignment'),
  ENTITLED: fact('UserGroup', 'Entitlement', { rule: 'string', eligible: 'boolean' }),
  GRANTS: fact('AWSAccountAssignment', 'AWSPrincipal'),
  PERMISSION_SET: fact('AWSAccountAssignment', 'AWSPermissionSet'),
  PROVISIONED: fact('AWSPermissionSet', 'AWSProvisionedPermissionSet'),
  IDENTITY_PROVIDER: fact('AWSPrincipal', 'AWSIdentityProvider'),
  ASSOCIATED_WITH: fact('AWSInstanceProfile', 'AWSPrincipal'),
  ASSUMES: fact('AWSResource', 'AWSPrincipal', { use: 'string' }),
  ENCRYPTED_BY: fact('AWSResource', 'AWSResource'),
  PART_OF: fact('AWSResource', 'AWSResource'),
  SHARES: fact('AWSResourceShare', 'AWSResource'),
  SHARED_WITH: fact('AWSResourceShare', 'AWSAccount'),
  CAN_BECOME: { columns: BECOME, pair: ['AWSPrincipal', 'AWSPrincipal'], layer: 'effective' },
  CAN_ACCESS: { columns: ACCESS, pair: ['AWSPrincipal', 'AWSResource'], layer: 'effective' },
  CANNOT_ACCESS: { columns: ACCESS, pair: ['AWSPrincipal', 'AWSResource'], layer: 'effective' },
  STS_ASSUMEROLE_ALLOW: { columns: BECOME, pair: ['AWSPrincipal', 'AWSPrincipal'], layer: 'derived' },
} as const satisfies Readonly<Record<string, EdgeTable>>;

export type EdgeKind = keyof typeof EDGE_KINDS;

/** Edge kinds that carry an identity from a person to the last role. */
export const IDENTITY_EDGES: readonly EdgeKind[] = ['CAN_BECOME'];
/** Edge kinds that hold an EffectiveAccess: with a grant, and with nothing but cuts. */
export const ACCESS_EDGES: readonly EdgeKind[] = ['CAN_ACCESS', 'CANNOT_ACCESS'];

// Ids of nodes that only the graph has; those that questions can name are in domain/node-ids.ts.

/** The account as a container; as a principal it is its root. */
export const accountId = (account: string): string => `account:${account}`;
export const assignmentId = (set: string, account: string, principal: string): string =>
  `assignment:${set}@${account}:${principal}`;
export const organizationPolicyId = (id: string): string => `organizations:${id}`;
export const inlinePolicyId = (owner: string, name: string): string => `${owner}/inline_policy/${name}`;
export const trustPolicyId = (role: string): string => `${role}/trust_policy`;
export const resourcePolicyId = (resource: string): string => `${resource}/resource_policy`;
export const statementId = (policy: string, index: number): string => `${policy}/statement/${index}`;

const hashed = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

/** Stable over snapshots: kind, ends and what else tells parallel edges apart. */
export const edgeId = (kind: EdgeKind, from: string, to: string, ...rest: readonly string[]): string =>
  `${kind}:${hashed(kind, from, to, ...rest)}`;

export const accessProofId = (
  principal: string,
  resource: string,
  pattern: string,
  except: readonly string[],
  within: readonly string[] = [],
): string =>
  `access:${hashed(principal, resource, pattern, ...except, ...(within.length === 0 ? [] : ['within', ...within]))}`;
export const hopProofId = (from: string, to: string, technique: string): string => `hop:${hashed(from, to, technique)}`;

/** One text for one formula: keys in a fixed order, no spaces. */
export function formulaText(formula: Formula): string {
  switch (formula.kind) {
    case 'all':
    case 'any':
      return `{"kind":"${formula.kind}","of":[${formula.of.map(formulaText).join(',')}]}`;
    case 'not':
      return `{"kind":"not","of":${formulaText(formula.of)}}`;
    case 'test': {
      const { name, quantifier, ifExists } = formula.operator;
      const operator = { name, ...(quantifier === undefined ? {} : { quantifier }), ifExists };
      return JSON.stringify({ kind: 'test', operator, key: formula.key, values: formula.values });
    }
    default:
      return `{"kind":"${formula.kind}"}`;
  }
}

/** Condition keys that a formula tests, sorted. */
export function formulaKeys(formula: Formula): readonly string[] {
  const found = new Set<string>();
  const visit = (one: Formula): void => {
    if (one.kind === 'test') found.add(one.key);
    if (one.kind === 'not') visit(one.of);
    if (one.kind === 'all' || one.kind === 'any') one.of.forEach(visit);
  };
  visit(formula);
  return [...found].sort();
}
