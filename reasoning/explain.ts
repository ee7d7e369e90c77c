import type { AlsoNeeds } from '../domain/access.ts';
import type { Assumption, Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { PolicyLayer, StatementRef } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import { serviceOfAction } from './actions.ts';
import { type ActionAnalysis, type Analysis, analyse } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { crossingOfShared, isUnsureOf } from './data/shared-snapshots.ts';
import { worst } from './effective.ts';
import { endpointPoliciesTo } from './endpoints.ts';
import type { Replaying } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { toFormula } from './formula.ts';
import { judgeMeeting, verdictOf } from './judge.ts';
import { admits, allows, denies, named, resourceDenies } from './layer-sets.ts';
import type { LayerState, NoLimit } from './layers.ts';
import { doubtsOf, legsOf, needsOf } from './legs.ts';
import { type Caller, isNobodys, type Profile, type Target } from './question.ts';
import { requestInside } from './replay.ts';
import type { Routes } from './routes.ts';
import { isSharedWith } from './sharing-facts.ts';
import { type Pair, type Space, tooManyPatterns } from './space.ts';
import { andPairs, pairOf } from './symbolic.ts';
import type { World } from './world.ts';

export type Effect = 'allows' | 'cuts' | 'silent' | 'noLimit' | 'unknown';

/** What one layer (or one level of it) says of one action. */
export interface LayerSays {
  readonly layer: PolicyLayer;
  readonly level?: number;
  readonly policies: readonly string[];
  readonly noLimit?: NoLimit;
  readonly effect: Effect;
  /** The condition under which it allows or cuts, where it does not always. */
  readonly when?: Formula;
  readonly by: readonly StatementRef[];
}

/** One action explained: the verdict, what every layer says, and what is missing or in the way. */
export interface ActionExplanation {
  readonly action: string;
  readonly verdict: Verdict;
  readonly when?: Formula;
  readonly layers: readonly LayerSays[];
  readonly by: readonly StatementRef[];
  readonly deniedBy: readonly StatementRef[];
  readonly missing: readonly PolicyLayer[];
  readonly alsoNeeds: readonly AlsoNeeds[];
  readonly assumptions: readonly Assumption[];
  /** A request to replay: an allowed one if there is any, else an ordinary one that is denied. */
  readonly request?: AccessRequest;
}

export function explainActions(
  world: World,
  caller: Caller,
  target: Target,
  actions: readonly string[],
  profile: Profile,
  replaying: Partial<Replaying> = {},
): readonly ActionExplanation[] {
  const analysis = analyse(environmentOf(world), caller, target, actions, profile);
  return analysis.actions.map((action) =>
    explainOne(world, caller, target, analysis, action, { profile, ...replaying }),
  );
}

function explainOne(
  world: World,
  caller: Caller,
  target: Target,
  analysis: Analysis,
  action: ActionAnalysis,
  options: { readonly profile: Profile } & Partial<Replaying>,
): ActionExplanation {
  const { space, feasible } = analysis;
  const { bdd } = space;
  const allowed: Pair = {
    lower: bdd.and(action.allowed.lower, feasible),
    upper: bdd.and(action.allowed.upper, feasible),
  };
  const own = verdictOf(allowed, feasible);
  const legs =
    own === 'denied' ? [] : legsOf(world, { caller, target, action: action.action, profile: options.profile }, options);
  const needs = needsOf(legs);
  const joint = judgeMeeting([conditionOf(space, allowed, feasible), ...needs.flatMap((need) => need.when ?? [])]);
  const verdict = worst([own, ...needs.map((need) => need.verdict), joint.verdict]);
  const layers = layersOf(world, analysis, action);
  const denied = verdict === 'denied';
  const missing = denied ? [...missingLayers(analysis, action), ...missingRoute(analysis, action)] : [];
  const request = requestInside(analysis, action, allowed.lower === BDD_FALSE ? feasible : allowed.lower);
  return {
    action: action.action,
    verdict,
    ...(verdict === 'conditional' ? { when: joint.when } : {}),
    layers,
    by: denied ? [] : action.by,
    deniedBy: denied || verdict === 'conditional' ? decidingDenies(layers, denied && missing.length > 0) : [],
    missing,
    alsoNeeds: needs,
    assumptions: [
      ...(own === 'unknown' ? action.doubts : []),
      ...(verdict === 'unknown' ? [...doubtsOf(legs), ...joint.capped.map(tooManyPatterns)] : []),
      ...action.leanings,
    ],
    ...(request === undefined ? {} : { request }),
  };
}

/** A Deny that hits some requests only is no reason where something else stops them all. */
function decidingDenies(layers: readonly LayerSays[], stopped: boolean): readonly StatementRef[] {
  const cuts = layers.filter((one) => one.effect === 'cuts');
  const always = cuts.filter((one) => one.when === undefined);
  return (stopped || always.length > 0 ? always : cuts).flatMap((one) => one.by);
}

const conditionOf = (space: Space, { lower, upper }: Pair, care: BddRef): Formula =>
  toFormula(space, lower === BDD_FALSE ? upper : lower, care);

/** Layers in evaluation order, as a reader of the matrix expects them. */
function layersOf(world: World, analysis: Analysis, action: ActionAnalysis): readonly LayerSays[] {
  const { layers } = action;
  const own = (layer: LayerState): LayerSays => saysOf(analysis, layer);
  return [
    own(layers.identity),
    resourceSays(analysis, action),
    own(layers.permissionsBoundary),
    own(layers.session),
    ...layers.scp.map(own),
    ...layers.rcp.map(own),
    action.routes === undefined ? endpointsAside(world, action) : routesSay(analysis, action.routes),
  ];
}

/** Where nothing asks for an endpoint the call can go another way, which no endpoint policy limits (rule 19). */
function endpointsAside(world: World, { action, gathering }: ActionAnalysis): LayerSays {
  const { policies, listed } = endpointPoliciesTo(world, gathering.question.target, serviceOfAction(action));
  const noLimit = policies.length === 0 && listed ? 'absent' : 'anotherWay';
  return { layer: 'vpcEndpoint', policies, noLimit, effect: 'noLimit', by: [] };
}

/** All endpoints that a request may come through, as one layer: what goes another way passes. */
function routesSay(analysis: Analysis, routes: Routes): LayerSays {
  const { space, feasible } = analysis;
  const base = { layer: 'vpcEndpoint' as const, policies: routes.layers.flatMap((one) => one.policies) };
  const reaching = (list: LayerState['allow']): LayerState['allow'] =>
    list.filter((one) => space.bdd.and(one.when(space).upper, feasible) !== BDD_FALSE);
  const cutters = reaching(routes.layers.flatMap((one) => one.deny)).map((one) => one.ref);
  if (cutters.length > 0)
    return { ...base, ...effectOf(analysis, inside(analysis, routes.deny(space)), 'cuts'), by: cutters };
  const allow = inside(analysis, routes.allow(space));
  const allowers = reaching(routes.layers.flatMap((one) => one.allow)).map((one) => one.ref);
  return { ...base, ...effectOf(analysis, allow, 'allows'), by: allowers };
}

function saysOf(analysis: Analysis, layer: LayerState): LayerSays {
  const { space, feasible } = analysis;
  const base = {
    layer: layer.layer,
    ...(layer.level === undefined ? {} : { level: layer.level }),
    policies: layer.policies,
    ...(layer.noLimit === undefined ? {} : { noLimit: layer.noLimit }),
  };
  const cut = inside(analysis, denies(space, layer));
  const cutters = layer.deny.filter((one) => space.bdd.and(one.when(space).upper, feasible) !== BDD_FALSE);
  if (cutters.length > 0) return { ...base, ...effectOf(analysis, cut, 'cuts'), by: cutters.map((one) => one.ref) };
  if (!layer.complete) return { ...base, effect: 'unknown', by: [] };
  if (layer.noLimit !== undefined) return { ...base, effect: 'noLimit', by: [] };
  const allowers = layer.allow.filter((one) => space.bdd.and(one.when(space).upper, feasible) !== BDD_FALSE);
  if (layer.layer === 'rcp') return { ...base, effect: 'allows', by: allowers.map((one) => one.ref) };
  const allow = inside(analysis, allows(space, layer));
  if (allow.upper === BDD_FALSE) return { ...base, effect: 'silent', by: [] };
  return { ...base, ...effectOf(analysis, allow, 'allows'), by: allowers.map((one) => one.ref) };
}

/** Of a snapshot, an image or a document without a policy, whom it is shared with is its side (rule 88). */
function sharingSays({ action, gathering }: ActionAnalysis): LayerSays | undefined {
  const { caller, target } = gathering.question;
  const { resource } = target;
  if (resource === undefined || !('sharedWith' in resource)) return undefined;
  const account = 'account' in caller.principal ? caller.principal.account : '';
  const { facts } = gathering.environment.situation(gathering.question);
  const { snapshotSharedWith: shared = [], snapshotEncryption: sealed } = facts;
  const restores = sealed !== undefined && /^rds:restore/i.test(action);
  const closed = account === resource.account || sealed === 'awsManaged' || restores;
  const policies = resource.sharedWith?.length === 0 ? [] : [`sharing of ${resource.arn}`];
  const base = { layer: 'resource' as const, policies, by: [] };
  const reaches = crossingOfShared(target.arn)?.(action) ?? 'stays';
  if (closed || reaches === 'stays') return { ...base, effect: 'silent' };
  if (isSharedWith(facts, caller)) return { ...base, effect: reaches === 'crosses' ? 'allows' : 'unknown' };
  return { ...base, effect: isUnsureOf(shared) ? 'unknown' : 'silent' };
}

function resourceSays(analysis: Analysis, action: ActionAnalysis): LayerSays {
  const { space, feasible } = analysis;
  const sharing = sharingSays(action);
  if (sharing !== undefined) return sharing;
  const { resource } = action.layers;
  const acl = action.acl.map((one) => one.ref);
  const policies = [...new Set([...resource.policies, ...acl.map((ref) => ref.policy)])];
  const base = { layer: 'resource' as const, policies };
  const reach = (pair: Pair): boolean => space.bdd.and(pair.upper, feasible) !== BDD_FALSE;
  const cutters = resource.deny.filter((one) => reach(andPairs(space, one.when(space), named(space, one))));
  if (cutters.length > 0) {
    const cut = inside(analysis, resourceDenies(space, resource));
    return { ...base, ...effectOf(analysis, cut, 'cuts'), by: cutters.map((one) => one.ref) };
  }
  if (!resource.complete || isNobodys(action.gathering.question.target)) return { ...base, effect: 'unknown', by: [] };
  const allowers = resource.allow.filter((one) => reach(andPairs(space, one.when(space), named(space, one))));
  if (allowers.length + acl.length === 0) return { ...base, effect: 'silent', by: [] };
  const parts = resourceGrants(space, action);
  const lower = space.bdd.or3(...parts.map((part) => part.lower));
  const upper = space.bdd.or3(...parts.map((part) => part.upper));
  return {
    ...base,
    ...effectOf(analysis, inside(analysis, { lower, upper }), 'allows'),
    by: [...allowers.map((one) => one.ref), ...acl],
  };
}

const inside = ({ space, feasible }: Analysis, pair: Pair): Pair => ({
  lower: space.bdd.and(pair.lower, feasible),
  upper: space.bdd.and(pair.upper, feasible),
});

function effectOf(
  analysis: Analysis,
  pair: Pair,
  effect: 'allows' | 'cuts',
): { readonly effect: Effect; readonly when?: Formula } {
  const { space, feasible } = analysis;
  const settled = space.settle(pair, feasible);
  if (settled.lower === feasible) return { effect };
  if (settled.lower === settled.upper) return { effect, when: toFormula(space, settled.lower, feasible) };
  return { effect: 'unknown' };
}

/** No endpoint that the request may come through lets it. */
const missingRoute = (analysis: Analysis, { allowed, besideRoutes }: ActionAnalysis): readonly PolicyLayer[] =>
  inside(analysis, allowed).upper === BDD_FALSE && inside(analysis, besideRoutes).upper !== BDD_FALSE
    ? ['vpcEndpoint']
    : [];

/** Layers whose silence stops the request: capping layers without an allow, and the granting side if nothing grants. */
function missingLayers(analysis: Analysis, action: ActionAnalysis): readonly PolicyLayer[] {
  const { space, feasible } = analysis;
  const { layers, gathering } = action;
  const silent = (pair: Pair): boolean => space.bdd.and(pair.upper, feasible) === BDD_FALSE;
  const missing = new Set<PolicyLayer>();
  for (const level of [layers.permissionsBoundary, layers.session, ...layers.scp]) {
    if (silent(admits(space, level))) missing.add(level.layer);
  }
  if (!silent(action.granted)) return [...missing];
  const { caller, target } = gathering.question;
  const account = 'account' in caller.principal ? caller.principal.account : undefined;
  const needsBoth = account !== target.account || target.service === 'kms' || target.role !== undefined;
  const identity = account !== undefined && caller.principal.kind !== 'root' && silent(allows(space, layers.identity));
  if (identity) missing.add('identity');
  const known = missing.size === 0 || !isNobodys(target);
  if (known && (needsBoth || identity) && resourceGrants(space, action).every(silent)) missing.add('resource');
  return [...missing];
}

/** What the resource's policy grants, and what its ACL does. */
const resourceGrants = (space: Space, { layers, acl }: ActionAnalysis): readonly Pair[] => [
  ...layers.resource.allow.map((one) => andPairs(space, one.when(space), named(space, one))),
  ...acl.map(({ is }) => pairOf(is)),
];
