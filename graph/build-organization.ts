import type { Account, OrganizationPolicy, Snapshot } from '../domain/snapshot.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { accountId, organizationPolicyId } from './schema.ts';

/** Organisation, root, OUs and accounts, and which guardrails stand above each. */
export function addOrganization(builder: GraphBuilder, snapshot: Snapshot): void {
  const { organization } = snapshot;
  if (organization !== undefined) {
    const { id, rootId, managementAccount, enabled } = organization;
    builder.node(id, ['AWSOrganization'], { name: id, management_account: managementAccount, enabled });
    builder.node(rootId, ['AWSOrganizationRoot'], { name: 'root' });
    builder.edge('CONTAINS', id, rootId);
  }
  for (const unit of snapshot.organizationalUnits) {
    builder.node(unit.id, ['AWSOrganizationalUnit'], { name: unit.name });
  }
  for (const account of snapshot.accounts) addAccount(builder, account);
  for (const unit of snapshot.organizationalUnits) contain(builder, unit.parent, unit.id);
  for (const account of snapshot.accounts) {
    if (account.parent !== undefined) contain(builder, account.parent, accountId(account.id));
  }
}

function addAccount(builder: GraphBuilder, account: Account): void {
  builder.node(accountId(account.id), ['AWSAccount'], {
    name: account.name ?? account.id,
    account_id: account.id,
    partition: account.partition,
    status: account.status,
    in_organization: account.parent !== undefined,
  });
}

function contain(builder: GraphBuilder, parent: string, child: string): void {
  if (builder.has(parent)) builder.edge('CONTAINS', parent, child);
}

/**
 * SCPs and RCPs of the types that are enabled: at their targets, and on each account below with the target they come from.
 * Nothing comes down on the management account, which neither type binds.
 */
export function addGuardrails(builder: GraphBuilder, snapshot: Snapshot): void {
  const { organization } = snapshot;
  if (organization === undefined) return;
  const binding = snapshot.organizationPolicies.filter((policy) => organization.enabled.includes(policy.type));
  for (const policy of binding) {
    for (const target of policy.targets) {
      const id = /^\d{12}$/.test(target) ? accountId(target) : target;
      if (builder.has(id)) guard(builder, id, policy, undefined);
    }
  }
  for (const account of snapshot.accounts) {
    if (account.id !== organization.managementAccount) inherit(builder, snapshot, account, binding);
  }
}

function inherit(
  builder: GraphBuilder,
  snapshot: Snapshot,
  account: Account,
  binding: readonly OrganizationPolicy[],
): void {
  for (const [level, above] of levelsAbove(snapshot, account).entries()) {
    for (const policy of binding.filter((one) => one.targets.includes(above))) {
      guard(builder, accountId(account.id), policy, { from: above, level });
    }
  }
}

function guard(
  builder: GraphBuilder,
  id: string,
  policy: OrganizationPolicy,
  inherited: { readonly from: string; readonly level: number } | undefined,
): void {
  const properties = { policy_type: policy.type, inherited_from: inherited?.from, level: inherited?.level };
  builder.edge('GUARDED_BY', id, organizationPolicyId(policy.id), properties, inherited?.from ?? 'itself');
}

/** Ids of the root and the OUs above an account, root first. */
function levelsAbove(snapshot: Snapshot, account: Account): readonly string[] {
  const parents = new Map(snapshot.organizationalUnits.map((unit) => [unit.id, unit.parent]));
  const levels: string[] = [];
  for (let id = account.parent; id !== undefined && !levels.includes(id); id = parents.get(id)) levels.unshift(id);
  return levels;
}
