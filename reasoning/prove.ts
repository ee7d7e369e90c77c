import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { callersOf } from './callers.ts';
import { effectiveAccess } from './effective.ts';
import type { Disagreement, EngineOptions, Replay } from './engine-options.ts';
import { entrancesOf, isToldByEntitlements } from './entitlements.ts';
import { assumeHops, directoryHops } from './hops.ts';
import { type Caller, ordinaryCaller } from './question.ts';
import type { World } from './world.ts';

/** Effective access and hops of a whole snapshot. */
export interface Proved {
  readonly access: readonly EffectiveAccess[];
  readonly hops: readonly Hop[];
  readonly pairs: number;
  readonly disagreements: readonly Disagreement[];
}

/** Yields after each caller, so that whoever runs it can show progress or stop; returns everything at the end. */
export function* prove(
  world: World,
  replay: Replay,
  register?: EngineOptions['register'],
): Generator<{ readonly done: number; readonly total: number }, Proved> {
  return joined(world, [yield* proveCallers(world, callersOf(world), replay, register)]);
}

/** What follows for some of the callers alone, in their order; yields after each. */
export function* proveCallers(
  world: World,
  callers: readonly Caller[],
  replay: Replay,
  register?: EngineOptions['register'],
): Generator<{ readonly done: number; readonly total: number }, Proved> {
  const disagreements: Disagreement[] = [];
  const options: EngineOptions = {
    profile: ordinaryCaller(world.snapshot.takenAt),
    replay,
    onDisagreement: (one) => disagreements.push(one),
    ...(register === undefined ? {} : { register }),
  };
  const access: EffectiveAccess[] = [];
  const hops: Hop[] = [];
  for (const [index, caller] of callers.entries()) {
    for (const resource of world.snapshot.resources) access.push(...effectiveAccess(world, caller, resource, options));
    const assumed = world.snapshot.roles.flatMap((role) => assumeHops(world, caller, role, options));
    hops.push(...(isToldByAssignments(world, caller) || isToldByEntitlements(world, caller) ? [] : assumed));
    yield { done: index + 1, total: callers.length };
  }
  for (const { caller, role } of entrancesOf(world).values()) {
    const entered = world.role(role);
    if (entered !== undefined) hops.push(...assumeHops(world, caller, entered, options));
  }
  return { access, hops, pairs: callers.length * world.snapshot.resources.length, disagreements };
}

/** The whole of parts that cover the callers in their order. */
export const joined = (world: World, parts: readonly Proved[]): Proved => ({
  access: parts.flatMap(({ access }) => access),
  hops: [...directoryHops(world), ...parts.flatMap(({ hops }) => hops)],
  pairs: parts.reduce((sum, { pairs }) => sum + pairs, 0),
  disagreements: parts.flatMap(({ disagreements }) => disagreements),
});

/** Without any of these some permission set, its name or an account it is assigned in may be missing, and with it the way into its role. */
const ASSIGNMENT_CALLS = [
  'ListPermissionSets',
  'DescribePermissionSet',
  'ListAccountsForProvisionedPermissionSet',
  'ListAccountAssignments',
];

/** Who signs in through Identity Center follows from its assignments, person by person, where they were read. */
const isToldByAssignments = (world: World, { principal }: Caller): boolean =>
  principal.kind === 'federated' &&
  principal.provider.includes(':saml-provider/AWSSSO_') &&
  ASSIGNMENT_CALLS.every((call) => world.knows('sso-admin', call));
