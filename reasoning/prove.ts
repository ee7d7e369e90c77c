import type { EffectiveAccess, Hop } from '../domain/access.ts';
import { Interner } from '../domain/interned.ts';
import type { IamRole, Resource } from '../domain/snapshot.ts';
import { askedWorld } from './asked-world.ts';
import { EmptyPairs } from './blocks/empty.ts';
import { callersOf } from './callers.ts';
import { accessOnTarget } from './effective.ts';
import type { Disagreement, EngineOptions, Replay } from './engine-options.ts';
import { entrancesOf, isToldByEntitlements } from './entitlements.ts';
import { assumeHops, directoryHops } from './hops.ts';
import { type Caller, ordinaryCaller } from './question.ts';
import { targetsOf } from './targets.ts';
import { rolesTrusting } from './trusting.ts';
import type { World } from './world.ts';

/** Effective access and hops of a whole snapshot. */
export interface Proved {
  readonly access: readonly EffectiveAccess[];
  readonly hops: readonly Hop[];
  readonly pairs: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Yields after each turn, so that whoever runs it can show progress or stop; returns everything at the end. `resources`: to which access
 * is proved; left out: to all.
 */
export function* prove(
  world: World,
  replay: Replay,
  register?: EngineOptions['register'],
  resources?: readonly Resource[],
): Generator<{ readonly done: number; readonly total: number }, Proved> {
  const [parts, interner]: [Proved[], Interner] = [[], new Interner()];
  for (const step of proveTurns(world, turnsOf(world), replay, { register, resources })) {
    parts.push(interner.of(step.found));
    yield step;
  }
  return joined(world, parts);
}

/** One caller, with everything it reaches; or an entrance of an identity source, with the one role that it leads into. */
export interface Turn {
  readonly caller: Caller;
  readonly into?: string;
}

/** What a proof goes through. */
export function turnsOf(world: World): readonly Turn[] {
  const asked = askedWorld(world);
  return [
    ...callersOf(asked).map((caller) => ({ caller })),
    ...[...entrancesOf(asked).values()].map(({ caller, role }) => ({ caller, into: role })),
  ];
}

/** After a turn. */
export interface TurnProved {
  readonly done: number;
  readonly total: number;
  readonly found: Proved;
}

/** What of a proof is made, and how. */
export interface ProofPart {
  readonly register?: EngineOptions['register'] | undefined;
  /** To which access is proved; left out: to all. */
  readonly resources?: readonly Resource[] | undefined;
  /** No other turns of the world are asked for here: nothing is found out about the callers of others. */
  readonly alone?: true;
}

/** What follows for some of the turns alone, in their order; yields what each found, and keeps nothing of it. */
export function* proveTurns(
  world: World,
  turns: readonly Turn[],
  replay: Replay,
  { register, resources: some, alone }: ProofPart = {},
): Generator<TurnProved, void> {
  const asked = askedWorld(world);
  const { options, disagreements } = optionsOf(asked, replay, register);
  const among =
    alone === undefined ? undefined : turns.flatMap(({ caller, into }) => (into === undefined ? caller : []));
  // what is not there is claimed, too, so nobody is passed over where there are claims
  const empty = register === undefined ? emptyPairsOf(asked, some, among) : undefined;
  const resources = some ?? asked.snapshot.resources;
  const targets = resources.flatMap(targetsOf);
  const accessOf = (caller: Caller): readonly EffectiveAccess[] =>
    targets
      .filter((target) => empty?.has(caller, target) !== true)
      .flatMap((target) => accessOnTarget(asked, caller, target, options));
  for (const [index, turn] of turns.entries()) {
    const told = disagreements.length;
    const [access, pairs] = turn.into === undefined ? [accessOf(turn.caller), resources.length] : [[], 0];
    const hops = hopsOfTurn(asked, turn, asked.snapshot.roles, options);
    const found = { access, hops, pairs, disagreements: disagreements.slice(told) };
    yield { done: index + 1, total: turns.length, found };
  }
}

export const together = (parts: readonly Proved[]): Proved => ({
  access: parts.flatMap(({ access }) => access),
  hops: parts.flatMap(({ hops }) => hops),
  pairs: parts.reduce((sum, { pairs }) => sum + pairs, 0),
  disagreements: parts.flatMap((part) => part.disagreements),
});

/** With the list that contradictions are told to. */
export function optionsOf(
  world: World,
  replay: Replay,
  register?: EngineOptions['register'],
): { readonly options: EngineOptions; readonly disagreements: Disagreement[] } {
  const disagreements: Disagreement[] = [];
  const options: EngineOptions = {
    profile: ordinaryCaller(world.snapshot.takenAt),
    replay,
    onDisagreement: (one) => disagreements.push(one),
    ...(register === undefined ? { withoutEmpty: true } : { register }),
  };
  return { options, disagreements };
}

/** `roles`: those that a caller is asked about; an entrance leads into its own. Told ways in are asked about all the same, for what is claimed. */
export function hopsOfTurn(
  world: World,
  { caller, into }: Turn,
  roles: readonly IamRole[],
  options: EngineOptions,
): readonly Hop[] {
  const all = roles === world.snapshot.roles && options.register === undefined;
  const open = all ? rolesTrusting(world, caller) : roles;
  const asked = into === undefined ? open : [world.role(into)];
  const assumed = asked.flatMap((role) => (role === undefined ? [] : assumeHops(world, caller, role, options)));
  return isTold(world, caller) ? [] : assumed;
}

/** Whose ways in follow from the directory, and not from what roles trust. */
export const isTold = (world: World, caller: Caller): boolean =>
  isToldByAssignments(world, caller) || isToldByEntitlements(world, caller);

const known = new WeakMap<World, EmptyPairs>();

/** Kept: the parts of a proof ask for the same, where they are about all callers. */
function emptyPairsOf(world: World, resources?: readonly Resource[], callers?: readonly Caller[]): EmptyPairs {
  const profile = ordinaryCaller(world.snapshot.takenAt);
  if (resources !== undefined || callers !== undefined) {
    const part = { ...(resources === undefined ? {} : { resources }), ...(callers === undefined ? {} : { callers }) };
    return new EmptyPairs(world, profile, [part]);
  }
  const found = known.get(world) ?? new EmptyPairs(world, profile);
  known.set(world, found);
  return found;
}

/** The whole of parts that cover all turns in their order. */
export function joined(world: World, parts: readonly Proved[]): Proved {
  const all = together(parts);
  return { ...all, hops: allHops(world, all.hops) };
}

/** Those that turns found, behind what follows from the directory alone. */
export const allHops = (world: World, found: readonly Hop[]): readonly Hop[] => [...directoryHops(world), ...found];

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
