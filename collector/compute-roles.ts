import type { ComputeBinding, IamRole, InstanceProfile } from '../domain/snapshot.ts';

/**
 * Instances name a profile, and only IAM knows whose role that holds; some services take a role by its name alone, and only
 * IAM knows its path. What was not read stays as it was named.
 */
export function withResolvedRoles(
  bindings: readonly ComputeBinding[],
  roles: readonly IamRole[],
  profiles: readonly InstanceProfile[],
): readonly ComputeBinding[] {
  const ofProfile = new Map(profiles.map((profile) => [profile.arn, profile.roles]));
  const known = new Set(roles.map((role) => role.arn));
  const byName = new Map(roles.map((role) => [`${role.account} ${role.name}`, role.arn]));
  return bindings.flatMap((binding) => {
    const { role, instanceProfile, account } = binding;
    if (role !== undefined && !known.has(role)) {
      const named = /:role\/([^/]+)$/.exec(role)?.[1] ?? '';
      return [{ ...binding, role: byName.get(`${account} ${named}`) ?? role }];
    }
    const held = instanceProfile === undefined ? [] : (ofProfile.get(instanceProfile) ?? []);
    const arns = role === undefined ? held.flatMap((name) => byName.get(`${account} ${name}`) ?? []) : [];
    return arns.length === 0 ? [binding] : arns.map((arn) => ({ ...binding, role: arn }));
  });
}
