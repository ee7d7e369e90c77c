import { parsePolicy } from '../../domain/parse-policy.ts';
import type { PrincipalEntry } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** What makes the workload the size and the kind it is said to be. */
export interface Measure {
  readonly pairs: number;
  /** Pairs of one account, and pairs whose resource has a policy that names the role, its account or everybody. */
  readonly candidates: number;
  readonly resourceTypes: number;
  /** Share of the roles with an own policy or a boundary that compares the tag of the caller with that of the resource. */
  readonly underTags: number;
  /** Different values of the tag that decides. */
  readonly teams: number;
  /** Share of the resources under a customer managed key. */
  readonly sealed: number;
}

export function measure({ roles, resources, managedPolicies }: Snapshot): Measure {
  const rolesIn = new Map<string, number>();
  for (const { account } of roles) rolesIn.set(account, (rolesIn.get(account) ?? 0) + 1);
  const policies = new Map(managedPolicies.map((one) => [one.arn, JSON.stringify(one.document)]));
  const byTags = (text: string): boolean => /aws:ResourceTag\/team|PrincipalTag\/team/.test(text);
  const under = roles.filter(({ inlinePolicies, permissionsBoundary = '' }) =>
    [JSON.stringify(inlinePolicies), policies.get(permissionsBoundary) ?? ''].some(byTags),
  );
  return {
    pairs: roles.length * resources.length,
    candidates: resources.reduce((sum, one) => sum + mayReach(one, roles.length, rolesIn), 0),
    resourceTypes: new Set(resources.map(({ type }) => type)).size,
    underTags: under.length / roles.length,
    teams: new Set(resources.flatMap(({ tags }) => tags['team'] ?? [])).size,
    sealed: resources.filter(({ encryption }) => encryption?.kind === 'customerManaged').length / resources.length,
  };
}

/** How many roles the resource's account or its policy lets in at all. */
function mayReach(
  { account, policy }: Snapshot['resources'][number],
  all: number,
  rolesIn: ReadonlyMap<string, number>,
): number {
  const own = rolesIn.get(account) ?? 0;
  const parsed = parsePolicy(policy?.document ?? { Version: '2012-10-17', Statement: [] });
  if (!parsed.ok) return own;
  const named = parsed.value.statements.flatMap(({ effect, principals }) =>
    effect === 'Allow' && principals !== undefined && 'in' in principals ? principals.in : [],
  );
  if (named.some(({ value }) => value === '*')) return all;
  const others = new Map(named.flatMap((entry) => reachedBy(entry, account, rolesIn)));
  return own + [...others.values()].reduce((sum, count) => sum + count, 0);
}

/** Roles of other accounts: one, or all of an account. */
function reachedBy(
  { kind, value }: PrincipalEntry,
  own: string,
  rolesIn: ReadonlyMap<string, number>,
): readonly (readonly [string, number])[] {
  const account = value.split(':')[4] ?? '';
  if (kind !== 'AWS' || account === own || !rolesIn.has(account)) return [];
  return [[value, value.endsWith(':root') ? (rolesIn.get(account) ?? 0) : 1]];
}
