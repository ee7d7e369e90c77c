import { permissionSetId } from '../domain/node-ids.ts';
import { parsePolicy, printOperator } from '../domain/parse-policy.ts';
import type { Condition, Only, PolicyDocument, PrincipalEntry, Statement } from '../domain/policy.ts';
import type { Snapshot, StoredPolicy } from '../domain/snapshot.ts';
import type { GraphBuilder, LooseProperties } from './graph-builder.ts';
import { inlinePolicyId, organizationPolicyId, resourcePolicyId, statementId, trustPolicyId } from './schema.ts';

type PolicyKind =
  | 'AWSManagedPolicy'
  | 'AWSInlinePolicy'
  | 'AWSTrustPolicy'
  | 'AWSResourcePolicy'
  | 'AWSVpcEndpointPolicy'
  | 'AWSServiceControlPolicy'
  | 'AWSResourceControlPolicy';

/** Managed policies first, so that those that are only mentioned are seen to be missing. */
export function addPolicies(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const policy of snapshot.managedPolicies) {
    const account = policy.awsManaged ? undefined : policy.account;
    addPolicy(builder, policy.arn, 'AWSManagedPolicy', policy, {
      arn: policy.arn,
      account_id: account,
      aws_managed: policy.awsManaged,
    });
  }
  for (const policy of snapshot.organizationPolicies) {
    const kind = policy.type === 'scp' ? 'AWSServiceControlPolicy' : 'AWSResourceControlPolicy';
    addPolicy(builder, organizationPolicyId(policy.id), kind, policy, { aws_managed: policy.awsManaged });
  }
  for (const entity of [...snapshot.users, ...snapshot.groups, ...snapshot.roles]) {
    for (const policy of entity.inlinePolicies) addInline(builder, entity.arn, policy, entity.account);
    for (const arn of entity.attachedPolicies) attachManaged(builder, entity.arn, arn);
  }
  addBoundaries(builder, snapshot);
  for (const role of snapshot.roles) {
    const id = trustPolicyId(role.arn);
    const stored = { name: `trust policy of ${role.name}`, document: role.trustPolicy };
    addPolicy(builder, id, 'AWSTrustPolicy', stored, { account_id: role.account });
    builder.edge('TRUST_POLICY', role.arn, id);
  }
  addPermissionSetPolicies(builder, snapshot);
  addResourcePolicies(builder, snapshot);
}

function addBoundaries(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const { arn, permissionsBoundary } of [...snapshot.users, ...snapshot.roles]) {
    if (permissionsBoundary === undefined) continue;
    mentionManaged(builder, permissionsBoundary);
    builder.edge('BOUNDED_BY', arn, permissionsBoundary);
  }
}

function addPermissionSetPolicies(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const set of snapshot.permissionSets) {
    for (const arn of set.managedPolicies) attachManaged(builder, set.arn, arn);
    if (set.inlinePolicy === undefined) continue;
    addInline(builder, set.arn, { name: 'inline policy', document: set.inlinePolicy }, undefined);
  }
  for (const { permissionSet, account } of snapshot.assignments) {
    builder.edge('PROVISIONED', permissionSet, permissionSetId(permissionSet, account));
  }
}

function addResourcePolicies(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const resource of snapshot.resources) {
    const kind = resource.type === 'AWS::EC2::VPCEndpoint' ? 'AWSVpcEndpointPolicy' : 'AWSResourcePolicy';
    const qualified = resource.type === 'AWS::Lambda::Function' ? resource.qualifiers : [];
    const policies = [{ name: undefined, policy: resource.policy }, ...qualified];
    for (const { name: qualifier, policy } of policies) {
      if (policy === undefined) continue;
      const id = resourcePolicyId(qualifier === undefined ? resource.arn : `${resource.arn}:${qualifier}`);
      addPolicy(builder, id, kind, policy, { account_id: resource.account });
      builder.edge('RESOURCE_POLICY', resource.arn, id, { qualifier });
    }
  }
}

function addInline(builder: GraphBuilder, owner: string, policy: StoredPolicy, account: string | undefined): void {
  const id = inlinePolicyId(owner, policy.name);
  addPolicy(builder, id, 'AWSInlinePolicy', policy, { account_id: account, aws_managed: false });
  builder.edge('POLICY', owner, id);
}

function attachManaged(builder: GraphBuilder, owner: string, arn: string): void {
  mentionManaged(builder, arn);
  builder.edge('POLICY', owner, arn);
}

/** A policy that is attached and was not read. */
function mentionManaged(builder: GraphBuilder, arn: string): void {
  if (builder.has(arn)) return;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  builder.node(arn, ['AWSPolicy', 'AWSManagedPolicy'], { name, arn, in_snapshot: false });
}

function addPolicy(
  builder: GraphBuilder,
  id: string,
  kind: PolicyKind,
  policy: StoredPolicy,
  properties: LooseProperties,
): void {
  const parsed = parsePolicy(policy.document);
  const told = parsed.ok
    ? { version: parsed.value.version }
    : { malformed: `${parsed.error.path}: ${parsed.error.message}` };
  builder.node(id, ['AWSPolicy', kind], { name: policy.name, in_snapshot: true, ...properties, ...told });
  if (parsed.ok) addStatements(builder, id, parsed.value);
}

function addStatements(builder: GraphBuilder, policy: string, document: PolicyDocument): void {
  for (const [index, statement] of document.statements.entries()) {
    const id = statementId(policy, index);
    builder.node(id, ['AWSPolicyStatement'], { index, ...statementProperties(statement) });
    builder.edge('STATEMENT', policy, id);
  }
}

function statementProperties(statement: Statement): LooseProperties {
  const { sid, effect, conditions } = statement;
  return {
    sid,
    effect,
    ...listProperties('action', statement.actions),
    ...listProperties('resource', statement.resources),
    ...listProperties('principal', principalTexts(statement.principals)),
    condition: conditionText(conditions),
    condition_keys: conditions.length === 0 ? undefined : [...new Set(conditions.map((one) => one.key))].sort(),
  };
}

/** `action` or `notaction`, as the statement has it. */
function listProperties(name: string, only: Only<string> | undefined): LooseProperties {
  if (only === undefined) return {};
  return 'in' in only ? { [name]: only.in } : { [`not${name}`]: only.notIn };
}

function principalTexts(principals: Only<PrincipalEntry> | undefined): Only<string> | undefined {
  if (principals === undefined) return undefined;
  const textOf = (entry: PrincipalEntry): string => (entry.bare === true ? '*' : `${entry.kind}:${entry.value}`);
  return 'in' in principals ? { in: principals.in.map(textOf) } : { notIn: principals.notIn.map(textOf) };
}

/** The Condition element as JSON, as in the policy. */
export function conditionText(conditions: readonly Condition[]): string | undefined {
  if (conditions.length === 0) return undefined;
  const element: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) {
    const name = printOperator(operator);
    element[name] = { ...element[name], [key]: values };
  }
  return JSON.stringify(element);
}
