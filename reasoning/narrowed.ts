import { DELEGATION, landingId, type RoleEntitlement } from '../domain/entitlement.ts';
import type { Principal } from '../domain/principal.ts';
import type { IamRole } from '../domain/snapshot.ts';
import { entitlementsOf } from '../domain/told-entitlements.ts';
import { principalOfArn } from './principal-of-arn.ts';
import type { Caller } from './question.ts';
import { named, sessionName } from './stored-policies.ts';
import type { LayerPolicies, World } from './world.ts';

// Sessions of a role that can do less than the role: the entrance passes session policies, or goes on to another role.

/** By node id: the entitlements that make such sessions. */
export function narrowingOf({ snapshot }: World): ReadonlyMap<string, RoleEntitlement> {
  const known = memo.get(snapshot);
  if (known !== undefined) return known;
  const found = entitlementsOf(snapshot).flatMap((one) => {
    const id = landingId(one);
    return id === one.role ? [] : [[id, one] as const];
  });
  const narrowing = new Map(found);
  memo.set(snapshot, narrowing);
  return narrowing;
}

/** A snapshot never changes. */
const memo = new WeakMap<World['snapshot'], ReadonlyMap<string, RoleEntitlement>>();

/** The role that one acts as at this node: behind a session that is less, or the node itself. */
export function roleAt(world: World, node: string): string {
  const acting = narrowingOf(world).get(node)?.role;
  return acting === undefined ? node : (roleOfSession(world, acting)?.arn ?? acting);
}

export const sessionOfRole = (role: IamRole): Omit<Caller, 'id'> & { readonly principal: Principal } => ({
  entity: role,
  principal: {
    kind: 'roleSession',
    partition: role.arn.split(':')[1] ?? 'aws',
    account: role.account,
    roleName: role.name,
    roleArn: role.arn,
  },
});

/** Callers that act with what role and session policies both allow. Sessions that only go on to another role do not act. */
export const narrowedCallers = (world: World): readonly Caller[] =>
  [...narrowingOf(world)].flatMap(([id, one]): readonly Caller[] => {
    const approver = one.session === undefined ? undefined : (approverOf(world, one.role) ?? unseen(one));
    return approver === undefined ? [] : [{ ...approver, id, narrowed: sessionPolicies(world, one) }];
  });

type Approver = Omit<Caller, 'id'>;

/** A role, a session of one, a user or the root user; undefined where it was not read. */
function approverOf(world: World, arn: string): Approver | undefined {
  const role = world.role(arn) ?? roleOfSession(world, arn);
  if (role !== undefined) return sessionOfRole(role);
  const [, partition = 'aws', account = ''] = /^arn:([^:]+):iam::(\d{12}):root$/.exec(arn) ?? [];
  if (world.account(account) !== undefined) return { principal: { kind: 'root', partition, account } };
  const user = world.user(arn);
  if (user === undefined) return undefined;
  return {
    entity: user,
    principal: { kind: 'user', partition: arn.split(':')[1] ?? 'aws', account: user.account, arn },
  };
}

/** An approver who was not read, or is no more: whether the session lives on then is not documented, and what it can, nobody knows. */
function unseen({ role, through }: RoleEntitlement): Approver | undefined {
  const principal = through === DELEGATION ? principalOfArn(role) : undefined;
  return principal === undefined ? undefined : { principal };
}

/** The ARN of a session has no path. */
function roleOfSession({ snapshot }: World, arn: string): IamRole | undefined {
  const [, account, name] = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return snapshot.roles.find((one) => one.account === account && one.name === name);
}

function sessionPolicies(world: World, one: RoleEntitlement): LayerPolicies {
  const { policies = [], managed = [] } = one.session ?? {};
  return world.passedPolicies(
    policies.map((policy) => named(sessionName(one), policy)),
    managed,
  );
}
