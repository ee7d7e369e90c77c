import type { Cut, EffectiveAccess, Grant } from '../domain/access.ts';
import type { Assumption, Decision, Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { PolicyLayer, StatementRef } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { Resource } from '../domain/snapshot.ts';
import { serviceOfAction, unlistedAction } from './actions.ts';
import { type ActionAnalysis, type Analysis, analyse, distinct } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { counterWitnesses } from './counter-witnesses.ts';
import { DISAGREE, type EngineOptions, NO_WITNESS, registered, replayed } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { toFormula } from './formula.ts';
import { type Judgement, judgeMeeting } from './judge.ts';
import { keysUnlisted } from './key-state.ts';
import { noLegs } from './known-legs.ts';
import { admits, denies, named, resourceDenies } from './layer-sets.ts';
import { answerId, doubtsOf, type Leg, type LegOptions, legsOf, legTests, needsOf } from './legs.ts';
import { grantsNothing } from './nothing-granted.ts';
import type { Caller, Question, Target } from './question.ts';
import { requestInside, witnessOf } from './replay.ts';
import { RESOURCE_KEY } from './resource-entries.ts';
import { type ScopeClass, scopeClasses } from './scopes.ts';
import { type Pair, tooManyPatterns } from './space.ts';
import { andPairs } from './symbolic.ts';
import { actionsOnTarget, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** All a caller may do on a resource and what is in it, one record per scope with something to say. */
export function effectiveAccess(
  world: World,
  caller: Caller,
  resource: Resource,
  options: EngineOptions,
): readonly EffectiveAccess[] {
  return targetsOf(resource).flatMap((target) => accessOnTarget(world, caller, target, options));
}

/** `names`: the actions that are decided. */
export function accessOnTarget(
  world: World,
  caller: Caller,
  target: Target,
  options: EngineOptions,
  names: readonly string[] = actionsOn(world, target),
): readonly EffectiveAccess[] {
  const environment = environmentOf(world);
  const { profile } = options;
  const situation = environment.situation({ caller, target, action: names[0] ?? '', profile });
  // what is not there is claimed, too
  const looksFirst = options.register === undefined && options.withoutEmpty !== true;
  if (looksFirst && grantsNothing(environment, { caller, target, profile }, names, situation)) return [];
  const analysis = analyse({ ...environment, situation: () => situation }, caller, target, names, profile);
  if (analysis.actions.every((action) => action.granted.upper === BDD_FALSE)) {
    registered(options, analysis, analysis.actions, analysis.feasible);
    return [];
  }
  const divided = withNames(world, caller, target, analysis, options);
  const legOptions = { ...options, undivided: divided.undivided, known: noLegs() };
  const records = divided.classes.map((scopeClass) =>
    recordOf(world, caller, target, divided.analysis, scopeClass, legOptions),
  );
  return records.filter((one) => one.grants.length + one.cuts.length + one.unlisted.length > 0);
}

interface Divided {
  readonly analysis: Analysis;
  readonly classes: readonly ScopeClass[];
  /** What is authorised besides tells names apart in more ways than can be followed. */
  readonly undivided: boolean;
}

/** Names that only a further authorisation tells apart are told apart here, too. */
function withNames(
  world: World,
  caller: Caller,
  target: Target,
  analysis: Analysis,
  { profile }: EngineOptions,
): Divided {
  const actions = analysis.actions.filter((one) => one.allowed.upper !== BDD_FALSE).map(({ action }) => action);
  const { part } = target;
  const known = noLegs();
  const tests =
    part === undefined
      ? []
      : actions.flatMap((action) => legTests(world, { caller, target, action, profile }, part.prefix, known));
  if (part === undefined || tests.length === 0)
    return { analysis, classes: scopeClasses(analysis, target), undivided: false };
  const names = analysis.actions.map(({ action }) => action);
  const finer = analyse(environmentOf(world), caller, { ...target, part: { ...part, tests } }, names, profile);
  if (finer.space.isCapped(RESOURCE_KEY)) return { analysis, classes: scopeClasses(analysis, target), undivided: true };
  const besides = (arn: string): string =>
    actions
      .map((action) => answerId(legsOf(world, { caller, target: { ...target, arn }, action, profile }, { known })))
      .join();
  return { analysis: finer, classes: scopeClasses(finer, target, besides), undivided: false };
}

const lists = new WeakMap<World, Map<string, readonly string[]>>();

/** All that AWS lists, all that policies name besides, and the class of those that neither does: one list for all targets of a kind. */
export function actionsOn(world: World, target: Target): readonly string[] {
  const listed = actionsOnTarget(target).map((action) => action.name);
  const all = [...listed, ...world.unlistedActions(target.service), unlistedAction(target.service)];
  const known = lists.get(world) ?? new Map<string, readonly string[]>();
  lists.set(world, known);
  const id = all.join();
  const list = known.get(id) ?? all;
  known.set(id, list);
  return list;
}

/** One action inside one scope: its grants (certain and doubtful part) or what takes it away. */
export interface Outcome {
  readonly action: string;
  readonly grants: readonly Grant[];
  readonly cut?: Omit<Cut, 'actions'>;
}

function recordOf(
  world: World,
  caller: Caller,
  target: Target,
  analysis: Analysis,
  scopeClass: ScopeClass,
  options: EngineOptions & LegOptions,
): EffectiveAccess {
  const { scope, set } = scopeClass;
  const outcomes = outcomesOf(world, { caller, target }, analysis, scopeClass, options);
  const claim = registered(options, analysis, analysis.actions, analysis.space.bdd.and(analysis.feasible, set));
  const claimed = (grants: readonly Grant[]): readonly Grant[] => grants.map((grant) => ({ ...grant, ...claim }));
  const isUnlisted = ({ action }: Outcome): boolean => action === unlistedAction(target.service);
  const listed = outcomes.filter((outcome) => !isUnlisted(outcome));
  return {
    principal: caller.id,
    resource: target.resource?.arn ?? target.arn,
    scope,
    grants: claimed(mergeGrants(listed.flatMap((outcome) => outcome.grants))),
    cuts: mergeCuts(listed),
    unlisted: claimed(mergeGrants(outcomes.filter(isUnlisted).flatMap((outcome) => outcome.grants))),
  };
}

/** Of each action that was analysed. */
export function outcomesOf(
  world: World,
  { caller, target }: { readonly caller: Caller; readonly target: Target },
  analysis: Analysis,
  { scope, set }: ScopeClass,
  options: EngineOptions & LegOptions,
): readonly Outcome[] {
  const care = analysis.space.bdd.and(analysis.feasible, set);
  const about = { ...target, arn: scope.sample };
  const shared = new Map<ActionAnalysis['layers'], Inside>();
  return analysis.actions.map((action) => {
    const inside = shared.get(action.layers) ?? insideOf(analysis, action, care);
    shared.set(action.layers, inside);
    return outcomeOf(
      world,
      { caller, target: about, action: action.action, profile: options.profile },
      analysis,
      action,
      inside,
      options,
    );
  });
}

/** A decision inside one scope: the same for all actions that share it. */
interface Inside {
  readonly care: BddRef;
  readonly allowed: Pair;
  /** What takes it away, where nothing is allowed. */
  readonly cut?: Omit<Cut, 'actions'>;
  /** When it is certainly allowed, as it stands and as it is told. */
  readonly own: Formula;
  readonly told: Judgement;
  /** One that is certainly allowed, for some action of them. */
  readonly request: () => AccessRequest | undefined;
  /** When it is doubtful; undefined: never. */
  readonly doubtful?: Formula;
}

function insideOf(analysis: Analysis, action: ActionAnalysis, care: BddRef): Inside {
  const { space } = analysis;
  const { bdd } = space;
  const allowed: Pair = { lower: bdd.and(action.allowed.lower, care), upper: bdd.and(action.allowed.upper, care) };
  const nothing = allowed.upper === BDD_FALSE;
  const own = nothing ? NEVER_ALLOWED : toFormula(space, allowed.lower, care);
  const doubtful = bdd.and(allowed.upper, bdd.not(allowed.lower));
  let request: AccessRequest | undefined;
  return {
    care,
    allowed,
    ...(nothing ? cutOf(analysis, action, care) : {}),
    own,
    told: judgeMeeting([own]),
    request: () => {
      request ??= requestInside(analysis, action, allowed.lower);
      return request;
    },
    ...(doubtful === BDD_FALSE ? {} : { doubtful: toFormula(space, doubtful, care) }),
  };
}

const NEVER_ALLOWED: Formula = { kind: 'false' };

function outcomeOf(
  world: World,
  question: Question,
  analysis: Analysis,
  action: ActionAnalysis,
  inside: Inside,
  options: EngineOptions & LegOptions,
): Outcome {
  const { care, allowed, cut } = inside;
  if (allowed.upper === BDD_FALSE) return { action: action.action, grants: [], ...(cut === undefined ? {} : { cut }) };
  const legs = legsOf(world, question, options);
  const refused = needsOf(legs).filter((need) => need.verdict === 'denied');
  if (refused.length > 0) return { action: action.action, grants: [], cut: { layers: [], by: [], alsoNeeds: refused } };
  if (action.action === unlistedAction(serviceOfAction(action.action))) {
    const certain = allowed.lower === care && needsOf(legs).every((need) => need.verdict === 'allowed');
    return { action: action.action, grants: [unlistedGrant(action, certain)] };
  }
  const grants = [...certainGrant(analysis, action, inside, legs, options), ...doubtfulGrant(action, inside, legs)];
  if (grants.length > 0) return { action: action.action, grants };
  // each can hold by itself, and never both in one request
  return { action: action.action, grants, cut: { layers: [], by: [], alsoNeeds: needsOf(legs) } };
}

function certainGrant(
  analysis: Analysis,
  action: ActionAnalysis,
  inside: Inside,
  legs: readonly Leg[],
  options: EngineOptions,
): readonly Grant[] {
  const { allowed, care, own, told } = inside;
  const { lower } = allowed;
  if (lower === BDD_FALSE) return [];
  const needs = needsOf(legs);
  const further = needs.flatMap((need) => need.when ?? []);
  const joint = further.length === 0 ? told : judgeMeeting([own, ...further]);
  const unknownLeg = needs.some((need) => need.verdict === 'unknown');
  if (joint.verdict === 'denied') return [];
  const inThere = inside.request();
  const request = inThere && { ...inThere, action: action.action };
  const decision = replayed(options, request);
  const tooMany = joint.capped.map(tooManyPatterns);
  const assumptions = distinct([...doubtsOf(legs), ...tooMany, ...assumptionsOf(action, decision)]);
  const { found: outside, contradicted } = counterWitnesses(analysis, action, allowed, care, own, options);
  const agreed = decision?.kind === 'allowed' && !contradicted;
  return [
    {
      actions: [action.action],
      verdict: unknownLeg || !agreed ? 'unknown' : joint.verdict,
      when: joint.when,
      by: action.by,
      alsoNeeds: needs,
      assumptions: agreed ? assumptions : [...assumptions, request === undefined ? NO_WITNESS : DISAGREE],
      ...(request === undefined || decision === undefined ? {} : { witness: witnessOf(request, decision) }),
      ...(outside.length === 0 ? {} : { counterWitnesses: outside }),
      proof: agreed ? 'replayed' : 'pending',
    },
  ];
}

/** Nothing is known of the action's keys, so only an unconditional grant is certain; nobody can make a witness of it. */
const unlistedGrant = (action: ActionAnalysis, certain: boolean): Grant => ({
  actions: [action.action],
  verdict: certain ? 'allowed' : 'unknown',
  when: { kind: 'true' },
  by: action.by,
  alsoNeeds: [],
  assumptions: certain ? action.leanings : distinct([...action.doubts, keysUnlisted(action.action)]),
  proof: 'pending',
});

const assumptionsOf = (action: ActionAnalysis, decision: Decision | undefined): readonly Assumption[] =>
  distinct([...action.leanings, ...(decision !== undefined && 'assumptions' in decision ? decision.assumptions : [])]);

function doubtfulGrant(action: ActionAnalysis, { doubtful }: Inside, legs: readonly Leg[]): readonly Grant[] {
  if (doubtful === undefined) return [];
  return [
    {
      actions: [action.action],
      verdict: 'unknown',
      when: doubtful,
      by: action.by,
      alsoNeeds: needsOf(legs),
      assumptions: distinct([...action.doubts, ...doubtsOf(legs)]),
      proof: 'pending',
    },
  ];
}

/** RCPs can only deny, identity policies only grant: neither takes a grant away by silence. */
const CAPS_BY_SILENCE: ReadonlySet<PolicyLayer> = new Set<PolicyLayer>(['permissionsBoundary', 'session', 'scp']);

/** What takes a granted action away whatever the request; nothing to say where nothing grants it. */
function cutOf(analysis: Analysis, action: ActionAnalysis, care: BddRef): { readonly cut?: Omit<Cut, 'actions'> } {
  const { space } = analysis;
  const { bdd } = space;
  if (bdd.and(action.granted.upper, care) === BDD_FALSE) return {};
  const { layers } = action;
  const caps = [layers.permissionsBoundary, layers.session, ...layers.scp, ...layers.rcp, layers.identity];
  const found = new Set<PolicyLayer>();
  const by: StatementRef[] = [];
  for (const layer of caps) {
    const hits = layer.deny.filter((one) => bdd.and(one.when(space).upper, care) !== BDD_FALSE);
    by.push(...hits.map((one) => one.ref));
    const silent = CAPS_BY_SILENCE.has(layer.layer) && bdd.and(admits(space, layer).upper, care) === BDD_FALSE;
    if (silent || bdd.and(denies(space, layer).upper, care) !== BDD_FALSE) found.add(layer.layer);
  }
  if (bdd.and(resourceDenies(space, layers.resource).upper, care) !== BDD_FALSE) {
    found.add('resource');
    const hits = layers.resource.deny.filter(
      (one) => bdd.and(andPairs(space, one.when(space), named(space, one)).upper, care) !== BDD_FALSE,
    );
    by.push(...hits.map((one) => one.ref));
  }
  if (bdd.and(action.besideRoutes.upper, care) !== BDD_FALSE) {
    found.add('vpcEndpoint');
    const denials = (action.routes?.layers ?? []).flatMap((layer) => layer.deny);
    by.push(...denials.filter((one) => bdd.and(one.when(space).upper, care) !== BDD_FALSE).map((one) => one.ref));
  }
  return { cut: { layers: [...found], by } };
}

/** Grants that differ in the action alone become one; each keeps the witnesses of its first action. */
export function mergeGrants(grants: readonly Grant[]): readonly Grant[] {
  const merged = new Map<string, Grant>();
  const print = printOnce();
  for (const grant of grants) {
    const { actions, witness, counterWitnesses: _, when, by, ...rest } = grant;
    const id = `${print(when)} ${print(by)} ${JSON.stringify(rest)}`;
    const known = merged.get(id);
    merged.set(id, known === undefined ? grant : { ...known, actions: [...known.actions, ...actions] });
  }
  return [...merged.values()];
}

/** Actions that share a decision share what is told of it. */
function printOnce(): (value: object) => string {
  const known = new Map<object, string>();
  return (value) => {
    const text = known.get(value) ?? JSON.stringify(value);
    known.set(value, text);
    return text;
  };
}

export function mergeCuts(outcomes: readonly Pick<Outcome, 'action' | 'cut'>[]): readonly Cut[] {
  const merged = new Map<string, Cut>();
  const print = printOnce();
  for (const { action, cut } of outcomes) {
    if (cut === undefined) continue;
    const id = print(cut);
    merged.set(id, { ...cut, actions: [...(merged.get(id)?.actions ?? []), action] });
  }
  return [...merged.values()];
}

export const worst = (verdicts: readonly Verdict[]): Verdict =>
  (['denied', 'unknown', 'conditional'] as const).find((one) => verdicts.includes(one)) ?? 'allowed';
